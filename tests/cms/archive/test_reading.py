import os

import pytest

from cms.archive.queries.course import read_course
from cms.archive.queries.folder import ArchiveRefused
from tests.factories.archive import DEMO

LESSON = "P2/1-mots-de-passe"


def faults_of(root):
    with pytest.raises(ArchiveRefused) as refused:
        read_course(root)
    return [str(fault) for fault in refused.value.faults]


def change(file, old, new):
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new, 1))
    return text[: text.index(old)].count("\n") + 1


@pytest.mark.parametrize("name", ["metiers-ia", "enseignants"])
def test_the_demo_courses_have_no_fault(name):
    read_course(DEMO / name)


def test_every_fault_is_named_with_its_line(archive, lesson):
    first = change(lesson / "fr.md", "kind: one", "kind: two")
    second = change(lesson / "fr.md", "answer: 14", "answer: quatorze")
    change(lesson / "ar.md", "```audio", "```video")

    faults = faults_of(archive)

    assert any(fault.startswith(f"{LESSON}/fr.md:{first}: ") for fault in faults)
    assert any(fault.startswith(f"{LESSON}/fr.md:{second}: ") for fault in faults)
    assert any(fault.startswith(f"{LESSON}/ar.md:") for fault in faults)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('right: true, feedback: "Oui. Il est long', 'feedback: "Oui. Il est long'),
        ("[[b3]]", "[[b9]]"),
        ("key: solide", "key: habitude"),
        ("media/longueur.svg", "media/absent.svg"),
        ("media/longueur.svg", "../../../etc/passwd.svg"),
        ("kind: warning", "kind: alarm"),
        ("tolerance: 0", "tolerance: 0\ncolour: red"),
        ('prompt: "Quel mot', 'prompt: !!python/object:os.system "Quel mot'),
        ('prompt: "Quel mot', 'prompt: &a "Quel mot'),
        ("Prends trois mots", "<script>alert(1)</script> Prends trois mots"),
        ("Prends trois mots", "[Prends](javascript:alert) trois mots"),
        ("Prends trois mots", "<img src=x onerror=alert(1)> Prends trois mots"),
        ("## [s3] La", "## La"),
        ("hints:\n", "hints: 7\nx:\n"),
        ("key: suite,", "key: [a, b],"),
        ("key: compter", "key: 12"),
    ],
)
def test_a_fault_in_a_lesson_is_told_with_file_and_line(archive, lesson, old, new):
    line = change(lesson / "fr.md", old, new)

    faults = faults_of(archive)

    where = [fault.split(":")[:2] for fault in faults]
    assert all(path == f"{LESSON}/fr.md" for path, _line in where)
    assert min(abs(int(number) - line) for _path, number in where) <= 12


def test_a_key_that_stands_twice_in_yaml_is_refused(archive):
    (archive / "course.yaml").write_text("key: a\nkey: b\n")

    assert faults_of(archive)[0].startswith("course.yaml:2: ")


def test_an_alias_bomb_is_refused_at_once(archive):
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 9)]
    (archive / "P2" / "module.yaml").write_text("\n".join(lines))

    assert faults_of(archive)[0].startswith("P2/module.yaml:1: ")


def test_deep_nesting_is_refused(archive):
    (archive / "course.yaml").write_text("key: " + "[" * 5000 + "]" * 5000)

    assert faults_of(archive)[0].startswith("course.yaml:1: ")


@pytest.mark.parametrize(
    "inside",
    [
        "<script>alert(1)</script>",
        '<rect onload="alert(1)"/>',
        '<a href="https://example.org"><path/></a>',
        '<use href="https://example.org/x.svg#a"/>',
        '<image href="data:image/png;base64,AA"/>',
        '<foreignObject><p xmlns="http://www.w3.org/1999/xhtml">x</p></foreignObject>',
        '<rect fill="url(https://example.org)"/>',
        '<rect style="background:url(//example.org)"/>',
        "<style>@import 'https://example.org'</style>",
        '<animate attributeName="href" to="javascript:alert(1)"/>',
    ],
)
def test_a_drawing_that_is_more_than_a_drawing_is_refused(archive, lesson, inside):
    svg = f'<svg xmlns="http://www.w3.org/2000/svg">{inside}</svg>'
    (lesson / "media" / "cles.svg").write_text(svg)

    (fault,) = faults_of(archive)

    assert fault.startswith(f"{LESSON}/media/cles.svg: ")


def test_a_drawing_with_entities_is_refused(archive, lesson):
    (lesson / "media" / "cles.svg").write_text(
        '<!DOCTYPE svg [<!ENTITY a "b">]><svg xmlns="http://www.w3.org/2000/svg"/>'
    )

    (fault,) = faults_of(archive)

    assert fault.startswith(f"{LESSON}/media/cles.svg: ")


def test_a_link_out_of_the_folder_is_refused(archive, lesson):
    (lesson / "media" / "cles.svg").unlink()
    (lesson / "media" / "cles.svg").symlink_to("/etc/passwd")

    assert faults_of(archive)[0].startswith(f"{LESSON}/media/cles.svg: ")


def test_a_folder_outside_is_refused(archive):
    change(archive / "P2" / "module.yaml", "[1-mots-de-passe]", "[../../P2]")

    assert faults_of(archive)[0].startswith("P2/module.yaml")


def test_a_hundred_megabytes_are_refused_unread(archive):
    with (archive / "big.svg").open("wb") as file:
        os.truncate(file.fileno(), 100 * 1024 * 1024)

    (fault,) = faults_of(archive)

    assert fault.startswith(str(archive))


def test_a_file_nothing_uses_is_refused(archive, lesson):
    (lesson / "draft.md").write_text("nothing")

    (fault,) = faults_of(archive)

    assert fault.startswith(f"{LESSON}/draft.md: ")


def test_languages_that_differ_are_refused(archive, lesson):
    line = change(lesson / "ar.md", "answer: 14", "answer: 15")

    (fault,) = faults_of(archive)

    assert fault.startswith(f"{LESSON}/ar.md:")
    assert int(fault.split(":")[1]) < line
