from collections import defaultdict

WORKERS, WALKS, STEPS = 4, 50, 8


def test_f14_ordered_consumer_meets_each_stream_in_its_order(make_site):
    site = make_site()
    site.query("CREATE TABLE followed (walk int, number int, id bigserial)")
    site.run("walk", str(WALKS), str(STEPS))

    site.run("crowd", str(WORKERS), SEED="14")

    followed = defaultdict(list)
    for walk, number in site.query("SELECT walk, number FROM followed ORDER BY id"):
        followed[walk].append(number)
    in_order = list(range(1, STEPS + 1))
    assert followed == dict.fromkeys(range(WALKS), in_order)
    assert site.count_tried_twice() > 0
