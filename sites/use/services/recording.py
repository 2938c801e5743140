"""One record among many is written, changed or taken away: activities, sessions, repairs, totals of paper forms."""

from __future__ import annotations

from core.workflow import NoteMissing, TransitionRefused
from sites.models import ServiceSite
from sites.models.entered import SiteRecord
from sites.refusals import Refusal
from sites.services.telling import Sender
from sites.text_guard import guarded_text
from sites.use.checks import Frame, Typed
from sites.use.kinds import RecordKind
from sites.use.selectors import other_spans
from sites.use.services.keeping import (
    keep,
    keeping,
    opened_on,
    refuse,
    refuse_frozen,
    refuse_stale,
    tell,
    words_of,
)

_GONE = "这条记录已被删除。请刷新页面查看。"


def write_record(
    site_id: int,
    kind: RecordKind,
    typed: Typed,
    *,
    by: Sender,
    key: int | None = None,
    is_known: bool = False,
) -> SiteRecord:
    """A new record, or the one of ``key`` changed. ``Refusal`` with what is wrong, ``TransitionRefused``, ``StaleEdit``."""
    label = f"{'更正' if key else '登记'}{kind.label}"
    with keeping(site_id, label, by) as site:
        _refuse_other_types(site, kind)
        row = _row_of(site, kind, key) if key else kind.model(site=site, **dict(kind.fixed))
        stood = getattr(row, kind.first) if key else None
        before = words_of(row) if key else {}
        if key:
            refuse_stale(row, by)
            refuse_frozen(site, *kind.span(vars(row)))
        values = {**typed, **_guarded(kind, typed)}
        others = other_spans(site, kind, key)
        frame = Frame(site.kind, by.now.date(), opened_on(site), others, stood=stood, is_known=is_known)
        refuse(kind.problems(values, frame))
        refuse_frozen(site, *kind.span(values))
        for name, value in {**values, **kind.derive(values)}.items():
            setattr(row, name, value)
        keep(row, site, by, is_new=not key)
        tell(row, label, by, before=before, after=words_of(row))
    return row


def remove_record(site_id: int, kind: RecordKind, key: int, reason: str, *, by: Sender) -> SiteRecord:
    """The record no longer counts; it stays with the moment and the reason."""
    label = f"删除{kind.label}"
    with keeping(site_id, label, by) as site:
        row = _row_of(site, kind, key)
        refuse_stale(row, by)
        refuse_frozen(site, *kind.span(vars(row)))
        reason = guarded_text("删除原因", reason, mobiles=True)
        if not reason:
            raise NoteMissing("请填写删除原因。")
        row.removed_at, row.removal_reason = by.now, reason
        keep(row, site, by, is_new=False)
        tell(row, label, by, before=words_of(row), after={}, note=reason)
    return row


def _refuse_other_types(site: ServiceSite, kind: RecordKind) -> None:
    if not kind.is_kept(site.kind):
        raise TransitionRefused(f"“{site.type_label}”不登记{kind.label}。")


def _row_of(site: ServiceSite, kind: RecordKind, key: int) -> SiteRecord:
    rows = kind.model._default_manager.select_for_update()
    row = rows.filter(pk=key, site=site, removed_at=None, **dict(kind.fixed)).first()
    if row is None:
        raise TransitionRefused(_GONE)
    return row


def _guarded(kind: RecordKind, typed: Typed) -> dict[str, str]:
    """Words of people, without what must never be stored."""
    found: dict[str, str] = {}
    for name in kind.texts:
        field = kind.model._meta.get_field(name)
        text = guarded_text(str(field.verbose_name), str(typed[name]), mobiles=True)  # type: ignore[union-attr]  # a column
        if not 0 < len(text) <= (field.max_length or 0):  # type: ignore[union-attr]  # a column of text
            raise Refusal(f"{field.verbose_name}请填写 1 到 {field.max_length} 个字。")  # type: ignore[union-attr]  # a column of text
        found[name] = text
    return found
