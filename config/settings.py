"""Settings, one module for every environment. The environment is read here and nowhere else.

`.env.example` lists every variable. Without any, the portal runs by itself in demonstration mode: SQLite, a
filesystem queue and files, all in `var/`. With `PORTAL_ENV=production` it refuses to start with an insecure value.
"""

import logging
import os
import re
import secrets
import sqlite3  # pysqlite3, by config/__init__.py
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import bootstrap_wrapper
import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from kombu import Queue

from config.clock import CELERY_BEAT_SCHEDULE as CELERY_BEAT_SCHEDULE
from config.file_storage import folder_of, storages_of
from config.observing.logs import LEVELS, configure_structlog, logging_of
from config.observing.networks import networks_of
from config.observing.sentry import start_sentry
from config.openapi import SPECTACULAR_SETTINGS as SPECTACULAR_SETTINGS
from config.production import production_faults
from config.retention import days_of
from config.signing_in import *  # noqa: F403 (constants of what is told to Django and allauth)
from config.single_sign_on import providers_of

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
environ.Env.read_env(BASE_DIR / ".env")

PORTAL_ENV = env("PORTAL_ENV", default="") or "demonstration"
if PORTAL_ENV not in {"demonstration", "production"}:
    raise ImproperlyConfigured(f"PORTAL_ENV must be demonstration or production, not {PORTAL_ENV}.")
PRODUCTION = PORTAL_ENV == "production"
DEMO_MODE = not PRODUCTION
DEMO_PASSWORD = env("DEMO_PASSWORD", default="demo-portal-2026")
VAR_DIR = Path(env("PORTAL_VAR", default="") or BASE_DIR / "var").resolve()
VAR_DIR.mkdir(parents=True, exist_ok=True)


def embedded_secret() -> str:
    """Secret key of the embedded default: made once and kept in var/, readable by its owner only."""
    path = VAR_DIR / "secret-key"
    if not path.exists():
        part = path.with_name(f"secret-key.{secrets.token_hex(4)}")
        part.touch(mode=0o600)
        part.write_text(secrets.token_urlsafe(64))
        with suppress(FileExistsError):  # another process made it first: its key is the key
            path.hardlink_to(part)
        part.unlink()
    return path.read_text()


SECRET_KEY = env("SECRET_KEY", default="") or ("" if PRODUCTION else embedded_secret())
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])  # former keys: what they signed stays in use
DEBUG = env.bool("DEBUG", default=False)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[] if PRODUCTION else ["localhost", "127.0.0.1", "[::1]"])
BEHIND_PROXY = env.bool("BEHIND_PROXY", default=False)
# With it browsers take a cookie only over https, for this very host and all its paths: no neighbour can plant one.
COOKIE_PREFIX = "__Host-" if PRODUCTION else ""
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django_htmx",
    "csp",
    "rules.apps.AutodiscoverRulesConfig",
    "simple_history",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "rest_framework",
    "django_filters",
    "knox",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "django_structlog",
    "framework",
    "accounts",
    "assessments",
    "reports",
    "config.apps.PortalConfig",
]

MIDDLEWARE = [
    "config.observing.probes.ProbesMiddleware",
    "config.observing.requests.RequestMiddleware",
    "config.shield.ShieldMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "config.compression.CompressionMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "config.uploads.UploadLimitMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.languages.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "config.limits.VisitorFilesMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "accounts.middleware.SessionAgeMiddleware",
    "accounts.middleware.MembershipMiddleware",
    "accounts.middleware.SecondFactorMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "accounts.context_processors.portal",
            ],
            "builtins": ["framework.templatetags.languages"],
        },
    }
]

# Database: SQLite in var/ by default, PostgreSQL (psycopg2) in production.
# Two roles where MIGRATION_DATABASE_URL is set: the owner of the tables changes them, the portal has no right to.
# manage.py and bin/prepare.py say when they act for the owner (docs/database.md).
DATABASE_URL = env("DATABASE_URL", default="")
APPLICATION_ROLE = urlsplit(DATABASE_URL).username or ""
MIGRATION_DATABASE_URL = env("MIGRATION_DATABASE_URL", default="")
if MIGRATION_DATABASE_URL and "AS_OWNER_OF_TABLES" in os.environ:
    DATABASE_URL = MIGRATION_DATABASE_URL
DATABASES: dict[str, dict[str, Any]] = {
    "default": env.db_url_config(DATABASE_URL)
    if DATABASE_URL
    else {"ENGINE": "django.db.backends.sqlite3", "NAME": str(VAR_DIR / "portal.sqlite3")}
}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # The write-ahead log of older versions can corrupt a database (sqlite.org/wal.html#walresetbug).
    if sqlite3.sqlite_version_info < (3, 51, 3):
        raise ImproperlyConfigured(f"SQLite {sqlite3.sqlite_version} is too old: 3.51.3 or newer is needed.")
    DATABASES["default"]["OPTIONS"] = {
        "timeout": 20,
        "transaction_mode": "IMMEDIATE",
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 60
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    # A server that does not answer is given up for lost; whoever waits for it is told so. Seconds, but for the last.
    DATABASES["default"].setdefault("OPTIONS", {}).update(
        connect_timeout=5,
        keepalives_idle=15,
        keepalives_interval=5,
        keepalives_count=3,
        tcp_user_timeout=30_000,
    )
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
FIXTURE_DIRS = [BASE_DIR / "fixtures"]

# Queue and cache: Redis where REDIS_URL is set, folders in var/ otherwise.
REDIS_URL = env("REDIS_URL", default="")
CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, Any]
if REDIS_URL:
    CELERY_BROKER_URL = REDIS_URL
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "visibility_timeout": 900,
        "unacked_restore_interval": 5,
        "unacked_restore_throttle": 1,
        # A request that rings for work does not wait for a server that is away: the row waits, and is looked for.
        "socket_connect_timeout": 1,
        "socket_timeout": 2,
        "max_retries": 1,
        "interval_start": 0,
        "interval_step": 0.1,
    }
    CACHES = {"default": {"BACKEND": "config.cache.ForgivingRedisCache", "LOCATION": REDIS_URL}}
else:
    QUEUE_DIR = VAR_DIR / "queue"
    for folder in ("messages", "control"):
        (QUEUE_DIR / folder).mkdir(parents=True, exist_ok=True)
    CELERY_BROKER_URL = "spool://localhost/"
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(QUEUE_DIR / "messages"),
        "data_folder_out": str(QUEUE_DIR / "messages"),
        "control_folder": str(QUEUE_DIR / "control"),
        "polling_interval": 0.2,
    }
    CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
            "LOCATION": str(VAR_DIR / "cache"),
        }
    }
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_TIME_LIMIT = 600
CELERY_TASK_SOFT_TIME_LIMIT = 540  # told in time, a report says that it took too long; later its worker is killed
REPORT_CPU_SECONDS = env.int("REPORT_CPU_SECONDS", default=120)  # a report that needs more has gone astray: it fails
REPORT_NICENESS = env.int("REPORT_NICENESS", default=10)  # of processes that make reports: the web comes first
# After its task, a worker's process that had this much memory or so many tasks is replaced; a report needs 250 MiB.
CELERY_WORKER_MAX_MEMORY_PER_CHILD = env.int("WORKER_MEBIBYTES", default=400) * 1024
CELERY_WORKER_MAX_TASKS_PER_CHILD = env.int("WORKER_TASKS", default=500)
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_CONCURRENCY = WORKER_CONCURRENCY = env.int("WORKER_CONCURRENCY", default=2)
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# Mail and other small tasks have a queue of their own. Workers take from both in turn; one that takes from this alone
# (`--queues mail`) sends mail while all others make reports.
CELERY_TASK_QUEUES = (Queue("celery"), Queue("mail"))
CELERY_TASK_ROUTES = {"accounts.tasks.*": {"queue": "mail"}, "assessments.tasks.*": {"queue": "mail"}}
CELERY_BEAT_SCHEDULER = "config.scheduler:Scheduler"
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "beat-schedule")

# People, beside config/signing_in.py
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "rules.permissions.ObjectPermissionBackend",
    "accounts.backends.PersonBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
# A session ends with the browser (officials share machines), and where nobody was seen for so many hours.
SESSION_HOURS = env.int("SESSION_HOURS", default=12)
SESSION_COOKIE_AGE = SESSION_HOURS * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
BROWSER_COOKIE_NAME = f"{COOKIE_PREFIX}browser"  # by which a person's own browsers are known again
# Whether roles ask for a second factor: of focal points, reviewers, the secretariat and superusers.
SECOND_FACTOR = env("SECOND_FACTOR", default="") or ("required" if PRODUCTION else "optional")
if SECOND_FACTOR not in {"required", "optional"}:
    raise ImproperlyConfigured(f"SECOND_FACTOR must be required or optional, not {SECOND_FACTOR}.")
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PRODUCTION  # the demonstration is at http://localhost
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if BEHIND_PROXY else 0
# Other sign-ins: OpenID Connect (docs/operations.md). They open accounts that exist and make none.
SINGLE_SIGN_ON = providers_of(env("OIDC_PROVIDERS", default=""), env("OIDC_SECRETS", default=""))
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "provider_class": "accounts.single_sign_on.PortalProvider",
        "OAUTH_PKCE_ENABLED": True,
        "APPS": SINGLE_SIGN_ON,
    }
}
KEEP_DAYS = days_of(  # how long personal data is kept: docs/privacy.md
    {
        "mails": env("KEEP_MAILS_DAYS", default=""),
        "invitations": env("KEEP_INVITATIONS_DAYS", default=""),
        "tokens": env("KEEP_TOKENS_DAYS", default=""),
        "imports": env("KEEP_IMPORTS_DAYS", default=""),
        "people-without-role": env("KEEP_PEOPLE_WITHOUT_ROLE_DAYS", default=""),
        "former-people": env("KEEP_FORMER_PEOPLE_DAYS", default=""),
    }
)

# API
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "accounts.authentication.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["config.api.LimitedJSONParser"],
    "DEFAULT_PAGINATION_CLASS": "config.api.Pagination",
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "config.api.problem_details",
    "DEFAULT_THROTTLE_CLASSES": ["config.limits.CallLimit"],
    "DEFAULT_THROTTLE_RATES": {"tokens": "10/min"},
    # Whose address counts for throttling: nobody's word about himself, only that of our own proxy.
    "NUM_PROXIES": 1 if BEHIND_PROXY else 0,
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
TOKEN_DAYS = env.int("TOKEN_DAYS", default=30)
REST_KNOX = {
    "AUTH_HEADER_PREFIX": "Token",
    "TOKEN_TTL": timedelta(days=TOKEN_DAYS),
    "TOKEN_LIMIT_PER_USER": None,
}

# How much is taken at a time: requests that a process of the web server works on, and what one caller may send.
WEB_THREADS = int(env("WEB_THREADS", default="") or 4)
LIMITS = {
    "api": env("API_RATE", default="") or "1200/min",
    "api_visitor": env("API_VISITOR_RATE", default="") or "120/min",
    "visitor_files": env("VISITOR_FILES_RATE", default="") or "60/min",
}
for limit in LIMITS.values():
    if not re.fullmatch(r"off|[1-9]\d{0,8}/(s|min|h|d)", limit, re.ASCII):
        raise ImproperlyConfigured(f"A rate is off, or a number, a slash and one of s, min, h, d; not {limit}.")

# Language and time
LANGUAGE_CODE = "en"
LANGUAGES = [  # the six of the United Nations, each by the name that its readers know
    ("ar", "العربية"),
    ("zh-hans", "中文"),
    ("en", "English"),
    ("fr", "Français"),
    ("ru", "Русский"),
    ("es", "Español"),
]
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_SECURE = PRODUCTION
LANGUAGE_COOKIE_NAME = f"{COOKIE_PREFIX}language"
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["config.formats"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

# Static files and files of users
STATIC_URL = "/static/"
STATIC_ROOT = env("STATIC_ROOT", default="") or (str(BASE_DIR / "staticfiles") if PRODUCTION else None)
STATICFILES_DIRS = [BASE_DIR / "static", ("bootstrap", bootstrap_wrapper.get_bootstrap_dir())]
WHITENOISE_ALLOW_ALL_ORIGINS = False  # files of pages are for pages of the portal
WHITENOISE_USE_FINDERS = STATIC_ROOT is None
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
if STATIC_ROOT is not None:  # gathered and hashed; see config/static.py
    INSTALLED_APPS[INSTALLED_APPS.index("django.contrib.staticfiles")] = "config.static.GatheredStaticFiles"
STORAGE_URL = env("STORAGE_URL", default="")  # config/file_storage.py says what it may hold
FILES_DIR = folder_of(STORAGE_URL, VAR_DIR / "files")
MEDIA_ROOT = str(FILES_DIR)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if STATIC_ROOT is None
        else "config.static.HashedStorage"
    },
    **storages_of(STORAGE_URL),
}
FILE_UPLOAD_TEMP_DIR = FILES_DIR / "incoming"  # beside where it will stay, and swept (`manage.py remove_orphan_files`)
FILE_UPLOAD_TEMP_DIR.mkdir(parents=True, exist_ok=True)
FILE_UPLOAD_PERMISSIONS = 0o640
UPLOAD_LIMIT = 21 * 1024 * 1024  # bytes of a whole request: a file of 20 MB and the fields beside it

# Scanner of uploaded files: clamd at tcp://host:port or at the path of its socket
CLAMD_URL = env("CLAMD_URL", default="")
CLAMD_TIMEOUT = env.int("CLAMD_TIMEOUT", default=20)  # seconds without an answer
SCAN_REQUIRED = PRODUCTION or bool(CLAMD_URL)  # what is not scanned is not handed out

# Terms of use of the data that are downloaded; empty: the portal's own (assessments/licence.py)
DATA_LICENCE = env("DATA_LICENCE", default="")

# Mail: files in var/mail/ unless EMAIL_URL names a server.
EMAIL_URL = env("EMAIL_URL", default="")
EMAIL_CONFIG = env.email_url_config(EMAIL_URL or "filemail:///")
vars().update(EMAIL_CONFIG)
if EMAIL_CONFIG["EMAIL_BACKEND"].endswith("filebased.EmailBackend"):
    EMAIL_BACKEND = "config.mailbox.EmailBackend"
    EMAIL_FILE_PATH = str(VAR_DIR / "mail")
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL", default="portal@localhost")
# Where mails lead: the portal's own address, without a path.
PORTAL_URL = env("PORTAL_URL", default="") or "http://127.0.0.1:8000"
DIGEST_HOUR = env.int("DIGEST_HOUR", default=5)  # UTC
if DIGEST_HOUR not in range(24):
    raise ImproperlyConfigured(f"DIGEST_HOUR must be an hour from 0 to 23, not {DIGEST_HOUR}.")

# Browser security. Inline script and style are never allowed.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "img-src": [SELF, "data:"],
        "base-uri": [NONE],
        "object-src": [NONE],
        "frame-ancestors": [NONE],
        "upgrade-insecure-requests": PRODUCTION,
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SESSION_COOKIE_NAME = f"{COOKIE_PREFIX}sessionid"
CSRF_COOKIE_NAME = f"{COOKIE_PREFIX}csrftoken"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"  # what they say is nobody else's
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
if PRODUCTION:
    SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=True)
    SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", default=31_536_000)
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
    if BEHIND_PROXY:
        SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# Log: docs/monitoring.md
LOG_LEVEL = env("LOG_LEVEL", default="") or ("INFO" if PRODUCTION else "WARNING")
if LOG_LEVEL not in LEVELS:
    raise ImproperlyConfigured(f"LOG_LEVEL must be one of {', '.join(LEVELS)}, not {LOG_LEVEL}.")
LOGGING = logging_of(as_json=PRODUCTION, level=LOG_LEVEL)
configure_structlog()
DJANGO_STRUCTLOG_CELERY_ENABLED = True  # a task knows the request that it was rung for
DJANGO_STRUCTLOG_CELERY_TASK_START_LOG_LEVEL = logging.DEBUG

# Metrics: nobody may see them unless a token or addresses are set.
METRICS_TOKEN = env("METRICS_TOKEN", default="")
METRICS_ADDRESSES = networks_of(env.list("METRICS_ADDRESSES", default=[]))
METRICS_DIR = VAR_DIR / "metrics"
if 0 < len(METRICS_TOKEN) < 20:
    raise ImproperlyConfigured("METRICS_TOKEN must have at least 20 characters.")

# Sentry, or a service with its protocol: only where it is wanted, and then without values.
SENTRY_DSN = env("SENTRY_DSN", default="")
if SENTRY_DSN:
    start_sentry(SENTRY_DSN, PORTAL_ENV)


# Where weaknesses are reported: addresses for /.well-known/security.txt, mailto:… or https://…
SECURITY_CONTACT = env.list("SECURITY_CONTACT", default=[])
if not all(address.startswith(("mailto:", "https://")) for address in SECURITY_CONTACT):
    raise ImproperlyConfigured("SECURITY_CONTACT holds addresses that begin with mailto: or https://, and commas.")

if PRODUCTION and (faults := production_faults(globals())):
    raise ImproperlyConfigured("Production refused: " + "; ".join(faults) + ".")
