"""Settings of the tests: quick hashes, tasks at once, a database per run, a clock that can be stopped."""

import os
import tempfile
from pathlib import Path
from typing import Any

from unionportal.settings import base
from unionportal.settings.base import *  # noqa: F403

TESTING = True
DEBUG = False
SECRET_KEY = "only-for-tests"  # noqa: S105  # protects nothing
ALLOWED_HOSTS = ["*"]
CLOCK_PIN = os.environ.get("PORTAL_TEST_CLOCK")
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
CELERY_TASK_ALWAYS_EAGER = True
CELERY_TASK_EAGER_PROPAGATES = True
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
MEDIA_ROOT = Path(tempfile.gettempdir()) / f"portal-test-media-{os.getpid()}"
LOGGING = {**base.LOGGING, "root": {"handlers": [], "level": "WARNING"}}

# A file, not memory: threads and live servers then lock as they do in the embedded portal. Named by the
# process, so that two runs beside each other do not meet.
_database: dict[str, Any] = dict(base.DATABASES["default"])
if _database["ENGINE"].endswith("sqlite3"):
    _database["TEST"] = {"NAME": str(Path(tempfile.gettempdir()) / f"portal-test-{os.getpid()}.sqlite3")}
else:
    _database |= {"CONN_MAX_AGE": 0, "TEST": {"NAME": f"test_{_database['NAME']}_{os.getpid()}"}}
DATABASES = {"default": _database}

# Workers of one run count and clear for themselves: a cache is cleared by emptying its whole Redis database.
_worker = os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")
if base.REDIS_URL and int(_worker):
    _address, _, _number = base.REDIS_URL.rpartition("/")
    _own = f"{_address}/{(int(_number) + int(_worker)) % 16}"
    CACHES = {"default": {**base.CACHES["default"], "LOCATION": _own}}
