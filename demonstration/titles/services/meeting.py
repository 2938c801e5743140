"""On which meeting does it rest? One that was entered, or a new one that is entered together with the decision."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from core.actor import Actor
from core.workflow import TransitionRefused
from demonstration.models import Meeting
from sites.text_guard import guarded_text

NO_MEETING = "请先选择或登记会议,再办理。命名、降低等次和摘牌都要有会议依据。"


@dataclass(frozen=True)
class Told:
    """``key`` of a meeting that stands, or name, day and number of the minutes of a new one."""

    key: int | None = None
    name: str = ""
    held_on: date | None = None
    minutes_number: str = ""


def meeting_of(issuer_id: int, told: Told, *, decided_on: date, actor: Actor, now: datetime) -> Meeting:
    """Raises ``TransitionRefused`` without one of this issuer that was held by the day of the decision."""
    found = Meeting.objects.filter(pk=told.key, issuer=issuer_id).first() if told.key else None
    held_on = found.held_on if found else told.held_on
    if held_on is None or (found is None and not (told.name.strip() and told.minutes_number.strip())):
        raise TransitionRefused(NO_MEETING)
    if held_on > decided_on:
        raise TransitionRefused("会议日期晚于决定日期,请核对后再办理。")
    return found or Meeting.objects.create(
        issuer_id=issuer_id,
        name=guarded_text("会议名称", told.name),
        held_on=held_on,
        minutes_number=guarded_text("纪要编号", told.minutes_number),
        entered_by=actor.name,
        entered_at=now,
    )
