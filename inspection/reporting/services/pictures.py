"""A picture that came from the public is seen by the office alone until a person found nobody in it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from core.actor import Actor
from core.workflow import TransitionRefused
from inspection.models import PublicReport, ReportEntry
from inspection.reporting.selectors import pictures_with
from inspection.reporting.transitions import REPORT
from sites.models import Attachment
from sites.services.erasing import REASON, copies_on, wipe

_GONE = "这张照片已经删除。请刷新页面查看。"


def clear_picture(report_id: int, entry_id: int, *, actor: Actor, now: datetime) -> None:
    """Nobody is in it: whoever sent it sees it beside the answer."""
    with REPORT.step(report_id, "clear_picture", actor=actor, now=now, updated_at=now) as step:
        _entry(step.row, entry_id)
        step.details["entry"] = entry_id
        ReportEntry.objects.filter(pk=entry_id).update(seen_at=now)


def erase_picture(report_id: int, entry_id: int, *, actor: Actor, now: datetime) -> None:
    """The picture and its copies on the whole site; the row keeps the digest."""
    with REPORT.step(report_id, "erase_picture", actor=actor, now=now, note=REASON, updated_at=now) as step:
        picture = _entry(step.row, entry_id)
        keys: set[UUID] = {picture.pk, *copies_on(step.row.site, picture.sha256)}
        found = list(
            Attachment.objects.filter(pk__in=keys, erased_at=None).order_by("pk").select_for_update()
        )
        wipe(found, now=now)
        step.details |= {"pictures": [str(each.pk) for each in found], "digest": picture.sha256}


def _entry(report: PublicReport, entry_id: int) -> Attachment:
    """Its picture, still there."""
    entry = report.entries.filter(pk=entry_id, picture__isnull=False).first()
    key = entry.picture_id if entry else None
    picture = pictures_with(report, [key]).filter(erased_at=None).first() if key else None
    if picture is None:
        raise TransitionRefused(_GONE)
    return picture
