import pytest
from django.urls import reverse

from cms.courses.models import LessonPage
from tests.factories.courses import make_competence


@pytest.fixture
def teach(lesson):
    """Has the lesson teach the competences of these codes."""

    def put(*codes):
        LessonPage.objects.filter(translation_key=lesson.key).update(
            competences=list(codes)
        )

    return put


@pytest.fixture
def shown(signed_in, lesson):
    def read():
        page = signed_in.get(reverse("portal:lesson", args=[lesson.key]))
        return [(skill.pole, skill.name) for skill in page.context["skills"]]

    return read


def test_lesson_says_what_it_teaches_in_the_readers_language(
    shown, teach, learner, lesson
):
    make_competence("PRO-2", position=2)
    make_competence("EDU-1", position=1, pole="educational")
    make_competence("PER-1", position=3, pole="personal")
    teach("PRO-2", "EDU-1")

    assert shown() == [("edu", "EDU-1 fr"), ("voc", "PRO-2 fr")]
    learner.language = "ar"
    learner.save()
    assert shown() == [("edu", "EDU-1 ar"), ("voc", "PRO-2 ar")]


def test_skill_without_a_name_in_the_readers_language_is_named_in_french(
    shown, teach, learner
):
    make_competence("PRO-2")
    teach("PRO-2")
    learner.language = "en"
    learner.save()

    assert shown() == [("voc", "PRO-2 fr")]


def test_lesson_that_names_no_competence_or_an_unknown_one_shows_none(shown, teach):
    assert shown() == []
    teach("GONE-1")
    assert shown() == []


@pytest.mark.parametrize("skills", [1, 3])
def test_lesson_asks_the_same_of_the_database_however_much_it_teaches(
    signed_in, shown, teach, lesson, skills, django_assert_num_queries
):
    codes = [f"PRO-{number}" for number in range(skills)]
    for code in codes:
        make_competence(code)
    teach(*codes)
    shown()

    with django_assert_num_queries(7):
        assert len(shown()) == skills
