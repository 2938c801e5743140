"""How is an order shown? Its items with pictures and what may be done with each; values for templates, no rule."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from core.templatetags.portal import cn_date, cn_datetime
from inspection.models import Extension, Rectification, RectificationItem
from inspection.photo_files import picture_rows
from inspection.rectifying.selectors import items_of, live_photos
from inspection.rectifying.states import ANSWERS_LONGER, ItemVerdict, Source
from inspection.rectifying.transitions import is_answered
from rulebook.provisional import doubt_words
from rulebook.selectors import measure_in


def order_url(order: Rectification) -> str:
    return reverse("rectification", args=[order.number])


def item_rows(order: Rectification) -> list[dict[str, Any]]:
    """Every item, in its order."""
    return [item_row(order, item) for item in items_of(order)]


def item_row(order: Rectification, item: RectificationItem) -> dict[str, Any]:
    return {
        "item": item,
        "photos": picture_rows(
            live_photos(item), lambda key: reverse("rectification-photo", args=[order.number, key])
        ),
        "is_answered": is_answered(item),
        "is_settled": item.verdict == ItemVerdict.OK,
        "tag": _tag(item),
        "answer_url": reverse("rectification-item", args=[order.number, item.number]),
        "judge_url": reverse("rectification-judge", args=[order.number, item.number]),
    }


def _tag(item: RectificationItem) -> tuple[str, str]:
    """Word and colour of how far an item is."""
    if item.verdict == ItemVerdict.OK:
        return "已整改", "open"
    if item.verdict == ItemVerdict.NOT_OK:
        return "未整改到位", "closed"
    return ("已答复,待复查", "info") if item.answered_at else ("待整改", "limited")


def about_rows(order: Rectification) -> list[dict[str, Any]]:
    """What the order rests on and by when it is due."""
    longer = f"原为{cn_date(order.first_due_on)}" if order.due_on != order.first_due_on else ""
    longer = doubt_words(order.due_on) if order.due_is_provisional else longer
    visit = order.visit
    rows = [
        {"label": "来源", "value": order.get_source_display()},
        {"label": "情况说明", "value": order.grounds or "—"},
        {"label": "下达工会", "value": order.office, "note": order.ordered_by.name},
        {"label": "下达时间", "value": cn_datetime(order.ordered_at)},
        {
            "label": "整改期限",
            "value": f"{cn_date(order.due_on)} {order.due_closing:%H:%M} 前",
            "note": longer,
        },
        {"label": "依据", "value": measure_in(order.pack).citation},
    ]
    if visit is not None:
        rows.insert(1, {"label": "查访", "value": f"{visit.get_kind_display()} {cn_date(visit.held_on)}"})
    if order.source == Source.ASSESSMENT and order.source_key:
        rows[0]["note"] = order.source_key
    if order.ending:
        rows.append({"label": "办结说明", "value": order.ending})
    return rows


def extension_rows(extensions: list[Extension]) -> list[list[dict[str, str]]]:
    """Each wish for more time with its answer."""
    return [
        [
            {"label": "申请", "value": f"延至{cn_date(each.wished_on)}", "note": each.asked_by.name},
            {"label": "理由", "value": each.reason},
            {"label": "答复", "value": _answer_words(each)},
        ]
        for each in extensions
    ]


def _answer_words(each: Extension) -> str:
    if not each.verdict:
        waits = f"待{each.order.office}答复;答复以前期限不变,不告知也不签批进一步的处置"
        return waits if each.order.state in ANSWERS_LONGER else "没有答复"
    until = f",延至{cn_date(each.granted_on)}" if each.granted_on else ""
    return f"{each.get_verdict_display()}{until}{f':{each.answer}' if each.answer else ''}"
