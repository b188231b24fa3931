"""Settings, driven by the environment; see docs/operations.md for each variable."""

import os
import secrets
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from django.utils.translation import gettext_lazy as _

from common import embedded
from common.leaflet_app import LEAFLET_CONFIG as LEAFLET_CONFIG
from config.admin_site import SIMPLE_HISTORY_REVERT_DISABLED as SIMPLE_HISTORY_REVERT_DISABLED
from config.admin_site import UNFOLD as UNFOLD
from config.services import data_dir

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = data_dir()


def flag(name: str, default: str = "0") -> bool:
    return os.environ.get(name, default).lower() in {"1", "true", "yes", "on"}


def database_from_url(url: str) -> dict:
    """Django's settings for a postgresql:// address; a `host` in the query is a socket folder."""
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ValueError("DATABASE_URL must start with postgresql://")
    options = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", None) or parts.hostname or "",
        "PORT": str(options.pop("port", None) or parts.port or ""),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options,
    }


def quiet_hours(text: str) -> tuple[int, int]:
    """ "22-7" as (22, 7); an empty text as (0, 0), no quiet hours."""
    begins, _dash, ends = text.partition("-")
    hours = (int(begins), int(ends)) if text else (0, 0)
    if not all(0 <= hour < 24 for hour in hours):
        raise ValueError("SMS_QUIET_HOURS must be two hours of the day, such as 22-7")
    return hours


def secret_key() -> str:
    """SECRET_KEY from the environment, else one made once and kept beside the data."""
    if key := os.environ.get("SECRET_KEY"):
        return key
    if IN_PRODUCTION:
        raise ValueError("SECRET_KEY must be set when DATABASE_URL is set")
    path = DATA_DIR / "secret-key"
    DATA_DIR.mkdir(parents=True, exist_ok=True)
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(50))
    except FileExistsError:
        pass
    return path.read_text()


EMBEDDED = embedded.addresses(DATA_DIR)
IN_PRODUCTION = bool(os.environ.get("DATABASE_URL"))
# Demo mode shows codes and passwords on the page, so it can never be on with a real database.
PORTAL_DEMO = flag("PORTAL_DEMO") and not IN_PRODUCTION
DEBUG = flag("DEBUG")
SECRET_KEY = secret_key()
ALLOWED_HOSTS = os.environ.get("ALLOWED_HOSTS", "127.0.0.1,localhost,[::1]").split(",")
CSRF_TRUSTED_ORIGINS = [o for o in os.environ.get("CSRF_TRUSTED_ORIGINS", "").split(",") if o]

PORTAL_TIANDITU_KEY = os.environ.get("TIANDITU_KEY", "")
PORTAL_MAP_APPROVAL = os.environ.get("MAP_APPROVAL_NUMBER", "")
PORTAL_ICP = os.environ.get("ICP_NUMBER", "")
PORTAL_POLICE_FILING = os.environ.get("POLICE_FILING_NUMBER", "")
PORTAL_BASE_URL = os.environ.get("BASE_URL", "http://127.0.0.1:8000")

INSTALLED_APPS = [
    "unfold.apps.BasicAppConfig",
    "unfold.contrib.filters",
    "unfold.contrib.forms",
    "unfold.contrib.simple_history",
    "config.admin_app.PortalAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
    "django_celery_beat",
    "django_filters",
    "django_htmx",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "common.leaflet_app.LeafletWithoutAdmin",
    "rest_framework",
    "rest_framework.authtoken",
    "simple_history",
    "treebeard",
    "config",
    "common",
    "unions",
    "messaging",
    "homes",
    "bookings",
    "staffing",
    "services",
    "funding",
    "reports",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "axes.middleware.AxesMiddleware",
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
                "common.context.portal",
                "messaging.context.unread",
            ],
        },
    }
]

# Widgets may have templates of ours, such as the point picker of the admin.
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

DATABASES = {"default": database_from_url(os.environ.get("DATABASE_URL") or EMBEDDED.database_url)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        # A database of its own: clearing the cache must not clear the queue of tasks.
        "LOCATION": os.environ.get("CACHE_URL")
        or os.environ.get("REDIS_URL")
        or f"{EMBEDDED.redis_url}?db=1",
        "KEY_PREFIX": "portal",
    }
}

CELERY_BROKER_URL = os.environ.get("REDIS_URL") or EMBEDDED.celery_url
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_TIME_LIMIT = 3600
# At a stop a running task has this many seconds to end; then it is given back to the queue.
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 5.0
CELERY_TIMEZONE = "Asia/Shanghai"
CELERY_BEAT_SCHEDULER = "django_celery_beat.schedulers:DatabaseScheduler"
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# A task lost with its worker is delivered again after this time, so it must be longer than the
# longest task; unacked_restore_throttle looks for such tasks on each round.
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 3900,
    "unacked_restore_throttle": 1,
    "global_keyprefix": "celery:",
}

AUTH_USER_MODEL = "unions.Person"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "unions.auth.PhonePasswordBackend",
    "homes.auth.HomeAppointmentBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "unions.auth.PhoneAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_LOGIN_METHODS = {"phone"}
ACCOUNT_SIGNUP_FIELDS = ["phone*"]
ACCOUNT_FORMS = {
    "login": "unions.forms.PasswordLoginForm",
    "request_login_code": "unions.forms.SignInCodeForm",
    "confirm_login_code": "unions.forms.CodeForm",
}
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_PHONE_VERIFICATION_ENABLED = True
ACCOUNT_PHONE_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_LOGOUT_ON_GET = False
# Messages cost money and annoy, so a number gets few; many workers share one address.
ACCOUNT_RATE_LIMITS = {
    "login_failed": "60/5m/ip",
    "request_login_code": "30/m/ip,300/h/ip,3/m/key,10/d/key",
}
ALLAUTH_TRUSTED_PROXY_COUNT = int(os.environ.get("TRUSTED_PROXIES", flag("BEHIND_PROXY")))
ALLAUTH_USER_CODE_FORMAT = {"numeric": True, "dashed": False, "length": 6}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_TOLERANCE = 1  # phones' clocks are up to half a minute off
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.5  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_USERNAME_CALLABLE = "unions.auth.sign_in_name"
AXES_CLIENT_IP_CALLABLE = "unions.auth.client_ip"
AXES_LOCKOUT_CALLABLE = "unions.auth.locked_out"
AXES_DISABLE_ACCESS_LOG = True
AXES_VERBOSE = False

SESSION_COOKIE_AGE = 60 * 60 * 24 * 30
SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = flag("SECURE_COOKIES", "1" if IN_PRODUCTION else "0")
SECURE_SSL_REDIRECT = flag("SECURE_SSL_REDIRECT")
SECURE_HSTS_SECONDS = int(os.environ.get("SECURE_HSTS_SECONDS", "0"))
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if flag("BEHIND_PROXY") else None
SECURE_REFERRER_POLICY = "same-origin"
# Whether all other sites of the domain speak HTTPS is for its owner to say, not for this portal.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Simplified Chinese")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale", BASE_DIR / "locale" / "third_party"]
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = Path(os.environ.get("STATIC_ROOT") or DATA_DIR / "static")
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_URL = "media/"
MEDIA_ROOT = Path(os.environ.get("MEDIA_ROOT") or DATA_DIR / "media")
# Tests and debugging read static files where they lie, without collecting them first.
FROM_SOURCE = DEBUG or flag("PORTAL_TEST")
WHITENOISE_AUTOREFRESH = WHITENOISE_USE_FINDERS = FROM_SOURCE
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if FROM_SOURCE
        else "common.static_storage.HashedStaticStorage"
    },
}

EMAIL_BACKEND = os.environ.get("EMAIL_BACKEND", "messaging.mail.LogBackend")
EMAIL_HOST = os.environ.get("EMAIL_HOST", "localhost")
EMAIL_PORT = int(os.environ.get("EMAIL_PORT", "25"))
EMAIL_HOST_USER = os.environ.get("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_SSL, EMAIL_USE_TLS = flag("EMAIL_USE_SSL"), flag("EMAIL_USE_TLS")
EMAIL_TIMEOUT = 20  # seconds
DEFAULT_FROM_EMAIL = os.environ.get("EMAIL_FROM", "portal@localhost")
SMS_BACKEND = os.environ.get("SMS_BACKEND", "unions.sms.LogBackend")
# Hours of the day between which an SMS waits, unless it is important and about this very night.
PORTAL_QUIET_HOURS = quiet_hours(os.environ.get("SMS_QUIET_HOURS", "22-7"))
# People are reminded at this hour of the evening before, and this many hours before it begins.
PORTAL_REMIND_EVENING = int(os.environ.get("REMIND_EVENING_HOUR", "19"))
PORTAL_REMIND_HOURS = int(os.environ.get("REMIND_HOURS_BEFORE", "2"))

# Who came to a booking without an account is forgotten so many days after its end.
CONTACT_DAYS = int(os.environ.get("CONTACT_DAYS", "90"))

# Kinds of spreadsheets, in the order in which their rows depend on each other.
IMPORT_KINDS = {
    "divisions": "unions.imports.divisions.Divisions",
    "unions": "unions.imports.tree.Unions",
    "workplaces": "unions.imports.workplaces.Workplaces",
    "homes": "homes.imports.homes.Homes",
    "hours": "homes.imports.hours.HoursOfHomes",
    "spaces": "bookings.imports.Spaces",
    "stops": "homes.imports.records.Stops",
    "agreements": "homes.imports.records.Agreements",
    "staff": "staffing.imports.Staff",
    "funding": "funding.imports.Funding",
    "activities": "services.imports.Activities",
    "visits": "homes.imports.records.Visits",
}

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "rest_framework.authentication.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_PAGINATION_CLASS": "common.api.PageNumbers",
    "PAGE_SIZE": 20,
    "EXCEPTION_HANDLER": "common.api.exception_handler",
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Shared Workers' Homes API",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "SCHEMA_PATH_PREFIX": "/api/v1",
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "common.logs.JsonFormatter"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["stderr"], "level": os.environ.get("LOG_LEVEL", "INFO")},
    "loggers": {"axes": {"level": "WARNING"}},
}
