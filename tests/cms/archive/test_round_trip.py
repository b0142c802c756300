import datetime as dt
import shutil

import pytest
from django.core.management import CommandError, call_command
from wagtail.models import Revision

from cms import api
from cms.archive.queries.course import read_course
from cms.archive.services.exporting import CourseUnknown, export_course
from cms.archive.services.importing import import_course
from cms.courses.models import CoursePage, LessonPage
from events.catalogue.content import (
    CoursePublished,
    LessonWithdrawn,
    PackageImported,
    PackageImportFailed,
)
from tests.factories.archive import DEMO

pytestmark = pytest.mark.django_db

NOON = dt.datetime(2030, 5, 1, 12, tzinfo=dt.UTC)


def bytes_of(root):
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in root.rglob("*")
        if path.is_file()
    }


def names(events):
    return [type(event) for event in events]


@pytest.mark.slow
@pytest.mark.parametrize("name", ["enseignants", "metiers-ia"])
def test_a_course_comes_out_as_it_went_in(name, tmp_path):
    import_course(read_course(DEMO / name), at=NOON)

    export_course(name, tmp_path / "out")

    assert bytes_of(tmp_path / "out") == bytes_of(DEMO / name)


def test_an_import_numbers_one_edition_in_two_languages(archive, emitted):
    import_course(read_course(archive), at=NOON)

    (published,) = [e for e in emitted() if isinstance(e, CoursePublished)]
    assert published.edition == 1
    outline = api.get_course_outline(api.get_course_key("petit"))
    assert outline.lessons[0].titles == {
        "fr": "Mots de passe et 2FA",
        "ar": "كلمات السر والتحقق بخطوتين",
    }
    assert len({item.key for item in outline.lessons[0].items}) == 10


def test_importing_again_changes_nothing(archive, emitted):
    import_course(read_course(archive), at=NOON)
    revisions, events = Revision.objects.count(), len(emitted())

    done = import_course(read_course(archive), at=NOON)

    assert (done.made, done.changed, done.withdrawn) == (0, 0, 0)
    assert (Revision.objects.count(), len(emitted())) == (revisions, events)


def test_importing_a_change_changes_that_page_only(archive, lesson):
    import_course(read_course(archive), at=NOON)
    before = api.get_course_outline(api.get_course_key("petit"))
    text = (lesson / "fr.md").read_text()
    (lesson / "fr.md").write_text(text.replace("Ton téléphone", "Un téléphone", 1))

    done = import_course(read_course(archive), at=NOON)

    assert (done.made, done.changed) == (0, 1)
    assert api.get_course_outline(before.key) == before


def test_a_lesson_left_out_is_unpublished_and_kept(archive, emitted):
    shutil.copytree(
        DEMO / "metiers-ia" / "P2" / "4-mes-droits", archive / "P2" / "4-mes-droits"
    )
    module = archive / "P2" / "module.yaml"
    with_two = module.read_text()
    module.write_text(
        with_two.replace("[1-mots-de-passe]", "[1-mots-de-passe, 4-mes-droits]")
    )
    import_course(read_course(archive), at=NOON)
    before = len(emitted())
    shutil.rmtree(archive / "P2" / "4-mes-droits")
    module.write_text(with_two)

    done = import_course(read_course(archive), at=NOON)

    assert done.withdrawn == 2
    assert names(emitted())[before:] == [
        LessonWithdrawn,
        LessonWithdrawn,
        PackageImported,
        CoursePublished,
    ]
    assert LessonPage.objects.filter(code="P2-4", live=False).count() == 2


def test_what_an_editor_changed_goes_out_changed_and_the_rest_as_it_was(
    archive, tmp_path
):
    import_course(read_course(archive), at=NOON)
    page = LessonPage.objects.get(locale__language_code="fr")
    steps = page.steps.get_prep_value()
    steps[2]["value"]["parts"][2]["value"]["answer"] = 15.0
    page.steps = steps
    page.save_revision().publish()

    export_course("petit", tmp_path / "out")

    there, here = bytes_of(tmp_path / "out"), bytes_of(archive)
    path = "P2/1-mots-de-passe/fr.md"
    changed = there.pop(path).decode().splitlines()
    old = here.pop(path).decode().splitlines()
    assert there == here
    assert "answer: 15" in changed
    assert changed[:20] == old[:20]


def test_a_refused_archive_leaves_nothing_behind(archive, lesson, capsys):
    (lesson / "fr.md").write_text("Rien")

    with pytest.raises(CommandError):
        call_command("courses", "import", str(archive))

    assert not CoursePage.objects.exists()
    assert "P2/1-mots-de-passe/fr.md:1: " in capsys.readouterr().err


def test_a_dry_run_writes_nothing(archive, capsys):
    call_command("courses", "import", str(archive), "--dry-run")

    assert not CoursePage.objects.exists()
    assert capsys.readouterr().out == "1 courses, 1 lessons, 0 faults\n"


def test_a_draft_import_publishes_nothing(archive, emitted):
    call_command("courses", "import", str(archive), "--draft")

    assert CoursePage.objects.filter(live=False).count() == 2
    assert names(emitted()) == [PackageImported]


def test_an_import_says_what_it_has_changed(archive, emitted):
    done = import_course(read_course(archive), at=NOON)

    [told] = [event for event in emitted() if isinstance(event, PackageImported)]
    assert told.course_key == done.course_key
    assert (told.made, told.changed, told.withdrawn) == (done.made, 0, 0)


def test_an_archive_with_faults_is_told_of_when_it_was_to_be_imported(archive, emitted):
    (archive / "course.yaml").write_text("key: [")

    for action in (["check"], ["import"], ["import"]):
        with pytest.raises(CommandError):
            call_command("courses", *action, str(archive))

    first, second = emitted()
    assert type(first) is PackageImportFailed
    assert first.faults >= 1
    assert first.stream == second.stream


def test_an_export_overwrites_nothing(archive):
    import_course(read_course(archive), at=NOON)

    with pytest.raises(CommandError):
        call_command("courses", "export", "petit", str(archive))


def test_an_unknown_course_cannot_be_exported(tmp_path):
    with pytest.raises(CourseUnknown):
        export_course("nothing", tmp_path)
