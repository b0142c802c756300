import datetime as dt
import shutil
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import translation
from wagtail.models import Page

from cms.site.models import HomePage, MenuEntry, NewsPage, SiteValue, StandardPage
from cms.site.services import SiteFolderFaulty, import_site
from cms.site.services.building import find_date, typeset

DEMO = Path(settings.ROOT) / "cms" / "demo" / "site"
AT = dt.datetime(2026, 11, 22, 9, tzinfo=dt.UTC)


@pytest.fixture
def media_root(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def folder(tmp_path, media_root):
    """A small site: home, news, one text, one list of questions."""
    root = tmp_path / "site"
    (root / "media").mkdir(parents=True)
    shutil.copy(DEMO / "media" / "school.svg", root / "media" / "school.svg")
    (root / "settings.yaml").write_text("phone: {value: '+212000000001'}\n")
    write_item(
        root,
        "home",
        "home",
        extra="blocks: [{key: hero, kind: hero, actions: []}]",
        body="## [hero] Bonjour\n\nTexte.\n",
    )
    write_item(root, "news", "news-index")
    write_item(
        root,
        "centre",
        "standard",
        body="## Le lieu\n\nVoir [la FAQ](page:faq#free) et [les nouvelles](page:news). {{phone}}\n\n> **Note**\n> Le texte.\n\n| A | B |\n| --- | --- |\n| 1 | 2 |\n",
    )
    write_item(
        root,
        "faq",
        "faq",
        extra="groups: [{key: all, title: {fr: Tout, ar: الكل, en: All}, questions: [free]}]",
        body="## [free] Gratuit ?\n\nOui.\n",
    )
    write_item(
        root,
        "first",
        "news",
        extra="days_ago: 10\nmenu: {place: footer, order: 2, title: {fr: Un, ar: واحد, en: One}}",
    )
    return root


def write_item(root, key, kind, *, extra="", body="Texte.\n"):
    folder = root / "pages" / key
    folder.mkdir(parents=True)
    (folder / "page.yaml").write_text(
        f"key: {key}\ntype: {kind}\ndemonstration: true\n"
        "picture: {file: media/school.svg, alt: {fr: Une école, ar: مدرسة, en: A school}}\n"
        "description: {fr: Une page, ar: صفحة, en: A page}\n" + extra + "\n",
        encoding="utf-8",
    )
    for language in ("fr", "ar", "en"):
        (folder / f"{language}.md").write_text(
            f"# {key} {language}\n\n*Un résumé court.*\n\n{body}", encoding="utf-8"
        )


def faults(root):
    with pytest.raises(SiteFolderFaulty) as refused, translation.override("en"):
        import_site(path=root, at=AT)
    return [str(fault) for fault in refused.value.faults]


def test_import_publishes_every_item_in_every_language(db, folder):
    imported = import_site(path=folder, at=AT)

    assert (imported.pages, imported.published) == (15, 15)
    keys = {page.translation_key for page in StandardPage.objects.filter(slug="centre")}
    assert len(keys) == 1
    assert Page.objects.filter(slug="centre", live=True).count() == 3
    assert SiteValue.objects.get().value == "+212000000001"
    assert MenuEntry.objects.get(locale__language_code="ar").title == "واحد"


def test_second_import_changes_nothing(db, folder, emitted):
    import_site(path=folder, at=AT)
    before = len(emitted())

    again = import_site(path=folder, at=AT + dt.timedelta(days=30))

    assert again.published == 0
    assert len(emitted()) == before
    assert NewsPage.objects.filter(date=dt.date(2026, 11, 12)).count() == 3


def test_changed_text_is_published_again(db, folder):
    import_site(path=folder, at=AT)
    path = folder / "pages" / "centre" / "fr.md"
    path.write_text(path.read_text().replace("Le lieu", "La place"))

    assert import_site(path=folder, at=AT).published == 1


def test_links_lead_to_the_page_in_the_same_language(db, folder, client):
    import_site(path=folder, at=AT)

    html = client.get("/ar/centre/").content.decode()

    assert 'href="/ar/faq/#free"' in html
    assert 'href="/ar/news/"' in html
    assert 'href="tel:+212000000001"' in html


def test_blocks_have_one_id_in_all_languages(db, folder):
    import_site(path=folder, at=AT)

    ids = {
        tuple(block.id for block in page.body)
        for page in StandardPage.objects.filter(slug="centre")
    }

    assert len(ids) == 1


@pytest.mark.slow
def test_demo_site_is_whole(db, media_root, client):
    imported = import_site(path=DEMO, at=AT)

    assert imported.pages == imported.published
    assert HomePage.objects.count() == 3
    for page in Page.objects.filter(live=True, depth__gt=1):
        assert client.get(page.get_url()).status_code == 200


def break_file(name, old, new):
    def change(root):
        path = root / name
        path.write_text(path.read_text().replace(old, new, 1))

    return change


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (
            break_file("pages/centre/fr.md", "page:faq#free", "page:nowhere"),
            "pages/centre/fr.md:7: the link leads to nowhere, which there isn't",
        ),
        (
            break_file("pages/centre/fr.md", "{{phone}}", "{{fax}}"),
            "pages/centre/fr.md:7: there is no setting fax",
        ),
        (
            break_file("pages/centre/fr.md", "page:faq#free", "javascript:alert(1)"),
            "pages/centre/fr.md:7: a link cannot lead to javascript:alert(1)",
        ),
        (
            break_file("pages/centre/fr.md", "Voir", "<script>x</script>"),
            "pages/centre/fr.md:7: HTML is refused",
        ),
        (
            break_file("pages/centre/page.yaml", "type: standard", "type: tale"),
            "pages/centre/page.yaml:2: there is no type 'tale'",
        ),
        (
            break_file("pages/centre/page.yaml", "media/school", "../../etc/school"),
            "pages/centre/page.yaml:4: the picture ../../etc/school.svg lies outside the folder",
        ),
        (
            break_file(
                "pages/centre/page.yaml",
                "demonstration: true",
                "demonstration: !!python/name:os.system x",
            ),
            "pages/centre/page.yaml:3: tags (!) are not allowed",
        ),
        (
            break_file("pages/centre/page.yaml", "key: centre", "key: home"),
            "pages/home/page.yaml:1: key home stands twice",
        ),
        (
            break_file("pages/centre/ar.md", "# centre ar", "centre"),
            "pages/centre/ar.md:1: the first line is not '# Title'",
        ),
        (
            break_file("pages/faq/en.md", "[free]", "[paid]"),
            "pages/faq/en.md:1: the keys of headings are not ['free']",
        ),
        (
            lambda root: (root / "pages/centre/en.md").unlink(),
            "pages/centre/en.md:1: the file is missing",
        ),
        (
            lambda root: (root / "media/school.svg").write_text(
                "<svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>"
            ),
            "media/school.svg:1: the drawing carries script: onload",
        ),
    ],
)
def test_fault_is_named_and_nothing_comes_in(db, folder, change, expected):
    change(folder)

    assert expected in faults(folder)
    assert not StandardPage.objects.exists()


def test_missing_folder_is_one_fault(db, tmp_path):
    assert len(faults(tmp_path / "nowhere")) == 1


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ({"date": "2019-12-27"}, dt.date(2019, 12, 27)),
        ({"days_ago": 4}, dt.date(2026, 11, 18)),
        ({"in_days": 13, "weekday": "saturday"}, dt.date(2026, 12, 5)),
        ({"in_days": 13, "weekday": "tuesday"}, dt.date(2026, 12, 8)),
        ({"in_days": 13, "weekday": "thursday"}, dt.date(2026, 12, 3)),
    ],
)
def test_dates_are_counted_from_today(data, expected):
    assert find_date(data, dt.date(2026, 11, 22)) == expected


def test_french_is_set_as_it_is_printed():
    assert typeset("L'école : 13 ans ?", "fr") == "L’école\u00a0: 13\u00a0ans\u00a0?"
    assert typeset("It's: so?", "en") == "It's: so?"
