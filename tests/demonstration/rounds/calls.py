"""Rounds drafted and published by the services, as an officer would."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from demonstration.models import Round
from demonstration.rounds import services
from demonstration.rounds.services import Call, Grade
from tests.factories import NOW, Office

CALL = Call(
    title="2026年度示范户外劳动者服务站点评定",
    title_name="示范户外劳动者服务站点",
    year=2026,
    level="city",
    site_types=("outdoor_station",),
    document_number="青工办发〔2026〕21号",
    call="现就2026年度评定事项通知如下。",
    opens_at=NOW,
    closes_at=NOW + timedelta(days=20),
    recommend_until=NOW + timedelta(days=30),
    review_until=NOW + timedelta(days=50),
    least_months=0,
    contact_office="市总工会权益保障部",
    contact_phone="0532-85911234",
)

GRADES = (Grade("示范站点", floor=800, places=2), Grade("备选", places=1, is_reserve=True))


def drafted(office: Office, by: str = "city", *, ready: bool = True, **changes: Any) -> Round:
    """A draft; ``ready``: with grades, and two places for each branch."""
    actor = office.actor(by)
    row = services.draft_round(office.tree.city, replace(CALL, **changes), actor=actor, now=NOW)
    if not ready:
        return row
    row = services.set_grades(row.pk, GRADES, actor=actor, now=NOW, seen=row.revision)
    tree = office.tree
    places = {(union.pk, "outdoor_station"): 2 for union in (tree.south, tree.north, tree.metro)}
    return services.set_quotas(row.pk, places, actor=actor, now=NOW, seen=row.revision)


def published(office: Office, **changes: Any) -> Round:
    row = drafted(office, **changes)
    return services.publish_round(row.pk, actor=office.actor("city"), now=NOW)


def again(row: Round) -> Round:
    return Round.objects.get(pk=row.pk)
