"""Existing sites leave the register again, within three days and while nothing stands on them; the decision about them stays."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from django.db.models import ForeignObjectRel, Model, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from core.actor import Actor
from core.audit import record_each
from core.workflow import TransitionRefused
from filing.models import (
    Filing,
    FilingAuthor,
    ImportedSite,
    ImportPair,
    SignOff,
    Submission,
)
from filing.models.imports import ImportBatch
from inspection.models import Finding
from sites.models import HostAgreement, LikenessDecision, OperatingNotice, ServiceSite, SiteVersion
from sites.services import take_out

_CHUNK = 500
_MOST_NAMED = 5

#: What the enrolment wrote itself beside sites, versions and cases; everything else that points at them was built later.
_WRITTEN: tuple[type[Model], ...] = (
    FilingAuthor,
    SignOff,
    Submission,
    ImportPair,
    HostAgreement,
)


def take_out_enrolled(batch: ImportBatch, *, actor: Actor, now: datetime) -> int:
    """Remove what the enrolment made; ``TransitionRefused`` names what was built on since. Numbers are not given again."""
    made = list(Filing.objects.filter(imported__batch=batch).select_related("site").order_by("pk"))
    _refuse_built_on(batch, made)
    note = f"撤销既有阵地入册{batch}"
    sites = [each.site for each in made]
    record_each(actor, "filing.unmake", made, now=now, label="撤销凭文件入册", note=note)
    record_each(actor, "site.unmake", sites, now=now, label="撤销凭文件入册", after="planned", note=note)
    _note_numbers(batch)
    for at in range(0, len(made), _CHUNK):
        _remove(made[at : at + _CHUNK])
    return len(made)


def _note_numbers(batch: ImportBatch) -> None:
    """The list of the decision keeps what its sites bore: the paper that was printed names them."""
    case = Filing.objects.filter(pk=OuterRef("filing"))
    batch.sites.filter(filing__isnull=False).update(
        kept_number=Coalesce(Subquery(case.values("filing_number")), Value("")),
        kept_code=Coalesce(Subquery(case.values("site__code")), Value("")),
    )


def _remove(filings: Sequence[Filing]) -> None:
    keys = [each.pk for each in filings]
    for model in (FilingAuthor, SignOff, Submission):
        model._default_manager.filter(filing__in=keys).delete()
    Filing.objects.filter(pk__in=keys).delete()
    take_out({each.site_id: each.version_id for each in filings})


def _refuse_built_on(batch: ImportBatch, made: Sequence[Filing]) -> None:
    touched: set[int] = set()
    for at in range(0, len(made), _CHUNK):
        touched |= _touched(batch, made[at : at + _CHUNK])
    codes = [each.site.code or "" for each in made if each.pk in touched]
    if codes:
        more = "等" if len(codes) > _MOST_NAMED else ""
        named = "、".join(codes[:_MOST_NAMED])
        raise TransitionRefused(f"入册后已有阵地办理了其他事项(阵地编码 {named}{more}),不能整批撤销。")


def _touched(batch: ImportBatch, filings: Sequence[Filing]) -> set[int]:
    """Keys of the cases whose site, version or case is no longer what the enrolment made, or has something on it."""
    by_site = {each.site_id: each.pk for each in filings}
    by_version = {each.version_id: each.pk for each in filings}
    by_filing = {each.pk: each.pk for each in filings}
    found = {each.pk for each in filings if each.revision or each.site.revision}
    for model, keys in ((ServiceSite, by_site), (SiteVersion, by_version), (Filing, by_filing)):
        for link, rows in _pointing_at(model, batch):
            pointing = rows.filter(**{f"{link}__in": list(keys)}).order_by()
            found.update(keys[key] for key in pointing.values_list(link, flat=True))
    return found


def _pointing_at(model: type[Model], batch: ImportBatch) -> Iterator[tuple[str, QuerySet[Any]]]:
    """For each kind of row that may point at this one: the name of its link, and the rows that were made later.

    Asked of the models themselves, so that a kind of row which comes with a later app counts as well.
    """
    for relation in model._meta.get_fields(include_hidden=True):
        if isinstance(relation, ForeignObjectRel) and relation.related_model not in _WRITTEN:
            related: Any = relation.related_model
            yield relation.field.attname, _later(related, batch)


def _later(related: Any, batch: ImportBatch) -> QuerySet[Any]:
    rows: QuerySet[Any] = related._default_manager.all()
    own = Filing.objects.filter(imported__batch=batch)
    made = {Filing: "pk", SiteVersion: "version_id", ServiceSite: "site_id"}
    if related in made:
        rows = rows.exclude(pk__in=own.values(made[related]))
    elif related is ImportedSite:
        rows = rows.exclude(batch=batch)
    elif related is Finding:
        rows = rows.none()  # the watch writes them by itself; they leave with the site
    elif related is OperatingNotice:
        rows = rows.filter(published_at__gt=batch.done_at)
    elif related is LikenessDecision:
        rows = rows.filter(~Q(decided_at__lte=batch.done_at))
    return rows
