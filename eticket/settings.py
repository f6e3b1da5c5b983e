"""Settings, in sections; every deployable value is read from the environment.

Without any environment the product runs for development in ``<repository>/data``.
Production is what ``SITE_URL=https://…`` makes it: secure cookies, HSTS, no test mailbox,
and no start without a secret key, a database and a mail sender.
"""

import re
import secrets
import zoneinfo
from pathlib import Path
from urllib.parse import urlsplit

import environ

env = environ.Env()
BASE_DIR = Path(__file__).resolve().parent.parent
VERSION = re.search(r"^## (\S+)", (BASE_DIR / "CHANGELOG.md").read_text("utf-8"), re.M)[1]  # type: ignore[index]

# --- Where we are ---------------------------------------------------------------------------
# Every absolute link, in mails too, starts with SITE_URL; the request's Host never does.
SITE_URL = env("SITE_URL", default="http://localhost:8000").rstrip("/")
SITE_HOST = urlsplit(SITE_URL).hostname or "localhost"
SECURE = SITE_URL.startswith("https://")
DEBUG = env.bool("DEBUG", default=False)
DATA_DIR = Path(env("DATA_DIR", default=str(BASE_DIR / "data")))
DEMO = env.bool("DEMO", default=False)
# The demo's staff have it in their application; the demo does not load on a site with https.
DEMO_TOTP_SECRET = "NOPALDEMONOPALDEMONOPALDEMO23456"  # noqa: S105
ALLOWED_HOSTS = env.list(
    "ALLOWED_HOSTS",
    default=[SITE_HOST] if SECURE else [SITE_HOST, "localhost", "127.0.0.1", "[::1]"],
)
SECRET_KEY = env("SECRET_KEY", default="")
if not SECRET_KEY and not SECURE:
    # A development key for one run only; bin/serve keeps one in its data folder.
    SECRET_KEY = "development-" + secrets.token_urlsafe(48)

# --- What it is made of ---------------------------------------------------------------------
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "eticket.ui",
    "eticket.events",
    "eticket.accounts",
    "eticket.licensing",
    "eticket.tickets",
    "eticket.privacy",
    "eticket.notifications",
    "eticket.access",
    "eticket.portal",
    "eticket.desk",
    # After the desk, whose templates for it are found first.
    "eticket.desk.catalogue_app.CatalogueConfig",
    "eticket.ops",
]
MIDDLEWARE = [
    "eticket.access.headers.HeadersMiddleware",
    "eticket.access.origins.HostMiddleware",
    "eticket.access.decoding.NoNulMiddleware",
    "eticket.access.limits.BodyLimitMiddleware",
    "eticket.access.programs.ProgramMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "eticket.access.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "eticket.access.middleware.SignedInMiddleware",
    "eticket.access.middleware.AudienceMiddleware",
]
ROOT_URLCONF = "eticket.urls"
WSGI_APPLICATION = "eticket.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "eticket.ui.context.page",
            ],
            "builtins": ["django.templatetags.i18n", "eticket.ui.templatetags.ui"],
        },
    }
]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Database -------------------------------------------------------------------------------
DATABASES = {"default": env.db("DATABASE_URL", default=f"sqlite:///{DATA_DIR / 'eticket.sqlite3'}")}
DATABASES["default"]["CONN_MAX_AGE"] = None
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = False
    DATABASES["default"]["OPTIONS"] = {
        # Writers queue up instead of failing with "database is locked".
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        # FULL: an answer is given only after the journal is on disk.
        "init_command": (
            "PRAGMA page_size=8192; PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
            "PRAGMA cache_size=-4000;"
            "PRAGMA mmap_size=268435456; PRAGMA temp_store=MEMORY;"
            "PRAGMA journal_size_limit=67108864;"
        ),
    }
else:
    # Milliseconds; a migration of a large table needs more, or 0 for no limit.
    _statement = env.int("STATEMENT_TIMEOUT", default=5000)
    DATABASES["default"].setdefault("OPTIONS", {})["options"] = (
        f"-c statement_timeout={_statement} -c lock_timeout=5000"
        " -c idle_in_transaction_session_timeout=10000"
    )

# --- People ---------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["eticket.accounts.signing_in.Backend"]
PASSWORD_HASHERS = ["eticket.accounts.passwords.Argon2Hasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["email", "name"]},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "eticket.accounts.passwords.NearbyWordsValidator"},
]
LOGIN_URL = "account_login"
PASSWORD_RESET_TIMEOUT = 3600
# How long the audit keeps who came in and looked, and from where anything was done; deeds stay.
ACCESS_RECORD_DAYS = env.int("ACCESS_RECORD_DAYS", default=730)
ORIGIN_DAYS = env.int("ORIGIN_DAYS", default=90)
SESSION_ENGINE = "eticket.accounts.sessions"
SESSION_COOKIE_AGE = 14 * 24 * 3600

# --- Cookies, transport ---------------------------------------------------------------------
SESSION_COOKIE_NAME = "__Host-sessionid" if SECURE else "sessionid"
CSRF_COOKIE_NAME = "__Host-csrftoken" if SECURE else "csrftoken"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_AGE = None
CSRF_FAILURE_VIEW = "eticket.portal.views.errors.csrf_failure"
SECURE_SSL_REDIRECT = SECURE
# A program that speaks without TLS is refused, not led on: it has said its secret already.
SECURE_REDIRECT_EXEMPT = [r"^api/"]
SECURE_HSTS_SECONDS = 31_536_000 if SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = SECURE
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
# The header comes from access/headers.py, with the others.
SILENCED_SYSTEM_CHECKS = ["security.W002"]
BEHIND_PROXY = env.bool("BEHIND_PROXY", default=False)
if BEHIND_PROXY:
    # Only when the proxy in front overwrites X-Forwarded-Proto and X-Forwarded-For.
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# --- Activation of the programs --------------------------------------------------------------
# The pairs that sign answers; in a place of their own where the data folder is backed up.
SIGNING_KEYS = Path(env("SIGNING_KEYS", default=str(DATA_DIR / "keys")))

# --- Personal data --------------------------------------------------------------------------
# Days: from blocked to erased; how long files of closed tickets, told messages and the words of
# finished ARCO requests are kept (0: for good).
ERASE_AFTER_DAYS = env.int("ERASE_AFTER_DAYS", default=30)
RETAIN_ATTACHMENT_DAYS = env.int("RETAIN_ATTACHMENT_DAYS", default=5 * 365)
RETAIN_DELIVERY_DAYS = env.int("RETAIN_DELIVERY_DAYS", default=2 * 365)
RETAIN_ARCO_DAYS = env.int("RETAIN_ARCO_DAYS", default=5 * 365)
EXPORT_ROOT = DATA_DIR / "exports"

# --- Files ----------------------------------------------------------------------------------
MEDIA_ROOT = DATA_DIR / "files"
FILE_UPLOAD_HANDLERS = ["eticket.tickets.uploading.UploadHandler"]
DATA_UPLOAD_MAX_NUMBER_FIELDS = 200
# The limit of a message is said at the field; this one only stops a flood.
DATA_UPLOAD_MAX_NUMBER_FILES = 100
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
STATIC_URL = "static/"
STATIC_ROOT = Path(env("STATIC_ROOT", default=str(DATA_DIR / "static")))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "eticket.ui.storage.StaticStorage"},
}

# --- Words and clocks -----------------------------------------------------------------------
LANGUAGE_CODE = "es-mx"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "America/Mexico_City"
# Our own tables (package tzdata): a host's may still have Mexico's summer time (C073).
zoneinfo.reset_tzpath(to=())
USE_THOUSAND_SEPARATOR = False

# --- Mail -----------------------------------------------------------------------------------
# EMAIL_URL=smtp+tls://user:password@host:587; without it mails are written to the data folder.
EMAIL_URL = env("EMAIL_URL", default="")
TEST_MAILBOX = not EMAIL_URL and not SECURE
if EMAIL_URL:
    globals().update(env.email("EMAIL_URL"))
    EMAIL_BACKEND = "eticket.notifications.smtp.SmtpBackend"
else:
    EMAIL_BACKEND = "eticket.notifications.mailbox.FolderBackend"
EMAIL_FILE_PATH = DATA_DIR / "mail"
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env("MAIL_FROM", default=f"eTicket <no-responder@{SITE_HOST}>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
# Where refused mail is reported to; <> (nowhere) suits automatic mail if the server takes it.
MAIL_RETURN_PATH = env("MAIL_RETURN_PATH", default=DEFAULT_FROM_EMAIL)

# --- Text messages --------------------------------------------------------------------------
# "http" (any provider, by the values below), "twilio", "folder" (beside the test mails), or none.
SMS_PROVIDER = env("SMS_PROVIDER", default="folder" if TEST_MAILBOX else "")
SMS_URL = env("SMS_URL", default="")
SMS_METHOD = env("SMS_METHOD", default="POST")
SMS_HEADERS = env.json("SMS_HEADERS", default={"Content-Type": "application/json"})
SMS_BODY = env("SMS_BODY", default='{"to": "$phone", "from": "$sender", "text": "$text"}')
SMS_FROM = env("SMS_FROM", default="")
SMS_TWILIO_ACCOUNT = env("SMS_TWILIO_ACCOUNT", default="")
SMS_TWILIO_TOKEN = env("SMS_TWILIO_TOKEN", default="")
# Only for a gateway of one's own: http, and addresses that are not public.
SMS_INSIDE = env.bool("SMS_INSIDE", default=False)

# --- Logs -----------------------------------------------------------------------------------
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "eticket.lib.logs.JsonFormatter"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["stderr"], "level": env("LOG_LEVEL", default="INFO")},
    "loggers": {
        "django": {"handlers": [], "propagate": True, "level": "WARNING"},
        # Tells each step of putting a font into a paper.
        "fontTools": {"level": "WARNING"},
    },
}
