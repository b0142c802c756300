"""Pages written by the import: made where missing, changed where they differ."""

import uuid
from typing import Any

from django.db.models import Model
from wagtail.fields import StreamField
from wagtail.models import Locale, Page, Site

from cms.courses.models import CourseIndexPage

NAMESPACE = uuid.UUID("5b8c6a57-3e0e-4f4c-9b61-7f1f3f6f9d10")
INDEX_TITLES = {"fr": "Nos formations", "ar": "تكويناتنا", "en": "Our courses"}


class Changes:
    """The pages an import has made or changed, in the order they have to be published."""

    def __init__(self) -> None:
        self.pages: list[Page] = []
        self.made = 0
        self.changed = 0

    def put(
        self, model: type[Any], *, parent: Page, key: uuid.UUID, **fields: Any
    ) -> Any:
        """The page of this key in the parent's language, saying what ``fields`` say."""
        page = model.objects.filter(translation_key=key, locale=parent.locale).first()
        if page is None:
            page = model(
                translation_key=key, locale=parent.locale, live=False, **fields
            )
            parent.add_child(instance=page)
            self.made += 1
            self.pages.append(page)
            return page
        latest = page.get_latest_revision_as_object()
        if any(_read(latest, name) != value for name, value in fields.items()):
            for name, value in fields.items():
                setattr(latest, name, value)
            self.changed += 1
            self.pages.append(latest)
        elif not page.live:
            self.pages.append(latest)
        return page


def _read(page: Model, name: str) -> Any:
    value = getattr(page, name)
    field = page._meta.get_field(name)  # noqa: SLF001 -- Django's documented Meta API
    return value.get_prep_value() if isinstance(field, StreamField) else value


def get_course_index(language: str) -> CourseIndexPage:
    """The list of courses in this language, made below the first page if need be."""
    locale, _is_new = Locale.objects.get_or_create(language_code=language)
    index: CourseIndexPage | None = CourseIndexPage.objects.filter(
        locale=locale
    ).first()
    if index is None:
        index = CourseIndexPage(
            title=INDEX_TITLES[language],
            slug="courses",
            locale=locale,
            translation_key=uuid.uuid5(NAMESPACE, "courses"),
            live=False,
        )
        _get_home(locale).add_child(instance=index)
        index.save_revision().publish()
    return index


def _get_home(locale: Locale) -> Page:
    home = Site.objects.get(is_default_site=True).root_page
    if home.locale_id == locale.pk:
        return home
    translated = home.get_translation_or_none(locale)
    if translated is None:
        translated = home.specific.copy_for_translation(locale)
        translated.save_revision().publish()
    return translated
