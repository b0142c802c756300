"""The bell in the header: a link that counts, and rings by itself where it can."""

from django.template import Context, Library
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from lms.accounts.models import User
from lms.notifications.queries import get_bell
from ui.components.frame import bell

register = Library()


@register.simple_tag(takes_context=True)
def live_bell(context: Context) -> SafeString:
    """Draw the bell of who is signed in, for the ``bell`` block; one query."""
    person = context["request"].user
    if not isinstance(person, User):
        return SafeString("")
    state = get_bell(person=person)
    return format_html(
        '<live-bell socket="/live/" mailbox="{}" after="{}">{}</live-bell>'
        '<script type="module" src="{}"></script>',
        reverse("notifications:mailbox"),
        state.last,
        bell(url=reverse("notifications:list"), count=state.unread),
        static("lms/live.js"),
    )
