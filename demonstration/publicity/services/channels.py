"""Where else the notice hung: recorded with its picture, never changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from core.actor import Actor
from core.words import chinese_day
from core.workflow import TransitionRefused
from demonstration.models import PublicityChannel
from demonstration.publicity.transitions import PUBLICITY
from filing.services.documents import files_taken_back
from sites.images import CleanPicture
from sites.refusals import Refusal
from sites.services import keep_picture
from sites.text_guard import guarded_text

#: More places than this help nobody.
MOST_CHANNELS = 20


@dataclass(frozen=True)
class Channel:
    place: str
    address: str
    posted_on: date


def add_channel(
    key: int, told: Channel, picture: CleanPicture | None, *, actor: Actor, now: datetime
) -> PublicityChannel:
    """Raises ``NotAllowed``, ``TransitionRefused``, ``Refusal``."""
    place, address = guarded_text("渠道", told.place), guarded_text("网址或地点", told.address)
    if not place:
        raise Refusal("请填写渠道。")
    with files_taken_back() as kept, PUBLICITY.step(key, "channel", actor=actor, now=now) as step:
        row = step.row
        if told.posted_on > now.date():
            raise TransitionRefused("发布日期晚于今天,请核对。")
        if row.channels.count() >= MOST_CHANNELS:
            raise TransitionRefused(f"一次公示最多登记 {MOST_CHANNELS} 个渠道。")
        if picture is not None:
            kept.append(keep_picture(picture, owner_union=row.round.issuer, uploader_id=actor.key, now=now))
        step.changes["其他公示渠道"] = ("", f"{place},{chinese_day(told.posted_on)}")
        return PublicityChannel.objects.create(
            publicity=row,
            place=place[:80],
            address=address[:200],
            posted_on=told.posted_on,
            picture=kept[-1] if kept else None,
            entered_by=actor.name,
            entered_at=now,
        )
