"""A database that lasts as long as a drill: made by the migrations as the suite's is, never the live one."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connection
from django.test.utils import override_settings

#: Nobody signs in with a password here; a slow hash would only make the same rows later.
QUICK_HASHES = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@contextmanager
def throwaway_database(folder: Path | None = None) -> Iterator[None]:
    """Until the block ends, the connection leads to an empty, migrated database of this process alone.

    On SQLite it lies in memory, or as ``portal.sqlite3`` in ``folder`` where other processes may open it too.
    """
    live = connection.settings_dict["NAME"]
    own = dict(connection.settings_dict["TEST"])
    connection.settings_dict["TEST"] |= {"NAME": _name(folder), "MIGRATE": True}
    with (
        tempfile.TemporaryDirectory(prefix="portal-drill-") as media,
        override_settings(PASSWORD_HASHERS=QUICK_HASHES, MEDIA_ROOT=Path(media)),
    ):
        connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
        try:
            yield
        finally:
            connection.creation.destroy_test_db(live, verbosity=0)
            connection.settings_dict["TEST"] = own


def _name(folder: Path | None) -> str | None:
    if connection.vendor == "sqlite":
        return str(folder / "portal.sqlite3") if folder else None
    return f"drill_{os.getpid()}"
