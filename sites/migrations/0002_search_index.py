"""The search column's index, which only PostgreSQL can have."""

from __future__ import annotations

from django.db import migrations

from core.search_index import SearchIndex


class Migration(migrations.Migration):
    dependencies = [("service_sites", "0001_initial")]

    operations = [SearchIndex("service_sites_servicesite", "search")]
