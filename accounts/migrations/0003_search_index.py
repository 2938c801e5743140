"""The search column's index, which only PostgreSQL can have."""

from __future__ import annotations

from core.search_index import SearchIndex
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_districts")]

    operations = [SearchIndex("accounts_union", "search")]
