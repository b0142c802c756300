"""The product's settings, with what only tests need."""

import os

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
if CHANNELS_URL:  # noqa: F405 -- as above
    # Workers of one run share a Redis, and must not hear each other.
    PREFIX = f"test-{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}"
    CHANNEL_LAYERS["default"]["CONFIG"]["prefix"] = PREFIX  # noqa: F405 -- as above
    CACHES["default"]["KEY_PREFIX"] = PREFIX  # noqa: F405 -- as above
