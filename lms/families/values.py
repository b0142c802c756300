"""What ``families`` gives away, and the two things it reckons with: birthdays and phone numbers."""

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Literal, Self

import phonenumbers

MAJORITY = 18
COUNTRY = "MA"


class NotAPhoneNumber(Exception):
    """What was written can't be dialled."""


def find_birthday(born: dt.date, *, years: int) -> dt.date:
    """The day on which somebody reaches an age; who is born on 29 February does on 1 March."""
    try:
        return born.replace(year=born.year + years)
    except ValueError:
        return dt.date(born.year + years, 3, 1)


def count_years(born: dt.date, *, on: dt.date) -> int:
    years = on.year - born.year
    return years if find_birthday(born, years=years) <= on else years - 1


@dataclass(frozen=True, slots=True)
class Phone:
    """A number that can be dialled, in its international form without spaces."""

    number: str

    @classmethod
    def read(cls, written: str) -> Self:
        """Read a number as people write it here. Raises ``NotAPhoneNumber``.

        Its length is judged and not its block: those are given out faster than
        libraries learn of them, and the demonstration's belong to nobody.
        """
        try:
            number = phonenumbers.parse(written, COUNTRY)
        except phonenumbers.NumberParseException as error:
            raise NotAPhoneNumber(written) from error
        if not phonenumbers.is_possible_number(number):
            raise NotAPhoneNumber(written)
        return cls(
            phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
        )

    def __str__(self) -> str:
        return phonenumbers.format_number(
            phonenumbers.parse(self.number),
            phonenumbers.PhoneNumberFormat.INTERNATIONAL,
        )


@dataclass(frozen=True, slots=True)
class Tie:
    """Somebody who answers for a learner, or the colleague who stands in for nobody yet."""

    name: str
    quality: str
    is_stand_in: bool
    has_access: bool
    until_date: dt.date
    guardian_key: uuid.UUID | None = None
    language: str = ""
    channel: str = ""
    phone: str = ""
    learners: int = 1
    """For how many learners of the centre this guardian answers."""


@dataclass(frozen=True, slots=True)
class Said:
    """One word on one use: who said what, when."""

    word: Literal["given", "withdrawn", "lapsed"]
    at: dt.datetime
    guardian: str
    by_learner: bool


@dataclass(frozen=True, slots=True)
class Permission:
    """Where one use of a learner's data stands; ``said`` begins with the last word."""

    use: str
    title: str
    said: tuple[Said, ...]

    @property
    def state(self) -> Literal["never", "given", "withdrawn", "lapsed"]:
        return self.said[0].word if self.said else "never"


@dataclass(frozen=True, slots=True)
class Family:
    """What those who answer for a learner may know of them at home."""

    age: int | None
    days_to_majority: int | None
    """Only where the day is near."""
    majority_date: dt.date | None
    phone: str
    ties: tuple[Tie, ...]
    permissions: tuple[Permission, ...]

    @property
    def is_known(self) -> bool:
        return self.age is not None

    @property
    def is_of_age(self) -> bool:
        return self.age is not None and self.age >= MAJORITY
