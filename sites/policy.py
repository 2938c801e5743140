"""May this actor see this site, or move it?"""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q

from accounts.reach import Columns, Grant, decides, grants_of, held, managed, standing_here
from accounts.roles import Role
from core.actor import Actor
from core.canonical import canonical_json, digest
from core.policy import ALLOWED, Decision, Policy, denied, either, system_only
from sites.models import ServiceSite, SiteKeeper
from sites.vocabulary import SiteState

COLUMNS = Columns()


def _scope(actor: Actor) -> Q:
    """What the own branch manages; what stands in the governed district once it is in the register."""
    return managed(actor, COLUMNS) | (standing_here(actor, COLUMNS) & ~Q(state=SiteState.PLANNED))


_by_office = held(Role.KEEPER, Role.STREET, Role.DISTRICT, Role.CITY)
_by_decision = either(decides(Role.CITY), system_only)

#: An order to mend is given, and its end found, by the branch that decides.
_orders = either(decides(Role.DISTRICT, Role.CITY), system_only)

#: What must be true at the door today: told by who keeps the site, or by the district for him.
_tells = held(Role.KEEPER, Role.DISTRICT)

#: A site is closed and opened again by whoever may tell it, by a decision, and by the system on the announced day.
_closes = either(system_only, decides(Role.CITY), _tells)


def _may_export(actor: Actor, row: ServiceSite | None) -> Decision:
    """Anywhere at all; which rows, ``exporter`` says."""
    if any(grant.can_export and grant.can_data for grant in grants_of(actor)):
        return ALLOWED
    return denied("导出台账需要“导出数据”权限,您的账号没有这项权限。需要时请联系本单位系统管理员。")


def _may_lay_out(actor: Actor, row: ServiceSite | None) -> Decision:
    """Columns belong to the own union: an officer who exports for it arranges them."""
    for grant in grants_of(actor, (Role.STREET, Role.DISTRICT, Role.CITY)):
        if grant.can_export and grant.union_path and actor.path.startswith(grant.union_path):
            return ALLOWED
    return denied("台账栏目由本工会有“导出数据”权限的经办人设置,您的账号没有这项权限。")


def exporter(actor: Actor) -> Actor:
    """The actor with nothing but the grants that let rows out."""
    granted = tuple(grant for grant in actor.grants if grant.can_export)
    return Actor(actor.id, actor.name, actor.office, actor.path, granted, actor.is_system)


def reach_of(actor: Actor) -> str:
    """A digest of how far the grants that let rows out reach: another one, and other rows would be let out."""
    grants = (grant for grant in exporter(actor).grants if grant.can_data)
    told = [
        [each.role, each.union_path, each.district_id, sorted(each.site_types), sorted(each.site_ids)]
        for each in grants
    ]
    return digest(sorted(told, key=canonical_json))


SITES: Policy[ServiceSite] = Policy(
    ServiceSite,
    scope=_scope,
    rules={
        "draft": either(_by_office, system_only),
        "liken": _by_office,
        "erase_picture": _by_office,
        "honour": _by_office,
        "keep_records": _tells,
        "export": _may_export,
        "lay_out": _may_lay_out,
        "open": _by_decision,
        "amend": either(decides(Role.DISTRICT, Role.CITY), system_only),
        "notify": _tells,
        "suspend": _closes,
        "reopen": _closes,
        "suspend_by_decision": either(decides(Role.CITY, Role.DISTRICT), system_only),
        "reopen_by_decision": either(decides(Role.CITY, Role.DISTRICT), system_only),
        "rectify": _orders,
        "resume": _orders,
        "cancel": _by_decision,
    },
)


def keeper_grants(user_id: int) -> Iterable[Grant]:
    """A site keeper's own sites, as one more grant."""
    kept = frozenset(SiteKeeper.objects.filter(user_id=user_id).values_list("site_id", flat=True))
    return [Grant(Role.KEEPER, site_ids=kept, can_data=True)] if kept else []
