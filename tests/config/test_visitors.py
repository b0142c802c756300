import pytest
from django.http import HttpResponse

from config.middleware import VisitorAddress


@pytest.mark.parametrize(
    ("proxies", "forwarded", "expected"),
    [
        (0, "198.51.100.7", "10.0.0.2"),
        (1, "198.51.100.7", "198.51.100.7"),
        (1, "made up, 198.51.100.7", "198.51.100.7"),
        (2, "made up, 198.51.100.7, 10.0.0.9", "198.51.100.7"),
        (2, "198.51.100.7", "198.51.100.7"),
        (1, "", "10.0.0.2"),
        (1, " , ", "10.0.0.2"),
    ],
)
def test_visitor_has_the_address_that_our_proxies_saw(
    rf, settings, proxies, forwarded, expected
):
    settings.TRUSTED_PROXIES = proxies
    request = rf.get(
        "/", REMOTE_ADDR="10.0.0.2", headers={"x-forwarded-for": forwarded}
    )

    VisitorAddress(lambda request: HttpResponse())(request)

    assert request.META["REMOTE_ADDR"] == expected
