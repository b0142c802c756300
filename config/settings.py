"""Settings, read once from the environment; every variable is named once, here and in .env.example.

Nothing set gives the embedded system: SQLite, drain threads, an in-memory
channel layer, tantivy. A network of centres sets the addresses of its services.
"""

from pathlib import Path
from urllib.parse import urlsplit

import environ
from csp.constants import NONE, SELF, UNSAFE_INLINE

from config.layers import get_layers
from config.logs import get_logging
from config.secret import get_secret_key

env = environ.Env()
ROOT = Path(__file__).resolve().parent.parent
env.read_env(ROOT / ".env")
VAR = Path(env.str("VAR_DIR", default=str(ROOT / "var")))

# Core
SECRET_KEY = env.str("SECRET_KEY", default="")
IS_SECRET_KEY_GIVEN = bool(SECRET_KEY)
if not IS_SECRET_KEY_GIVEN:
    SECRET_KEY = get_secret_key(VAR)
DEBUG = env.bool("DEBUG", default=False)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
PORT = env.int("PORT", default=8000)
BASE_URL = env.str("BASE_URL", default=f"http://localhost:{PORT}")
IS_HTTPS = BASE_URL.startswith("https://")
# How many proxies stand in front, each of which appends to X-Forwarded-For.
TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", default=0)
IS_LOCAL = set(ALLOWED_HOSTS) <= {"localhost", "127.0.0.1", "[::1]"}
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
ASGI_APPLICATION = "config.asgi.application"
# Data that was seeded for a demonstration stays one.
DEMO = env.bool("DEMO", default=(VAR / "demo").exists())

INSTALLED_APPS = [
    # Ours, highest layer first.
    "config",
    "search",
    "lms",
    "cms",
    "events",
    "ui",
    # Sign-in, permissions, sockets, forms.
    "allauth",
    "allauth.account",
    "rules",
    "channels",
    "django_htmx",
    "template_partials",
    # Wagtail.
    "wagtail_localize",
    "wagtail_localize.locales",
    "wagtail.contrib.typed_table_block",
    "wagtail.contrib.forms",
    "wagtail.contrib.redirects",
    "wagtail.embeds",
    "wagtail.sites",
    "config.apps.PeopleConfig",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    # Django.
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
]

MIDDLEWARE = [
    "config.middleware.RequestId",
    "config.middleware.Probes",
    "config.middleware.VisitorAddress",
    "cms.site.middleware.PublicPageCache",
    "ui.middleware.SaveData",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "lms.accounts.middleware.AddressLanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "lms.accounts.middleware.PersonLanguageMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "cms.editing.middleware.EditorDoor",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "cms.site.context_processors.site",
            ]
        },
    }
]

# HTTPS, wherever the address that people use says so.
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = IS_HTTPS
SECURE_SSL_REDIRECT = IS_HTTPS
SECURE_REDIRECT_EXEMPT = [r"^health/", r"^metrics$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if IS_HTTPS else None
SECURE_HSTS_SECONDS = 31_536_000 if IS_HTTPS else 0
# Whether a centre's other addresses have HTTPS is not ours to promise; and the
# editor previews our pages in a frame of its own.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W019", "security.W021"]
if IS_LOCAL and not IS_HTTPS:
    # A machine that talks to itself has no certificate.
    SILENCED_SYSTEM_CHECKS += [f"security.W{n:03}" for n in (4, 8, 12, 16)]

# Logs and figures
LOGGING = get_logging(env.str("LOG_LEVEL", default="WARNING"))
# Who may read /metrics; empty: nobody, and nothing is counted.
METRICS_TOKEN = env.str("METRICS_TOKEN", default="")
METRICS_DIR = VAR / "metrics"

# Database
DATABASE_URL = env.str("DATABASE_URL", default="") or f"sqlite:///{VAR}/forsa.db"
DATABASES = {"default": env.db_url_config(DATABASE_URL)}
IS_SQLITE = DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3"
if IS_SQLITE:
    # FULL, because an acknowledged answer has to survive a power cut; IMMEDIATE,
    # because a transaction that reads first and writes later would be refused.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
    }
DATABASES["default"]["CONN_MAX_AGE"] = None
DATABASES["default"]["CONN_HEALTH_CHECKS"] = not IS_SQLITE
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Services of the network mode; empty means embedded.
BROKER_URL = env.str("BROKER_URL", default="")
# Longer than any consumer takes for one delivery, or one batch: what a killed
# worker held is taken up after it.
EVENTS_LEASE_SECONDS = env.int("EVENTS_LEASE_SECONDS", default=15)
# Who we are to those who hear our events.
EVENTS_SOURCE = env.str(
    "EVENTS_SOURCE", default=f"urn:forsa:{urlsplit(BASE_URL).hostname}"
)
# Networks of the house that webhooks may go to, without HTTPS too; all others
# have to be public.
WEBHOOKS_ALLOW_PRIVATE = env.list("WEBHOOKS_ALLOW_PRIVATE", default=[])
CHANNELS_URL = env.str("CHANNELS_URL", default="")
ELASTICSEARCH_URL = env.str("ELASTICSEARCH_URL", default="")
# Two installations may share one Elasticsearch.
SEARCH_INDEX = env.str("SEARCH_INDEX", default="forsa-content")
SEARCH_DIR = VAR / "search"

CHANNEL_LAYERS = get_layers(CHANNELS_URL)

# Public pages are kept here; without Redis, in the memory of each process.
CACHE_URL = env.str("CACHE_URL", default=CHANNELS_URL)
CACHES = {
    "default": (
        {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": CACHE_URL,
            "KEY_PREFIX": "forsa",
        }
        if CACHE_URL
        else {
            "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
            "OPTIONS": {"MAX_ENTRIES": 2_000},
        }
    )
}

# E-mail
# Without a server, what would go out is written to files.
EMAIL_URL = env.str("EMAIL_URL", default="") or f"filemail:///{VAR.absolute()}/mail"
vars().update(env.email_url_config(EMAIL_URL))
# How long a mail server may take to answer one command.
EMAIL_TIMEOUT = env.int("EMAIL_TIMEOUT", default=20)
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="forsa@example.org")

# Sign-in
AUTH_USER_MODEL = "lms.User"
AUTHENTICATION_BACKENDS = [
    "rules.permissions.ObjectPermissionBackend",
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/portal/"
LOGOUT_REDIRECT_URL = "/"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
# Nobody opens an account alone, so there is nothing to tell an address we do not know.
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
# One address: a new one takes the place of the one before once it is confirmed.
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_FORMS = {"add_email": "lms.accounts.forms.ChangeAddressForm"}
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_ADAPTER = "lms.accounts.adapter.AccountAdapter"
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
SESSION_COOKIE_SAMESITE = "Lax"

# Whom a learner may turn to when something hurts: two named adults of the centre,
# as a learner should read them ("Mme Karima 0600000000"). Those of the demonstration
# are invented, like everybody there.
SAFEGUARDING_REFERENTS = env.list(
    "SAFEGUARDING_REFERENTS",
    default=["Mme Loubna Tazi 0600000001", "M. Nabil Sabri 0600000002"] if DEMO else [],
)

# Languages
LANGUAGE_CODE = "fr"
LANGUAGES = WAGTAIL_CONTENT_LANGUAGES = [
    ("fr", "Français"),
    ("ar", "العربية"),
    ("en", "English"),
]
# The second holds what libraries say badly, in our words.
LOCALE_PATHS = [ROOT / "locale", ROOT / "locale" / "libraries"]
TIME_ZONE = "Africa/Casablanca"
USE_TZ = True
USE_I18N = True
WAGTAIL_I18N_ENABLED = True

# Files
STATIC_URL = "/static/"
STATIC_ROOT = Path(env.str("STATIC_DIR", default=str(VAR / "static")))
MEDIA_URL = "/media/"
MEDIA_ROOT = VAR / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

# What a page may load: from here, and from nowhere else.
X_FRAME_OPTIONS = "SAMEORIGIN"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [SELF],  # Editors see pages in a frame of the admin.
    }
}
EDITOR_SECURITY_POLICY = {
    **CONTENT_SECURITY_POLICY["DIRECTIVES"],
    # Wagtail's pickers bring a line of script with their field, its rich text
    # style attributes. Only those who may edit get this policy.
    "script-src": [SELF, UNSAFE_INLINE],
    "style-src": [SELF, UNSAFE_INLINE],
    "img-src": [SELF, "data:", "blob:"],
}

# Wagtail
WAGTAILADMIN_LOGIN_URL = "/account/login/"
WAGTAILADMIN_PERMITTED_LANGUAGES = LANGUAGES
WAGTAIL_SITE_NAME = "Forsa"
# One way to a new password, with its limits: that of the sign-in page.
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAILADMIN_BASE_URL = BASE_URL
WAGTAIL_AUTOSAVE_INTERVAL = 15_000
WAGTAILIMAGES_IMAGE_MODEL = "cms.SiteImage"
WAGTAILIMAGES_IMAGE_FORM_BASE = "cms.base.forms.ImageForm"
WAGTAILIMAGES_EXTENSIONS = ["avif", "jpg", "jpeg", "png", "svg", "webp"]
WAGTAILIMAGES_AVIF_QUALITY = 50
WAGTAILIMAGES_WEBP_QUALITY = 70
# No call to a foreign host, ever.
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAILEMBEDS_FINDERS: list[dict[str, str]] = []
