"""A case is handed in: the first time with its rules pinned, later as the answer to a letter of deficiencies."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import IntegrityError

from accounts.models import UnionKind
from accounts.reach import manages
from accounts.roles import Role
from accounts.selectors import ancestors_of
from core.actor import Actor
from core.workflow import Step, TransitionRefused, attempt
from filing.gaps import answers_of, is_mended, reopened_parts, told_gaps
from filing.imports.selectors.enrolling import was_enrolled
from filing.models import Filing, Submission
from filing.selectors import handed_in_digest, measure_for, pinned_measure
from filing.services.moving import note_author, start_clock, tell_next_office
from filing.services.readiness import NotReady, problems_before_submit
from filing.services.scoring import problems_of_self_check, send_along
from filing.services.stopping import close_for_cancellation, supersede_changes
from filing.states import FilingKind, FilingState, Route
from filing.transitions import FILING
from rulebook.selectors import Measure
from sites.services.succession import IMPORTANT, is_important


def submit_filing(filing_id: int, *, seen: int, actor: Actor, now: datetime) -> Filing:
    """Hand the case in, or hand it in again after its gaps were answered. Raises ``NotReady``."""
    filing = Filing.objects.select_related("site").get(pk=filing_id)
    if filing.state == FilingState.RETURNED:
        return _resubmit(filing, seen=seen, actor=actor, now=now)
    return _submit(filing, seen=seen, actor=actor, now=now)


def route_of(filing: Filing) -> Route:
    """Which way the case goes: a new site and an important change are looked at on site."""
    if filing.kind == FilingKind.CANCEL:
        return Route.CITY
    base = filing.base_version
    if filing.kind != FilingKind.CHANGE or base is None:
        return Route.ON_SITE
    # A site that a list brought in is completed: what was never told is filled in, and nothing is changed by that.
    completes = was_enrolled(filing.site_id)
    return Route.ON_SITE if is_important(base, filing.version, told=completes) else Route.DISTRICT


ANOTHER_CASE = "该阵地刚刚有另一件案件提交,办结后才能再提交。请刷新页面查看。"

#: A district officer's own case skips the district's check, except where the district decides.
_STRAIGHT = {Route.ON_SITE: "submit_straight", Route.CITY: "submit_to_city", Route.DISTRICT: "submit"}


def _submit(filing: Filing, *, seen: int, actor: Actor, now: datetime) -> Filing:
    as_role = _hand_in_as(actor, filing)
    route = route_of(filing)
    action = _STRAIGHT[route] if as_role == Role.DISTRICT else "submit"
    with attempt(actor, f"filing.{action}", filing, now=now, label=FILING.edges[action].label):
        FILING.policy.require(actor, action, filing)
        if filing.kind == FilingKind.CANCEL and as_role == Role.DISTRICT:
            supersede_changes(filing, actor=actor, now=now)
        try:
            return _hand_in(filing, action, as_role, route, seen=seen, actor=actor, now=now)
        except IntegrityError:  # two cases of one site at once: the index lets one through
            raise TransitionRefused(ANOTHER_CASE) from None


def _hand_in(
    filing: Filing, action: str, as_role: str, route: Route, *, seen: int, actor: Actor, now: datetime
) -> Filing:
    with FILING.step(filing.pk, action, actor=actor, now=now, seen=seen, updated_at=now) as step:
        row = step.row
        measure = _require_ready(row, now)
        _pin(row, measure, as_role, route, actor=actor, now=now)
        start_clock(row, measure, now)
        if route == Route.ON_SITE:
            send_along(row, measure, actor=actor, now=now)
        step.details.update(submitted_as=as_role, route=route)
        _note_submission(row, actor, now)
        note_author(row, actor, now)
        close_for_cancellation(row, now=now)
        tell_next_office(row, actor, now)
    return step.row


def _require_ready(filing: Filing, now: datetime) -> Measure:
    problems = [*problems_before_submit(filing, now.date()), *problems_of_self_check(filing, now)]
    measure = measure_for(filing, now.date())
    if problems or measure is None:
        raise NotReady(*problems)
    return measure


def _hand_in_as(actor: Actor, filing: Filing) -> str:
    """In which role a person hands in; the highest counts, because it decides what is still checked."""
    roles = (Role.DISTRICT, Role.STREET)
    return next((str(role) for role in roles if manages(actor, filing.place, [role])), str(Role.KEEPER))


def _pin(
    filing: Filing, measure: Measure, as_role: str, route: Route, *, actor: Actor, now: datetime
) -> None:
    """What the case is judged by from now on, and what exactly was handed in."""
    pinned = {
        "pack_id": measure.pk,
        **_lane(filing, measure, route),
        "signed_levels": 0,
        "needs_street_check": measure.street_check and as_role == Role.KEEPER and _has_street_above(filing),
        "street_checked_at": None,
        "submitted_at": now,
        "submitted_by_id": actor.id,
        "submitted_as": as_role,
        "facts_digest": handed_in_digest(filing),
    }
    for name, value in pinned.items():
        setattr(filing, name, value)
    filing.save(update_fields=list(pinned))


def _lane(filing: Filing, measure: Measure, route: Route) -> dict[str, Any]:
    """Which way the case goes from here, who accepts it and how many levels sign."""
    accepted_by = measure.rule_for(filing.version.site_type).acceptance_level
    return {
        "route": route,
        "acceptance_level": accepted_by if route == Route.ON_SITE else "",
        "sign_levels": 0 if route == Route.DISTRICT else len(measure.sign_off_levels),
    }


def _note_submission(filing: Filing, actor: Actor, now: datetime) -> None:
    Submission.objects.create(
        filing=filing,
        number=filing.submissions.count() + 1,
        at=now,
        by_id=actor.key,
        submitted_as=_hand_in_as(actor, filing),
        state=filing.state,
        digest=filing.facts_digest,
    )


def _has_street_above(filing: Filing) -> bool:
    """At any height: a union within an enterprise of the street belongs to the street too."""
    above = ancestors_of(filing.site.union_path).exclude(pk=filing.site.managing_union_id)
    return above.filter(kind=UnionKind.STREET).exists()


def _resubmit(filing: Filing, *, seen: int, actor: Actor, now: datetime) -> Filing:
    """Back to whoever sent the letter, with what was left of his clock; changed facts of the place are seen again."""
    action = "resubmit_check" if filing.returned_from == FilingState.DISTRICT_CHECK else "resubmit_city"
    if action == "resubmit_city" and _must_be_seen_again(filing):
        action = "resubmit_on_site"
    with FILING.step(filing.pk, action, actor=actor, now=now, seen=seen, updated_at=now) as step:
        row = step.row
        problems = [*_answers_taken_back(row), *problems_before_submit(row, now.date())]
        if problems:
            raise NotReady(*problems)
        _hand_in_again(step, actor, now)
        close_for_cancellation(row, now=now)
        tell_next_office(row, actor, now, "申报工会已补正,待核对")
    return step.row


def _answers_taken_back(filing: Filing) -> list[str]:
    return [
        f"“{gap.label}”答复后又改回了原来的内容。请修改;确实不用修改的,请写明情况。"
        for gap in answers_of(filing).fallen
    ]


def _must_be_seen_again(filing: Filing) -> bool:
    important = {part.code for part in reopened_parts(filing) if part.columns & IMPORTANT}
    gaps = [gap for gap in told_gaps(filing) if gap.part in important and not gap.verdict]
    return filing.route == Route.ON_SITE and any(is_mended(filing, gap) for gap in gaps)


def _hand_in_again(step: Step[Filing], actor: Actor, now: datetime) -> None:
    row = step.row
    # A change that was ordinary may have become an important one, and another type is accepted by others.
    route = route_of(row) if row.route == Route.DISTRICT else Route(row.route)
    again = {**_lane(row, pinned_measure(row), route), "facts_digest": handed_in_digest(row)}
    for name, value in again.items():
        setattr(row, name, value)
    row.save(update_fields=list(again))
    if route == Route.ON_SITE and row.state != FilingState.CITY_FILING:
        send_along(row, pinned_measure(row), actor=actor, now=now)
    _note_submission(row, actor, now)
    goes_back = row.state == row.returned_from
    start_clock(row, pinned_measure(row), now, spent=row.workdays_spent if goes_back else 0)
    note_author(row, actor, now)
