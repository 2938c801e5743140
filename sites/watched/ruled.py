"""Terms of the measures as columns: what the issuer of each row and the family of its type say on a day.

One statement serves all issuers. Under an issuer without the term, or with one counted in working days, there is no
value, and a day worked out from it is none. What a row is worth is looked up, so that it costs the same under one issuer
and under many; ``passed`` and ``within`` leave rows out before that, by the shortest and the longest limit of all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Expression, F, IntegerField, Q, QuerySet, Value
from django.db.models.functions import Cast, Coalesce, NullIf

from core.sql_maps import NumberBelow
from rulebook.choices import Bound
from rulebook.selectors import Governed, governed_on
from sites.models import ServiceSite
from sites.types import site_types
from sites.vocabulary import IN_USE

#: Stands in the tables where an issuer says nothing: what stands above it does not count there.
_SILENT = -1


@dataclass(frozen=True)
class Ruling:
    """The measures of a day over rows that have a union path and a site type in these columns."""

    day: date
    governed: list[Governed]
    path: str = "union_path"
    kind: str = "site_type"

    @classmethod
    def on(cls, day: date, path: str = "union_path", kind: str = "site_type") -> Ruling:
        return cls(day, governed_on(day), path, kind)

    def pack(self) -> Expression:
        """Key of the measure that governs a row."""
        return self._looked_up(lambda each, kind: each.measure.pk if each.measure else None)

    def limit(self, code: str) -> Expression:
        """Days of a limit."""
        return self._looked_up(lambda each, kind: each.limit(code))

    def rule(self, name: str) -> Expression:
        """A column of the rule for the type of a row."""
        return self._looked_up(_of_type(lambda each: each.rules(name)))

    def floor(self, bound: Bound) -> Expression:
        """Activities owed in a year."""
        return self._looked_up(_of_type(lambda each: each.floors(bound)))

    def passed(self, column: str, *codes: str) -> Q:
        """Rows for which more days may have passed since the day in a column than one of these limits allows."""
        limits = self._limits(codes)
        if not limits:
            return Q(pk__in=[])
        return Q(**{f"{column}__lt": self.day - timedelta(days=min(limits))}) | Q(**{column: None})

    def latest_noticed(self, code: str) -> date:
        """The last day that may lie within such a notice."""
        return self.day + timedelta(days=max(self._limits([code]), default=0))

    def least_rule(self, name: str) -> int:
        """The smallest of all that is said in a column of the rules."""
        return min((value for each in self.governed for value in each.rules(name).values()), default=0)

    def kinds_with_floor(self, bound: Bound) -> list[str]:
        """Types for which any measure wants activities."""
        return sorted({kind for each in self.governed for kind in each.floors(bound)})

    def _limits(self, codes: Iterable[str]) -> list[int]:
        found = (each.limit(code) for each in self.governed for code in codes)
        return [days for days in found if days is not None]

    def _looked_up(self, value: Callable[[Governed, str], int | None]) -> Expression:
        """By the depth of the issuer, deepest first; each row has one issuer at a depth at most."""
        tables: dict[int, dict[str, int]] = {}
        for each in self.governed:
            union = each.path.split(".")[-2]
            for kind in types_of(each.family):
                told = value(each, kind)
                table = tables.setdefault(each.path.count("."), {})
                table[f"{union}:{kind}"] = _SILENT if told is None else told
        if not any(told != _SILENT for table in tables.values() for told in table.values()):
            return Cast(Value(None), IntegerField())
        found = [
            NumberBelow(F(self.path), F(self.kind), depth, tables[depth])
            for depth in sorted(tables, reverse=True)
        ]
        return NullIf(found[0] if len(found) == 1 else Coalesce(*found), Value(_SILENT))


def _of_type(told: Callable[[Governed], Mapping[str, int]]) -> Callable[[Governed, str], int | None]:
    return lambda each, kind: told(each).get(kind)


def types_of(family: str) -> list[str]:
    """The site types that one family of measures governs."""
    return [kind.code for kind in site_types() if kind.family == family]


def watched_sites(ruling: Ruling) -> QuerySet[ServiceSite]:
    """Every site in use, with its key and the measure over it in the columns of a check."""
    rows = ServiceSite.objects.filter(state__in=IN_USE)
    return rows.annotate(subject=F("pk"), pack_ref=ruling.pack())
