"""Settings of the embedded portal: one office, SQLite, no service beside it."""

from unionportal.settings.base import *  # noqa: F403
