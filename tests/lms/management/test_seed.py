import datetime as dt
import io
import json
from collections import Counter

import pytest
from django.core.management import CommandError, call_command
from django.core.management.base import OutputWrapper
from django.utils import timezone

from config.management.commands.seed import seed_people
from events.models import Delivery
from lms.accounts.models import User
from lms.enrolment.models import Enrolment
from lms.families.models import Consent, Guardianship, LearnerProfile, Use
from lms.families.services import note_majorities
from lms.families.values import count_years, find_birthday
from lms.management.demo.calendar import find_last_moment, go_back
from lms.network.models import GroupMembership
from lms.notifications.models import Notification
from lms.progress.models import LedgerEntry
from tests.factories.courses import make_course


@pytest.fixture
def demo(settings, db):
    settings.DEMO = True
    # Few and short lessons: what is tested is who is there, not how much they did.
    make_course(code="metiers-ia", modules=2, lessons=2)
    make_course(code="enseignants", lessons=2, audience="teachers")


def state():
    return (
        sorted(User.objects.values_list("username", "password")),
        Enrolment.objects.count(),
        LedgerEntry.objects.count(),
    )


def test_seed_learners_seeds_the_demonstration_centre_once(demo, capsys):
    call_command("seed_learners")
    seeded = state()
    call_command("seed_learners")

    assert state() == seeded
    this_season = Enrolment.objects.filter(cohort__name_fr="Promo Al-Khwarizmi")
    assert this_season.values("learner").distinct().count() == 80
    assert this_season.open().count() == 78
    last_season = Enrolment.objects.filter(cohort__name_fr="Promo Ibn al-Haytham")
    assert last_season.count() == 76
    assert not last_season.open().exists()
    moved = GroupMembership.objects.filter(learner__username="malak.zahraoui")
    assert [one.group.name for one in moved.order_by("pk")] == ["B", "C"]
    came_back = this_season.filter(learner__username="ibrahim.daoudi").order_by("pk")
    assert [one.is_open for one in came_back] == [False, True]
    assert (
        User.objects.filter(family_name_latin="Bennis", given_name_latin="Adam").count()
        == 2
    )

    for moment in LedgerEntry.objects.values_list("occurred_at", flat=True):
        local = timezone.localtime(moment)
        assert local.weekday() < 5
        assert dt.time(8, 30) <= local.time() <= dt.time(17)
        assert local <= timezone.now()

    capsys.readouterr()
    call_command("demo_accounts", format="json")
    accounts = json.loads(capsys.readouterr().out)
    assert len(accounts) == 8
    for account in accounts:
        person = User.objects.get(username=account["sign_in"])
        assert person.check_password(account["password"])


def test_seed_gives_every_learner_of_the_season_a_family(demo):
    call_command("seed_learners")
    today = timezone.localdate()

    profiles = list(LearnerProfile.objects.select_related("learner"))
    ages = Counter(count_years(one.birth_date, on=today) for one in profiles)
    assert (ages[13] + ages[14], ages[15] + ages[16], ages[17]) == (12, 41, 27)
    assert Counter(one.sex for one in profiles) == {"female": 37, "male": 43}
    assert [one.phone for one in profiles].count("") == 1

    majority = {
        one: find_birthday(one.birth_date, years=18) - today for one in profiles
    }
    (soon,) = [one for one, left in majority.items() if left < dt.timedelta(days=30)]
    assert majority[soon] == dt.timedelta(days=6)

    qualities = Counter(Guardianship.objects.values_list("quality", flat=True))
    assert qualities["institution"] + qualities["appointed"] == 6
    assert qualities["none-yet"] == 1
    assert min(qualities["mother"], qualities["father"]) > 20
    assert Guardianship.objects.values("learner").distinct().count() == 80
    hiba, houda = (
        set(User.objects.get(username=name).guardianships.values_list("guardian"))
        for name in ("hiba.ouazzani", "houda.ouazzani")
    )
    assert hiba == houda
    salma = User.objects.get(username="salma.berrada")
    assert (salma.language, salma.guardianships.get().guardian.language) == ("fr", "ar")

    assert Consent.objects.filter(word="withdrawn").count() == 1
    assert set(Consent.objects.values_list("use", flat=True)) == set(Use)
    assert note_majorities(at=timezone.now()) == 0


class BrokenPipe(io.StringIO):
    def write(self, text):
        raise BrokenPipeError


def test_seed_that_is_cut_short_leaves_nobody_behind(demo):
    with pytest.raises(BrokenPipeError):
        seed_people(OutputWrapper(BrokenPipe()))
    assert not User.objects.exists()

    seed_people(OutputWrapper(io.StringIO()))

    assert Enrolment.objects.open().exists()
    assert not Delivery.objects.owed().filter(lane__in=["notifications", "live"])
    news = go_back(find_last_moment(timezone.localtime()), days=1)
    assert not Notification.objects.unread().filter(created_at__lt=news).exists()


@pytest.mark.parametrize("command", ["seed_learners", "demo_accounts"])
def test_command_refuses_where_nothing_is_for_show(settings, db, command):
    settings.DEMO = False

    with pytest.raises(CommandError):
        call_command(command)


def test_demo_accounts_are_a_table_for_people(settings, db, capsys):
    settings.DEMO = True

    call_command("demo_accounts")

    assert capsys.readouterr().out == ""
