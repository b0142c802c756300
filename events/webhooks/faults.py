"""What can go wrong with an endpoint, in words that are stored; screens translate them."""

import enum


class Fault(enum.StrEnum):
    """Why an event wasn't accepted, or an address can't be used."""

    # Of the address.
    MALFORMED = "malformed"
    NOT_HTTPS = "not_https"
    HAS_CREDENTIALS = "has_credentials"
    PORT_REFUSED = "port_refused"
    ADDRESS_REFUSED = "address_refused"
    # Nobody answers.
    UNRESOLVABLE = "unresolvable"
    UNREACHABLE = "unreachable"
    TLS_FAILED = "tls_failed"
    TIMED_OUT = "timed_out"
    BROKEN_ANSWER = "broken_answer"
    # Somebody does.
    FAILING = "failing"
    BUSY = "busy"
    REDIRECTED = "redirected"
    REFUSED = "refused"
    GONE = "gone"


OF_THE_ADDRESS = frozenset(
    {
        Fault.MALFORMED,
        Fault.NOT_HTTPS,
        Fault.HAS_CREDENTIALS,
        Fault.PORT_REFUSED,
        Fault.ADDRESS_REFUSED,
    }
)
"""What only a person can mend, at the endpoint's address or its name server."""


class EndpointUnusable(Exception):
    """Nothing was accepted there; ``fault`` says why, ``detail`` in whose words."""

    def __init__(self, fault: Fault, detail: str = "") -> None:
        super().__init__(f"{fault}: {detail}" if detail else str(fault))
        self.fault = fault
        self.detail = detail


class AddressUnusable(EndpointUnusable):
    """Events can't be sent to this address."""


class Unreached(EndpointUnusable):
    """No answer came back, or none that is HTTP."""
