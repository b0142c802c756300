"""Which addresses events may be sent to: public ones over HTTPS, and networks that settings name.

A name is resolved here and nowhere else, and the connection is made to what was
checked: a name that points somewhere else a moment later changes nothing.
"""

import ipaddress
import socket
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings

from events.webhooks.faults import AddressUnusable, Fault

PORTS = frozenset({443, 8443})
RESOLVE_SECONDS = 3.0

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

# The resolver of the system knows no time limit.
_resolver = ThreadPoolExecutor(max_workers=8, thread_name_prefix="webhooks-resolver")

# Nothing outside of it is routed.
_GLOBAL_UNICAST = ipaddress.IPv6Network("2000::/3")
_SPECIAL = tuple(
    ipaddress.ip_network(network)
    for network in (
        "100.64.0.0/10",  # Carriers' own.
        "168.63.129.16/32",  # Azure's host, as machines there see it.
        "192.0.0.0/24",
        "192.88.99.0/24",  # 6to4 relays.
        "198.18.0.0/15",  # Benchmarks.
        # What carries an IPv4 address inside.
        "2001::/23",
        "2002::/16",
    )
)


@dataclass(frozen=True, slots=True)
class Target:
    """An address as it is used: whom to connect to, and what to ask for."""

    is_https: bool
    host: str
    port: int
    path: str

    @property
    def authority(self) -> str:
        """The host as the Host header has it."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        default = 443 if self.is_https else 80
        return host if self.port == default else f"{host}:{self.port}"


def read_url(url: str) -> Target:
    """Take an address apart. Raises ``AddressUnusable`` if it is none, or has a password in it."""
    if not url.isascii() or any(sign <= " " or sign in "\\\x7f" for sign in url):
        raise AddressUnusable(Fault.MALFORMED)
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise AddressUnusable(Fault.MALFORMED) from error
    if parts.scheme not in {"http", "https"} or not host:
        raise AddressUnusable(Fault.MALFORMED)
    if "@" in parts.netloc:
        raise AddressUnusable(Fault.HAS_CREDENTIALS)
    is_https = parts.scheme == "https"
    query = f"?{parts.query}" if parts.query else ""
    return Target(
        is_https=is_https,
        host=host,
        port=port or (443 if is_https else 80),
        path=(parts.path or "/") + query,
    )


def find_addresses(target: Target) -> tuple[Address, ...]:
    """Resolve a host, and return its addresses if events may be sent to each of them.

    Raises ``AddressUnusable``.
    """
    addresses = _resolve(target)
    if all(_is_named(address) for address in addresses):
        return addresses
    # One bad address among good ones is no accident.
    for address in addresses:
        if not (_is_named(address) or _is_public(address)):
            raise AddressUnusable(Fault.ADDRESS_REFUSED, str(address))
    if not target.is_https:
        raise AddressUnusable(Fault.NOT_HTTPS)
    if target.port not in PORTS:
        raise AddressUnusable(Fault.PORT_REFUSED, str(target.port))
    return addresses


def check_url(url: str) -> None:
    """See whether events may be sent to an address, as it is now. Raises ``AddressUnusable``."""
    find_addresses(read_url(url))


def _resolve(target: Target) -> tuple[Address, ...]:
    asked = _resolver.submit(
        socket.getaddrinfo, target.host, target.port, type=socket.SOCK_STREAM
    )
    try:
        found = asked.result(RESOLVE_SECONDS)
    except (OSError, UnicodeError, TimeoutError) as error:
        raise AddressUnusable(Fault.UNRESOLVABLE, target.host) from error
    # Without the scope that a link-local one has.
    hosts = dict.fromkeys(str(place[0]).partition("%")[0] for *_, place in found)
    return tuple(ipaddress.ip_address(host) for host in hosts)


def _is_named(address: Address) -> bool:
    """Whether settings allow it, however private it is."""
    networks = (ipaddress.ip_network(name) for name in settings.WEBHOOKS_ALLOW_PRIVATE)
    return any(address in network for network in networks)


def _is_public(address: Address) -> bool:
    if isinstance(address, ipaddress.IPv6Address) and address not in _GLOBAL_UNICAST:
        return False
    return (
        address.is_global
        and not address.is_multicast
        and not address.is_reserved
        and not any(address in network for network in _SPECIAL)
    )
