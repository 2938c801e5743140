"""An order is given: numbered, dated by the measure, sealed by its digest; the site is being rectified from then on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from core.actor import Actor
from core.audit import record
from core.clock import LEGAL_ZONE
from core.many import insert_many
from core.words import chinese_day
from core.workflow import TransitionRefused, attempt
from inspection.models import Rectification, RectificationItem, Visit
from inspection.rectifying.deadlines import due_for
from inspection.rectifying.policy import ORDERS
from inspection.rectifying.selectors import ordering_role, sent_digest
from inspection.rectifying.services.numbering import draw_number
from inspection.rectifying.services.telling import tell_menders
from inspection.rectifying.states import RectificationState
from rulebook.provisional import doubt
from rulebook.selectors import lack_of_measure, load_calendar, pack_in_force
from rulebook.terms import Measure
from rulebook.workdays import DueDate
from sites.codes import make_token
from sites.models import ServiceSite
from sites.services.following import begin_rectifying
from sites.vocabulary import IN_USE

SERIES = "order"


class BadOrder(Exception):
    """The order cannot be given as typed; ``problems`` by field."""

    def __init__(self, problems: dict[str, str]) -> None:
        super().__init__(" ".join(problems.values()))
        self.problems = problems


@dataclass(frozen=True)
class Wanted:
    """What is to be mended: each item with the problem and what would satisfy. ``until``: earlier than the measure's day."""

    source: str
    items: Sequence[tuple[str, str]]
    grounds: str = ""
    source_key: str = ""
    visit: Visit | None = None
    until: date | None = None


def give_order(site_id: int, wanted: Wanted, *, actor: Actor, now: datetime) -> Rectification:
    """Raises ``BadOrder``, ``NotAllowed``, ``TransitionRefused``."""
    about = ServiceSite.objects.select_related("managing_union", "district").get(pk=site_id)
    with attempt(actor, "rectification.order", about, now=now, label="下达整改通知"):
        site = ServiceSite.objects.select_for_update(of=("self",), no_key=True).get(pk=site_id)
        ORDERS.require(actor, "order", _proposed(site))
        if site.state not in IN_USE:
            raise TransitionRefused("只有正在使用的阵地才能下达整改通知。请刷新页面查看当前情况。")
        order = _written(site, wanted, actor, now)
        begin_rectifying(site, reason=f"限期整改通知 {order.number}", actor=actor, now=now)
        due = chinese_day(order.due_on)
        doubtful = f"{due}{doubt(order.due_on, provisional=order.due_is_provisional)}"
        record(
            actor,
            "rectification.order",
            order,
            now=now,
            label="下达整改通知",
            after=order.state,
            note=wanted.grounds,
            changes={"整改期限": ("", doubtful), "整改事项": ("", f"{len(wanted.items)} 项")},
            details={"digest": order.digest},
        )
        tell_menders(order, f"收到限期整改通知,请在{due}前完成{doubtful.removeprefix(due)}", actor, now)
    return order


def _proposed(site: ServiceSite) -> Any:
    """An order over this site before there is one: rights are asked of its place."""
    return Rectification(site=site)


def _written(site: ServiceSite, wanted: Wanted, actor: Actor, now: datetime) -> Rectification:
    today = now.astimezone(LEGAL_ZONE).date()
    measure = pack_in_force(site.union_path, site.kind.family, today)
    if measure is None:
        raise TransitionRefused(lack_of_measure(site.union_path, site.kind.family, today))
    calendar = load_calendar()
    due = _day_of(wanted, due_for(measure, today, calendar), today)
    order = Rectification.objects.create(
        number=_number(site, measure, today),
        site=site,
        state=RectificationState.MENDING,
        source=wanted.source,
        source_key=wanted.source_key,
        visit=wanted.visit,
        grounds=wanted.grounds,
        pack_id=measure.pk,
        calendar_version=calendar.label,
        first_due_on=due.date,
        due_on=due.date,
        due_closing=measure.closing_time,
        due_is_provisional=due.provisional,
        ordered_by_id=actor.key,
        ordered_as=ordering_role(actor, site),
        office=actor.office,
        ordered_at=now,
        verify_token=make_token(),
        updated_at=now,
    )
    insert_many(
        [
            RectificationItem(order=order, number=number, problem=problem, remedy=remedy)
            for number, (problem, remedy) in enumerate(wanted.items, 1)
        ]
    )
    order.digest = sent_digest(order)
    order.save(update_fields=["digest"])
    return order


def _day_of(wanted: Wanted, due: DueDate, today: date) -> DueDate:
    """The measure's day, or an earlier one where it is pressing."""
    if wanted.until is None:
        return due
    if wanted.until <= today:
        raise BadOrder({"until": "提前完成的日期应晚于今天,请修改。"})
    if wanted.until > due.date:
        raise BadOrder({"until": f"不能晚于管理办法规定的期限({chinese_day(due.date)}),请改早或留空。"})
    return DueDate(wanted.until, provisional=False)


def _number(site: ServiceSite, measure: Measure, today: date) -> str:
    return draw_number(
        measure.issuer_id,
        SERIES,
        today.year,
        written=lambda serial: f"ZG-{site.district_id}-{today.year}-{serial:04d}",
        is_taken=lambda number: Rectification.objects.filter(number=number).exists(),
    )
