"""What does the page of a list of existing sites show, from the preview to the register? Plain values."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.paginator import Paginator
from django.urls import reverse

from core.actor import Actor
from core.clock import LEGAL_ZONE
from core.words import chinese_day, chinese_moment
from filing.forms.enrolling import EnrolmentForm
from filing.import_pages import (
    ENROLLED_COLUMNS,
    STAGED_COLUMNS,
    UNDONE_COLUMNS,
    enrolled_row,
    mobiles_part,
    staged_row,
    undone_row,
)
from filing.imports.policy import IMPORTS
from filing.imports.selectors.enrolling import (
    counts_of_existing,
    enrolled_sites,
    enrolment_of,
    entering_closed,
    lack_of_rules,
    levels_of,
    open_pairs,
    pinned_measures,
    reasons_hidden,
    staged_sites,
    warned_in,
)
from filing.imports.selectors.measures import Measures
from filing.imports.services.undoing import can_undo, undo_ends
from filing.imports.transitions import IMPORT
from filing.models.enrolment import Enrolment
from filing.models.imports import ImportBatch, ImportState

PER_PAGE = 50

#: What the list of sites can be narrowed to.
SHOW = {"": "全部", "lacking": "待补全", "hidden": "不公开"}

#: The one button of each person's page.
_PRIMARY = ("approve", "sign")


def enrolment_part(
    batch: ImportBatch, actor: Actor, now: datetime, *, show: str = "", page: Any = None
) -> dict[str, Any]:
    """The part of the page below its head; ``show`` narrows the list of sites."""
    narrowed = show if show in SHOW else ""
    builders = {
        ImportState.REVIEW: _before_proposal,
        ImportState.PROPOSED: _before_decision,
        ImportState.DONE: _after_decision,
        ImportState.UNDONE: _after_undoing,
    }
    build = builders.get(ImportState(batch.state))
    built = build(batch, actor, now, narrowed, page) if build else {}
    if not built:
        return {}
    filters = [(name, label, name == narrowed) for name, label in SHOW.items()]
    return {"part": ImportState(batch.state).value, "filters": filters, **built}


def _preview(batch: ImportBatch, show: str, page: Any) -> dict[str, Any]:
    """How many of which kind, which stay hidden and why, then site by site."""
    counts = counts_of_existing(batch)
    listed = Paginator(staged_sites(batch, show), PER_PAGE).get_page(page)
    return {
        "counts": counts,
        "total": sum(each.number for each in counts),
        "hidden": sum(each.hidden for each in counts),
        "reasons": reasons_hidden(batch),
        "closed": entering_closed(batch),
        "page": listed,
        "columns": STAGED_COLUMNS,
        "rows": [staged_row(each) for each in listed],
        "warned": warned_in(batch),
        **mobiles_part(batch),
    }


def _before_proposal(batch: ImportBatch, actor: Actor, now: datetime, show: str, page: Any) -> dict[str, Any]:
    enrolment = enrolment_of(batch)
    part = _preview(batch, show, page)
    hindrances, pairs = lack_of_rules(batch, Measures(batch, now.date())), open_pairs(batch)
    return {
        **part,
        "hindrances": hindrances,
        "pairs": pairs,
        "pairs_url": reverse("import-pairs", args=[batch.pk]),
        "returned": enrolment.returned if enrolment else "",
        "form": proposal_form(batch, now) if part["total"] and not hindrances and not pairs else None,
        "propose_url": reverse("import-propose", args=[batch.pk]),
    }


def proposal_form(batch: ImportBatch, now: datetime, *typed: Any) -> EnrolmentForm:
    """With what was written when the list was submitted before."""
    enrolment = enrolment_of(batch)
    names = ("title", "document_number", "dated_on")
    initial = {name: getattr(enrolment, name) for name in names} if enrolment else None
    return EnrolmentForm(*typed, today=now.date(), has_file=enrolment is not None, initial=initial)


def _before_decision(batch: ImportBatch, actor: Actor, now: datetime, show: str, page: Any) -> dict[str, Any]:
    actions = IMPORT.actions_for(actor, batch)
    may = {each.edge.action for each in actions if each.decision}
    return {
        **_preview(batch, show, page),
        **_decision_of(batch, actor),
        "actions": [each for each in actions if each.decision],
        "not_now": [each for each in actions if not each.decision],
        "primary": next((code for code in _PRIMARY if code in may), ""),
    }


def _decision_of(batch: ImportBatch, actor: Actor) -> dict[str, Any]:
    """The paper, who submitted the list, who signed and who has to."""
    enrolment = enrolment_of(batch)
    if enrolment is None:
        return {}
    return {
        "basis": _basis_rows(enrolment),
        "file_url": reverse("import-file", args=[batch.pk])
        if IMPORTS.decide(actor, "open_paper", batch)
        else "",
        "paper_url": reverse("import-paper", args=[batch.pk]),
        "steps": _steps(batch),
    }


def _basis_rows(enrolment: Enrolment) -> list[dict[str, str]]:
    by = enrolment.proposed_by
    return [
        {"label": "依据文件", "value": enrolment.paper},
        {"label": "文件日期", "value": chinese_day(enrolment.dated_on)},
        {"label": "盖章文件", "value": enrolment.file_name},
        {"label": "提交人", "value": str(by)},
    ]


def _steps(batch: ImportBatch) -> list[dict[str, Any]]:
    signed = {each.level: each for each in batch.sign_offs.select_related("user__home_union")}
    names = levels_of(batch, pinned_measures(batch))
    steps: list[dict[str, Any]] = []
    for level, name in enumerate(names, 1):
        done = signed.get(level)
        if done is None:
            state = "current" if level == batch.signed_levels + 1 else "waiting"
            steps.append({"label": name, "state": state, "office": "市总工会经办人"})
            continue
        home = done.user.home_union
        steps.append(
            {
                "label": done.level_name,
                "state": "done",
                "person": str(done.user),
                "office": home.name if home else "",
                "at": done.at,
                "opinion": done.opinion,
            }
        )
    return steps


def _after_decision(batch: ImportBatch, actor: Actor, now: datetime, show: str, page: Any) -> dict[str, Any]:
    listed = Paginator(enrolled_sites(batch, show), PER_PAGE).get_page(page)
    return {
        **_decision_of(batch, actor),
        "page": listed,
        "columns": ENROLLED_COLUMNS,
        "rows": [enrolled_row(each) for each in listed],
        "lacking": enrolled_sites(batch, "lacking").count(),
        "undo_until": undo_ends(batch),
        "actions": [
            each for each in IMPORT.actions_for(actor, batch) if each.decision and can_undo(batch, now)
        ],
        "in_time": can_undo(batch, now),
    }


def _after_undoing(batch: ImportBatch, actor: Actor, now: datetime, show: str, page: Any) -> dict[str, Any]:
    """The decision stays, with who undid it, when and why, and the sites that left the register."""
    enrolment = enrolment_of(batch)
    if enrolment is None or enrolment.undone_at is None:
        return {}
    listed = Paginator(staged_sites(batch), PER_PAGE).get_page(page)
    return {
        **_decision_of(batch, actor),
        "undone": [
            {"label": "撤销人", "value": str(enrolment.undone_by or "系统")},
            {"label": "撤销时间", "value": chinese_moment(enrolment.undone_at.astimezone(LEGAL_ZONE))},
            {"label": "撤销的原因", "value": enrolment.undone_why},
        ],
        "filters": [],
        "page": listed,
        "columns": UNDONE_COLUMNS,
        "rows": [undone_row(each) for each in listed],
    }
