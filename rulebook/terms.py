"""What does a rule pack say? One plain value, the same in a seed file, in the rows and in the digest.

Knows neither the rows nor the files; upper apps read it as a ``Measure``.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, is_dataclass
from datetime import date, time
from enum import StrEnum
from typing import Any

from core.canonical import digest
from rulebook.choices import AcceptanceLevel, Counted, SealScanDue
from rulebook.rubric import Rubric
from rulebook.workdays import DueDate, WorkCalendar, due_after, due_after_days, workdays_spent

#: Printed on every paper and page of a pack that the union has not yet replaced by its own document.
SAMPLE_MARK = "试用样表,非正式印发文本"
NUMBER_PATTERN = "{district}-{type}-{year}-{serial:04d}"


@dataclass(frozen=True, kw_only=True)
class Limit:
    """How long a step may take. ``code`` is the state of a case, or the name of another period."""

    code: str
    name: str
    days: int
    counted: str = Counted.WORKDAYS

    @property
    def words(self) -> str:
        return f"{self.days} 个{Counted(self.counted).label}"


@dataclass(frozen=True, kw_only=True)
class TypeTerms:
    """What the pack rules for one site type. Areas count tenths of a square metre; ``None``: no limit."""

    site_type: str
    name: str
    acceptance_level: str = AcceptanceLevel.DISTRICT
    min_inspectors: int = 2
    area_warn_tenths: int | None = None
    area_floor_tenths: int | None = None


@dataclass(frozen=True, kw_only=True)
class Terms:
    """Everything that one version of a measure rules. ``sign_off_levels``: the last one decides."""

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
    limits: tuple[Limit, ...] = ()
    sign_off_levels: tuple[str, ...] = ()
    type_rules: tuple[TypeTerms, ...] = ()
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

    def rubric_for(self, site_type: str) -> Rubric | None:
        """The scoring table of a type; ``None`` where the measure has none."""
        return next((rubric for rubric in self.rubrics if rubric.site_type == site_type), None)


#: Terms that are rows below the pack; the rest are columns of the pack itself.
ROWS = frozenset({"limits", "sign_off_levels", "type_rules", "rubrics"})
COLUMNS = tuple(each.name for each in fields(Terms) if each.name not in ROWS)


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
        **{name: plain(getattr(terms, name)) for name in COLUMNS},
        "limits": [plain(limit) for limit in sorted(terms.limits, key=lambda limit: limit.code)],
        "sign_off_levels": list(terms.sign_off_levels),
        "type_rules": [plain(rule) for rule in sorted(terms.type_rules, key=lambda rule: rule.site_type)],
        **_tables(terms),
    }


def _tables(terms: Terms) -> dict[str, Any]:
    """A pack without a table says nothing of tables: packs published before there were any keep their digest."""
    tables = sorted(terms.rubrics, key=lambda rubric: rubric.site_type)
    return {"rubrics": [plain(rubric) for rubric in tables]} if tables else {}


def digest_of(terms: Terms, *, issuer_code: str, number: int) -> str:
    """SHA-256 over all that a pack says, and whose it is."""
    return digest({"issuer": issuer_code, "number": number, "terms": as_plain(terms)})
