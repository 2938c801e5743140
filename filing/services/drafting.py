"""A case is started for a new site and written section by section."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from accounts.models import District, Union
from accounts.reach import Place
from core.actor import Actor
from core.audit import record
from core.workflow import TransitionRefused, attempt
from filing.closed_parts import outside_of
from filing.gaps import reopened_parts
from filing.models import Filing
from filing.numbers import case_number
from filing.particulars import PARTICULARS, particular_text
from filing.policy import FILINGS
from filing.services.copying import begin_like, note_checked
from filing.services.moving import note_author
from filing.states import FilingState
from filing.transitions import FILING
from sites.codes import make_token
from sites.models import ServiceSite, SitePhoto
from sites.services import add_photo, plan_site, remove_photo, update_facts
from sites.services.succession import kept_by_type
from sites.vocabulary import PhotoSlot


@dataclass(frozen=True)
class Proposal:
    """Where a case would be started; asked and told about before any row exists."""

    place: Place
    audit_label: str
    audit_path: str
    pk: None = None
    audit_type: str = "filing.filing"


def start_filing(
    *,
    site_type: str,
    union: Union,
    district: District,
    actor: Actor,
    now: datetime,
    like: ServiceSite | None = None,
    is_sample: bool = False,
) -> Filing:
    """A draft case with its site's shell; the writer becomes an author.

    ``like``: a similar site within reach; what is arranged there alike is what the draft begins with.
    """
    path = union.path or ""
    proposal: Any = Proposal(Place(path, district.pk, site_type), f"{union.name}新建备案", path)
    with attempt(actor, "filing.start", proposal, now=now, label="新建备案"):
        FILINGS.require(actor, "start", proposal)
        version = plan_site(
            site_type=site_type, union=union, district=district, actor=actor, now=now, is_sample=is_sample
        )
        filing = Filing.objects.create(
            number=make_token(),
            site=version.site,
            version=version,
            state=FilingState.DRAFT,
            verify_token=make_token(),
            created_at=now,
            updated_at=now,
        )
        filing.number = case_number(filing.pk, now.year)
        filing.save(update_fields=["number"])
        note_author(filing, actor, now)
        told: dict[str, Any] = {}
        if like is not None:
            told["changes"] = begin_like(filing, like, actor=actor, now=now)
            told["note"] = f"复制相近阵地:{like}"
        record(actor, "filing.start", filing, now=now, label="新建备案", after=filing.state, **told)
    return filing


def save_section(
    filing_id: int, values: Mapping[str, Any], *, seen: int, actor: Actor, now: datetime
) -> Filing:
    """Write one section of the draft; a stale page is refused (``StaleEdit``).

    While the case is returned, only the parts that the letter names may change.
    """
    with FILING.step(filing_id, "edit", actor=actor, now=now, seen=seen, updated_at=now) as step:
        _require_reopened(step.row, values)
        values = {**values, **_retyped(step.row, values, actor, now)}
        step.changes.update(update_facts(step.row.version, values, actor=actor, now=now))
        note_checked(step.row, values)
        note_author(step.row, actor, now)
    return step.row


def _retyped(filing: Filing, values: Mapping[str, Any], actor: Actor, now: datetime) -> dict[str, Any]:
    """What follows when these values make the site one of another type; only for who may file such a one."""
    wanted = values.get("site_type", filing.version.site_type)
    if wanted == filing.version.site_type:
        return {}
    place = replace(filing.place, site_type=wanted)
    proposal: Any = Proposal(place, filing.audit_label, filing.audit_path)
    FILINGS.require(actor, "start", proposal)
    base = filing.base_version
    if base is not None and wanted == base.site_type:  # a slip is put right without typing anything again
        return {"type_facts": base.type_facts, "facilities": base.facilities}
    return kept_by_type(filing.version, wanted, now.date())


def save_particulars(
    filing_id: int, values: Mapping[str, Any], *, seen: int, actor: Actor, now: datetime
) -> Filing:
    """Write what a change or cancellation says beside the facts of the site."""
    with FILING.step(filing_id, "edit", actor=actor, now=now, seen=seen, updated_at=now) as step:
        row = step.row
        before = {each.name: particular_text(row, each.name) for each in PARTICULARS[row.kind]}
        if row.state == FilingState.RETURNED:
            _refuse_closed(_closed_particulars(row, values))
        row.particulars = {**row.particulars, **values}
        row.save(update_fields=["particulars"])
        for each in PARTICULARS[row.kind]:
            after = particular_text(row, each.name)
            if after != before[each.name]:
                step.changes[each.label] = (before[each.name], after)
        note_author(row, actor, now)
    return row


def _closed_particulars(filing: Filing, values: Mapping[str, Any]) -> list[str]:
    given = {name for part in reopened_parts(filing) for name in part.columns}
    labels = {each.name: each.label for each in PARTICULARS[filing.kind]}
    stored = filing.particulars
    return [labels[name] for name in values if name not in given and stored.get(name) != values[name]]


def _require_reopened(filing: Filing, values: Mapping[str, Any]) -> None:
    if filing.state == FilingState.RETURNED:
        _refuse_closed(outside_of(reopened_parts(filing), filing.version, values))


def _refuse_closed(labels: list[str]) -> None:
    if labels:
        raise TransitionRefused(f"“{'、'.join(labels)}”没有列入补正通知单,不能修改。")


def _require_slot(filing: Filing, slot: str) -> None:
    """While the case is returned, pictures change only in the slots that the letter names."""
    is_open = any(part.slot == slot for part in reopened_parts(filing))
    if filing.state == FilingState.RETURNED and not is_open:
        _refuse_closed([f"照片:{PhotoSlot(slot).label}"])


def attach_photo(filing_id: int, slot: str, data: bytes, *, actor: Actor, now: datetime) -> SitePhoto:
    """Add a picture to the draft. Raises ``BadPicture``, ``TooManyPhotos`` or ``AlreadyThere``."""
    with FILING.step(filing_id, "edit", actor=actor, now=now, updated_at=now) as step:
        _require_slot(step.row, slot)
        photo = add_photo(
            step.row.version,
            slot,
            data,
            owner_union=step.row.site.managing_union,
            uploader_id=actor.key,
            now=now,
        )
        step.changes["照片"] = ("", f"添加{photo.get_slot_display()}照片")
        note_author(step.row, actor, now)
    return photo


def detach_photo(filing_id: int, photo: SitePhoto, *, actor: Actor, now: datetime) -> None:
    """Remove a picture from the draft."""
    with FILING.step(filing_id, "edit", actor=actor, now=now, updated_at=now) as step:
        if photo.version_id != step.row.version_id:
            raise TransitionRefused("这张照片不在本案中,请刷新页面后再试。")
        _require_slot(step.row, photo.slot)
        step.changes["照片"] = (f"移除{photo.get_slot_display()}照片", "")
        remove_photo(photo)
        note_author(step.row, actor, now)
