"""Where a notification leads."""

from urllib.parse import urlencode

from django.urls import reverse

from lms.notifications.models import Kind, Notification


def find_target(notification: Notification) -> str:
    """Return where a notification leads: to the next thing to do, else to what it tells of."""
    params = notification.params
    match notification.kind:
        case Kind.GROUP_FINISHED_MODULE:
            return reverse("desk:group", args=[params["group_id"]])
        case Kind.ANNOUNCEMENT:
            return reverse("announcements:read", args=[params["announcement_key"]])
        case Kind.DELIVERIES_DEAD:
            query = urlencode({"consumer": params["consumer"]})
            return f"{reverse('operations:letters')}?{query}"
        case Kind.LANE_WAITS | Kind.LANE_PAUSED:
            return f"{reverse('operations:overview')}#lanes"
        case Kind.WORK_STUCK | Kind.CALENDAR_STOOD_STILL:
            return f"{reverse('operations:overview')}#calendar"
        case Kind.WEBHOOK_DISABLED:
            return reverse("operations:webhooks")
        case Kind.LETTERS_UNKNOWN:
            return reverse("operations:mail")
        case Kind.COURSE_PUBLISHED:
            return reverse("wagtailadmin_home")
        case Kind.LESSONS_ADDED if len(params["lesson_keys"]) == 1:
            return reverse("portal:lesson", args=params["lesson_keys"])
        case _:
            return reverse("portal:course", args=[params["course_key"]])
