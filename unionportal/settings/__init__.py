"""Settings of the embedded portal: one office, one SQLite file, no service beside it."""

from unionportal.settings import base
from unionportal.settings.base import *  # noqa: F403
from unionportal.settings.environment import kept_secret

SECRET_KEY = base.SECRET_KEY or kept_secret(base.VAR_DIR / "secret_key")
