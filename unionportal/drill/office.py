"""The smallest office in which a case can be filed: one branch, its people, one case that has been handed in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from accounts.actors import actor_for
from accounts.models import District, Union
from accounts.services import create_union, create_user, grant_role
from core.actor import SYSTEM, Actor
from core.clock import LEGAL_ZONE
from filing import services
from filing.models import Filing
from rulebook.services import seed_packs

#: An ordinary working Monday, in the morning: the drills are the same on every day.
START = datetime(2026, 10, 12, 10, 0, tzinfo=LEGAL_ZONE)

DISTRICT = "370202"

#: A type of a family with several: a case of it can be made one of another under the same measure.
SITE_TYPE = "nursing_room"

FACTS: dict[str, Any] = {
    "name": "中山公园爱心妈妈小屋",
    "address": "文登路28号",
    "access": "public",
    "host_name": "中山公园管理处",
    "area_hundredths": 2550,
    "facilities": ["seats", "curtain"],
}


@dataclass(frozen=True)
class Office:
    """Who acts, by the name of the job: keeper, district, city, city2."""

    primary: Union
    people: dict[str, Actor]


def build_office() -> Office:
    """Unions, measures and people, made by the services."""

    def union(name: str, kind: str, parent: Union | None, **more: Any) -> Union:
        return create_union(actor=SYSTEM, now=START, name=name, code=name, kind=kind, parent=parent, **more)

    city = union("青岛市总工会", "city", None, is_issuer=True)
    south = union("市南区总工会", "district", city, governs=District.objects.get(code=DISTRICT))
    primary = union("园林养护中心工会", "primary", south)
    seed_packs(city, actor=SYSTEM, now=START, with_tables=False)
    jobs = {
        "keeper": ("keeper", primary),
        "district": ("district", south),
        "city": ("city", city),
        "city2": ("city", city),
    }
    return Office(primary, {name: _officer(name, role, over) for name, (role, over) in jobs.items()})


def _officer(name: str, role: str, over: Union) -> Actor:
    user = create_user(name, f"演练{name}", password=None, home_union=over, actor=SYSTEM, now=START)
    grant_role(user, role, over, actor=SYSTEM, now=START)
    return actor_for(user, today=START.date())


def handed_in(office: Office) -> Filing:
    """A case of the office's primary union that waits for its check since ``START``."""
    keeper = office.people["keeper"]
    case = services.start_filing(
        site_type=SITE_TYPE,
        union=office.primary,
        district=District.objects.get(code=DISTRICT),
        actor=keeper,
        now=START,
    )
    case = services.save_section(case.pk, FACTS, seen=case.revision, actor=keeper, now=START)
    return services.submit_filing(case.pk, seen=case.revision, actor=keeper, now=START)
