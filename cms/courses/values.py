"""What ``cms`` says of courses: frozen values, the same whatever stores them.

An outline is what an edition fixes: keys, rules and titles in every language.
A lesson's content is one language of one lesson, as it stands published.
"""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Pole = Literal["educational", "vocational", "personal", "openness"]
Audience = Literal["learners", "teachers"]
ItemKind = Literal[
    "one",
    "many",
    "order",
    "match",
    "fill",
    "short",
    "number",
    "point",
    "survey",
    "reflection",
    "code",
    "annotate",
    "hand-in",
    "class-activity",
]
Titles = Mapping[str, str]
"""A text in every language it exists in: ``{"fr": …, "ar": …}``."""


@dataclass(frozen=True, slots=True)
class ItemOutline:
    """One thing to do in a lesson. ``key`` is its block's id, ``slug`` its key in the archive."""

    key: uuid.UUID
    slug: str
    kind: ItemKind
    step: int
    """Counted from 1."""
    required: bool
    scored: bool


@dataclass(frozen=True, slots=True)
class LessonOutline:
    """A lesson as an edition fixes it. ``key`` is its page's translation key."""

    key: uuid.UUID
    code: str
    titles: Titles
    minutes: int
    steps: int
    items: tuple[ItemOutline, ...]
    quiz_percent: int
    """Share of the scored questions that have to be right, 0 to 100."""


@dataclass(frozen=True, slots=True)
class ModuleOutline:
    """A module as an edition fixes it. Without lessons it is only announced."""

    key: uuid.UUID
    code: str
    pole: Pole
    hours: int
    titles: Titles
    lessons: tuple[LessonOutline, ...]
    planned: tuple[Titles, ...] = ()
    """Titles of lessons that are not written yet."""
    after: tuple[str, ...] = ()
    """Codes of the modules that come before."""


@dataclass(frozen=True, slots=True)
class CourseOutline:
    """A course as learners meet it: one numbered edition. ``key`` is its page's translation key."""

    key: uuid.UUID
    code: str
    edition: int
    audience: Audience
    titles: Titles
    hours: int
    modules: tuple[ModuleOutline, ...]
    choices: tuple[tuple[str, ...], ...] = ()
    """Groups of module codes of which one is chosen."""

    @property
    def lessons(self) -> tuple[LessonOutline, ...]:
        return tuple(lesson for module in self.modules for lesson in module.lessons)


@dataclass(frozen=True, slots=True)
class PictureSource:
    """A lighter format of a picture, in several widths, for a ``source`` element."""

    type: str
    srcset: str


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture of ours, ready to show. ``url`` is an address on this site."""

    url: str
    alt: str
    caption: str = ""
    width: int | None = None
    height: int | None = None
    sources: tuple[PictureSource, ...] = ()
    """AVIF, then WebP; none for a drawing, which is one small SVG."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One option of a question; ``right`` is what marking goes by."""

    key: str
    html: str
    right: bool = False
    feedback_html: str = ""


@dataclass(frozen=True, slots=True)
class Pair:
    """A left side and the right side that belongs to it."""

    key: str
    left_html: str
    right_html: str


@dataclass(frozen=True, slots=True)
class Blank:
    """A gap in a text; with ``choices`` it is picked from a list."""

    key: str
    accept: tuple[str, ...]
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """One question with all that marking and feedback need; fields of other kinds are empty."""

    key: uuid.UUID
    slug: str
    kind: ItemKind
    required: bool
    prompt_html: str
    hints_html: tuple[str, ...] = ()
    explanation_html: str = ""
    choices: tuple[Choice, ...] = ()
    """one, many, survey; for order: the items in the right order."""
    pairs: tuple[Pair, ...] = ()
    text_html: str = ""
    """fill: HTML with ``[[b1]]`` where a blank stands."""
    blanks: tuple[Blank, ...] = ()
    accept: tuple[str, ...] = ()
    answer: float | None = None
    tolerance: float = 0
    unit: str = ""
    share: Literal["educator", "none"] = "none"


@dataclass(frozen=True, slots=True)
class Activity:
    """Something to do that later work makes playable (code, annotate, point, hand-in), or that happens in class."""

    key: uuid.UUID
    slug: str
    kind: ItemKind
    required: bool
    prompt_html: str
    data: Mapping[str, Any] = field(default_factory=dict)
    """What the archive says of it, texts as HTML, pictures as ``Picture``."""


@dataclass(frozen=True, slots=True)
class Text:
    """Paragraphs, lists, links: safe HTML."""

    html: str


@dataclass(frozen=True, slots=True)
class Callout:
    """A note that stands out."""

    kind: Literal["tip", "warning", "example", "remember"]
    html: str


@dataclass(frozen=True, slots=True)
class Audio:
    """A sound and its text; ``url`` is empty while nobody has recorded it."""

    script_html: str
    url: str = ""
    seconds: int | None = None
    bytes: int | None = None


@dataclass(frozen=True, slots=True)
class Video:
    """A film file of ours with its captions."""

    url: str
    captions_url: str = ""
    title: str = ""
    bytes: int | None = None


@dataclass(frozen=True, slots=True)
class Download:
    """A file to keep."""

    url: str
    title: str
    bytes: int | None = None


Part = Text | Picture | Callout | Audio | Video | Download | Question | Activity


@dataclass(frozen=True, slots=True)
class Step:
    """One screen of a lesson: text, a picture or sound, one act."""

    key: uuid.UUID
    number: int
    title: str
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Word:
    """A word of the lesson's small glossary, in both languages of the centre."""

    term: str
    other: str
    meaning: str


@dataclass(frozen=True, slots=True)
class LessonContent:
    """One language of one published lesson."""

    key: uuid.UUID
    course_key: uuid.UUID
    code: str
    language: str
    title: str
    goal: str
    minutes: int
    steps: tuple[Step, ...]
    words: tuple[Word, ...] = ()
    competences: tuple[str, ...] = ()
    """Codes of what a learner can show after it, in the editor's order."""
    notes_html: str = ""
    """For educators only."""


@dataclass(frozen=True, slots=True)
class Competence:
    """One of the twenty-four things a learner can show."""

    code: str
    pole: Pole
    names: Titles
