"""The steps of a lesson file: read from Markdown, and written as Markdown again."""

import re
from collections.abc import Callable

from django.utils.translation import gettext as _

from cms.archive.values import PartText, StepText
from cms.base.yaml import BadYaml, read_yaml

KINDS = frozenset(
    {"callout", "audio", "question", "hand-in", "class-activity", "code", "annotate"}
)
_STEP = re.compile(r"^## \[([A-Za-z0-9_-]+)\] (\S.*)$")
_FENCE = re.compile(r"^```([a-z-]+)\s*$")
_PICTURE = re.compile(r'^!\[(.*)\]\(([^)\s]+)(?: "([^"]*)")?\)$')
_SCRIPT = re.compile(
    r"<\s*/?\s*(script|iframe|object|embed|svg|style|link|meta|form|base|img)\b"
    r"|<[^>]+\son\w+\s*=|(javascript|vbscript)\s*:|data:\s*text/html",
    re.IGNORECASE,
)
_FOREIGN_DIGITS = re.compile("[\u0660-\u0669\u06f0-\u06f9]")
MOST_WORDS = 75

Complain = Callable[[int, str], None]


def find_script(text: str) -> int:
    """The line on which a text carries script; 0 if it carries none."""
    found = _SCRIPT.search(text)
    return text.count("\n", 0, found.start()) + 1 if found else 0


def read_steps(text: str, complain: Complain) -> list[StepText]:
    """The steps of a lesson file; each fault is told with its line."""
    steps: list[StepText] = []
    prose: list[str] = []
    fence: tuple[str, int] | None = None
    body: list[str] = []
    if script := find_script(text):
        complain(script, _("the text carries script or raw HTML"))
    if found := _FOREIGN_DIGITS.search(text):
        complain(
            text.count("\n", 0, found.start()) + 1, _("write digits as 0 to 9 only")
        )
    lines = text.splitlines()
    for number, line in enumerate(lines, 1):
        if fence is not None:
            if line.strip() != "```":
                body.append(line)
                continue
            if part := _read_fence(*fence, body, complain):
                _add(steps, part, complain)
            fence, body = None, []
        elif heading := _STEP.match(line):
            _end_prose(steps, prose, number, complain)
            steps.append(StepText(heading[1], heading[2], number))
        elif opening := _FENCE.match(line):
            _end_prose(steps, prose, number, complain)
            fence = (opening[1], number)
        elif picture := _PICTURE.match(line):
            _end_prose(steps, prose, number, complain)
            _add(steps, _read_picture(picture, line, number), complain)
        elif line.startswith(("## ", "```")):
            complain(
                number,
                _("a heading is “## [key] Title”, a block begins with its kind"),
            )
        else:
            prose.append(line)
    _end_prose(steps, prose, len(lines) + 1, complain)
    if fence is not None:
        complain(fence[1], _("this block is not closed"))
    _count_words(steps, complain)
    return steps


def _read_fence(
    kind: str, line: int, body: list[str], complain: Complain
) -> PartText | None:
    if kind not in KINDS:
        complain(line, _("there is no block “%(kind)s”") % {"kind": kind})
        return None
    try:
        data, lines = read_yaml("\n".join(body))
    except BadYaml as error:
        complain(line + error.line, error.message)
        return None
    if not isinstance(data, dict):
        complain(line, _("a block holds fields: “name: value”"))
        return None
    source = "\n".join([f"```{kind}", *body, "```"])
    return PartText(kind, data, source, line, lines)


def _read_picture(found: re.Match[str], source: str, line: int) -> PartText:
    data = {"alt": found[1], "picture": found[2], "caption": found[3] or ""}
    return PartText("picture", data, source, line)


def _end_prose(
    steps: list[StepText], prose: list[str], number: int, complain: Complain
) -> None:
    first = number - len(prose)
    while prose and not prose[-1].strip():
        prose.pop()
    while prose and not prose[0].strip():
        prose.pop(0)
        first += 1
    if prose:
        text = "\n".join(prose)
        _add(steps, PartText("text", text, text, first), complain)
    prose.clear()


def _add(steps: list[StepText], part: PartText, complain: Complain) -> None:
    if steps:
        steps[-1].parts.append(part)
    else:
        complain(part.line, _("this stands before the first step"))


def _count_words(steps: list[StepText], complain: Complain) -> None:
    for step in steps:
        words = sum(len(p.data.split()) for p in step.parts if p.kind == "text")
        if words > MOST_WORDS:
            complain(
                step.line,
                _("%(words)s words on one screen, %(most)s at most")
                % {"words": words, "most": MOST_WORDS},
            )


def write_steps(steps: list[StepText]) -> str:
    """The lesson file that says these steps."""
    blocks = []
    for step in steps:
        blocks.append(f"## [{step.key}] {step.title}")
        blocks += [part.source for part in step.parts]
    return "\n\n".join(blocks) + "\n"
