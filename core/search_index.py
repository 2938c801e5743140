"""The index behind a search column: GIN on PostgreSQL, nothing on SQLite."""

from __future__ import annotations

from typing import Any

from django.db import migrations


class SearchIndex(migrations.RunPython):
    """Migration operation that indexes ``table.column`` for ``core.search_text.matching``."""

    def __init__(self, table: str, column: str) -> None:
        self.table, self.column = table, column
        super().__init__(self._create, self._drop)

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return (type(self).__name__, [self.table, self.column], {})

    def _create(self, apps: Any, schema_editor: Any) -> None:
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(
                f"CREATE INDEX {self.table}_{self.column}_tokens ON {self.table} "
                f"USING gin (to_tsvector('simple', {self.column}))"
            )

    def _drop(self, apps: Any, schema_editor: Any) -> None:
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(f"DROP INDEX IF EXISTS {self.table}_{self.column}_tokens")
