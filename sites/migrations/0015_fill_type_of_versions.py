"""Versions written so far are of the type that their site has: until now no change could alter it.

In steps, so that no lock is held for long. Decided versions are frozen; the guard is lifted for this one column and is
put back after every migrate.
"""

from __future__ import annotations

from typing import Any

from django.db import migrations

_TABLE = "service_sites_siteversion"
_GUARD = f"guard_{_TABLE}_update"
_STEP = 20_000
_FILL = f"""
    UPDATE {_TABLE}
       SET site_type = (SELECT s.site_type FROM service_sites_servicesite AS s WHERE s.id = {_TABLE}.site_id)
     WHERE id >= %s AND id < %s AND site_type = ''
"""  # noqa: S608  # our own table


def fill(apps: Any, schema_editor: Any) -> None:
    connection = schema_editor.connection
    where = f" ON {_TABLE}" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER IF EXISTS {_GUARD}{where}")
        cursor.execute(f"SELECT COALESCE(MIN(id), 0), COALESCE(MAX(id), -1) FROM {_TABLE}")  # noqa: S608
        first, last = cursor.fetchone()
        for start in range(first, last + 1, _STEP):
            cursor.execute(_FILL, [start, start + _STEP])


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("service_sites", "0014_type_of_each_version")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop, elidable=True)]
