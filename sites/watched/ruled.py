"""Terms of the measures as columns: what the issuer of each row and the family of its type say on a day.

One statement serves all issuers. Under an issuer without the term, or with one counted in working days, there is no
value, and a day worked out from it is none.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Case, Expression, F, IntegerField, Q, QuerySet, Value, When

from rulebook.selectors import Governed, governed_on
from sites.models import ServiceSite
from sites.types import site_types
from sites.vocabulary import IN_USE


@dataclass(frozen=True)
class Ruling:
    """The measures of a day over rows that have a union path and a site type in these columns."""

    governed: list[Governed]
    path: str = "union_path"
    kind: str = "site_type"

    @classmethod
    def on(cls, day: date, path: str = "union_path", kind: str = "site_type") -> Ruling:
        return cls(governed_on(day), path, kind)

    def pack(self) -> Expression:
        """Key of the measure that governs a row."""
        return self._case(lambda each: each.measure.pk if each.measure else None)

    def limit(self, code: str) -> Expression:
        """Days of a limit."""
        return self._case(lambda each: each.limit(code))

    def rule(self, name: str) -> Expression:
        """A column of the rule for the type of a row."""
        return self._by_type(lambda each: each.rules(name))

    def floor(self, bound: str) -> Expression:
        """Activities owed in a year."""
        return self._by_type(lambda each: each.floors(bound))

    def _case(self, value: Callable[[Governed], int | None]) -> Expression:
        return _cases(
            [(self._below(each.path, types_of(each.family)), value(each)) for each in self.governed]
        )

    def _by_type(self, told: Callable[[Governed], Mapping[str, int]]) -> Expression:
        return _cases(
            [
                (self._below(each.path, [kind]), told(each).get(kind))
                for each in self.governed
                for kind in types_of(each.family)
            ]
        )

    def _below(self, path: str, kinds: list[str]) -> Q:
        return Q(**{f"{self.kind}__in": kinds, f"{self.path}__startswith": path})


def _cases(found: list[tuple[Q, int | None]]) -> Expression:
    """Deepest issuers come first, and one that says nothing ends the search: what stands above does not count there."""
    nothing = Value(None, IntegerField())
    if not any(value is not None for _, value in found):
        return nothing
    whens = [When(condition, then=Value(value, IntegerField())) for condition, value in found]
    return Case(*whens, default=nothing, output_field=IntegerField())


def types_of(family: str) -> list[str]:
    """The site types that one family of measures governs."""
    return [kind.code for kind in site_types() if kind.family == family]


def watched_sites(ruling: Ruling) -> QuerySet[ServiceSite]:
    """Every site in use, with its key and the measure over it in the columns of a check."""
    rows = ServiceSite.objects.filter(state__in=IN_USE)
    return rows.annotate(subject=F("pk"), pack_ref=ruling.pack())
