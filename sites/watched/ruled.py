"""Terms of the measures as columns: what the issuer of each row and the family of its type say on a day.

One statement serves all issuers. Under an issuer without the term, or counted in working days, there is no value, and
what compares with it is not met.
"""

from __future__ import annotations

from collections.abc import Callable
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
        """Days of a limit, as they are counted for a row."""
        return self._case(lambda each: each.limit(code))

    def rule(self, name: str) -> Expression:
        """A column of the rule for the type of a row."""
        found = [
            (each.path, kind, told.get(kind))
            for each in self.governed
            for told in (each.rules(name),)
            for kind in types_of(each.family)
        ]
        return self._cases(
            [(Q(**{f"{self.path}__startswith": path, self.kind: kind}), value) for path, kind, value in found]
        )

    def _case(self, value: Callable[[Governed], int | None]) -> Expression:
        return self._cases(
            [
                (
                    Q(**{f"{self.path}__startswith": each.path, f"{self.kind}__in": types_of(each.family)}),
                    value(each),
                )
                for each in self.governed
            ]
        )

    @staticmethod
    def _cases(found: list[tuple[Q, int | None]]) -> Expression:
        """Deepest issuers come first, and one that says nothing stops the search: what stands above does not count there."""
        whens = [When(condition, then=Value(value, IntegerField())) for condition, value in found]
        return Case(*whens, default=Value(None, IntegerField()), output_field=IntegerField())


def types_of(family: str) -> list[str]:
    """The site types that one family of measures governs."""
    return [kind.code for kind in site_types() if kind.family == family]


def watched_sites(ruling: Ruling) -> QuerySet[ServiceSite]:
    """Every site in use, with its key and the measure over it in the columns of a check."""
    rows = ServiceSite.objects.filter(state__in=IN_USE)
    return rows.annotate(subject=F("pk"), pack_ref=ruling.pack())
