"""A change or a cancellation begins from what stands in the register, so that nothing is typed twice."""

from __future__ import annotations

from datetime import datetime

from core.actor import Actor
from core.audit import record
from core.workflow import TransitionRefused, attempt
from filing.models import Filing
from filing.numbers import case_number
from filing.policy import FILINGS
from filing.services.moving import note_author
from filing.states import FilingKind, FilingState
from filing.transitions import FILING
from sites.codes import make_token
from sites.models import ServiceSite
from sites.services.succession import draft_following, merge_newer
from sites.vocabulary import IN_USE


def start_change(site: ServiceSite, *, actor: Actor, now: datetime) -> Filing:
    """A draft that begins as a copy of the version in force; a draft that is already there is gone on with."""
    return _start(site, FilingKind.CHANGE, actor=actor, now=now)


def start_cancellation(site: ServiceSite, *, actor: Actor, now: datetime) -> Filing:
    """A draft that proposes to strike the site off the register."""
    return _start(site, FilingKind.CANCEL, actor=actor, now=now)


def _start(site: ServiceSite, kind: FilingKind, *, actor: Actor, now: datetime) -> Filing:
    label = f"新建{kind.label}"
    with attempt(actor, "filing.start", site, now=now, label=label):
        FILINGS.require(actor, "start", site)  # type: ignore[arg-type]  # the rule asks for a place only
        rows = ServiceSite.objects.select_for_update(of=("self",), no_key=True).select_related("version")
        site = rows.get(pk=site.pk)
        if site.state not in IN_USE or site.version is None:
            raise TransitionRefused(f"该阵地目前为“{site.state_label}”,不能办理{kind.label}。")
        open_draft = site.filings.filter(kind=kind, state=FilingState.DRAFT).first()
        if open_draft is not None:
            return open_draft
        is_change = kind == FilingKind.CHANGE
        filing = Filing.objects.create(
            number=make_token(),
            kind=kind,
            site=site,
            version=draft_following(site.version, now=now) if is_change else site.version,
            base_version=site.version,
            state=FilingState.DRAFT,
            verify_token=make_token(),
            created_at=now,
            updated_at=now,
        )
        filing.number = case_number(filing.pk, now.year)
        filing.save(update_fields=["number"])
        note_author(filing, actor, now)
        record(actor, "filing.start", filing, now=now, label=label, after=filing.state)
    return filing


def bring_up_to_date(filing_id: int, *, seen: int, actor: Actor, now: datetime) -> tuple[Filing, list[str]]:
    """Take into a change draft what the register has gained since it was begun.

    Gives the labels of facts that both sides changed: there the draft's value stays and is to be looked at.
    """
    with FILING.step(filing_id, "edit", actor=actor, now=now, seen=seen, updated_at=now) as step:
        row = step.row
        if row.state != FilingState.DRAFT:
            raise TransitionRefused("只有草稿可以更新到最新资料;退回补正的案件只修改通知单列出的内容。")
        note_author(row, actor, now)
        newer = row.site.version
        if row.base_version is None or newer is None or row.base_version_id == newer.pk:
            return row, []
        taken, contested = merge_newer(row.version, row.base_version, newer)
        row.base_version = newer
        row.save(update_fields=["base_version"])
        step.changes.update(taken)
    return row, contested
