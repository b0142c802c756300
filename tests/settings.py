"""The product's settings, with what only tests need."""

from config.settings import *  # noqa: F403 -- the one star import of the house

SECRET_KEY = "tests-only"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    **STORAGES,  # noqa: F405 -- as above
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
if IS_SQLITE:  # noqa: F405 -- as above
    # A file, as in the product: connections to a database in memory can't wait
    # for each other.
    VAR.mkdir(parents=True, exist_ok=True)  # noqa: F405 -- as above
    DATABASES["default"]["TEST"] = {"NAME": VAR / "test.db"}  # noqa: F405 -- as above
