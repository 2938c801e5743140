"""What does a rule pack say? One plain value, the same in a seed file, in the rows and in the digest.

Knows neither the rows nor the files; upper apps read it as a ``Measure``.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import date, time
from typing import Any

from core.canonical import digest
from rulebook.choices import AcceptanceLevel, Counted, Family, SealScanDue
from rulebook.number_pattern import pattern_problem
from rulebook.workdays import DueDate, WorkCalendar, due_after, due_after_days, workdays_spent

#: Printed on every paper and page of a pack that the union has not yet replaced by its own document.
SAMPLE_MARK = "试用样表,非正式印发文本"
NUMBER_PATTERN = "{district}-{type}-{year}-{serial:04d}"


_CODE = re.compile(r"[a-z][a-z0-9_]{1,29}")


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


#: Terms that are columns of the pack itself; the rest are rows below it.
COLUMNS = tuple(
    each.name for each in fields(Terms) if each.name not in {"limits", "sign_off_levels", "type_rules"}
)


def plain(value: Any) -> Any:
    """Dates and times as ISO texts, so that canonical JSON and a reader agree."""
    return value.isoformat() if isinstance(value, date | time) else value


def _row(item: Limit | TypeTerms) -> dict[str, Any]:
    return {each.name: plain(getattr(item, each.name)) for each in fields(item)}


def as_plain(terms: Terms) -> dict[str, Any]:
    """The terms as texts, numbers and lists; rows in an order that does not depend on how they were entered."""
    return {
        **{name: plain(getattr(terms, name)) for name in COLUMNS},
        "limits": [_row(limit) for limit in sorted(terms.limits, key=lambda limit: limit.code)],
        "sign_off_levels": list(terms.sign_off_levels),
        "type_rules": [_row(rule) for rule in sorted(terms.type_rules, key=lambda rule: rule.site_type)],
    }


def digest_of(terms: Terms, *, issuer_code: str, number: int) -> str:
    """SHA-256 over all that a pack says, and whose it is."""
    return digest({"issuer": issuer_code, "number": number, "terms": as_plain(terms)})


Check = Callable[[Terms], str]


def _repeated(codes: list[str]) -> list[str]:
    return sorted({code for code in codes if codes.count(code) > 1})


def _bad_codes(terms: Terms) -> str:
    codes = [limit.code for limit in terms.limits], [rule.site_type for rule in terms.type_rules]
    wrong = sorted({code for group in codes for code in group if not _CODE.fullmatch(code)})
    if wrong:
        return f"代码“{'、'.join(wrong)}”不能使用,只能用小写字母、数字和下划线,并以字母开头。"
    twice = [code for group in codes for code in _repeated(group)]
    return f"“{'、'.join(twice)}”重复出现,同一代码只能填写一行。" if twice else ""


def _bad_choice(terms: Terms) -> str:
    chosen = [(terms.family, Family), (terms.seal_scan_due, SealScanDue)]
    chosen += [(limit.counted, Counted) for limit in terms.limits]
    chosen += [(rule.acceptance_level, AcceptanceLevel) for rule in terms.type_rules]
    wrong = sorted({code for code, choices in chosen if code not in choices.values})
    return f"“{'、'.join(wrong)}”不是可选的代码,请按样例填写。" if wrong else ""


def _bad_number(terms: Terms) -> str:
    return pattern_problem(terms.number_pattern)


def _bad_amount(terms: Terms) -> str:
    if any(not 1 <= limit.days <= 366 for limit in terms.limits):
        return "时限应为 1 至 366 天,请检查后重新填写。"
    if any(not 1 <= rule.min_inspectors <= 9 for rule in terms.type_rules):
        return "验收人数应为 1 至 9 人,请检查后重新填写。"
    for rule in terms.type_rules:
        warn, floor = rule.area_warn_tenths, rule.area_floor_tenths
        if warn is not None and floor is not None and warn < floor:
            return f"{rule.name}的提醒面积小于最低面积,请检查后重新填写。"
    return ""


def _bad_level(terms: Terms) -> str:
    unnamed = any(not name.strip() for name in terms.sign_off_levels)
    return "签批环节缺少名称,请补充。" if unnamed else ""


def _bad_title(terms: Terms) -> str:
    return "" if terms.title.strip() else "请填写管理办法的名称。"


CHECKS: tuple[Check, ...] = (_bad_title, _bad_choice, _bad_codes, _bad_number, _bad_amount, _bad_level)


def problems_of(terms: Terms) -> list[str]:
    """What makes these terms wrong, each as a sentence; a draft may still be incomplete."""
    return [problem for check in CHECKS if (problem := check(terms))]


def gaps_of(terms: Terms) -> list[str]:
    """What a draft lacks before it can be checked; only a sample may go without document number and date."""
    wanted = (
        (terms.document_number.strip() or terms.is_sample, "文号"),
        (terms.issued_on or terms.is_sample, "印发日期"),
        (terms.limits, "办理时限"),
        (terms.sign_off_levels, "签批环节"),
        (terms.type_rules, "阵地类型规则"),
    )
    return [name for there, name in wanted if not there]
