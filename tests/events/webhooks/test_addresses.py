import pytest

from events.webhooks.addresses import Target, check_url, read_url
from events.webhooks.faults import AddressUnusable


@pytest.fixture(autouse=True)
def nothing_allowed(webhooks, settings):
    settings.WEBHOOKS_ALLOW_PRIVATE = []


def find_fault(url):
    try:
        check_url(url)
    except AddressUnusable as unusable:
        return unusable.fault
    return None


@pytest.mark.parametrize(
    "host",
    [
        *("127.0.0.1", "127.1", "2130706433", "0x7f.1", "0.0.0.1", "localhost"),
        *("10.1.2.3", "172.16.0.1", "192.168.1.1", "100.64.0.1", "169.254.169.254"),
        *("168.63.129.16", "192.0.0.8", "198.18.0.1", "224.0.0.1", "240.0.0.1"),
        *("255.255.255.255", "192.88.99.1", "203.0.113.7"),
        *("[::1]", "[::]", "[fe80::1]", "[fc00::1]", "[fd00:ec2::254]", "[ff02::1]"),
        *("[::ffff:10.0.0.1]", "[::ffff:93.184.215.14]", "[::127.0.0.1]"),
        *("[64:ff9b::10.0.0.1]", "[64:ff9b:1::a00:1]", "[2002:a00:1::]"),
        *("[2001:0:a00:1::]", "[2001:db8::1]", "[fec0::1]"),
    ],
)
def test_address_that_is_not_public_is_refused(host):
    assert find_fault(f"https://{host}/hook") == "address_refused"


@pytest.mark.parametrize(
    ("url", "fault"),
    [
        ("https://93.184.215.14/", None),
        ("https://93.184.215.14:8443/hook?a=b", None),
        ("https://[2606:2800:21f:cb07:6820:80da:af6b:8b2c]/", None),
        ("http://93.184.215.14/", "not_https"),
        ("https://93.184.215.14:22/", "port_refused"),
        ("https://me:secret@93.184.215.14/", "has_credentials"),
        ("https://me@93.184.215.14/", "has_credentials"),
        ("ftp://93.184.215.14/", "malformed"),
        ("https://", "malformed"),
        ("93.184.215.14", "malformed"),
        ("https://93.184.215.14:port/", "malformed"),
        ("https://93.184.215.14/a b", "malformed"),
        ("https://93.184.215.14/a\r\nHost: x", "malformed"),
        ("https://93.184.215.14\\@127.0.0.1/", "malformed"),
        ("https://[::1/", "malformed"),
        ("https://exämple.org/", "malformed"),
        ("https://nobody.invalid/", "unresolvable"),
    ],
)
def test_url_has_to_be_usable(url, fault):
    assert find_fault(url) == fault


def test_one_private_address_among_public_ones_is_refused(resolve_as):
    resolve_as("both.example", lambda: ["93.184.215.14", "10.0.0.1"])

    assert find_fault("https://both.example/") == "address_refused"


def test_network_that_settings_name_may_be_called_without_https(settings):
    settings.WEBHOOKS_ALLOW_PRIVATE = ["10.20.0.0/16", "fd00:1::/32"]

    assert find_fault("http://10.20.3.4:9000/") is None
    assert find_fault("http://[fd00:1::5]:9000/") is None
    assert find_fault("http://10.21.3.4:9000/") == "address_refused"


@pytest.mark.parametrize(
    ("url", "target", "authority"),
    [
        (
            "https://Example.org/a?b=c#d",
            Target(is_https=True, host="example.org", port=443, path="/a?b=c"),
            "example.org",
        ),
        (
            "http://[fd00::1]:9000",
            Target(is_https=False, host="fd00::1", port=9000, path="/"),
            "[fd00::1]:9000",
        ),
    ],
)
def test_url_is_read_as_whom_to_ask_for_what(url, target, authority):
    read = read_url(url)

    assert read == target
    assert read.authority == authority
