"""Where the watch found facts of the door unconfirmed for too long, the public reads beside the door since when."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from inspection.models import Finding
from sites.models import FactConfirmation, ServiceSite
from tests.factories import NOW, Tree, build_tree
from tests.sites.public_sites import OFFICE_HOURS, opened_site

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _stopped_clock(settings: Any) -> None:
    settings.CLOCK_PIN = NOW.isoformat()


@pytest.fixture
def tree() -> Tree:
    return build_tree()


@pytest.fixture
def site(tree: Tree) -> ServiceSite:
    return opened_site(tree.primary, hours=OFFICE_HOURS)


def found(site: ServiceSite, code: str, **more: Any) -> None:
    days = {"began_on": "2024-09-05", "found_on": "2024-09-05", "found_at": NOW}
    ServiceSite.objects.filter(pk=site.pk).update(confirmed_on="2024-03-05")
    Finding.objects.create(
        code=code, site=site, severity="hint", inputs={"last": "2024-03-05", "span": 180}, **days, **more
    )


def top_of(site: ServiceSite) -> str:
    return Client().get(f"/s/{site.code}/").content.decode().split("怎么找到门")[0]


def test_the_last_confirmation_stands_beside_the_door(tree: Tree, site: ServiceSite) -> None:
    assert "后没有核实" not in top_of(site)
    found(site, "unconfirmed_hours")
    top = top_of(site)
    assert top.index("现在开放") < top.index("开放时间2024年3月后没有核实,去前请先向附近工会或物业问一下")
    ringing = opened_site(tree.primary, "有电话", hours=OFFICE_HOURS, public_phone="0532-85911235")
    found(ringing, "unconfirmed_place")
    assert "地址2024年3月后没有核实,去前请先打电话问一下" in top_of(ringing)


def test_what_is_over_or_not_about_the_door_says_nothing(site: ServiceSite) -> None:
    found(site, "unconfirmed_people")
    found(site, "unconfirmed_hours", ended_on="2024-10-01")
    assert "后没有核实" not in top_of(site)


def test_what_was_confirmed_since_the_night_is_told_no_more(tree: Tree, site: ServiceSite) -> None:
    found(site, "unconfirmed_hours")
    found(site, "unconfirmed_place")
    FactConfirmation.objects.create(
        site=site,
        group="hours",
        source="on_site",
        confirmed_on=NOW.date(),
        office="市南区总工会",
    )
    top = top_of(site)
    assert "开放时间2024年3月后没有核实" not in top and "地址2024年3月后没有核实" in top
    ServiceSite.objects.filter(pk=site.pk).update(confirmed_on=NOW.date())
    assert "后没有核实" not in top_of(site)
