"""May this actor see this site, or move it?"""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q

from accounts.reach import Columns, Grant, decides, held, managed, standing_here
from accounts.roles import Role
from core.actor import Actor
from core.policy import Policy, either, system_only
from sites.models import ServiceSite, SiteKeeper
from sites.vocabulary import SiteState

COLUMNS = Columns()


def _scope(actor: Actor) -> Q:
    """What the own branch manages; what stands in the governed district once it is in the register."""
    return managed(actor, COLUMNS) | (standing_here(actor, COLUMNS) & ~Q(state=SiteState.PLANNED))


_by_decision = either(decides(Role.CITY), system_only)

#: What must be true at the door today: told by who keeps the site, or by the district for him.
_tells = held(Role.KEEPER, Role.DISTRICT)

#: A site is closed and opened again by whoever may tell it, by a decision, and by the system on the announced day.
_closes = either(system_only, decides(Role.CITY), _tells)

SITES: Policy[ServiceSite] = Policy(
    ServiceSite,
    scope=_scope,
    rules={
        "draft": either(held(Role.KEEPER, Role.STREET, Role.DISTRICT, Role.CITY), system_only),
        "open": _by_decision,
        "amend": either(decides(Role.DISTRICT, Role.CITY), system_only),
        "notify": _tells,
        "suspend": _closes,
        "reopen": _closes,
        "suspend_by_decision": either(decides(Role.CITY, Role.DISTRICT), system_only),
        "reopen_by_decision": either(decides(Role.CITY, Role.DISTRICT), system_only),
        "rectify": _by_decision,
        "resume": _by_decision,
        "cancel": _by_decision,
    },
)


def keeper_grants(user_id: int) -> Iterable[Grant]:
    """A site keeper's own sites, as one more grant."""
    kept = frozenset(SiteKeeper.objects.filter(user_id=user_id).values_list("site_id", flat=True))
    return [Grant(Role.KEEPER, site_ids=kept, can_data=True)] if kept else []
