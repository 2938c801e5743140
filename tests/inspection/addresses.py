"""What stands behind the addresses of inspections, for the table of all addresses: an order, a visit, two draws."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import time
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from inspection.models import Consequence, ConsequenceCause
from inspection.rectifying.services import attach_proof
from inspection.spot_checks.services import Plan, commit_draw, draw_sites
from inspection.spot_checks.weights import usual_weights
from inspection.visiting.services import photograph, record_unannounced
from inspection.visiting.sightings import Sighting
from sites.models import ServiceSite
from tests.factories import NOW, actor_of
from tests.factories.orders import order_on
from tests.inspection.reported import told_of
from tests.office import Office, picture
from tests.sites.public_sites import OFFICE_HOURS, opened_site

SIGHTING = {
    "held_on": NOW.date().isoformat(),
    "held_at": "09:30",
    "organisation": "市总工会",
    "inspectors": "王检查、李检查",
    "door": "as_announced",
    "verdict": "pass",
}


@dataclass
class Looked:
    """Arguments by what an address is of; bodies by its name."""

    code: str
    order: Any
    city: int
    people: list[str]
    announced: int
    args: dict[str, list[Any]]
    token: str = ""

    fresh = ("spot-check-new",)

    def address(self, name: str, of: str) -> str:
        if of == "ordered":
            return f"{reverse(name)}?site={self.code}"
        address = reverse(name, args=self.args[of])
        return f"{address}?k={self.token}" if of == "told" else address

    def body(self, name: str, of: str) -> dict[str, Any]:
        frame = {"key": str(uuid.uuid4()), "seen": str(self.seen(of))}
        return frame | {
            "rectification-new": {"source": "other", "problem_1": "座椅损坏", "remedy_1": "更换"},
            "rectification-act": {"action": "withdraw", "note": "重复下达。"},
            "rectification-item": {"answer": "已处理。"},
            "rectification-judge": {"verdict": "ok"},
            "rectification-longer": {"wished_on": "2026-12-01", "reason": "到货晚。"},
            "rectification-longer-answer": {"verdict": "refused", "answer": "时间充足。"},
            "visit-new": SIGHTING,
            "visit": {"photos": SimpleUploadedFile("门口.jpg", picture(shade=15), "image/jpeg")},
            "spot-check-new": {
                "title": "三季度抽查",
                "union": str(self.city),
                "size": "1",
                "per_site": "1",
                "inspectors": self.people,
                **{f"weight_{code}": str(weight) for code, weight in usual_weights().items()},
            },
            "spot-check-act": {"action": "draw"},
            "drawn-visit": SIGHTING,
            "drawn-skip": {"note": "当日停电。"},
            "report-explain": {"words": "当日停电,已恢复。"},
            "report-answer": {"verdict": "refuted", "words": "到场查看,门开着。"},
            "consequence-act": {"action": "withdraw", "note": "暂缓。"},
            "consequences-sign": {
                "pick": str(self.announced),
                f"seen-{self.announced}": "0",
                "note": "同意。",
            },
        }.get(name, {})

    def seen(self, of: str) -> int:
        return 0 if of in ("announced", "draw", "report", "told") else int(self.order.revision)


def told_on(order: Any) -> Consequence:
    """What was announced because of an order; it can be signed today."""
    row = Consequence.objects.create(
        site=order.site,
        action="suspend",
        state="announced",
        pack=order.pack,
        ripe_on=NOW.date(),
        announced_at=NOW,
        announced_on=NOW.date(),
        notice="10 个工作日",
        earliest_on=NOW.date(),
        updated_at=NOW,
    )
    ConsequenceCause.objects.create(
        consequence=row, order=order, title="整改逾期", since=NOW.date(), term="满 30 日"
    )
    return row


def looked_at(office: Office, site: ServiceSite) -> Looked:
    """The district ordered and looked, the city draws: among its inspectors is the district, which may not go there."""
    keeper, district, city = (actor_of(office.people[name]) for name in ("keeper", "district", "city"))
    order = order_on(site, district)
    proof = attach_proof(order.pk, 1, picture(shade=13), actor=keeper, now=NOW)
    seen = Sighting(NOW.date(), time(9, 30), ("王检查", "李检查"), "市南区总工会", "as_announced", "pass")
    visit = record_unannounced(site.pk, seen, actor=district, now=NOW)
    sight = photograph(visit.pk, picture(shade=14), actor=district, now=NOW)
    people = [office.people[name].pk for name in ("city", "district")]
    opened_site(office.primary, "小屋", site_type="nursing_room", hours=OFFICE_HOURS)
    plan = Plan(
        office.city,
        "抽查",
        1,
        usual_weights(),
        people,
        site_type="nursing_room",
        per_site=1,
    )
    announced = told_on(order)
    check, drawn = (commit_draw(plan, actor=city, now=NOW) for _ in range(2))
    draw_sites(drawn.pk, actor=city, now=NOW)
    told = told_of(site, picture=picture(shade=16))
    order.refresh_from_db()
    return Looked(
        site.code or "",
        order,
        office.city.pk,
        [str(person) for person in people],
        announced.pk,
        {
            "announced": [announced.pk],
            "signing": [],
            "order": [order.number],
            "item": [order.number, 2],
            "proof": [order.number, proof.attachment_id],
            "visit": [visit.pk],
            "sight": [visit.pk, sight.attachment_id],
            "draw": [check.pk],
            "drawn": [drawn.pk, 1],
            "ordered": [],
            "report": [told.report_id],
            "shot": [told.report_id, told.pk],
            "told": [told.number],
        },
        told.token,
    )
