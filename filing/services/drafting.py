"""A case is started, written section by section, and handed in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from accounts.models import District, Union
from accounts.reach import Place, manages
from accounts.roles import Role
from core.actor import Actor
from core.audit import record
from core.workflow import TransitionRefused, attempt
from filing.models import Filing
from filing.numbers import case_number
from filing.policy import FILINGS
from filing.selectors import measure_for
from filing.services.moving import note_author, start_clock, tell_next_office
from filing.states import FilingState
from filing.transitions import FILING
from rulebook.selectors import Measure
from sites.codes import make_token
from sites.models import SitePhoto
from sites.selectors import facts_digest
from sites.services import add_photo, plan_site, remove_photo, update_facts
from sites.summary import missing_mandatory


class NotReady(Exception):
    """The case cannot be submitted yet; ``problems`` says what to do, one sentence each."""

    def __init__(self, *problems: str) -> None:
        super().__init__(" ".join(problems))
        self.problems = problems


@dataclass(frozen=True)
class Proposal:
    """Where a case would be started; asked and told about before any row exists."""

    place: Place
    audit_label: str
    audit_path: str
    pk: None = None
    audit_type: str = "filing.filing"


def start_filing(
    *, site_type: str, union: Union, district: District, actor: Actor, now: datetime, is_sample: bool = False
) -> Filing:
    """A draft case with its site's shell; the writer becomes an author."""
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
        record(actor, "filing.start", filing, now=now, label="新建备案", after=filing.state)
    return filing


def save_section(
    filing_id: int, values: Mapping[str, Any], *, seen: int, actor: Actor, now: datetime
) -> Filing:
    """Write one section of the draft; a stale page is refused (``StaleEdit``)."""
    with FILING.step(filing_id, "edit", actor=actor, now=now, seen=seen, updated_at=now) as step:
        step.changes.update(update_facts(step.row.version, values, actor=actor, now=now))
        note_author(step.row, actor, now)
    return step.row


def attach_photo(filing_id: int, slot: str, data: bytes, *, actor: Actor, now: datetime) -> SitePhoto:
    """Add a picture to the draft. Raises ``BadPicture`` or ``TooManyPhotos``."""
    with FILING.step(filing_id, "edit", actor=actor, now=now, updated_at=now) as step:
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
        step.changes["照片"] = (f"移除{photo.get_slot_display()}照片", "")
        remove_photo(photo)
        note_author(step.row, actor, now)


def problems_before_submit(filing: Filing, on: date) -> list[str]:
    """Everything that stands in the way of submitting, at once."""
    found = [f"“{section.title}”还缺:{label}。" for section, label in missing_mandatory(filing.version)]
    measure = measure_for(filing, on)
    if measure is None:
        found.append("主管工会及其上级还没有公布适用的管理办法,请联系市总工会系统管理员。")
    elif not measure.rules(filing.site.site_type):
        found.append(f"{measure.title}没有“{filing.site.type_label}”的规定,请联系市总工会系统管理员。")
    return found


def submit_filing(filing_id: int, *, seen: int, actor: Actor, now: datetime) -> Filing:
    """Hand the case in: rules pinned, facts sealed by a digest, the next office told.

    A district officer's own case goes straight to acceptance and is recorded as such. Raises ``NotReady``.
    """
    as_role = _hand_in_as(actor, Filing.objects.select_related("site").get(pk=filing_id).place)
    action = "submit_straight" if as_role == Role.DISTRICT else "submit"
    with FILING.step(filing_id, action, actor=actor, now=now, seen=seen, updated_at=now) as step:
        row = step.row
        problems = problems_before_submit(row, now.date())
        measure = measure_for(row, now.date())
        if problems or measure is None:
            raise NotReady(*problems)
        _pin(row, measure, as_role, actor=actor, now=now)
        start_clock(row, measure, now)
        step.details["submitted_as"] = as_role
        note_author(row, actor, now)
        tell_next_office(row, actor, now)
    return step.row


def _hand_in_as(actor: Actor, place: Place) -> str:
    """In which role a person hands in; the highest counts, because it decides what is still checked."""
    roles = (Role.DISTRICT, Role.STREET)
    return next((str(role) for role in roles if manages(actor, place, [role])), str(Role.KEEPER))


def _pin(filing: Filing, measure: Measure, as_role: str, *, actor: Actor, now: datetime) -> None:
    """What the case is judged by from now on, and what exactly was handed in."""
    pinned = {
        "pack_id": measure.pk,
        "acceptance_level": measure.rule_for(filing.site.site_type).acceptance_level,
        "sign_levels": len(measure.sign_off_levels),
        "signed_levels": 0,
        "needs_street_check": measure.street_check and as_role == Role.KEEPER and _has_street_above(filing),
        "street_checked_at": None,
        "submitted_at": now,
        "submitted_by_id": actor.id,
        "submitted_as": as_role,
        "facts_digest": facts_digest(filing.version),
    }
    for name, value in pinned.items():
        setattr(filing, name, value)
    filing.save(update_fields=list(pinned))


def _has_street_above(filing: Filing) -> bool:
    parent = filing.site.managing_union.parent
    return parent is not None and parent.kind == "street"
