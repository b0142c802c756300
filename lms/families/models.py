import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lms.accounts.models import Language, Named
from lms.families.values import Phone

PHONE_LENGTH = 16


class Sex(models.TextChoices):
    FEMALE = "female", _("girl")
    MALE = "male", _("boy")


class Channel(models.TextChoices):
    """How a family likes to be told."""

    CALL = "call", _("phone call")
    SMS = "sms", _("SMS")
    WHATSAPP = "whatsapp", _("WhatsApp")
    IN_PERSON = "in-person", _("in person")


class Quality(models.TextChoices):
    """As what somebody answers for a learner. Father and mother are two of five."""

    FATHER = "father", _("father")
    MOTHER = "mother", _("mother")
    APPOINTED = "appointed", _("appointed guardian")
    INSTITUTION = "institution", _("institution or kafala")
    NONE_YET = "none-yet", _("nobody yet")


class Use(models.TextChoices):
    """What a family is asked about, each by itself."""

    PHOTO = "photo", _("Photo, voice or words on the site")
    CONTACT = "contact", _("SMS or WhatsApp to the family")
    PASSPORT = "passport", _("Skills passport shown to employers")
    FOLLOW_UP = "follow-up", _("Calls in the year after the centre")


class Word(models.TextChoices):
    GIVEN = "given", _("given")
    WITHDRAWN = "withdrawn", _("withdrawn")
    LAPSED = "lapsed", _("to ask again")


class LearnerProfile(models.Model):
    """What the centre must know of one learner beside their account."""

    learner = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="learner_profile",
    )
    birth_date = models.DateField(_("date of birth"))
    sex = models.CharField(_("sex"), max_length=6, choices=Sex)
    phone = models.CharField(_("phone"), max_length=PHONE_LENGTH, blank=True)
    """Empty: none, and the centre's computers are this learner's way in."""
    came_of_age_at = models.DateTimeField(null=True, blank=True)
    """When the product took note of the 18th birthday."""

    def __str__(self) -> str:
        return f"Profile of learner {self.learner_id}"


class Guardian(Named):
    """Somebody who answers for learners: a person, or an institution by its name as family name.

    Guardians have no account; they are called, written to and listened to.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    language = models.CharField(
        _("language"),
        max_length=2,
        choices=[
            (Language.FRENCH.value, Language.FRENCH.label),
            (Language.ARABIC.value, Language.ARABIC.label),
        ],
    )
    phone = models.CharField(_("phone"), max_length=PHONE_LENGTH, blank=True)
    channel = models.CharField(_("likes to be told by"), max_length=10, choices=Channel)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(family_name_latin="", family_name_arabic=""),
                name="guardian_has_a_name",
            ),
            models.CheckConstraint(
                condition=Q(channel=Channel.IN_PERSON) | ~Q(phone=""),
                name="guardian_without_phone_is_told_in_person",
            ),
        ]

    def __str__(self) -> str:
        return self.full_name(Language.FRENCH)

    @property
    def shown_phone(self) -> str:
        return str(Phone(self.phone)) if self.phone else ""


class Guardianship(models.Model):
    """As what one guardian answers for one learner, until when; or who stands in for nobody yet."""

    learner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="guardianships"
    )
    quality = models.CharField(_("quality"), max_length=12, choices=Quality)
    guardian = models.ForeignKey(
        Guardian,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="guardianships",
    )
    stand_in = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    until_date = models.DateField()
    """From this day on the guardian is told nothing and decides nothing: the 18th birthday."""

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["learner", "guardian"], name="guardianship_once_per_guardian"
            ),
            models.CheckConstraint(
                condition=Q(
                    quality=Quality.NONE_YET,
                    guardian__isnull=True,
                    stand_in__isnull=False,
                )
                | (
                    ~Q(quality=Quality.NONE_YET)
                    & Q(guardian__isnull=False, stand_in__isnull=True)
                ),
                name="guardianship_has_a_guardian_or_a_stand_in",
            ),
        ]

    def __str__(self) -> str:
        return f"Guardianship {self.pk}: learner {self.learner_id}, {self.quality}"


class Consent(models.Model):
    """One word on one use of a learner's data. Never changed; of each use the last word holds."""

    learner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="consents"
    )
    use = models.CharField(max_length=10, choices=Use)
    word = models.CharField(max_length=10, choices=Word)
    guardian_key = models.UUIDField(null=True, blank=True)
    """Who of the family said it; a key, because the word outlives their file."""
    by_learner = models.BooleanField()
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    """The colleague who wrote it down; nobody, if a birthday did."""
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(word=Word.LAPSED)
                | Q(guardian_key__isnull=False)
                | Q(by_learner=True),
                name="consent_is_somebodys_word",
            ),
        ]
        indexes = [
            models.Index(fields=["learner", "use", "-id"], name="consent_last_word")
        ]

    def __str__(self) -> str:
        return f"{self.use} {self.word}, learner {self.learner_id}, {self.at:%Y-%m-%d}"
