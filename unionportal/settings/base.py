"""What every installation shares; the environment says the rest."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from unionportal.settings import environment as env
from unionportal.settings.schedule import CELERY_BEAT_SCHEDULE as CELERY_BEAT_SCHEDULE

BASE_DIR = Path(__file__).resolve().parents[2]
VAR_DIR = Path(env.text("PORTAL_VAR", str(BASE_DIR / "var")))
BROKER_DIR = VAR_DIR / "broker"
STATIC_ROOT = VAR_DIR / "static"
for folder in (BROKER_DIR / "queue", BROKER_DIR / "control", STATIC_ROOT):
    folder.mkdir(parents=True, exist_ok=True)

PRODUCTION = False
TESTING = False
DEBUG = env.flag("DEBUG")
SECRET_KEY = env.text("SECRET_KEY")
ALLOWED_HOSTS: list[str] = env.items("ALLOWED_HOSTS", "*")
CSRF_TRUSTED_ORIGINS: list[str] = env.items("CSRF_TRUSTED_ORIGINS")
TRUSTED_PROXIES = int(env.text("TRUSTED_PROXIES", "0"))
CLOCK_PIN: str | None = None

INSTALLED_APPS = [
    "unionportal.back_office.BackOfficeConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "crispy_forms",
    "crispy_bootstrap5",
    "unionportal.guard.SignInGuardConfig",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    "csp",
    "django_htmx",
    "unionportal",
    "desk",
    "demonstration",
    "filing",
    "inspection",
    "sites",
    "rulebook",
    "accounts",
    "core",
]
MIDDLEWARE = [
    "unionportal.middleware.TrustedProxies",
    "unionportal.numbering.NumberedRequests",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.middleware.ActorMiddleware",
    "accounts.middleware.OwnPasswordMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "unionportal.maintenance.NothingWritten",
    "core.middleware.FormsOnlyMiddleware",
    "core.middleware.RefusalMiddleware",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "unionportal.urls"
WSGI_APPLICATION = "unionportal.wsgi.application"
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
                "core.context_processors.portal",
            ]
        },
    }
]
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"

DATABASES = {
    "default": env.database(env.text("DATABASE_URL"), VAR_DIR / "portal.sqlite3", env.text("DB_PASSWORD"))
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env.text("REDIS_URL")
CACHES = {
    "default": {"BACKEND": "unionportal.cache.ForgivingRedis", "LOCATION": REDIS_URL}
    if REDIS_URL
    else {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "portal_cache"}
}

#: Seconds after which a task is ended. What was not acknowledged is given out again later than that, never twice at once.
TASK_LIMIT = 30 * 60
CELERY_BROKER_URL = REDIS_URL or "filesystem://localhost"
if REDIS_URL:
    # What a worker had taken when it was killed comes back soon after no task can still be running, not 99 s later.
    CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, object] = {
        "visibility_timeout": TASK_LIMIT + 60,
        "unacked_restore_interval": 10,
        "unacked_restore_throttle": 1,
        "socket_connect_timeout": 2,
        "socket_timeout": 2,  # a Redis that hangs is one that is away: no page waits for it
    }
else:
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(BROKER_DIR / "queue"),
        "data_folder_out": str(BROKER_DIR / "queue"),
        "control_folder": str(BROKER_DIR / "control"),
        "store_processed": False,
    }
CELERY_TIMEZONE = "Asia/Shanghai"
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_TIME_LIMIT = TASK_LIMIT
CELERY_TASK_PUBLISH_RETRY_POLICY = {"max_retries": 1, "interval_start": 0, "interval_step": 0.1}
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = (
    False  # rows remember; cutting off work gains nothing
)
CELERY_BEAT_SCHEDULER = "unionportal.pulse:OnlyOne"
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "accounts.backends.OfficeBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "accounts.passwords.NotLikeThePerson",
        "OPTIONS": {"user_attributes": ("username", "name", "email")},
    },
    {"NAME": "accounts.passwords.LongEnough", "OPTIONS": {"min_length": 10}},
    {"NAME": "accounts.passwords.NotCommon"},
    {"NAME": "accounts.passwords.NotOnlyDigits"},
]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "desk"
LOGOUT_REDIRECT_URL = "login"

# A person is locked out at one address, so that nobody can lock out a colleague from elsewhere.
AXES_FAILURE_LIMIT = 5
#: Failures from one address with any names within the time below: far more than an office mistypes.
LOCKOUT_ADDRESS_LIMIT = 50
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_USERNAME_CALLABLE = "unionportal.lockout.name_tried"
AXES_HANDLER = "unionportal.lockout.Guard"
AXES_LOCKOUT_CALLABLE = "unionportal.lockout.answer"
AXES_RESET_ON_SUCCESS = True
AXES_DISABLE_ACCESS_LOG = True
AXES_VERBOSE = False
AXES_SENSITIVE_PARAMETERS = ["username", "ip_address", "code"]  # a mistyped code is kept nowhere
AXES_ENABLE_ADMIN = False  # a lock is lifted on the person, with an entry in the trail

#: Roles that cannot sign in without a code from the telephone; everybody else may turn it on. ``none``: nobody must.
SECOND_FACTOR_ROLES = env.items("SECOND_FACTOR_ROLES", "reviewer")
OTP_TOTP_ISSUER = "工会服务阵地"
OTP_ADMIN_HIDE_SENSITIVE_DATA = True

SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
#: How the public reaches the portal, such as https://portal.example.cn; empty: notices are looked at from inside.
PUBLIC_ADDRESS = env.text("PUBLIC_ADDRESS")
TILE_URL = env.text("TILE_URL")
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:", "blob:", *env.origin(TILE_URL)],
        "frame-ancestors": ["'none'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "object-src": ["'none'"],
    }
}

LANGUAGE_CODE = "zh-hans"
#: What the framework and the sign-in guard leave in English or say to 你.
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
USE_TZ = True

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_USE_FINDERS = True
# No MEDIA_URL: files of people are handed out by views that ask the policy, never by address.
MEDIA_ROOT = Path(env.text("MEDIA_ROOT", str(VAR_DIR / "media")))
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024  # of what is typed; files do not count
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
DATA_UPLOAD_MAX_NUMBER_FILES = 200  # a whole folder chosen at once is answered picture by picture
FILE_UPLOAD_PERMISSIONS = 0o640

vars().update(env.mail(env.text("EMAIL_URL")))
#: For the demo city only: production settings refuse a database that knows these logins.
DEMO_PASSWORD = env.text("DEMO_PASSWORD", "gonghui-demo-2026")
DEFAULT_FROM_EMAIL = env.text("EMAIL_FROM", "portal@localhost")

#: Further ways to tell people; each is offered where its server is named (docs/operations.md).
WECOM_ROBOT_URL = env.text("WECOM_ROBOT_URL")
SMS_URL = env.text("SMS_URL")
SMS_BODY = env.text("SMS_BODY", '{"phone": "{phone}", "text": "{text}", "id": "{id}"}')
SMS_HEADERS = env.text("SMS_HEADERS", "{}")
SMS_OK = env.text("SMS_OK", "{}")

PUBLIC_DATUM = env.text("PUBLIC_DATUM", "gcj02")
#: Pictures carry labels for those who check: taken when, how far from the site, used before or not.
PHOTO_LABELS = env.flag("PHOTO_LABELS")
PORTAL_FOOTER: dict[str, str] = {
    name: value
    for name in ("organiser", "icp", "police", "map_approval")
    if (value := env.text(f"PORTAL_{name.upper()}"))
}

#: Who may read ``/metrics``: whoever brings the token, or asks from one of these networks. Neither set: nobody.
METRICS_TOKEN = env.text("METRICS_TOKEN")
METRICS_NETWORKS = env.items("METRICS_NETWORKS")
#: Days after which the last backup is old, and the share of the disk that should stay free.
BACKUP_DAYS = 2
DISK_SHARE = 0.05

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "json": {"()": "unionportal.logs.JsonFormatter"},
        "plain": {
            "()": "unionportal.logs.PlainFormatter",
            "format": "%(asctime)s %(levelname)s %(name)s %(message)s",
        },
    },
    "handlers": {"stream": {"class": "logging.StreamHandler", "formatter": env.text("LOG_FORMAT", "plain")}},
    "root": {"handlers": ["stream"], "level": env.text("LOG_LEVEL", "WARNING")},
}
