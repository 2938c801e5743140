"""The deadlines of a review that runs are put off: with the reason, told to everybody who is not done yet."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, timedelta

from django.urls import reverse

from accounts.models import User
from core.actor import Actor
from core.outbox import owe
from core.words import chinese_day
from core.workflow import TransitionRefused
from inspection.models import Assessment, AssessmentState, ReviewState, YearlyReview
from inspection.reviewing.reminders import told_by_extension
from inspection.reviewing.services.reminding import districts_waiting, keepers_waiting
from inspection.reviewing.transitions import REVIEW
from sites.text_guard import guarded_text

#: At once, from the day that stands.
MOST_LONGER = timedelta(days=180)

#: Which deadline can still be put off: its stage is not over.
OPEN_DEADLINES = {
    ReviewState.OWN: ("own_due_on", "district_due_on"),
    ReviewState.DISTRICT: ("district_due_on",),
}


def deadlines_open(review: YearlyReview) -> tuple[str, ...]:
    """Columns of the deadlines that may be put off now."""
    return OPEN_DEADLINES.get(ReviewState(review.state), ())


def extend_review(
    key: int,
    own_due_on: date,
    district_due_on: date,
    *,
    note: str,
    actor: Actor,
    now: datetime,
    seen: int | None = None,
) -> YearlyReview:
    """Both days as they shall stand; one at least is later than before. ``note``: why.

    Open assessments are due on the new day. Raises ``TransitionRefused`` with what stands, ``Refusal`` for the words.
    """
    reason = guarded_text("延期理由", note, mobiles=True)
    days = {"own_due_on": own_due_on, "district_due_on": district_due_on}
    with REVIEW.step(key, "extend", actor=actor, now=now, note=reason, seen=seen) as step:
        row = step.row
        later = _later(row, days, now.date())
        for name in later:
            label = str(row._meta.get_field(name).verbose_name)  # type: ignore[union-attr]  # columns of its own
            step.changes[label] = (chinese_day(getattr(row, name)), chinese_day(days[name]))
            setattr(row, name, days[name])
        row.reminded = told_by_extension(row, later, now.date())
        row.save(update_fields=[*later, "reminded"])
        if "own_due_on" in later:
            rows = Assessment.objects.filter(review_entry__review=row, state=AssessmentState.OWN)
            step.details["assessments"] = rows.update(due_on=own_due_on)
        step.details["people"] = _tell(row, later, reason, now)
    return row


def _later(row: YearlyReview, days: dict[str, date], today: date) -> list[str]:
    """The columns that are put off. Raises ``TransitionRefused``."""
    later = [name for name, day in days.items() if day != getattr(row, name)]
    if not later:
        raise TransitionRefused("截止日期没有变化,请填写延长后的日期。")
    for name in later:
        label, stands = row._meta.get_field(name).verbose_name, getattr(row, name)  # type: ignore[union-attr]
        if name not in deadlines_open(row):
            raise TransitionRefused(f"自查已经结束,{label}不能再延长。")
        if days[name] < stands:
            raise TransitionRefused(f"{label}只能延长,不能早于现在的{chinese_day(stands)}。")
        if days[name] <= today:
            raise TransitionRefused(f"新的{label}应晚于今天,请修改。")
        if days[name] > stands + MOST_LONGER:
            raise TransitionRefused(f"{label}一次最多延长 {MOST_LONGER.days} 天,请把日期改早。")
    if days["district_due_on"] < days["own_due_on"]:
        raise TransitionRefused("区(市)复核截止日期早于自查截止日期,请一并延长复核截止日期。")
    return later


def _tell(row: YearlyReview, later: list[str], reason: str, now: datetime) -> int:
    """One message a person, whatever he has to do with it; gives how many are told."""
    people: Counter[User] = Counter()
    if "own_due_on" in later:
        people |= keepers_waiting(row, now.date())
    people |= districts_waiting(row, (AssessmentState.OWN, AssessmentState.DISTRICT), now.date())
    said = {"own_due_on": "自查", "district_due_on": "区(市)复核"}
    words = ",".join(f"{said[name]}截止日期延至{chinese_day(getattr(row, name))}" for name in later)
    url = reverse("review", args=[row.pk])
    for person in people:
        subject = f"《{row.title}》:{words}。理由:{reason}"
        key = f"review:{row.pk}:longer:{row.own_due_on}:{row.district_due_on}:{person.pk}"
        owe(person.pk, subject, key=key, now=now, url=url, address=person.email)
    return len(people)
