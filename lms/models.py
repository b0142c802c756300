"""Where Django finds the models of each area; import them from the area."""

from lms.accounts.models import User
from lms.announcements.models import Announcement
from lms.assessment.models import KeptAnswer
from lms.audit.models import AuditEntry
from lms.enrolment.models import Enrolment, Speciality
from lms.families.models import (
    Consent,
    Guardian,
    Guardianship,
    LearnerProfile,
)
from lms.network.models import Centre, Cohort, Group, GroupMembership, Season
from lms.notifications.models import (
    Digest,
    Dispatch,
    Mailbox,
    Notification,
    NotificationPreference,
    QuietHours,
    Suppression,
)
from lms.progress.models import LedgerEntry, LessonProgress, Milestone

__all__ = [
    "Announcement",
    "AuditEntry",
    "Centre",
    "Cohort",
    "Consent",
    "Digest",
    "Dispatch",
    "Enrolment",
    "Group",
    "GroupMembership",
    "Guardian",
    "Guardianship",
    "KeptAnswer",
    "LearnerProfile",
    "LedgerEntry",
    "LessonProgress",
    "Mailbox",
    "Milestone",
    "Notification",
    "NotificationPreference",
    "QuietHours",
    "Season",
    "Speciality",
    "Suppression",
    "User",
]
