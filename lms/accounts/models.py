import uuid

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


class Language(models.TextChoices):
    FRENCH = "fr", "Français"
    ARABIC = "ar", "العربية"
    ENGLISH = "en", "English"


class Named(models.Model):
    """Somebody with a name in both scripts, as their papers write it.

    Neither is made from the other, and a missing one is stood in for by the other.
    """

    given_name_latin = models.CharField(
        _("given name, Latin letters"), max_length=80, blank=True
    )
    family_name_latin = models.CharField(
        _("family name, Latin letters"), max_length=80, blank=True
    )
    given_name_arabic = models.CharField(
        _("given name, Arabic letters"), max_length=80, blank=True
    )
    family_name_arabic = models.CharField(
        _("family name, Arabic letters"), max_length=80, blank=True
    )

    class Meta:
        abstract = True

    def full_name(self, language: str) -> str:
        """The name in the reader's script; the other script where it is missing."""
        given, family = self._names(language)
        return f"{given} {family}".strip()

    def _names(self, language: str) -> tuple[str, str]:
        latin = (self.given_name_latin, self.family_name_latin)
        arabic = (self.given_name_arabic, self.family_name_arabic)
        first, second = (
            (arabic, latin) if language == Language.ARABIC else (latin, arabic)
        )
        return first if any(first) else second


class User(AbstractUser, Named):  # type: ignore[django-manager-missing]  # Wagtail's managers have no types
    """A person who signs in. ``key`` is what events and other packages know of them."""

    first_name = None  # type: ignore[assignment]  # Names are in two scripts, above.
    last_name = None  # type: ignore[assignment]  # As above.

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    language = models.CharField(
        _("language"), max_length=2, choices=Language, default=Language.FRENCH
    )
    erased_at = models.DateTimeField(null=True, editable=False)
    """Since when nothing here says who it was; the row stays for what is counted."""

    def __str__(self) -> str:
        return self.full_name(Language.FRENCH)

    def full_name(self, language: str) -> str:
        if self.erased_at is not None:
            return gettext("former member")
        return super().full_name(language) or self.username

    def display_name(self, language: str) -> str:
        """First name and initial: all that one learner sees of another."""
        given, family = self._names(language)
        family = _drop_article(family)
        return (
            f"{given} {family[:1]}.".strip()
            if given and family
            else self.full_name(language)
        )

    def given_name(self, language: str) -> str:
        """What a greeting says."""
        return self._names(language)[0] or self.full_name(language)

    def initials_in(self, language: str) -> str:
        """Two letters in the reader's script, for the picture that nobody has."""
        given, family = (_drop_article(name)[:1] for name in self._names(language))
        # Side by side, two Arabic letters would make a word.
        apart = " " if f"{given}{family}" >= "\u0600" else ""
        return f"{given}{apart}{family}".strip().upper() or self.username[:2].upper()

    @property
    def initials(self) -> str:
        """The same, as the person reads it on their own pages."""
        return self.initials_in(self.language)

    def get_full_name(self) -> str:
        return self.full_name(self.language)

    def get_short_name(self) -> str:
        return self.display_name(self.language)


def _drop_article(name: str) -> str:
    """A name without its Arabic article: half of the names would begin with it."""
    return name.removeprefix("ال") or name
