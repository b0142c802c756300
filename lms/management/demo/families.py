"""The families of this season's learners, as various as families are.

Has dice of its own, so that who is drawn here changes no lesson.
"""

import datetime as dt
import random
from collections.abc import Iterator, Sequence

from lms.accounts.models import User
from lms.families.models import Channel, Guardian, Quality, Sex, Use
from lms.families.services import (
    record_consent,
    record_profile,
    register_guardian,
    stand_in,
    tie_guardian,
    withdraw_consent,
)
from lms.families.values import MAJORITY, Phone
from lms.management.demo import people
from lms.management.demo.calendar import DAY, WEEK
from lms.management.demo.names import (
    FAMILIES,
    FATHERS,
    GIRLS,
    MOTHERS,
    FullName,
    Name,
)
from lms.management.demo.people import Person

DICE = 20261117
AGES = [13] * 5 + [14] * 7 + [15] * 20 + [16] * 21 + [17] * 27
KNOWN_AGES = {
    people.SALMA: 16,
    people.YASSINE: 15,
    people.NEWCOMER: 14,
    people.TWINS[0]: 15,
    people.TWINS[1]: 15,
    people.MOVER: 16,
    people.RETURNER: 17,
}
DAYS_TO_MAJORITY = 6
INSTITUTIONS: tuple[Name, ...] = (
    ("Dar Chabab (démo)", "دار الشباب (تجريبي)"),
    ("Fondation Ofoq (démo)", "مؤسسة أفق (تجريبي)"),
)
GRANDPARENTS = 4
AGREES: dict[Use, float] = {
    Use.CONTACT: 0.85,
    Use.FOLLOW_UP: 0.6,
    Use.PHOTO: 0.55,
    Use.PASSPORT: 0.3,
}
AGE_FOR_EMPLOYERS = 15


class FamilySeeder:
    """Gives every learner of the season an age, somebody who answers, and words on what is agreed."""

    def __init__(
        self, *, accounts: dict[str, User], start: dt.datetime, today: dt.date
    ) -> None:
        self.accounts = accounts
        self.start = start
        self.today = today
        self.coordinator = accounts[people.COORDINATOR_PERSON.sign_in]
        self.rng = random.Random(DICE)  # noqa: S311 -- dice of a demonstration, not a secret
        self.numbers = self._count_numbers()

    def seed(self, groups: Sequence[Sequence[Person]]) -> None:
        """Seed group by group; those shown on purpose are the last of the second group."""
        soon, phoneless, withdrawing, alone = groups[1][-4:]
        ages = self._draw_ages(groups, soon=soon)
        others = [
            person
            for group in groups
            for person in group
            if person not in {*people.TWINS, people.SALMA, *groups[1][-4:]}
        ]
        unlike = set(self.rng.sample(others, len(INSTITUTIONS) + GRANDPARENTS))
        institutions = iter(INSTITUTIONS)
        for group in groups:
            for person in group:
                learner = self._describe(
                    person,
                    born=self._draw_birth(ages[person], is_soon=person is soon),
                    has_phone=person is not phoneless,
                )
                if person is alone:
                    self._leave_to_referent(learner)
                    continue
                if person is people.TWINS[1]:
                    guardians = self._share(learner, with_=people.TWINS[0])
                elif person in unlike:
                    guardians = [self._add_unlike(learner, next(institutions, None))]
                else:
                    guardians = self._add_parents(learner, person)
                self._agree(learner, guardians[0], ages[person])
                if person is withdrawing:
                    self._withdraw(learner, guardians[0])

    def _draw_ages(
        self, groups: Sequence[Sequence[Person]], *, soon: Person
    ) -> dict[Person, int]:
        ages = {**KNOWN_AGES, soon: MAJORITY - 1}
        left = list(AGES)
        for age in ages.values():
            left.remove(age)
        self.rng.shuffle(left)
        others = (one for group in groups for one in group if one not in ages)
        return ages | dict(zip(others, left, strict=True))

    def _draw_birth(self, age: int, *, is_soon: bool) -> dt.date:
        """Nobody but one has a birthday in these weeks: the ages stay what they are for a while."""
        if is_soon:
            return _years_before(self.today + DAYS_TO_MAJORITY * DAY, MAJORITY)
        return _years_before(self.today - self.rng.randint(60, 330) * DAY, age)

    def _describe(self, person: Person, *, born: dt.date, has_phone: bool) -> User:
        learner = self.accounts[person.sign_in]
        record_profile(
            learner=learner,
            birth_date=born,
            sex=Sex.FEMALE if person.name.given in GIRLS else Sex.MALE,
            phone=next(self.numbers) if has_phone else None,
            at=self.start,
        )
        return learner

    def _add_parents(self, learner: User, person: Person) -> list[Guardian]:
        """A mother, a father or both; mothers bear their own fathers' name."""
        mother = FullName(self.rng.choice(MOTHERS), self.rng.choice(FAMILIES))
        father = FullName(self.rng.choice(FATHERS), person.name.family)
        both = [(Quality.MOTHER, mother), (Quality.FATHER, father)]
        kept = (
            both
            if person in people.TWINS
            else self.rng.choice([both, both[:1], both[1:]])
        )
        if person is people.SALMA:
            kept = both[:1]
        return [
            self._register(
                learner,
                quality,
                name,
                # Salma reads French, and her mother Arabic alone.
                language="ar" if person is people.SALMA else self._draw_language(),
            )
            for quality, name in kept
        ]

    def _add_unlike(self, learner: User, institution: Name | None) -> Guardian:
        """An institution, or a grandparent whom a judge has appointed."""
        if institution:
            name = FullName(("", ""), institution)
            return self._register(learner, Quality.INSTITUTION, name, language="fr")
        grandparent = FullName(
            self.rng.choice(MOTHERS + FATHERS), self.rng.choice(FAMILIES)
        )
        return self._register(learner, Quality.APPOINTED, grandparent, language="ar")

    def _register(
        self, learner: User, quality: Quality, name: FullName, *, language: str
    ) -> Guardian:
        return register_guardian(
            learner=learner,
            quality=quality,
            names=name.fields,
            language=language,
            channel=self.rng.choice([Channel.CALL, Channel.SMS, Channel.WHATSAPP]),
            phone=next(self.numbers),
            at=self.start,
        )

    def _share(self, learner: User, *, with_: Person) -> list[Guardian]:
        ties = self.accounts[with_.sign_in].guardianships.order_by("pk")
        guardians = []
        for tie in ties.select_related("guardian"):
            if tie.guardian:
                tie_guardian(
                    learner=learner,
                    guardian=tie.guardian,
                    quality=tie.quality,
                    at=self.start,
                )
                guardians.append(tie.guardian)
        return guardians

    def _leave_to_referent(self, learner: User) -> None:
        referent = self.accounts[people.ANIMATORS[1].sign_in]
        stand_in(learner=learner, colleague=referent, at=self.start)

    def _agree(self, learner: User, guardian: Guardian, age: int) -> None:
        for use, share in AGREES.items():
            says_yes = self.rng.random() < share
            if says_yes and (use != Use.PASSPORT or age >= AGE_FOR_EMPLOYERS):
                self._say_yes(learner, guardian, use)

    def _say_yes(self, learner: User, guardian: Guardian, use: Use) -> None:
        record_consent(
            learner=learner,
            use=use,
            guardian=guardian,
            by_learner=use in {Use.PHOTO, Use.PASSPORT},
            recorded_by=self.coordinator,
            at=self.start + DAY,
        )

    def _withdraw(self, learner: User, guardian: Guardian) -> None:
        self._say_yes(learner, guardian, Use.PHOTO)
        withdraw_consent(
            learner=learner,
            use=Use.PHOTO,
            guardian=guardian,
            by_learner=False,
            recorded_by=self.coordinator,
            at=self.start + 4 * WEEK,
        )

    def _draw_language(self) -> str:
        return "ar" if self.rng.random() < 0.6 else "fr"

    def _count_numbers(self) -> Iterator[Phone]:
        """Numbers that reach nobody."""
        number = 0
        while True:
            number += 1
            yield Phone(f"+212{number:09d}")


def _years_before(day: dt.date, years: int) -> dt.date:
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return dt.date(day.year - years, 2, 28)
