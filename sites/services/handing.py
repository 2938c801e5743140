"""One site goes from one keeper to another: his row, and the facts that name him. Who may do it is judged above."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db.models import Q

from accounts.models import User
from core.actor import Actor
from core.audit import Change, record
from sites.models import ServiceSite, SiteKeeper, SiteVersion
from sites.services.versions import correct_version
from sites.vocabulary import IN_USE, Origin


def hand_over_site(
    site_id: int, giver: User, taker: User, *, since: date, note: str, actor: Actor, now: datetime
) -> None:
    """Move the keeper's row and put the taker where the facts name the giver. Within the caller's transaction."""
    site = ServiceSite.objects.select_for_update().get(pk=site_id)
    changes: dict[str, Change] = {}
    left, _ = SiteKeeper.objects.filter(site=site, user=giver).delete()
    if left:
        SiteKeeper.objects.get_or_create(site=site, user=taker, defaults={"since": since})
        changes["负责人账号"] = (giver.name, taker.name)
    if site.version is not None and site.state in IN_USE:
        facts = _facts_naming(site.version, giver, taker)
        if facts:
            _, found = correct_version(site, facts, origin=Origin.HANDOVER, now=now)
            changes |= found
    site.revision += 1
    site.save(update_fields=["revision"])
    record(actor, "site.hand_over", site, now=now, label="交接阵地", note=note, changes=changes)


def _facts_naming(version: SiteVersion, giver: User, taker: User) -> dict[str, Any]:
    """Manager and daily keeper, where they are the giver; the manager's post and phone go with him."""
    facts: dict[str, Any] = {}
    if version.manager_name == giver.name != taker.name:
        facts |= {
            "manager_name": taker.name,
            "manager_post": taker.post,
            "manager_phone": taker.office_phone,
        }
    if version.daily_keeper == giver.name != taker.name:
        facts["daily_keeper"] = taker.name
    return facts


def sites_naming(person: User, path: str) -> list[int]:
    """Sites in use below a union whose facts name the person as manager or daily keeper."""
    named = Q(version__manager_name=person.name) | Q(version__daily_keeper=person.name)
    rows = ServiceSite.objects.filter(named, union_path__startswith=path, state__in=IN_USE)
    return list(rows.order_by("pk").values_list("pk", flat=True))
