"""The product's settings, with what only tests need."""

import os
from urllib.parse import urlsplit

from config.layers import get_layers
from config.messages import compile_messages
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
    # Workers of one run share a Redis, and must neither hear nor empty each other's.
    WORKER = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    OWN_REDIS = urlsplit(CHANNELS_URL)._replace(path=f"/{WORKER + 1}").geturl()  # noqa: F405 -- as above
    CHANNELS_URL = CACHE_URL = OWN_REDIS
    CHANNEL_LAYERS = get_layers(CHANNELS_URL)
    CACHES["default"]["LOCATION"] = CACHE_URL  # noqa: F405 -- as above

# Here, because Django reads the texts of the default language when it is set up,
# and a clone holds nothing compiled.
for folder in LOCALE_PATHS:  # noqa: F405 -- as above
    compile_messages(folder)
