"""How does the office see a notice? Facts, list, objections, channels, proof; no database."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.urls import reverse

from core.words import chinese_day
from demonstration.models import Objection, Publicity, PublicityChannel, PublicityEntry
from demonstration.publicity.proof import Faults
from demonstration.publicity.words import OBJECTION_TAGS, gap_words, sender_words
from demonstration.rounds.words import said
from rulebook.choices import Counted
from rulebook.provisional import doubt

#: More lines of the same fault help nobody.
MOST_ALTERED = 5

ENTRY_COLUMNS = (
    {"label": "阵地名称"},
    {"label": "推荐工会", "keep": True},
    {"label": "类型", "keep": True},
    {"label": "等次"},
    {"label": "情况"},
)
OBJECTION_COLUMNS = (
    {"label": "异议编号"},
    {"label": "阵地"},
    {"label": "收到时间"},
    {"label": "提出方式"},
    {"label": "状态"},
)
CHANNEL_COLUMNS = (
    {"label": "渠道"},
    {"label": "网址或地点"},
    {"label": "发布日期"},
    {"label": "照片"},
)


def facts_of(row: Publicity) -> list[dict[str, Any]]:
    counted = Counted(row.counted).label
    day = "发布当日计入" if row.counts_posting_day else "发布当日不计入"
    ends = f"{chinese_day(row.ends_on)}24时" + doubt(row.ends_on, provisional=row.is_provisional)
    facts = [
        {"label": "公示编号", "value": row.number},
        {"label": "发布时间", "value": said(row.posted_at)},
        {"label": "公示期", "value": f"{row.days} 个{counted},{day}"},
        {"label": "截止", "value": ends},
        {"label": "受理部门", "value": f"{row.contact_office} {row.contact_phone}"},
    ]
    if row.extended_why:
        facts.append({"label": "延长的原因", "value": row.extended_why})
    if row.ended_at:
        facts.append({"label": "期满登记时间", "value": said(row.ended_at)})
    return facts


def entry_rows(entries: Iterable[PublicityEntry]) -> list[dict[str, Any]]:
    return [
        {
            "cells": [
                {"text": f"{each.position}. {each.name}"},
                {"text": each.union},
                {"text": each.type_label},
                {"text": each.grade or "—"},
                _standing(each),
            ]
        }
        for each in entries
    ]


def _standing(each: PublicityEntry) -> dict[str, Any]:
    if each.removed_at:
        return {"text": "已撤下", "tag": "closed", "sub": each.removed_why}
    if each.is_held:
        return {"text": "暂缓命名", "tag": "limited", "sub": "有异议没有答复"}
    return {"text": "没有待答复的异议"}


def objection_rows(rows: Iterable[Objection]) -> list[dict[str, Any]]:
    return [
        {
            "cells": [
                {"text": row.number, "url": reverse("objection", args=[row.number])},
                {"text": row.entry.name},
                {"text": said(row.received_at)},
                {"text": f"{row.channel},{sender_words(row)}"},
                {"text": row.state_label, "tag": OBJECTION_TAGS[row.state]},
            ]
        }
        for row in rows
    ]


def channel_rows(rows: Iterable[PublicityChannel], round_id: int) -> list[dict[str, Any]]:
    return [
        {
            "cells": [
                {"text": row.place},
                {"text": row.address or "—"},
                {"text": chinese_day(row.posted_on)},
                _picture(row, round_id),
            ]
        }
        for row in rows
    ]


def _picture(row: PublicityChannel, round_id: int) -> dict[str, Any]:
    if row.picture is None:
        return {"text": "—"}
    if row.picture.erased_at:
        return {"text": "已删除"}
    return {"text": "查看照片", "url": reverse("publicity-channel-picture", args=[round_id, row.pk])}


def proof_of(row: Publicity, faults: Faults, *, is_open: bool, is_before_names: bool) -> dict[str, Any]:
    """What the looks at the page say; ``flags`` ask for ``advice``: what is still possible for this notice."""
    flags = [gap_words(each) for each in faults.gaps]
    flags += [f"{said(each.checked_at)}页面内容与公示内容不一致" for each in faults.altered[:MOST_ALTERED]]
    last = faults.looks[-1] if faults.looks else None
    return {
        "flags": flags,
        "advice": _advice(is_open=is_open, may_restart=is_before_names or row.is_further),
        "count": len(faults.looks),
        "last": said(last.checked_at) if last else "",
        "is_up": bool(last and last.is_up),
        "url": reverse("publicity-bundle", args=[row.round_id, row.number]),
    }


def _advice(*, is_open: bool, may_restart: bool) -> str:
    """A notice whose days are over cannot be lengthened any more, and once names are given it is not posted anew."""
    if is_open:
        return ",建议延长公示"
    return ",公示已经期满,不能再延长,建议重新公示" if may_restart else ",已经命名的不再公示,请将情况存档备查"
