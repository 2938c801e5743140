"""One number a month, what people asked for in a month, the plan of a year: entered once, corrected, never removed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, TypeVar

from core.workflow import TransitionRefused
from sites.models import MonthlyUse, RequestCount, ServicePlan, ServiceSite
from sites.models.entered import MOST_VISITS, Entered
from sites.refusals import Refusal
from sites.services.telling import Sender
from sites.use.checks import plan_problems, request_problems
from sites.use.months import last_day_of, month_of, month_refusal
from sites.use.services.keeping import (
    keep,
    keeping,
    opened_on,
    refuse,
    refuse_frozen,
    refuse_stale,
    tell,
    words_of,
)

E = TypeVar("E", bound=Entered)


def add_one(site_id: int, *, by: Sender) -> MonthlyUse:
    """One more use in the current month. Two taps at once are two: the site is held."""
    with keeping(site_id, "登记使用一次", by) as site:
        month = month_of(by.now.date())
        refuse_frozen(site, month, last_day_of(month))
        row = MonthlyUse.objects.filter(site=site, month=month).first()
        before = row.visits if row else 0
        _refuse_impossible(before + 1)
        is_new = row is None
        row = row or MonthlyUse(site=site, month=month, visits=0)
        row.visits = before + 1
        keep(row, site, by, is_new=is_new)
        tell(row, "登记使用一次", by, before={"使用人次": str(before)}, after={"使用人次": str(row.visits)})
    return row


def set_month(site_id: int, month: date, visits: int, *, by: Sender) -> MonthlyUse:
    """The total of a month, typed. Raises ``Refusal`` for a month or a number that cannot be, ``StaleEdit``."""
    with keeping(site_id, "填报月度使用统计", by) as site:
        _refuse_month(site, month, by)
        _refuse_impossible(visits)
        return _set(MonthlyUse, site, {"month": month}, {"visits": visits}, "填报月度使用统计", by)


def _refuse_impossible(visits: int) -> None:
    if not 0 <= visits <= MOST_VISITS:
        raise Refusal(f"使用人次应在 0 到 {MOST_VISITS:,} 之间,请核对。")


def _refuse_month(site: ServiceSite, month: date, by: Sender) -> None:
    said = month_refusal(month, by.now.date(), opened_on(site))
    if said or month.day != 1:
        raise Refusal(said or "请选择月份。")
    refuse_frozen(site, month, last_day_of(month))


def set_requests(site_id: int, month: date, typed: Mapping[str, int], *, by: Sender) -> RequestCount:
    """What was asked for in a month, and what became of it."""
    with keeping(site_id, "填报诉求记录", by) as site:
        if not site.kind.use.requests:
            raise TransitionRefused(f"“{site.type_label}”不统计诉求。")
        _refuse_month(site, month, by)
        for count in typed.values():
            _refuse_impossible(count)
        refuse(request_problems(typed))
        return _set(RequestCount, site, {"month": month}, typed, "填报诉求记录", by)


def set_plan(site_id: int, year: int, typed: Mapping[str, int | None], *, by: Sender) -> ServicePlan:
    """What the site means to do in a year; the columns are those that its type plans."""
    with keeping(site_id, "填报年度计划", by) as site:
        if not site.kind.use.plan or set(typed) - set(site.kind.use.plan):
            raise TransitionRefused(f"“{site.type_label}”不填报这样的年度计划。")
        refuse(plan_problems(typed, year, by.now.date()))
        for count in typed.values():
            _refuse_impossible(count or 0)
        refuse_frozen(site, date(year, 1, 1), date(year, 12, 31))
        return _set(ServicePlan, site, {"year": year}, typed, "填报年度计划", by)


def _set(
    model: type[E],
    site: ServiceSite,
    when: Mapping[str, Any],
    values: Mapping[str, Any],
    label: str,
    by: Sender,
) -> E:
    """The one row of a site and a month or year, written or corrected."""
    row = model._default_manager.filter(site=site, **when).first()
    is_new = row is None
    before = words_of(row) if row else {}
    row = row or model(site=site, **when)
    refuse_stale(row, by)
    for name, value in values.items():
        setattr(row, name, value)
    keep(row, site, by, is_new=is_new)
    tell(row, label, by, before=before, after=words_of(row))
    return row
