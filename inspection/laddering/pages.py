"""How is a consequence shown? Values for templates, no rule."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.urls import reverse

from core.actor import Actor
from core.registry import LADDER_HANDLERS
from core.templatetags.portal import cn_date, cn_datetime
from inspection.laddering.next_steps import ahead_for, step_of
from inspection.laddering.selectors import about, grown_out_of, on_ladder
from inspection.laddering.states import TAGS, ConsequenceState
from inspection.laddering.words import announced_wording
from inspection.models import Consequence, ConsequenceCause, Finding
from rulebook.provisional import doubt_words
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
    return [*_told_rows(row), *_objection_rows(row), *_decided_rows(row)]


def _told_rows(row: Consequence) -> list[dict[str, Any]]:
    """Before the signature it is 拟, and the text of the measure is what will be said then."""
    is_taken = not row.is_open and row.state != ConsequenceState.DROPPED
    doubtful = doubt_words(row.earliest_on) if row.earliest_is_provisional and row.earliest_on else ""
    return [
        {"label": "采取的措施", "value": row.action_label, "note": row.wording}
        if is_taken
        else {"label": "拟采取的措施", "value": f"拟{row.action_label}", "note": announced_wording(row)},
        {"label": "告知", "value": cn_datetime(row.announced_at), "note": f"告知期 {row.notice}"},
        {"label": "最早签批日期", "value": cn_date(row.earliest_on), "note": doubtful},
        {"label": "依据", "value": measure_in(row.pack).citation},
    ]


def _objection_rows(row: Consequence) -> list[dict[str, Any]]:
    rows = []
    if row.objected_at:
        who = row.objected_by.name if row.objected_by else ""
        note = f"{who} {cn_datetime(row.objected_at)}"
        rows.append({"label": "异议", "value": row.objection, "note": note})
    if row.answer:
        note = row.answered_by.name if row.answered_by else ""
        rows.append({"label": "答复", "value": row.answer, "note": note})
    return rows


def _decided_rows(row: Consequence) -> list[dict[str, Any]]:
    rows = []
    if row.signed_at and row.signed_by:
        by = f"{row.office} {row.signed_by.name} {cn_datetime(row.signed_at)}"
        rows.append({"label": "签批", "value": by, "note": row.outcome})
    if row.ended_at:
        rows.append({"label": "结束", "value": row.ending, "note": cn_datetime(row.ended_at)})
    return rows


def causes_grown(rows: Iterable[Consequence]) -> Mapping[int, Finding]:
    """Of the findings behind some consequences, those that ended because they grew worse, and what they are now."""
    causes = (cause for row in rows for cause in row.causes.all())
    return grown_out_of(cause.finding for cause in causes if cause.finding and cause.finding.ended_on)


def cause_rows(row: Consequence, grown: Mapping[int, Finding]) -> list[dict[str, Any]]:
    """Each cause, as it was frozen, and whether it still holds."""
    return [
        {
            "cause": cause,
            "when": since_words(cause),
            "term": term_words(cause),
            "url": _page_of(row, cause),
            "is_over": is_over(cause) and cause.finding_id not in grown,
            "grown": _grown_words(cause, grown),
        }
        for cause in row.causes.all()
    ]


def _page_of(row: Consequence, cause: ConsequenceCause) -> str:
    """The order, or the finding among those of the site."""
    if cause.order:
        return reverse("rectification", args=[cause.order.number])
    return f"{reverse('site-file', args=[row.site.code])}#findings"


def since_words(cause: ConsequenceCause) -> str:
    """问题自2025年3月21日存在,2026年10月13日发现并起算; of an order, or of what grew worse, the day from which it counts."""
    finding, counted = cause.finding, cn_date(cause.since)
    if finding is None or finding.began_on > cause.since:
        return f"自{counted}起算"
    if finding.began_on == cause.since:
        return f"问题自{counted}存在,当日起算"
    return f"问题自{cn_date(finding.began_on)}存在,{counted}发现并起算"


def term_words(cause: ConsequenceCause) -> str:
    """What was frozen before the ground was set off by a word is read with it."""
    return cause.term if ",依据" in cause.term else cause.term.replace(",《", ",依据《", 1)


def _grown_words(cause: ConsequenceCause, grown: Mapping[int, Finding]) -> str:
    now = grown.get(cause.finding_id) if cause.finding_id else None
    return now.title if now else ""


def is_over(cause: ConsequenceCause) -> bool:
    if cause.finding:
        return bool(cause.finding.ended_on)
    return not (cause.order and cause.order.stands)


def preview_of(row: Consequence, grown: Mapping[int, Finding]) -> dict[str, Any]:
    """Everything about one that is to be signed."""
    return {
        "row": row,
        "causes": cause_rows(row, grown),
        "effect": effect_of(row),
        "duty": duty_of(row),
    }


def groups_of(rows: Sequence[Consequence]) -> list[dict[str, Any]]:
    """By district and measure, in the order of the rows; each group can be looked at as a whole."""
    groups: dict[tuple[str, str], list[Consequence]] = {}
    for row in rows:
        groups.setdefault((row.site.district.name, row.action_label), []).append(row)
    return [
        {"title": f"{district} · {label}", "rows": each, "url": preview_url(row.pk for row in each)}
        for (district, label), each in groups.items()
    ]


def preview_url(keys: Iterable[int]) -> str:
    return f"{reverse('consequences-sign')}?{urlencode({'pick': list(keys)}, doseq=True)}"


def days_words(row: Consequence) -> str:
    """2026年12月15日告知,2026年12月30日签批"""
    told = f"{cn_date(row.announced_on)}{'告知' if row.earliest_on else '提醒'}"
    signed = f",{cn_date(row.signed_at)}签批" if row.signed_at else ""
    ended = f",{cn_date(row.ended_at)}{row.state_label.removeprefix('已')}" if row.ended_at else ""
    return f"{told}{signed}{ended}"


def site_lists(actor: Actor, site: Any, now: datetime) -> list[tuple[QuerySet[Any], int]]:
    return [(about(actor, site), MOST_SHOWN), *((rows, 1) for rows in on_ladder(site.pk))]


def site_panel(
    actor: Actor, site: Any, now: datetime, rows: list[Consequence], *causes: list[Any]
) -> Mapping[str, Any] | None:
    """On the file of a site: everything that lies ahead, and what was announced and done."""
    ahead = ahead_for(site.pk, now) if site.code and any(causes) else ()
    steps = [step_of(each, site, now) for each in ahead]
    if not steps and not rows:
        return None
    lines = [
        {
            "row": row,
            "url": reverse("consequence", args=[row.pk]) if row.earliest_on else "",
            "days": days_words(row),
            "tag": TAGS.get(ConsequenceState(row.state), "plain") if row.earliest_on else "plain",
            "state": row.state_label if row.earliest_on else "已提醒",
        }
        for row in rows
    ]
    return {"steps": steps, "lines": lines, "is_urgent": bool(steps)}
