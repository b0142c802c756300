"""Who is at the demonstration centre: staff, learners of two seasons, teachers in training."""

import random
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.text import slugify

from lms.accounts.permissions import (
    ADMINISTRATOR,
    COORDINATOR,
    EDITOR,
    EDUCATOR,
    LEARNER,
)
from lms.management.demo.names import FullName, draw_names, full_name

PASSWORD = "forsa-demo-2026"  # noqa: S105 -- of invented people, printed by demo_accounts


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who signs in; ``username`` is made of the name unless it is given."""

    name: FullName
    role: str
    language: str = "fr"
    username: str = ""

    @property
    def sign_in(self) -> str:
        return self.username or slugify(
            f"{self.name.given[0]} {self.name.family[0]}"
        ).replace("-", ".")


def _named(given: str, family: str, role: str, language: str = "fr") -> Person:
    return Person(full_name(given, family), role, language)


COORDINATOR_PERSON = _named("Nabil", "Sabri", COORDINATOR)
EDITOR_PERSON = _named("Rim", "Chraibi", EDITOR)
ADMINISTRATOR_PERSON = _named("Amine", "Haddad", ADMINISTRATOR)
ANIMATORS = (
    _named("Asmae", "Naciri", EDUCATOR),
    _named("Soukaina", "Lahlou", EDUCATOR),
    _named("Karim", "Filali", EDUCATOR, "ar"),
    _named("Ghita", "Tahiri", EDUCATOR),
)
"""French, life skills, Arabic, mathematics: referents of the groups A to D."""
TRAINERS = (
    _named("Walid", "Ziani", EDUCATOR),
    _named("Badr", "Mansouri", EDUCATOR, "ar"),
    _named("Kawtar", "Fassi", EDUCATOR),
)
"""Data, office and maintenance, web and Python."""
STAFF = (
    COORDINATOR_PERSON,
    *ANIMATORS,
    *TRAINERS,
    EDITOR_PERSON,
    ADMINISTRATOR_PERSON,
)
WITHOUT_A_FACE = (
    "psycho-social support, insertion counsellor, sport, arts, administration"
    " and the two officials have no face yet and get no account"
)

SALMA = _named("Salma", "Berrada", LEARNER)
YASSINE = _named("Yassine", "Kabbaj", LEARNER, "ar")
NEWCOMER = _named("Imane", "Rami", LEARNER)
TWINS = (_named("Hiba", "Ouazzani", LEARNER), _named("Houda", "Ouazzani", LEARNER))
MOVER = _named("Malak", "Zahraoui", LEARNER, "ar")
RETURNER = _named("Ibrahim", "Daoudi", LEARNER)
NAMESAKES = (
    Person(full_name("Adam", "Bennis"), LEARNER, "fr", "adam.bennis"),
    Person(full_name("Adam", "Bennis"), LEARNER, "ar", "adam.bennis2"),
)
KHALID = _named("Taha", "Cherkaoui", LEARNER)
"""The teacher in training who signs in for show."""


def draw_current_learners(rng: random.Random) -> list[list[Person]]:
    """Return the eighty of this season, 37 girls and 43 boys, as the groups A to D."""
    known = {person.name for person in (*STAFF, SALMA, YASSINE, NEWCOMER, *TWINS)}
    known |= {MOVER.name, RETURNER.name, NAMESAKES[0].name, KHALID.name}
    drawn = [
        Person(name, LEARNER, "ar" if rng.random() < 0.4 else "fr")
        for name in draw_names(rng, girls=32, boys=39, taken=known)
    ]
    a, b, c, d = drawn[:18], drawn[18:34], drawn[34:52], drawn[52:]
    return [
        [YASSINE, RETURNER, *a],
        [SALMA, *NAMESAKES, MOVER, *b],
        [*TWINS, *c],
        [NEWCOMER, *d],
    ]


def draw_former_learners(rng: random.Random, taken: Iterable[Person]) -> list[Person]:
    """Return the seventy-six of last season."""
    return _draw_others(rng, taken, girls=35, boys=41)


def draw_teachers(rng: random.Random, taken: Iterable[Person]) -> list[Person]:
    """Return the forty-six teachers who asked for a seat this year."""
    return [KHALID, *_draw_others(rng, taken, girls=22, boys=23)]


def _draw_others(
    rng: random.Random, taken: Iterable[Person], *, girls: int, boys: int
) -> list[Person]:
    known = {person.name for person in taken}
    return [
        Person(name, LEARNER, "ar" if rng.random() < 0.4 else "fr")
        for name in draw_names(rng, girls=girls, boys=boys, taken=known)
    ]
