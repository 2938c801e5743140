"""The site mends: each item is answered in words or by pictures, then everything is handed in for the second look."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from core.actor import Actor
from core.workflow import TransitionRefused
from inspection.models import InspectionPhoto, Rectification, RectificationItem
from inspection.rectifying.services.photos import keep_proof
from inspection.rectifying.services.telling import tell_orderers
from inspection.rectifying.states import ItemVerdict
from inspection.rectifying.transitions import ORDER
from sites.services import release


def answer_item(
    order_id: int, number: int, words: str, *, actor: Actor, now: datetime, seen: int | None = None
) -> RectificationItem:
    """Say what was done about one item; without words its pictures are the answer."""
    with ORDER.step(order_id, "answer", actor=actor, now=now, seen=seen, updated_at=now) as step:
        item = _open_item(step.row, number)
        if not words and not item.photos.filter(attachment__erased_at=None).exists():
            raise TransitionRefused("请写明整改情况,或者上传整改后的照片。")
        step.changes[f"第 {number} 项整改情况"] = (item.answer, words or "见照片")
        item.answer = words
        _answered(item, actor, now)
    return item


def attach_proof(order_id: int, number: int, data: bytes, *, actor: Actor, now: datetime) -> InspectionPhoto:
    """Add a picture of what was mended; it is an answer. Raises ``BadPicture``, ``NotStored``, ``TransitionRefused``."""
    with ORDER.step(order_id, "answer", actor=actor, now=now, updated_at=now) as step:
        item = _open_item(step.row, number)
        photo = keep_proof(step.row.site, data, actor=actor, now=now, item=item)
        step.changes["照片"] = ("", f"添加第 {number} 项照片")
        _answered(item, actor, now)
    return photo


def detach_proof(order_id: int, photo_id: int, *, actor: Actor, now: datetime) -> None:
    """Take a picture away again; an item that is left without words is open once more."""
    with ORDER.step(order_id, "answer", actor=actor, now=now, updated_at=now) as step:
        photo = InspectionPhoto.objects.filter(pk=photo_id, item__order=step.row).first()
        if photo is None or photo.item is None:
            raise TransitionRefused("这张照片不在本通知中,请刷新页面后再试。")
        item = _open_item(step.row, photo.item.number)
        attachment = photo.attachment
        photo.delete()
        release(attachment)
        step.changes["照片"] = (f"移除第 {item.number} 项照片", "")
        if not item.answer and not item.photos.exists():
            item.answered_at, item.answered_by_id = None, None
            item.save(update_fields=["answered_at", "answered_by"])


def hand_in(order_id: int, *, actor: Actor, now: datetime, seen: int | None = None) -> Rectification:
    """Everything is answered: the union that ordered it looks again."""
    fields: dict[str, Any] = {"handed_in_at": now, "updated_at": now}
    with ORDER.step(order_id, "hand_in", actor=actor, now=now, seen=seen, **fields) as step:
        tell_orderers(step.row, "整改已完成,请逐项复查", actor, now)
    return step.row


def _open_item(order: Rectification, number: int) -> RectificationItem:
    item = order.items.filter(number=number).first()
    if item is None:
        raise TransitionRefused("通知中没有这一项,请刷新页面后再试。")
    if item.verdict == ItemVerdict.OK:
        raise TransitionRefused(f"第 {number} 项已认定“已整改”,不用再改。")
    return item


def _answered(item: RectificationItem, actor: Actor, now: datetime) -> None:
    """A new answer waits for a new look."""
    item.answered_at, item.answered_by_id, item.verdict = now, actor.key, ""
    item.save(update_fields=["answer", "answered_at", "answered_by", "verdict"])
