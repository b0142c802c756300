"""Public pages, made as the importer makes them: below a home page in each language."""

import datetime as dt
import uuid

from wagtail.models import Collection, Locale, Page, Site

from cms.site.models import (
    HomePage,
    MenuEntry,
    NewsIndexPage,
    NewsPage,
    ProgrammePage,
    SiteValue,
    StandardPage,
)

LANGUAGES = ("fr", "ar", "en")
_NAMESPACE = uuid.UUID("4b1e7e3c-2a8c-4f8f-9f0d-6a7f6f2c9b11")


def ensure_roots():
    """What Wagtail's first migration makes, and a test that empties the database takes away."""
    locale = Locale.objects.get_or_create(language_code="fr")[0]
    if Collection.get_first_root_node() is None:
        Collection.add_root(instance=Collection(name="Root"))
    return Page.get_first_root_node() or Page.add_root(
        instance=Page(title="Root", slug="root", locale=locale)
    )


def make_key(slug):
    return uuid.uuid5(_NAMESPACE, slug)


def text_body(text="Une phrase courte."):
    return [
        {"type": "heading", "value": {"text": "Le lieu", "anchor": "place"}},
        {"type": "text", "value": f"<p>{text}</p>"},
    ]


def make_page(model, slug, *, above=None, language="fr", publish=True, **fields):
    locale = Locale.objects.get_or_create(language_code=language)[0]
    page = model(
        title=fields.pop("title", f"{slug} {language}"),
        slug=slug,
        locale=locale,
        translation_key=make_key(fields.pop("key", slug)),
        live=False,
        **fields,
    )
    parent = above or ensure_roots()
    Page.objects.get(pk=parent.pk).add_child(instance=page)
    if publish:
        page.save_revision().publish()
    return model.objects.get(pk=page.pk)


def make_homes():
    """The home page of each language, and the site that begins there."""
    homes = {
        language: make_page(
            HomePage,
            f"accueil-{language}",
            key="home",
            language=language,
            title=f"Accueil {language}",
        )
        for language in LANGUAGES
    }
    site = Site.objects.filter(is_default_site=True).first() or Site(
        is_default_site=True
    )
    site.hostname, site.port, site.root_page = "localhost", 80, homes["fr"]
    site.save()
    return homes


def make_news_index(homes):
    return {
        language: make_page(NewsIndexPage, "news", above=home, language=language)
        for language, home in homes.items()
    }


def make_news(index, slug, *, language="fr", date=dt.date(2026, 1, 5), **fields):
    return make_page(
        NewsPage, slug, above=index, language=language, date=date, **fields
    )


def make_standard(homes, slug, *, languages=LANGUAGES, **fields):
    fields.setdefault("body", text_body())
    return {
        language: make_page(
            StandardPage, slug, above=homes[language], language=language, **fields
        )
        for language in languages
    }


def make_programme(homes, slug="programme"):
    return {
        language: make_page(
            ProgrammePage, slug, above=home, language=language, body=text_body()
        )
        for language, home in homes.items()
    }


def make_menu_entry(page, *, place="main", order=1):
    return MenuEntry.objects.create(
        page=page, locale=page.locale, place=place, order=order, title=page.title
    )


def make_value(name, value="", **texts):
    return SiteValue.objects.create(name=name, value=value, **texts)
