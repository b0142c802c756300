"""How the administrator's pages say what is wrong with a webhook."""

from django.template import Library
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

register = Library()

FAULTS: dict[str, Promise] = {
    "malformed": _("This is no address like https://example.org/path."),
    "not_https": _("Only addresses that begin with https:// are called."),
    "has_credentials": _("An address must not hold a name or a password."),
    "port_refused": _("Only the ports 443 and 8443 are called."),
    "address_refused": _("This address is inside a private network."),
    "unresolvable": _("No computer is known by this name."),
    "unreachable": _("Nobody listens at this address."),
    "tls_failed": _("Its certificate is not to be trusted."),
    "timed_out": _("It didn’t answer in time."),
    "broken_answer": _("Its answer is not HTTP, or broke off."),
    "failing": _("It answered that it has failed."),
    "busy": _("It asked to be called later."),
    "redirected": _("It answered with another address. Enter that one here."),
    "refused": _("It refused this event."),
    "gone": _("It answered that it wants nothing any more."),
}

DISABLED: dict[str, Promise] = {
    "by_hand": _("Disabled by an administrator."),
    "gone": FAULTS["gone"],
    "down": _("It hadn’t answered for five days."),
    "key_changed": _("The server’s secret key has changed. Make a new secret."),
}


@register.filter
def fault(word: str) -> Promise | str:
    """Say in a sentence why an event wasn't accepted."""
    return FAULTS.get(word, word)


@register.filter
def disabled(word: str) -> Promise | str:
    """Say in a sentence why an endpoint is disabled."""
    return DISABLED.get(word, word)
