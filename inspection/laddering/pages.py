"""How is a consequence shown? Values for templates, no rule."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.urls import reverse

from core.actor import Actor
from core.registry import LADDER_HANDLERS
from core.templatetags.portal import cn_date, cn_datetime
from inspection.laddering.next_steps import steps_for
from inspection.laddering.selectors import about, announced_over
from inspection.laddering.states import TAGS, ConsequenceState
from inspection.models import Consequence
from rulebook.selectors import measure_in

#: On the file of a site.
MOST_SHOWN = 5


def state_cell(row: Consequence) -> dict[str, Any]:
    return {"text": row.state_label, "tag": TAGS.get(ConsequenceState(row.state), "plain")}


def effect_of(row: Consequence) -> str:
    """What the signature does, said before it is given."""
    handler = LADDER_HANDLERS.get(row.action)
    return handler.effect if handler else ""


def duty_of(row: Consequence) -> str:
    """What a notice of it says besides: the employer's own duty stays."""
    handler = LADDER_HANDLERS.get(row.action)
    return handler.duty(row.site) if handler else ""


def about_rows(row: Consequence) -> list[dict[str, Any]]:
    """What was announced, on what it rests, what became of it."""
    doubt = "暂定,节假日安排公布后重新计算" if row.earliest_is_provisional else ""
    rows = [
        {"label": "拟采取的措施", "value": row.action_label, "note": row.wording},
        {"label": "告知", "value": cn_datetime(row.announced_at), "note": f"告知期 {row.notice}"},
        {"label": "最早签批日期", "value": cn_date(row.earliest_on), "note": doubt},
        {"label": "依据", "value": measure_in(row.pack).citation},
    ]
    if row.objected_at:
        who = row.objected_by.name if row.objected_by else ""
        rows.append(
            {"label": "异议", "value": row.objection, "note": f"{who} {cn_datetime(row.objected_at)}"}
        )
    if row.answer:
        rows.append(
            {"label": "答复", "value": row.answer, "note": row.answered_by.name if row.answered_by else ""}
        )
    if row.signed_at and row.signed_by:
        by = f"{row.office} {row.signed_by.name} {cn_datetime(row.signed_at)}"
        rows.append({"label": "签批", "value": by, "note": row.outcome})
    if row.ended_at:
        rows.append({"label": "结束", "value": row.ending, "note": cn_datetime(row.ended_at)})
    return rows


def cause_rows(row: Consequence) -> list[dict[str, Any]]:
    """Each cause, as it was frozen, and whether it still holds."""
    return [
        {
            "cause": cause,
            "url": reverse("rectification", args=[cause.order.number]) if cause.order else "",
            "is_over": bool(cause.finding.ended_on)
            if cause.finding
            else not (cause.order and cause.order.stands),
        }
        for cause in row.causes.all()
    ]


def preview_over(actor: Actor, findings: Sequence[int]) -> str:
    """Where what is announced to the sites of picked findings can be looked at and signed; empty where nothing is."""
    keys = announced_over(actor, findings)
    return f"{reverse('consequences-sign')}?{urlencode({'pick': keys}, doseq=True)}" if keys else ""


def site_lists(actor: Actor, site: Any, now: datetime) -> list[tuple[QuerySet[Consequence], int]]:
    return [(about(actor, site), MOST_SHOWN)]


def site_panel(actor: Actor, site: Any, now: datetime, rows: list[Consequence]) -> Mapping[str, Any] | None:
    """On the file of a site: everything that lies ahead, and what was announced and done."""
    steps = steps_for(site.pk, now) if site.code else []
    if not steps and not rows:
        return None
    lines = [
        {
            "row": row,
            "url": reverse("consequence", args=[row.pk]) if row.earliest_on else "",
            "tag": TAGS.get(ConsequenceState(row.state), "plain") if row.earliest_on else "plain",
            "state": row.state_label if row.earliest_on else "已提醒",
        }
        for row in rows
    ]
    return {"steps": steps, "lines": lines}
