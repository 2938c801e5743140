"""Which measure governs the rows of a list? Read once for each issuing union and family, not for every row."""

from __future__ import annotations

from datetime import date

from accounts.selectors import issuing_paths
from filing.imports.selectors.unions import paths_in
from filing.models.imports import ImportBatch
from rulebook.selectors import Measure, pack_in_force
from sites.types import site_type


class Measures:
    """The measures in force on a day for the unions of a batch."""

    def __init__(self, batch: ImportBatch, on: date) -> None:
        self.paths, self._on = paths_in(batch), on
        self._issuers = sorted(issuing_paths(), key=len, reverse=True)
        self._found: dict[tuple[str, str], Measure | None] = {}

    def of(self, union: int, type_code: str) -> Measure | None:
        """``None``: the issuer has published none for this family, or there is no issuer."""
        path, family = self.paths.get(union, ""), site_type(type_code).family
        issuer = next((each for each in self._issuers if path.startswith(each)), "")
        key = (issuer, family)
        if key not in self._found:
            self._found[key] = pack_in_force(issuer, family, self._on) if issuer else None
        return self._found[key]
