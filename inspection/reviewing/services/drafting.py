"""A notice is written, changed while it is a draft, and given up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from accounts.models import Union
from core.actor import Actor
from core.audit import Change, record
from core.words import chinese_day
from core.workflow import attempt
from inspection.models import ReviewState, YearlyReview
from inspection.reviewing.policy import REVIEWS
from inspection.reviewing.transitions import REVIEW
from sites.text_guard import guarded_text


@dataclass(frozen=True)
class Notice:
    """What a notice says; checked by the form, guarded here."""

    year: int
    title: str
    noticed_on: date
    site_types: tuple[str, ...]
    cycle_first: date
    cycle_last: date
    joins_until: date
    own_due_on: date
    district_due_on: date
    spot_percent: int
    notice_number: str = ""

    @property
    def columns(self) -> dict[str, Any]:
        return {
            **vars(self),
            "title": guarded_text("名称", self.title),
            "notice_number": guarded_text("通知文号", self.notice_number),
            "site_types": list(self.site_types),
        }


def draft_review(issuer: Union, notice: Notice, *, actor: Actor, now: datetime) -> YearlyReview:
    """A draft that nobody but the issuer's officers sees. Raises ``NotAllowed``, ``Refusal``."""
    row = YearlyReview(
        issuer=issuer,
        state=ReviewState.DRAFT,
        drafted_by=actor.name,
        drafted_at=now,
        **notice.columns,
    )
    with attempt(actor, "review.write", row, now=now, label="起草年度复核"):
        REVIEWS.require(actor, "write", row)
        row.save()
        record(actor, "review.write", row, now=now, label="起草年度复核", after=row.state)
    return row


def edit_review(key: int, notice: Notice, *, actor: Actor, now: datetime, seen: int) -> YearlyReview:
    """Change a draft; whoever may not lead all its types, before and after, changes nothing."""
    columns = notice.columns
    with REVIEW.step(key, "edit", actor=actor, now=now, seen=seen) as step:
        row = step.row
        step.changes.update(_changes(row, columns))
        for name, value in columns.items():
            setattr(row, name, value)
        REVIEWS.require(actor, "edit", row)
        row.save(update_fields=list(columns))
    return row


def drop_review(key: int, *, note: str, actor: Actor, now: datetime, seen: int) -> YearlyReview:
    with REVIEW.step(key, "drop", actor=actor, now=now, note=note, seen=seen) as step:
        return step.row


def _changes(row: YearlyReview, columns: Mapping[str, Any]) -> dict[str, Change]:
    return {
        _label(row, name): (_said(getattr(row, name)), _said(value))
        for name, value in columns.items()
        if getattr(row, name) != value
    }


def _label(row: YearlyReview, name: str) -> str:
    return str(getattr(row._meta.get_field(name), "verbose_name", name))


def _said(value: Any) -> str:
    if isinstance(value, date):
        return chinese_day(value)
    return "、".join(value) if isinstance(value, list) else str(value)
