"""Which measure governs whom on a day, for all issuers and families at once? For whoever asks about every site."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from accounts.models import Union
from rulebook.choices import Counted, Family, PackState
from rulebook.models import RulePack
from rulebook.selectors.packs import read_measure
from rulebook.selectors.standing import VALIDITY, with_validity
from rulebook.terms import Measure
from rulebook.validity import Validity


@dataclass(frozen=True)
class Governed:
    """Everything below ``path`` that no deeper issuer governs, in one family. Without a measure nothing is ruled there."""

    path: str
    issuer: str
    family: str
    measure: Measure | None

    def limit(self, code: str) -> int | None:
        """Days of a limit counted in days of the calendar; any other counts as none."""
        found = self.measure.limit_for(code) if self.measure else None
        return found.days if found and found.counted == Counted.DAYS else None

    def rules(self, name: str) -> dict[str, int]:
        """What the measure says in a column of its rules, by site type; types for which it says nothing are left out."""
        rules = self.measure.type_rules if self.measure else ()
        told = {rule.site_type: getattr(rule, name) for rule in rules}
        return {site_type: value for site_type, value in told.items() if value is not None}

    def floors(self, bound: str) -> dict[str, int]:
        """Activities owed in a year by site type, where they bind each site, or each primary union."""
        binding = {
            rule.site_type
            for rule in (self.measure.type_rules if self.measure else ())
            if rule.activities_bind == bound
        }
        return {kind: floor for kind, floor in self.rules("activities_per_year").items() if kind in binding}


def governed_on(day: date) -> list[Governed]:
    """For each issuer and family, deepest issuers first. Two statements, and one a measure that is new to the process."""
    issuers = Union.objects.filter(is_issuer=True, path__isnull=False).values_list("pk", "path", "name")
    packs = with_validity(RulePack.objects.filter(state=PackState.PUBLISHED, effective_from__lte=day))
    names = ("pk", "issuer_id", "number", "digest", "family", *VALIDITY)
    first: dict[tuple[int, str], Measure | None] = {}
    for pk, issuer, number, digest, family, *days in packs.order_by(
        "is_sample", "-effective_from"
    ).values_list(*names):
        if (issuer, family) not in first:
            holds = Validity(*days).holds_on(day)
            first[issuer, family] = read_measure(pk, issuer, number, digest) if holds else None
    found = [
        Governed(path or "", name, family.value, first.get((pk, family.value)))
        for pk, path, name in issuers
        for family in Family
    ]
    return sorted(found, key=lambda each: (-len(each.path), each.path, each.family))
