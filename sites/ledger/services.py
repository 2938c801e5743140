"""What follows when a ledger is taken out, its columns are arranged, an honour is noted down or taken away."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError, transaction

from accounts.models import Union
from core.actor import Actor
from core.audit import record
from core.jobs import ask_for, start_again
from core.models import JobRun
from core.workflow import StaleEdit, TransitionRefused, attempt
from sites.ledger.columns import columns_of
from sites.ledger.making import EXPIRED, JOB, KEPT
from sites.ledger.selectors import count_as_of
from sites.ledger.spec import AT_ONCE, FORMS, MOST_ROWS, Spec
from sites.models import Honour, LedgerExport, LedgerLayout, ServiceSite
from sites.policy import SITES
from sites.site_type import SiteType
from sites.types import site_type


class NothingToExport(Exception):
    """The ledger cannot be made as it was asked for; the sentence says what to do."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


def export_ledger(spec: Spec, form: str, *, actor: Actor, now: datetime) -> LedgerExport:
    """Record who takes which ledger and how many sites it holds; the file is made from the record."""
    row = LedgerExport(
        actor_id=actor.key,
        actor_name=actor.name,
        office=actor.office,
        scope_path=actor.path,
        at=now,
        day=spec.day,
        form=form,
    )
    with attempt(actor, "ledger.export", row, now=now, label="导出台账"):
        SITES.require(actor, "export", None)
        counts = count_as_of(actor, spec, spec.moment(now))
        row.rows = sum(counts.values())
        _refuse_odd_sizes(row.rows, form)
        row.spec = spec.as_plain() | {"site_types": list(counts)}
        row.save(force_insert=True)
        note = ",".join([spec.day_words, spec.type_words, *spec.words_of_filter(), dict(FORMS)[form]])
        record(actor, "ledger.export", row, now=now, label="导出台账", note=note, details=row.spec)
        if row.rows > AT_ONCE:
            given = {"export": str(row.pk)}
            ask_for(
                JOB, key=row.job_key, about=row.audit_label, given=given, actor=actor, now=now, total=row.rows
            )
    return row


def make_again(row: LedgerExport, *, actor: Actor, now: datetime) -> JobRun:
    """A large ledger whose making failed is made once more. Raises ``TransitionRefused``."""
    with attempt(actor, "ledger.make_again", row, now=now, label="重新生成台账"):
        SITES.require(actor, "export", None)
        if now - row.at > KEPT:
            raise TransitionRefused(EXPIRED)
        job = start_again(row.job_key, now=now)
        record(actor, "ledger.make_again", row, now=now, label="重新生成台账")
    return job


def _refuse_odd_sizes(rows: int, form: str) -> None:
    if not rows:
        raise NothingToExport("您可以导出的范围内没有符合条件的阵地,请放宽条件后再试。")
    if rows > MOST_ROWS[form]:
        name = dict(FORMS)[form]
        raise NothingToExport(
            f"符合条件的有 {rows} 处,{name}一次最多 {MOST_ROWS[form]} 处,请分类型或分区(市)导出。"
        )


def save_layout(
    type_code: str, columns: Sequence[str], *, seen: int, actor: Actor, now: datetime
) -> LedgerLayout:
    """The columns of the own union's ledger, in their order. Raises ``StaleEdit`` when somebody saved in between."""
    kind: SiteType = site_type(type_code)
    about = LedgerLayout(site_type=kind.code, updated_at=now)
    with attempt(actor, "ledger.layout", about, now=now, label="设置台账栏目"):
        SITES.require(actor, "lay_out", None)
        union = Union.objects.select_for_update().get(path=actor.path)
        known = {column.code: column.label for column in columns_of(kind.code)}
        chosen = [code for code in dict.fromkeys(columns) if code in known]
        if not chosen:
            raise TransitionRefused("至少保留一个栏目。请返回重新选择。")
        row = LedgerLayout.objects.filter(union=union, site_type=kind.code).first() or about
        if row.revision != seen:
            raise StaleEdit("您打开页面之后,本工会的台账栏目已由他人修改。请刷新页面核对后再保存。")
        before = "、".join(known[code] for code in row.columns if code in known)
        row.union, row.columns, row.revision, row.updated_at = union, chosen, row.revision + 1, now
        row.save()
        after = "、".join(known[code] for code in chosen)
        changes = {kind.label: (before, after)}
        record(actor, "ledger.layout", row, now=now, label="设置台账栏目", changes=changes)
    return row


def add_honour(
    site: ServiceSite,
    *,
    level: str,
    title: str,
    year: int,
    document_number: str,
    actor: Actor,
    now: datetime,
) -> Honour:
    """Note down a title the site was given. Raises ``TransitionRefused`` when it stands there already."""
    with attempt(actor, "site.honour", site, now=now, label="登记荣誉"):
        SITES.require(actor, "honour", site)
        try:
            with transaction.atomic():
                row = Honour.objects.create(
                    site=site,
                    level=level,
                    title=title,
                    year=year,
                    document_number=document_number,
                    added_at=now,
                )
        except IntegrityError:
            raise TransitionRefused("这项荣誉已经登记过,请刷新页面查看。") from None
        record(actor, "site.honour", site, now=now, label="登记荣誉", changes={"荣誉": ("", row.words)})
    return row


def remove_honour(site: ServiceSite, honour_id: int, *, actor: Actor, now: datetime) -> None:
    """Take an honour out of the file; ledgers of past days keep it."""
    with attempt(actor, "site.honour", site, now=now, label="移除荣誉"):
        SITES.require(actor, "honour", site)
        row = site.honours.select_for_update().filter(pk=honour_id, removed_at=None).first()
        if row is None:
            raise TransitionRefused("这项荣誉已经移除,请刷新页面查看。")
        row.removed_at = now
        row.save(update_fields=["removed_at"])
        record(actor, "site.honour", site, now=now, label="移除荣誉", changes={"荣誉": (row.words, "")})
