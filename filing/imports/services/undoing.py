"""A batch is taken back as if it had never been, while nothing stands on it."""

from __future__ import annotations

from datetime import datetime

from django.db.models import ProtectedError, Q, QuerySet

from core.actor import Actor
from core.audit import record_each
from core.workflow import TransitionRefused
from filing.imports.selectors import UNDO_WITHIN
from filing.imports.services.leaving import take_out_enrolled
from filing.imports.transitions import IMPORT
from filing.models import Enrolment, Filing
from filing.models.imports import ImportBatch
from filing.states import FilingKind, FilingState
from sites.models import ServiceSite, SiteVersion

_MOST_NAMED = 5


def undo_import(key: int, *, seen: int | None, actor: Actor, now: datetime) -> ImportBatch:
    """Within 72 hours, and only if no case of the batch was edited, submitted or built on since."""
    with IMPORT.step(key, "undo", actor=actor, now=now, seen=seen) as step:
        batch = step.row
        _refuse_late(batch, now)
        filings = Filing.objects.filter(imported__batch=batch).select_related("site")
        _refuse_built_on(filings)
        made = list(filings)
        record_each(actor, "filing.unmake", made, now=now, label="撤销批量导入", details={"batch": batch.pk})
        step.details["undone"] = len(made)
        _remove(made)
        batch.sites.all().delete()
    return step.row


def undo_enrolment(key: int, *, note: str, seen: int | None, actor: Actor, now: datetime) -> ImportBatch:
    """The same of a list of existing sites, with a reason: sites and cases go, the decision stays and says so."""
    with IMPORT.step(key, "undo_existing", actor=actor, now=now, note=note, seen=seen) as step:
        _refuse_late(step.row, now)
        step.details["undone"] = take_out_enrolled(step.row, actor=actor, now=now)
        Enrolment.objects.filter(batch=step.row).update(
            undone_by=actor.id, undone_at=now, undone_why=note.strip()
        )
    return step.row


def can_undo(batch: ImportBatch, now: datetime) -> bool:
    """Whether it is not too late; whether something stands on it is asked when it is done."""
    return batch.done_at is not None and now - batch.done_at <= UNDO_WITHIN


def _refuse_late(batch: ImportBatch, now: datetime) -> None:
    if not can_undo(batch, now):
        done, instead = (
            ("入册", "取消的,请逐处办理注销备案")
            if batch.is_existing
            else ("导入", "撤回的,请逐件办理“撤回”")
        )
        raise TransitionRefused(f"{done}已超过 72 小时,不能整批撤销。需要{instead}。")


def _refuse_built_on(filings: QuerySet[Filing]) -> None:
    touched = filings.filter(
        ~Q(state=FilingState.DRAFT)
        | Q(revision__gt=0)
        | Q(kind=FilingKind.REGISTER) & (Q(site__revision__gt=0) | Q(version__photos__isnull=False))
    )
    numbers = list(touched.order_by("pk").values_list("number", flat=True).distinct()[: _MOST_NAMED + 1])
    if numbers:
        more = "等" if len(numbers) > _MOST_NAMED else ""
        named = "、".join(numbers[:_MOST_NAMED])
        raise TransitionRefused(f"导入后已有案件修改或提交({named}{more}),不能整批撤销。")


def _remove(filings: list[Filing]) -> None:
    keys = [each.pk for each in filings]
    planned = [each.site_id for each in filings if each.kind == FilingKind.REGISTER]
    drafts = [each.version_id for each in filings]
    try:
        Filing.objects.filter(pk__in=keys).delete()
        SiteVersion.objects.filter(pk__in=drafts).delete()
        ServiceSite.objects.filter(pk__in=planned).delete()
    except ProtectedError:
        raise TransitionRefused("导入的案件已有后续办理,不能整批撤销。") from None


def undo_ends(batch: ImportBatch) -> datetime | None:
    """Until when the batch can be undone."""
    return batch.done_at + UNDO_WITHIN if batch.done_at else None
