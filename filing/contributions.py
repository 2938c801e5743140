"""What cases give to the pages above them: lines of the desk, next steps, answers to who checks a paper,
dates after a new calendar, and dates worked out again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from core.actor import Actor
from core.addresses import address_of
from core.registry import (
    INBOX,
    LADDER_HANDLERS,
    NEXT_STEPS,
    PANELS,
    RECOMPUTERS,
    VERIFIERS,
    NextStep,
    Panel,
    Recomputer,
)
from filing.enrolment_inbox import enrolments_inbox
from filing.import_inbox import imports_inbox
from filing.inbox import cases_inbox, handovers_inbox
from filing.models import Filing
from filing.next_steps import next_step
from filing.replay import replay_due_dates
from filing.scan_inbox import scans_inbox
from filing.selectors import case_of_assessment, open_plans
from filing.services.ex_officio import CANCEL
from filing.services.settling import settle_dates
from filing.verification import (
    verified_enrolment,
    verified_filing_number,
    verified_paper,
    verified_receipt,
)
from inspection.assessing.policy import ASSESSMENTS
from inspection.models import OPEN_STATES
from rulebook.choices import LadderAction
from rulebook.selectors import load_calendar
from rulebook.services.calendars import SETTLERS
from sites.likeness.selectors import OPEN_PLANS


def step_of(row: Any, now: datetime) -> NextStep | None:
    """The next step of a case; other rows are not ours."""
    return next_step(row, load_calendar(), now) if isinstance(row, Filing) else None


def case_panel(actor: Actor, row: Any, now: datetime) -> Mapping[str, Any] | None:
    """The way back from the points of an acceptance to its case."""
    filing = case_of_assessment(actor, row)
    if filing is None:
        return None
    words = "自评完成后回到案件提交。" if filing.submitted_at is None else "评完后回到案件登记验收。"
    words = words if row.state in OPEN_STATES else ""
    return {"number": filing.number, "url": address_of("filing", filing.number), "words": words}


def case_foot(actor: Actor, row: Any, now: datetime) -> Mapping[str, Any] | None:
    """Below the points of an acceptance: where whoever scores goes on when he is through."""
    filing = case_of_assessment(actor, row)
    if filing is None or row.state not in OPEN_STATES or not ASSESSMENTS.decide(actor, "answer", row):
        return None
    case = address_of("filing", filing.number)
    if filing.submitted_at is None:
        return {
            "url": f"{case}answers/",
            "label": "回到核对并提交",
            "words": "自评完成后,回到案件核对并提交。",
        }
    return {"url": f"{case}#visit", "label": "回到案件登记验收", "words": "逐项评完后,回到案件登记验收。"}


INBOX.register("filing", cases_inbox)
INBOX.register("filing.enrolments", enrolments_inbox)
INBOX.register("filing.imports", imports_inbox)
INBOX.register("filing.handovers", handovers_inbox)
INBOX.register("filing.scans", scans_inbox)
NEXT_STEPS.register("filing", step_of)
PANELS.register("filing.case", Panel("assessment", 10, "filing/_case_of_assessment.html", case_panel))
PANELS.register("filing.foot", Panel("assessment-foot", 10, "filing/_foot_of_assessment.html", case_foot))
OPEN_PLANS.register("filing", open_plans)
SETTLERS.register("filing.dates", settle_dates)
RECOMPUTERS.register("due dates", Recomputer("办理时限", replay_due_dates))
VERIFIERS.register("filing.receipt", verified_receipt)
VERIFIERS.register("filing.enrolment", verified_enrolment)
VERIFIERS.register("filing.number", verified_filing_number)
VERIFIERS.register("filing.paper", verified_paper)
LADDER_HANDLERS.register(LadderAction.CANCEL.value, CANCEL)
