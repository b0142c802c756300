import re

import pytest

from tests.ui.sheets import ROOT, SHEETS, STATIC

PHYSICAL = re.compile(
    r"(margin|padding|border)-(left|right)|text-align:\s*(left|right)|\b(left|right):|float:"
)
# Code is written from left to right in every language.
CODE = "pre { text-align: left; }"


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_sheets_know_no_left_and_no_right(sheet):
    rules = sheet.read_text().replace(CODE, "")

    assert [match[0] for match in PHYSICAL.finditer(rules)] == []


def test_templates_and_components_carry_no_style_and_no_script():
    sources = [
        *(ROOT / "ui" / "templates").rglob("*.html"),
        *(ROOT / "ui" / "components").glob("*.py"),
    ]
    inline = re.compile(r"\sstyle=|<style|<script>|\son[a-z]+=|javascript:")

    # Mail has no sheets.
    found = {
        path.name
        for path in sources
        if not path.name.startswith("email") and inline.search(path.read_text())
    }

    assert found == set()


def test_sheets_use_only_tokens_that_exist():
    told = " ".join(sheet.read_text() for sheet in SHEETS)
    used = set(re.findall(r"var\((--[\w-]+)\)", told))
    defined = set(re.findall(r"(--[\w-]+):", told))

    assert used - defined == set()


def test_what_sheets_point_to_is_there():
    pointed = {
        address
        for sheet in SHEETS
        for address in re.findall(r'url\("([^"]+)"\)', sheet.read_text())
    }

    assert [address for address in pointed if not (STATIC / address).exists()] == []
