"""Where does each of these sites stand on the ladder? Read with the same number of statements for one and for many."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import Exists, Q, QuerySet

from core.clock import LEGAL_ZONE
from core.registry import CHECKS, LADDER_HANDLERS
from inspection.laddering.climbing import Ahead, Announced, Cause, Ladders, Standing, leading, what_follows
from inspection.laddering.selectors.matters import grades_before
from inspection.laddering.states import FINDING, OPEN, ORDER, TAKEN, ConsequenceState
from inspection.models import Consequence, ConsequenceCause, Extension, Finding, Rectification
from inspection.rectifying.states import STANDING, RectificationState
from rulebook.choices import LadderAction
from rulebook.selectors import measures_of
from sites.models import ServiceSite
from sites.vocabulary import IN_USE

RECHECKED = "已提交复查"
PROVISIONAL = "整改期限还是暂定的"
LONGER = "延期申请待答复"
#: A keeper who hands in again and again, or asks for more time, holds up the signature and begins nothing anew.
RESTING = (RECHECKED, LONGER)
_LATE = {RectificationState.MENDING: "逾期未完成", RectificationState.RECHECK: "待复查"}
SOLVED = "预警问题都已消除,待办结"
AT_MEETING = "已签批,等待会议作出决定"


def climbing_codes() -> list[str]:
    """Checks whose findings climb; those of others are shown and told, and nothing follows."""
    return [check.code for check in CHECKS if check.climbs]


def climbing_findings() -> QuerySet[Finding]:
    """Open findings of sites that climb; without a measure no rung is known."""
    rows = Finding.objects.filter(ended_on=None, site__isnull=False, pack__isnull=False)
    return rows.filter(code__in=climbing_codes())


def climbing_orders() -> QuerySet[Rectification]:
    return Rectification.objects.filter(state__in=STANDING)


def is_on_ladder(site_id: int) -> bool:
    """Whether anything is on the ladder for a site: for most there is nothing, and one statement says so."""
    findings, orders, waiting = on_ladder(site_id)
    told = ServiceSite.objects.filter(pk=site_id).values_list(
        Exists(findings) | Exists(orders) | Exists(waiting)
    )
    return any(answer for (answer,) in told)


def on_ladder(site_id: int) -> tuple[QuerySet[Finding], QuerySet[Rectification], QuerySet[Consequence]]:
    """What puts a site on the ladder: findings and orders that climb, and what was announced."""
    own = {"site": site_id}
    waiting = Consequence.objects.filter(state__in=OPEN, **own)
    return climbing_findings().filter(**own), climbing_orders().filter(**own), waiting


@dataclass
class _Told:
    """What was announced and taken because of one cause."""

    taken: dict[str, date] = field(default_factory=dict)
    spared: dict[str, date] = field(default_factory=dict)
    stopped: str = ""
    ordered: bool = False


def standings_of(keys: Collection[int], day: date, without: int | None = None) -> dict[int, Standing]:
    """By site; a site with nothing on the ladder has no causes. ``without``: a consequence as if it were not there."""
    findings = list(climbing_findings().filter(site__in=keys).order_by("pk"))
    orders = list(climbing_orders().filter(site__in=keys).order_by("pk"))
    grades = grades_before(findings)
    same = {milder.pk: key for key, line in grades.items() for milder in line}
    told, announced = _told(keys, without, same), _announced(keys)
    causes: dict[int, list[Cause]] = {key: [] for key in keys}
    for finding in (each for each in findings if each.pk not in same):
        cause = _of_finding(finding, grades.get(finding.pk, ()), told.get((FINDING, finding.pk), _Told()))
        causes[finding.site_id or 0].append(cause)
    stopped = _stopped([row.pk for row in orders], same)
    for order in orders:
        cause = _of_order(order, told.get((ORDER, order.pk), _Told()), stopped.get(order.pk, ""))
        causes[order.site_id].append(cause)
    concerned = concerned_by(keys, day)
    return {key: Standing(key, tuple(causes[key]), announced.get(key, {}), concerned[key]) for key in keys}


def _stopped(orders: Collection[int], same: Collection[int]) -> dict[int, str]:
    """Why some orders do not climb now; what is solved waits for nothing more."""
    return {**dict.fromkeys(_longer(orders), LONGER), **dict.fromkeys(_solved(orders, same), SOLVED)}


def concerned_by(keys: Collection[int], day: date) -> dict[int, frozenset[str]]:
    """The rungs that can be taken against each site: nobody carries out a rung whose app knows nothing of the site."""
    in_use = set(ServiceSite.objects.filter(pk__in=keys, state__in=IN_USE).values_list("pk", flat=True))
    by_action = {action: handler.concerns(keys, day) for action, handler in LADDER_HANDLERS.items()}
    by_action[LadderAction.REMIND.value] = in_use
    return {
        key: frozenset(action for action, sites in by_action.items() if key in sites and key in in_use)
        for key in keys
    }


def ahead_of(keys: Collection[int], day: date) -> dict[int, tuple[Ahead, ...]]:
    """What follows for each site, by the one rule."""
    standings = standings_of(keys, day)
    ladders = ladders_of(cause.pack_id for each in standings.values() for cause in each.causes)
    return {key: what_follows(standing, ladders, day) for key, standing in standings.items()}


def still_leading(row: Consequence, day: date) -> tuple[Cause, ...]:
    """Of the causes that were told, those that lead to this consequence on a day, as if it were not decided yet."""
    standing = standings_of([row.site_id], day, without=row.pk)[row.site_id]
    ladders = ladders_of(cause.pack_id for cause in standing.causes)
    found = leading(standing, row.action, announced_from(row).causes, ladders, day)
    return tuple(cause for _, cause in found)


def ladders_of(packs: Iterable[int]) -> Ladders:
    return {key: measure.ladder for key, measure in measures_of(set(packs)).items()}


def _of_finding(row: Finding, milder: Sequence[Finding], told: _Told) -> Cause:
    """Counted from the day on which it was kept, which is never earlier than the day it was found for.

    What grew worse goes on from its first grade, under the measure that was pinned then.
    """
    first = milder[-1] if milder else row
    since = max(first.found_on, first.found_at.astimezone(LEGAL_ZONE).date())
    grades = frozenset((FINDING, each.pk) for each in milder)
    pack = first.pack_id or row.pack_id or 0
    return Cause(FINDING, row.pk, row.title, since, pack, told.taken, told.spared, grades=grades)


def _of_order(row: Rectification, told: _Told, stopped: str) -> Cause:
    """Nothing further comes before the day that the order itself named, whatever became of it meanwhile."""
    ordered_on = row.ordered_at.astimezone(LEGAL_ZONE).date()
    if row.state == RectificationState.RECHECK and stopped != SOLVED:
        stopped = RECHECKED
    elif row.due_is_provisional:
        stopped = PROVISIONAL
    return Cause(
        ORDER,
        row.pk,
        f"整改通知 {row.number} {_LATE.get(RectificationState(row.state), '整改不到位')}",
        ordered_on,
        row.pack_id,
        {LadderAction.RECTIFY: ordered_on, **told.taken},
        told.spared,
        row.due_on + timedelta(days=1),
        stopped or told.stopped,
        stopped in RESTING,
        is_reported=row.state == RectificationState.UNMET,
    )


def _announced(keys: Collection[int]) -> dict[int, dict[str, Announced]]:
    found: dict[int, dict[str, Announced]] = {}
    rows = Consequence.objects.filter(site__in=keys, state__in=OPEN).prefetch_related("causes")
    for row in rows.order_by("pk"):
        found.setdefault(row.site_id, {})[row.action] = announced_from(row)
    return found


def announced_from(row: Consequence) -> Announced:
    return Announced(
        row.pk,
        row.announced_on,
        row.earliest_on or row.announced_on,
        row.earliest_is_provisional,
        row.state == ConsequenceState.OBJECTED,
        frozenset(name_of(each) for each in row.causes.all()),
        _day(row.objected_at) if row.state == ConsequenceState.OBJECTED else None,
        bool(row.answer),
    )


def name_of(row: ConsequenceCause) -> tuple[str, int]:
    return (FINDING, row.finding_id) if row.finding_id else (ORDER, row.order_id or 0)


def _told(
    keys: Collection[int], without: int | None, same: Mapping[int, int]
) -> dict[tuple[str, int], _Told]:
    """By cause: its rungs that stand taken, and those that a person took back. ``same``: milder findings, by what they are now."""
    current = Q(finding__ended_on=None, finding__isnull=False) | Q(order__state__in=STANDING)
    current |= Q(finding__in=list(same))
    rows = ConsequenceCause.objects.filter(current, consequence__site__in=keys)
    rows = (
        rows.exclude(consequence__state__in=OPEN)
        .exclude(consequence=without or 0)
        .select_related("consequence__order")
        .order_by("pk")
    )
    found: dict[tuple[str, int], _Told] = {}
    for row in rows:
        kind, key = name_of(row)
        name = (kind, same.get(key, key)) if kind == FINDING else (kind, key)
        _note(found.setdefault(name, _Told()), row.consequence)
    return found


def _note(told: _Told, row: Consequence) -> None:
    if row.state not in TAKEN:
        if row.is_spared:
            _spare(told, row.action, _day(row.ended_at))
        return
    signed_on = _day(row.signed_at) or row.announced_on
    if (order := _order_over(row)) is not None:
        # The order is over and the finding is not: it is ordered anew, so many days after the end.
        _spare(told, row.action, _day(order.ended_at) or signed_on)
    elif row.action == LadderAction.REVOKE and row.state == ConsequenceState.SIGNED:
        told.stopped = AT_MEETING
    else:
        told.taken[row.action] = _day(row.ended_at) or signed_on


def _order_over(row: Consequence) -> Rectification | None:
    """The order that this rung gave, once it is over."""
    if row.action != LadderAction.RECTIFY or row.order is None or row.order.stands:
        return None
    return row.order


def _spare(told: _Told, action: str, on: date | None) -> None:
    """The rung is not taken any more, and counts anew from that day."""
    told.taken.pop(action, None)
    if on is not None:
        told.spared[action] = on


def _day(moment: object) -> date | None:
    return moment.astimezone(LEGAL_ZONE).date() if moment else None  # type: ignore[attr-defined]  # a moment or nothing


def _solved(orders: Collection[int], same: Collection[int]) -> set[int]:
    """Orders that the ladder gave and of whose findings none is left; one that grew worse is."""
    rows = ConsequenceCause.objects.filter(consequence__order__in=orders, finding__isnull=False)
    given: dict[int, bool] = {}
    for order, finding, ended_on in rows.values_list(
        "consequence__order_id", "finding_id", "finding__ended_on"
    ):
        given[order] = given.get(order, True) and ended_on is not None and finding not in same
    return {order for order, is_over in given.items() if is_over}


def _longer(orders: Collection[int]) -> set[int]:
    """Orders for which more time was asked and not answered yet. While an order is looked at again it rests by itself, and of
    one that was reported up nobody answers any more.
    """
    waiting = Extension.objects.filter(order__in=orders, order__state=RectificationState.MENDING, verdict="")
    return set(waiting.values_list("order_id", flat=True))
