"""What does a rule pack say? One plain value, the same in a seed file, in the rows and in the digest.

Knows neither the rows nor the files; upper apps read it as a ``Measure``.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, is_dataclass
from datetime import date, time
from enum import StrEnum
from typing import Any

from core.canonical import digest
from rulebook.choices import Counted, SealScanDue
from rulebook.rubric import Rubric
from rulebook.term_rows import LadderStep, Limit, SubsidyTier, TypeTerms
from rulebook.workdays import DueDate, WorkCalendar, due_after, due_after_days, workdays_spent

__all__ = ["LadderStep", "Limit", "Measure", "SubsidyTier", "Terms", "TypeTerms"]

#: Printed on every paper and page of a pack that the union has not yet replaced by its own document.
SAMPLE_MARK = "试用样表,非正式印发文本"
NUMBER_PATTERN = "{district}-{type}-{year}-{serial:04d}"


@dataclass(frozen=True, kw_only=True)
class Terms:
    """Everything that one version of a measure rules. ``sign_off_levels``: the last one decides.

    ``trial_until``: the last day of a measure on trial. ``spot_check_percent``: of the acceptances of others, how
    many the city looks at again.
    """

    family: str
    title: str
    effective_from: date
    document_number: str = ""
    issued_on: date | None = None
    is_sample: bool = False
    note: str = ""
    closing_time: time = time(17, 30)
    receipt_title: str = "收件回执"
    correction_title: str = "补正通知单"
    acceptance_title: str = "实地验收表"
    rectification_title: str = "限期整改通知单"
    register_title: str = "建设备案表"
    change_title: str = "变更备案表"
    cancellation_title: str = "注销备案表"
    number_pattern: str = NUMBER_PATTERN
    street_check: bool = False
    seal_scan_due: str = SealScanDue.AFTER_FILING
    min_spacing_m: int | None = None
    trial_until: date | None = None
    change_notes: str = ""
    spot_check_percent: int | None = None
    publicity_counts_posting_day: bool = False
    photo_labels: bool = False
    limits: tuple[Limit, ...] = ()
    sign_off_levels: tuple[str, ...] = ()
    type_rules: tuple[TypeTerms, ...] = ()
    subsidy_tiers: tuple[SubsidyTier, ...] = ()
    ladder: tuple[LadderStep, ...] = ()
    rubrics: tuple[Rubric, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Measure(Terms):
    """A published pack as upper apps use it; ``pk`` and ``digest`` are what an outcome stores."""

    pk: int
    issuer_id: int
    number: int
    digest: str

    @property
    def citation(self) -> str:
        """《title》(document number), with the mark of a sample."""
        document = f"({self.document_number})" if self.document_number else ""
        sample = f"({SAMPLE_MARK})" if self.is_sample else ""
        return f"《{self.title}》{document}{sample}"

    def limit_for(self, code: str) -> Limit | None:
        return next((limit for limit in self.limits if limit.code == code), None)

    def days_for(self, code: str) -> int | None:
        """The number alone; whether they are working days is told by ``limit_for``."""
        limit = self.limit_for(code)
        return limit.days if limit else None

    def due_for(self, code: str, start: date, calendar: WorkCalendar, *, spent: int = 0) -> DueDate | None:
        """The last day of the period that began on ``start``, counted as the pack says; ``None``: no limit.

        ``spent``: days of the period that were used up before its clock was stopped; one day is always left.
        """
        limit = self.limit_for(code)
        if limit is None:
            return None
        count = due_after if limit.counted == Counted.WORKDAYS else due_after_days
        return count(start, max(limit.days - spent, 1), calendar)

    def spent_of(self, code: str, arrived: date, left: date, calendar: WorkCalendar) -> int:
        """Days that count against the one who held a case from ``arrived`` to ``left``; see ``workdays_spent``."""
        limit = self.limit_for(code)
        if limit is not None and limit.counted != Counted.WORKDAYS:
            return max((left - arrived).days - 1, 0)
        return workdays_spent(arrived, left, calendar)

    def rules(self, site_type: str) -> bool:
        """Whether the pack has a rule for this site type."""
        return any(rule.site_type == site_type for rule in self.type_rules)

    def rule_for(self, site_type: str) -> TypeTerms:
        """Raises ``LookupError`` for a type that this measure does not govern."""
        for rule in self.type_rules:
            if rule.site_type == site_type:
                return rule
        raise LookupError(f"{self.title}: no rule for {site_type}")

    def tiers_for(self, site_type: str) -> tuple[SubsidyTier, ...]:
        """What a site of this type may get, in the order of the document."""
        return tuple(tier for tier in self.subsidy_tiers if tier.site_type == site_type)

    def rubric_for(self, site_type: str) -> Rubric | None:
        """The scoring table of a type; ``None`` where the measure has none."""
        return next((rubric for rubric in self.rubrics if rubric.site_type == site_type), None)


#: Terms that are rows below the pack; the rest are columns of the pack itself.
ROWS = frozenset({"limits", "sign_off_levels", "type_rules", "subsidy_tiers", "ladder", "rubrics"})
COLUMNS = tuple(each.name for each in fields(Terms) if each.name not in ROWS)
RULE = tuple(each.name for each in fields(TypeTerms))
TIER = tuple(each.name for each in fields(SubsidyTier))

#: Terms that came later: left out of the digest while they say nothing, so that older packs keep theirs.
LATER = frozenset(
    {
        *(
            "trial_until",
            "change_notes",
            "spot_check_percent",
            "publicity_counts_posting_day",
            "photo_labels",
        ),
        *("self_check_months", "review_from", "review_until", "quota_percent", "title_years"),
        *("activities_per_year", "activities_bind"),
        *("level", "children_from", "children_until", "times", "most_per_unit_fen"),
    }
)


def plain(value: Any) -> Any:
    """Dates and times as ISO texts, rows as maps, so that canonical JSON and a reader agree."""
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, tuple):
        return [plain(each) for each in value]
    if is_dataclass(value):
        return {each.name: plain(getattr(value, each.name)) for each in fields(value)}
    return str(value) if isinstance(value, StrEnum) else value


def as_plain(terms: Terms) -> dict[str, Any]:
    """The terms as texts, numbers and lists; rows in an order that does not depend on how they were entered."""
    return {
        **_told(terms, COLUMNS),
        "limits": [plain(limit) for limit in sorted(terms.limits, key=lambda limit: limit.code)],
        "sign_off_levels": list(terms.sign_off_levels),
        "type_rules": [
            _told(rule, RULE) for rule in sorted(terms.type_rules, key=lambda rule: rule.site_type)
        ],
        **_later_rows(terms),
    }


def _told(value: Terms | TypeTerms | SubsidyTier, names: tuple[str, ...]) -> dict[str, Any]:
    """These terms by name, without those of ``LATER`` that say nothing."""
    unsaid = type(value).__dataclass_fields__
    return {
        name: plain(getattr(value, name))
        for name in names
        if name not in LATER or getattr(value, name) != unsaid[name].default
    }


def _later_rows(terms: Terms) -> dict[str, Any]:
    """A pack without rows of a kind says nothing of them: packs published before there were any keep their digest."""
    rows: dict[str, list[Any]] = {
        "subsidy_tiers": [
            _told(tier, TIER)
            for tier in sorted(terms.subsidy_tiers, key=lambda tier: (tier.site_type, tier.label))
        ],
        "ladder": sorted(terms.ladder, key=lambda step: step.action),
        "rubrics": sorted(terms.rubrics, key=lambda rubric: rubric.site_type),
    }
    return {name: [plain(each) for each in found] for name, found in rows.items() if found}


def digest_of(terms: Terms, *, issuer_code: str, number: int) -> str:
    """SHA-256 over all that a pack says, and whose it is."""
    return digest({"issuer": issuer_code, "number": number, "terms": as_plain(terms)})
