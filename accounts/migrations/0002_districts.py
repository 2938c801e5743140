"""The districts of the first city, from the reviewed table."""

from __future__ import annotations

from typing import Any

from django.db import migrations

from accounts.seeds import district_rows


def load(apps: Any, schema_editor: Any) -> None:
    District = apps.get_model("accounts", "District")
    for row in district_rows():
        District.objects.update_or_create(code=row["code"], defaults=row)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]

    operations = [migrations.RunPython(load, migrations.RunPython.noop, elidable=True)]
