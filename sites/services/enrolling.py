"""Many sites enter the register by one decision, and can be taken back out of it as long as nothing was built on them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from accounts.roles import Role
from core.actor import Actor
from core.audit import record_each
from core.many import give_keys, insert_many
from sites.codes import make_code
from sites.models import HostAgreement, OperatingNotice, ServiceSite, SiteVersion
from sites.services.registering import CHANCE, register_columns
from sites.vocabulary import Basis, NoticeKind, SiteState


def enter_sites(
    versions: Sequence[SiteVersion], numbers: Sequence[str], *, note: str, actor: Actor, now: datetime
) -> None:
    """Sites in use from now on, each with its first version, a code and its filing number; all of one act.

    ``versions`` carry their unsaved ``site`` with state, union and district; one that is suspended gets the closure
    that holds it. Nobody has confirmed their facts: that is left empty. ``note`` names what the decision rests on and
    stands in the trail of each site.
    """
    sites = [each.site for each in versions]
    give_keys(sites)
    give_keys(versions)
    for version, number, code in zip(versions, numbers, _fresh_codes(len(sites)), strict=True):
        _put_in_force(version, number, code, now)
    insert_many(sites)
    insert_many(versions)
    HostAgreement.objects.bulk_create(
        HostAgreement(
            site_id=each.site.pk,
            host_name=each.host_name,
            starts_on=each.agreement_starts_on,
            ends_on=each.agreement_ends_on,
        )
        for each in versions
        if each.agreement_starts_on and each.agreement_ends_on
    )
    closed = [site for site in sites if site.state == SiteState.SUSPENDED]
    insert_many([_closure(site, actor, now) for site in closed])
    is_open = [site for site in sites if site.state == SiteState.OPEN]
    for rows, state in ((is_open, SiteState.OPEN), (closed, SiteState.SUSPENDED)):
        record_each(actor, "site.open", rows, now=now, label="凭文件登记入册", after=state, note=note)


def _closure(site: ServiceSite, actor: Actor, now: datetime) -> OperatingNotice:
    """Closed until further notice, as the list says; whoever keeps the site tells when it opens."""
    return OperatingNotice(
        site_id=site.pk,
        kind=NoticeKind.CLOSURE,
        basis=Basis.NOTICE,
        reason="入册时已暂停开放",
        starts_at=now,
        begun_at=now,
        published_at=now,
        published_by_id=actor.id,
        published_as=Role.CITY,
        office=actor.office or site.managing_union.name,
    )


def _put_in_force(version: SiteVersion, number: str, code: str, now: datetime) -> None:
    site = version.site
    version.site = site  # its key is known only now
    version.decided_at = now
    columns = {**register_columns(version), "code": code, "filing_number": number, "filed_on": now.date()}
    for name, value in columns.items():
        setattr(site, name, value)


def _fresh_codes(count: int) -> list[str]:
    """Codes that no site has."""
    found: list[str] = []
    while len(found) < count:
        drawn = list(dict.fromkeys(make_code(CHANCE) for _ in range(count - len(found))))
        taken = set(ServiceSite.objects.filter(code__in=drawn).values_list("code", flat=True))
        found += [code for code in drawn if code not in taken and code not in found]
    return found


def take_out(sites: Mapping[int, int]) -> None:
    """Remove sites and their only versions (key of the version by that of its site), as if they had never been.

    The database lets a decided version go only with a site that has no version in force and no other version; who
    calls this has seen to it that nothing else stands on them.
    """
    rows = ServiceSite.objects.filter(pk__in=list(sites))
    rows.update(version=None)
    HostAgreement.objects.filter(site__in=list(sites)).delete()
    OperatingNotice.objects.filter(site__in=list(sites)).delete()
    SiteVersion.objects.filter(pk__in=list(sites.values())).delete()
    rows.delete()
