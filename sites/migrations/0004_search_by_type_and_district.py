"""Sites in use are found by their district and by whatever people call their type; the district has one label."""

from __future__ import annotations

from typing import Any

from django.db import migrations, models

from core.search_text import search_text
from sites.search_tokens import facility_token
from sites.types import site_type

BATCH = 500


def write_search_again(apps: Any, schema_editor: Any) -> None:
    ServiceSite = apps.get_model("service_sites", "ServiceSite")
    rows = ServiceSite.objects.exclude(version=None).select_related("version", "version__district")
    changed = []
    for site in rows.iterator(chunk_size=BATCH):
        facts, kind = site.version, site_type(site.site_type)
        own = (facts.name, facts.address, facts.station, facts.host_name)
        words = (*own, facts.district.name, kind.label, kind.short_label, *kind.synonyms)
        site.search = search_text(*words, tokens=[facility_token(code) for code in facts.facilities])
        changed.append(site)
    ServiceSite.objects.bulk_update(changed, ["search"], batch_size=BATCH)


def _district(related_name: str) -> models.ForeignKey[Any, Any]:
    return models.ForeignKey(
        "accounts.district", models.PROTECT, related_name=related_name, verbose_name="区(市)"
    )


class Migration(migrations.Migration):
    dependencies = [("service_sites", "0003_operating_notices")]

    operations = [
        migrations.AlterField("servicesite", "district", _district("sites")),
        migrations.AlterField("siteversion", "district", _district("+")),
        migrations.RunPython(write_search_again, migrations.RunPython.noop, elidable=True),
    ]
