"""A submitted case is checked, looked at on site, sent back or taken back."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from core.actor import Actor
from filing.models import Filing
from filing.selectors import pinned_measure
from filing.services.ex_officio import note_not_cancelled
from filing.services.moving import moved, tell_next_office
from filing.services.scoring import conclude_points, end_with_case, is_scored, verdict_by_points
from filing.services.stopping import reopen_after
from filing.states import FilingState
from filing.transitions import FILING
from inspection.models import Verdict, VisitKind
from inspection.services import record_visit
from inspection.visits import VisitFacts, problems_of

VISIT_ACTIONS = {Verdict.PASS: "visit_pass", Verdict.FIX: "visit_fix", Verdict.FAIL: "visit_fail"}


class BadVisit(Exception):
    """The visit cannot be recorded as typed; ``problems`` by field."""

    def __init__(self, problems: dict[str, str]) -> None:
        super().__init__(" ".join(problems.values()))
        self.problems = problems


def check_at_street(
    filing_id: int, *, actor: Actor, now: datetime, note: str = "", seen: int | None = None
) -> Filing:
    """The street's first look, where the measure asks for it."""
    fields = {"street_checked_at": now, "updated_at": now}
    with FILING.step(filing_id, "street_check", actor=actor, now=now, note=note, seen=seen, **fields) as step:
        tell_next_office(step.row, actor, now)
    return step.row


def pass_check(
    filing_id: int, *, actor: Actor, now: datetime, note: str = "", seen: int | None = None
) -> Filing:
    """The district found the papers in order; acceptance on site comes next."""
    with moved(filing_id, "pass_check", actor=actor, now=now, note=note, seen=seen) as step:
        pass
    return step.row


def forward_filing(
    filing_id: int, *, actor: Actor, now: datetime, note: str = "", seen: int | None = None
) -> Filing:
    """The district found the papers in order; the city signs next, without a visit."""
    with moved(filing_id, "forward", actor=actor, now=now, note=note, seen=seen) as step:
        pass
    return step.row


def withdraw_filing(
    filing_id: int, *, actor: Actor, now: datetime, note: str, seen: int | None = None
) -> Filing:
    """The case is taken back, with the reason in writing; the site stays as it was."""
    fields = {"due_on": None, "updated_at": now}
    with FILING.step(filing_id, "withdraw", actor=actor, now=now, note=note, seen=seen, **fields) as step:
        reopen_after(step.row, now=now)
        end_with_case(step.row, now=now)
        note_not_cancelled(step.row, "已撤回", now=now)
    return step.row


def accept_on_site(
    filing_id: int, facts: VisitFacts, *, actor: Actor, now: datetime, seen: int | None = None
) -> Filing:
    """Record the visit; its verdict moves the case. Raises ``BadVisit`` with every problem by field.

    Where the measure has a table, the verdict is what the points say, whatever ``facts`` hold.
    """
    facts = _judged_by_points(filing_id, facts, now)
    action = VISIT_ACTIONS[Verdict(facts.verdict)]
    with moved(filing_id, action, actor=actor, now=now, note=facts.findings, seen=seen) as step:
        problems = _problems_of(step.row, facts, now)
        if problems:
            raise BadVisit(problems)
        if is_scored(step.row):
            conclude_points(step.row, facts.verdict, remark=facts.findings, actor=actor, now=now)
        kind = VisitKind.REACCEPTANCE if step.before == FilingState.REACCEPTANCE else VisitKind.ACCEPTANCE
        step.row.last_visit = record_visit(step.row.site, kind, facts, actor=actor, now=now)
        step.row.save(update_fields=["last_visit"])
        step.details.update(held_on=facts.held_on.isoformat(), inspectors=list(facts.inspectors))
    return step.row


def _judged_by_points(filing_id: int, facts: VisitFacts, now: datetime) -> VisitFacts:
    filing = Filing.objects.select_related("assessment__site", "assessment__version").get(pk=filing_id)
    if not is_scored(filing):
        return facts
    verdict, left = verdict_by_points(filing, now)
    if verdict is None:
        raise BadVisit({"verdict": left})
    return replace(facts, verdict=verdict.value)


def _problems_of(filing: Filing, facts: VisitFacts, now: datetime) -> dict[str, str]:
    rule = pinned_measure(filing).rule_for(filing.version.site_type)
    submitted = filing.submitted_at.astimezone(now.tzinfo).date() if filing.submitted_at else None
    return problems_of(
        facts,
        today=now.date(),
        not_before=submitted,
        min_inspectors=rule.min_inspectors,
        follows=filing.last_visit.held_on if filing.last_visit else None,
    )
