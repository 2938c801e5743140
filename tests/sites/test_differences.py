"""What a version changed against its base: every fact that a filing may touch, and nothing that it may not."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from core.actor import SYSTEM
from sites.models import SiteVersion
from sites.sections import PAIRED, SECTIONS
from sites.selectors import facts_of
from sites.services import add_photo, plan_site, update_facts
from sites.services.succession import changed_names, differences_of, draft_following
from tests.factories import NOW, Tree, build_tree, person
from tests.office import picture
from tests.sites.public_sites import OFFICE_HOURS

pytestmark = pytest.mark.django_db

#: Another value for every column of the filing form.
OTHER: dict[str, Any] = {
    **dict.fromkeys(("name", "host_name", "address", "building", "floor", "room", "directions"), "改"),
    **dict.fromkeys(("line", "station", "depot", "manager_name", "manager_post", "daily_keeper"), "改"),
    **dict.fromkeys(("manager_phone", "public_phone"), "0532-80000000"),
    **dict.fromkeys(("built_on", "opened_on", "agreement_starts_on", "agreement_ends_on"), date(2026, 1, 1)),
    **dict.fromkeys(("union_fen", "employer_fen", "fiscal_fen", "upper_union_fen"), 100_00),
    **dict.fromkeys(("listed_amap", "listed_baidu", "listed_tencent", "is_sensitive"), True),
    "site_type": "mind_station",
    "build_mode": "shared",
    "host_kind": "bank",
    "host_credit_code": "91370200MA3C000000",
    "lat": Decimal("36.100000"),
    "lng": Decimal("120.400000"),
    "pin_datum": "gcj02",
    "area_hundredths": 1,
    "capacity": 2,
    "facilities": ["rest"],
    "type_facts": {"street_level": True},
    "hours": OFFICE_HOURS,
    "access": "members",
    "entry": "card",
    "extent": "listed",
}


@pytest.fixture
def tree() -> Tree:
    return build_tree()


@pytest.fixture
def base(tree: Tree) -> SiteVersion:
    version = plan_site(
        site_type="outdoor_station", union=tree.primary, district=tree.in_south, actor=SYSTEM, now=NOW
    )
    pin = {"lat": Decimal("36.067100"), "lng": Decimal("120.382600"), "pin_datum": "wgs84"}
    update_facts(version, {"name": "原名", "access": "public", **pin}, actor=SYSTEM, now=NOW)
    uploader = person("uploader", "keeper", tree.primary)
    add_photo(version, "plate", picture(), owner_union=tree.primary, uploader_id=uploader.pk, now=NOW)
    return SiteVersion.objects.get(pk=version.pk)


def copy_of(base: SiteVersion, **facts: Any) -> SiteVersion:
    copy = draft_following(base, now=NOW)
    SiteVersion.objects.filter(pk=copy.pk).update(**facts) if facts else None
    return SiteVersion.objects.get(pk=copy.pk)


def test_a_copy_differs_in_nothing(base: SiteVersion) -> None:
    copy = copy_of(base)
    assert changed_names(base, copy) == []
    assert facts_of(copy) == facts_of(base)
    assert (copy.number, copy.base_id, copy.decided_at, copy.origin) == (2, None, None, None)


@pytest.mark.parametrize(
    "name", [name for section in SECTIONS for name in section.fields if name not in ("photos", "district")]
)
def test_every_column_of_the_form_is_seen(base: SiteVersion, name: str) -> None:
    copy = copy_of(base, **{name: OTHER[name]})
    assert changed_names(base, copy) == [PAIRED.get(name, name)]


def test_the_district_and_the_pictures_are_seen(base: SiteVersion, tree: Tree) -> None:
    copy = copy_of(base, district_id="370203")
    assert differences_of(base, copy) == [("区(市)", "市南区", "市北区")]
    other = copy_of(base)
    other.photos.update(slot="entrance")
    assert changed_names(base, other) == ["photos"]


def test_a_moved_pin_is_one_difference_in_words(base: SiteVersion) -> None:
    copy = copy_of(base, lat=OTHER["lat"], lng=OTHER["lng"], pin_datum="gcj02")
    assert differences_of(base, copy) == [
        (
            "坐标",
            "北纬 36.067100,东经 120.382600(取自GPS/天地图)",
            "北纬 36.100292,东经 120.405136(取自高德/腾讯)",
        )
    ]
