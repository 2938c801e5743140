"""How does one version of a site follow another? Copies, differences and taking effect; never which case asked for it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Max

from core.actor import Actor
from core.audit import Change
from core.clock import LEGAL_ZONE
from core.registry import Registry
from sites.models import HostAgreement, ServiceSite, SitePhoto, SiteVersion
from sites.seasons.selectors import is_in_season
from sites.sections import BLANK, PAIRED
from sites.services.registering import register_columns
from sites.site_type import validate_facts
from sites.summary import label_of, text_of, type_facts
from sites.transitions import SITE
from sites.types import site_type

#: What the apps above end with a site: called inside the step that strikes it off.
SITE_GONE: Registry[Callable[[ServiceSite, datetime], None]] = Registry("followers of a struck off site")

#: Columns that are no facts.
_FRAME = frozenset({"id", "site", "number", "created_at", "decided_at", "origin", "base"})

#: A change of these is looked at on site again: address, pin, district, area, host, access class, type.
IMPORTANT = frozenset(
    {
        *("site_type", "district", "address", "building", "floor", "room", "lat"),
        *("area_hundredths", "host_name", "host_credit_code", "access"),
    }
)


def fact_names() -> list[str]:
    """Names of all columns that hold facts."""
    return [field.name for field in SiteVersion._meta.concrete_fields if field.name not in _FRAME]


def draft_following(version: SiteVersion, *, now: datetime) -> SiteVersion:
    """A draft that begins as a copy of a version, pictures included."""
    return drafts_following([version], [{}], now=now)[0]


def drafts_following(
    versions: Sequence[SiteVersion], changes: Sequence[Mapping[str, Any]], *, now: datetime
) -> list[SiteVersion]:
    """One draft for each version, of as many sites, with the facts that change; four statements for all of them."""
    sites = [each.site_id for each in versions]
    last = dict(
        SiteVersion.objects.filter(site__in=sites).order_by().values_list("site").annotate(Max("number"))
    )
    columns = [field.attname for field in SiteVersion._meta.concrete_fields if field.name not in _FRAME]
    drafts = SiteVersion.objects.bulk_create(
        SiteVersion(
            site_id=each.site_id,
            number=last[each.site_id] + 1,
            created_at=now,
            **{**{name: getattr(each, name) for name in columns}, **change},
        )
        for each, change in zip(versions, changes, strict=True)
    )
    following = {old.pk: draft for old, draft in zip(versions, drafts, strict=True)}
    links = SitePhoto.objects.filter(version__in=list(following)).order_by(
        "version", "slot", "position", "id"
    )
    SitePhoto.objects.bulk_create(
        SitePhoto(
            version=following[each.version_id],
            attachment_id=each.attachment_id,
            slot=each.slot,
            position=each.position,
        )
        for each in links
    )
    return drafts


def _value(version: SiteVersion, name: str) -> Any:
    if name == "photos":
        return sorted(version.photos.values_list("slot", "attachment_id"))
    return getattr(version, name)


def changed_names(before: SiteVersion, after: SiteVersion) -> list[str]:
    """Facts in which two versions differ, a pin told once; ``photos`` for the pictures."""
    names = [name for name in (*fact_names(), "photos") if name not in PAIRED]
    pins = {first for other, first in PAIRED.items() if getattr(before, other) != getattr(after, other)}
    return [name for name in names if name in pins or _value(before, name) != _value(after, name)]


def differences_of(before: SiteVersion, after: SiteVersion) -> list[tuple[str, str, str]]:
    """Label, old and new text of every fact that differs; facts of the type one by one."""
    found = []
    for name in changed_names(before, after):
        if name == "type_facts":
            olds, news = dict(type_facts(before)), dict(type_facts(after))
            pairs = [(label, olds.get(label, ""), news.get(label, "")) for label in olds | news]
            found += [(label, old, new) for label, old, new in pairs if old != new]
        else:
            found.append((label_of(name), text_of(before, name), text_of(after, name)))
    return found


def is_important(before: SiteVersion, after: SiteVersion, *, told: bool = False) -> bool:
    """Must the change be looked at on site? ``told``: only facts count that were told before."""
    changed = [name for name in changed_names(before, after) if name in IMPORTANT]
    return any(not told or text_of(before, name) != BLANK for name in changed)


def kept_by_type(version: SiteVersion, type_code: str, today: date) -> dict[str, Any]:
    """The facts that depend on the type, as another type would have them: what it does not know is left out."""
    kind = site_type(type_code)
    known = {fact.name for fact in kind.facts}
    facts = {name: value for name, value in version.type_facts.items() if name in known}
    clean, _ = validate_facts(kind, facts, today)
    facilities = [code for code in version.facilities if code in kind.facilities]
    return {"type_facts": clean, "facilities": facilities}


def _leave_out_strangers(draft: SiteVersion, today: date) -> None:
    """Own facts of the type that the draft was of before do not outlive it."""
    for name, value in kept_by_type(draft, draft.site_type, today).items():
        setattr(draft, name, value)


def _take(draft: SiteVersion, newer: SiteVersion, name: str) -> Change:
    """One fact as the newer version has it, with what it was; a pin is several columns."""
    before = text_of(draft, name)
    for column in (name, *(other for other, first in PAIRED.items() if first == name)):
        setattr(draft, column, getattr(newer, column))
    return before, text_of(draft, name)


def merge_newer(
    draft: SiteVersion, base: SiteVersion, newer: SiteVersion
) -> tuple[dict[str, Change], list[str]]:
    """Bring into a draft what ``newer`` changed since ``base``; returns changes as texts and contested labels.

    A fact that the draft changed as well stays as the draft has it.
    """
    own = set(changed_names(base, draft))
    if "site_type" in own:  # what depends on the type is the draft's as a whole
        own |= {"facilities", "type_facts"}
    gained = [name for name in changed_names(base, newer) if name != "photos"]
    contested = [name for name in gained if name in own and _value(draft, name) != _value(newer, name)]
    taken = {label_of(name): _take(draft, newer, name) for name in gained if name not in own}
    if "site_type" in gained:
        _leave_out_strangers(draft, newer.created_at.astimezone(LEGAL_ZONE).date())
    draft.save()
    return taken, [label_of(name) for name in contested]


def adopt_version(version: SiteVersion, *, confirmed_by: str, actor: Actor, now: datetime) -> ServiceSite:
    """A decided version takes effect on a site in use: the register's row points at it.

    ``confirmed_by``: who looked at the site for it; empty when a paper was decided, which confirms nothing else.
    """
    version.decided_at = now
    version.save(update_fields=["decided_at"])
    fields: dict[str, Any] = {
        "former_types": lambda row: _former_types(row, version),  # asked before the type is written
        **register_columns(version, in_season=is_in_season(version)),
        **({"confirmed_on": now.date(), "confirmed_by": confirmed_by} if confirmed_by else {}),
        "updated_at": now,
    }
    before = version.site.version
    with SITE.step(version.site_id, "amend", actor=actor, now=now, **fields) as step:
        if before is not None:
            step.changes.update({label: (old, new) for label, old, new in differences_of(before, version)})
        if version.agreement_starts_on and version.agreement_ends_on:
            HostAgreement.objects.get_or_create(
                site=step.row,
                host_name=version.host_name,
                starts_on=version.agreement_starts_on,
                ends_on=version.agreement_ends_on,
            )
    return step.row


def _former_types(site: ServiceSite, version: SiteVersion) -> str:
    is_other = site.site_type != version.site_type
    return f"{site.former_types}{site.site_type} " if is_other else site.former_types


def cancel_site(site: ServiceSite, *, last_day: date, note: str, actor: Actor, now: datetime) -> ServiceSite:
    """Strike the site off the register; its public page says that it is gone, and since when nobody is served there.

    ``last_day`` of service, as the case says; a site that is struck off before it closes today.
    """
    closed_on = min(last_day + timedelta(days=1), now.astimezone(LEGAL_ZONE).date())
    gone: dict[str, Any] = {"is_listed": False, "closed_on": closed_on, "updated_at": now}
    with SITE.step(site.pk, "cancel", actor=actor, now=now, note=note, **gone) as step:
        for follow in SITE_GONE:
            follow(step.row, now)
    return step.row
