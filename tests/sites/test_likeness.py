"""Two spellings of one place are one; two places are two. And what is asked of the register stays bounded."""

from __future__ import annotations

import unicodedata
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import District
from core.actor import SYSTEM, Actor
from core.models import AuditEntry
from core.policy import NotAllowed
from core.workflow import TransitionRefused
from sites.geo import Point
from sites.likeness.scoring import Looks, likeness
from sites.likeness.selectors import likely_same, nearest_of_type
from sites.likeness.services import decide_likeness
from sites.likeness.spelling import door_of, is_same_door, name_parts, overlap, plain_address
from sites.models import LikenessDecision, ServiceSite, SiteVersion
from sites.services import plan_site, update_facts
from sites.transitions import SITE
from tests.factories import NOW, Tree, actor_of, build_tree, person
from tests.sites.public_sites import PIN, opened_site

PLACES = ("青岛市", "市南区")
#: A thousandth of a degree of latitude is 111 metres.
HERE = Point(36.0671, 120.3826)


@pytest.mark.parametrize(
    "spelling",
    [
        "文登路28号",
        "文登路 ２８ 号",
        "文登路28#",
        "文登路二十八号",
        "青岛市市南区文登路28号",
        "山东省青岛市市南区文登路28号",
        "市南区文登路28号1楼大厅",
        "文登路28号院3栋",
        "文登路\u200b28号",
        "文登路28号(南门)",
        "江苏路街道文登路28号",
    ],
)
def test_one_door_has_many_spellings(spelling: str) -> None:
    here = door_of(plain_address("文登路28号", PLACES))
    assert is_same_door(door_of(plain_address(spelling, PLACES)), here)


@pytest.mark.parametrize("other", ["文登路8号", "文登路28-1号", "文登支路28号", "文登路", "", "82号", "号"])
def test_another_door_is_another_place(other: str) -> None:
    here = door_of(plain_address("文登路28号", PLACES))
    assert not is_same_door(door_of(plain_address(other, PLACES)), here)


@pytest.mark.parametrize(
    ("first", "second", "alike"),
    [
        ("中山公园户外劳动者驿站", "中山公园工会驿站", True),
        ("【样例】中山公园驿站", "中山公园驿站", True),
        ("中山公园驿站", unicodedata.normalize("NFD", "中山公园驿站"), True),
        ("中山\u200b公园驿站", "中山公园驿站", True),
        ("ＣＢＤ中心驿站", "cbd中心驿站", True),
        ("同仁堂药店第一分店驿站", "同仁堂药店第1分店驿站", True),
        ("同仁堂药店第一分店驿站", "同仁堂药店第二分店驿站", False),
        ("湛山一号站", "湛山2号站", False),
        ("爱心妈妈小屋", "爱心妈妈小屋", False),
        ("市立医院爱心妈妈小屋", "市立学校爱心妈妈小屋", False),
        ("", "中山公园驿站", False),
    ],
)
def test_a_name_is_what_is_left_without_the_words_of_its_type(first: str, second: str, alike: bool) -> None:
    assert (overlap(name_parts(first), name_parts(second)) >= 0.75) is alike


def looks(**changed: Any) -> Looks:
    usual: dict[str, Any] = {
        "site_type": "outdoor_station",
        "district": "370202",
        "name": "中山公园驿站",
        "address": "文登路28号",
        "point": HERE,
        "places": PLACES,
    }
    return Looks(**{**usual, **changed})


def away(metres: float) -> Point:
    return Point(HERE.lat + metres / 111_195, HERE.lng)


ELSEWHERE = {"name": "栈桥驿站", "address": "太平路12号", "point": away(5_000)}


@pytest.mark.parametrize(
    ("changed", "reasons"),
    [
        ({}, ("地址相同", "相距约 10 米", "名称相近")),
        (ELSEWHERE, None),
        ({**ELSEWHERE, "address": "文登路二十八号"}, ("地址相同",)),
        ({**ELSEWHERE, "point": away(99)}, ("相距约 100 米",)),
        ({**ELSEWHERE, "point": away(101)}, None),
        ({**ELSEWHERE, "name": "中山公园工会驿站"}, ("名称相近",)),
        ({**ELSEWHERE, "name": "中山公园工会驿站", "district": "370203"}, None),
        ({**ELSEWHERE, "name": "中山公园西门广场驿站", "point": away(290)}, ("名称相近",)),
        ({**ELSEWHERE, "name": "中山公园西门广场驿站", "point": away(310)}, None),
        ({**ELSEWHERE, "point": None}, None),
        ({**ELSEWHERE, "address": "文登路28号", "point": None}, ("地址相同",)),
        ({"site_type": "nursing_room"}, None),
        ({"district": "370203"}, ("相距约 10 米", "名称相近")),
    ],
)
def test_what_speaks_for_one_place_is_said_in_words(
    changed: dict[str, Any], reasons: tuple[str, ...] | None
) -> None:
    found = likeness(looks(), looks(**changed))
    assert (found.reasons if found else None) == reasons
    back = likeness(looks(**changed), looks())
    assert (back.reasons if back else None) == reasons


def test_the_more_speaks_for_it_the_higher_the_score() -> None:
    others = ({}, {"name": "栈桥驿站"}, {**ELSEWHERE, "address": "文登路28号"})
    scores = [found.score for each in others if (found := likeness(looks(), looks(**each)))]
    assert scores == sorted(scores, reverse=True)
    assert (scores[0], len(scores)) == (100, 3)


def test_another_spelling_leaves_the_mark_and_another_fact_changes_it() -> None:
    mark = looks().mark
    assert looks(address="文登路２８号", name="【样例】中山公园工会驿站").mark == mark
    for changed in ({"address": "文登路29号"}, {"name": "栈桥驿站"}, {"point": away(20)}, {"point": None}):
        assert looks(**changed).mark != mark


# ── the register ────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def tree(db: Any) -> Tree:
    return build_tree()


@pytest.fixture
def officer(tree: Tree) -> Actor:
    return actor_of(person("district", "district", tree.south))


def planned(tree: Tree, name: str = "中山公园工会驿站", *, union: Any = None, **facts: Any) -> SiteVersion:
    district = District.objects.get(code=facts.pop("district", "370202"))
    kind = facts.pop("site_type", "outdoor_station")
    version = plan_site(site_type=kind, union=union or tree.primary, district=district, actor=SYSTEM, now=NOW)
    update_facts(version, {"name": name, "address": "文登路28号", **facts}, actor=SYSTEM, now=NOW)
    return SiteVersion.objects.select_related("site", "district").get(pk=version.pk)


def names(actor: Actor, version: SiteVersion) -> list[str]:
    return [twin.version.name for twin in likely_same(actor, version)]


def test_point_address_and_name_each_find_the_site(tree: Tree, officer: Actor) -> None:
    opened_site(tree.primary, "中山公园驿站", address="文登路28号", **PIN)
    far = {"lat": Decimal("36.5"), "lng": Decimal("120.5"), "pin_datum": "wgs84"}
    assert names(officer, planned(tree, "栈桥驿站", address="太平路12号", **PIN)) == ["中山公园驿站"]
    assert names(officer, planned(tree, "栈桥驿站", address="文登路 二十八 号", **far)) == ["中山公园驿站"]
    assert names(officer, planned(tree, "中山公园工会驿站", address="太平路12号")) == ["中山公园驿站"]
    assert names(officer, planned(tree, "栈桥驿站", address="太平路12号", **far)) == []


def test_a_name_that_differs_in_one_place_is_still_found_by_the_search_column(
    tree: Tree, officer: Actor
) -> None:
    opened_site(tree.primary, "青岛火车站西广场南出口驿站", address="费县路1号")
    assert names(officer, planned(tree, "青岛火车站西广场北出口驿站", address="太平路12号")) == [
        "青岛火车站西广场南出口驿站"
    ]


def test_a_site_of_another_type_at_the_same_door_is_no_duplicate(tree: Tree, officer: Actor) -> None:
    opened_site(tree.primary, "中山公园驿站", **PIN)
    assert names(officer, planned(tree, "中山公园驿站", site_type="nursing_room", **PIN)) == []


def test_a_cancelled_site_and_the_own_site_are_not_asked_about(tree: Tree, officer: Actor) -> None:
    site = opened_site(tree.primary, "中山公园驿站", **PIN)
    assert names(officer, SiteVersion.objects.get(site=site)) == []
    with SITE.step(site.pk, "cancel", actor=SYSTEM, now=NOW):
        pass
    assert names(officer, planned(tree, "中山公园驿站", **PIN)) == []


def test_out_of_reach_only_a_public_site_is_told(tree: Tree, officer: Actor) -> None:
    beside = {"lat": Decimal("36.0672"), "lng": Decimal("120.3826"), "pin_datum": "wgs84"}
    opened_site(tree.north_primary, "市北的驿站", district="370203", address="甲路1号", **beside)
    opened_site(
        tree.north_primary, "内部驿站", district="370203", address="甲路2号", access="own_staff", **beside
    )
    found = likely_same(officer, planned(tree, "栈桥驿站", address="太平路12号", **PIN))
    assert [(twin.version.name, twin.is_within_reach) for twin in found] == [("市北的驿站", False)]
    boss = actor_of(person("city", "city", tree.city))
    own = planned(tree, "栈桥驿站", address="太平路12号", **PIN)
    assert [twin.is_within_reach for twin in likely_same(boss, own)] == [True]


def test_a_site_of_the_neighbour_that_is_not_public_is_not_told_to_a_keeper(tree: Tree) -> None:
    keeper = actor_of(person("keeper", "keeper", tree.primary))
    opened_site(tree.other_primary, "内部驿站", access="own_staff", **PIN)
    assert names(keeper, planned(tree, **PIN)) == []
    opened_site(tree.other_primary, "公开驿站", **PIN)
    assert [
        (twin.version.name, twin.is_within_reach) for twin in likely_same(keeper, planned(tree, **PIN))
    ] == [("公开驿站", False)]


def test_a_row_of_an_import_is_asked_before_it_is_saved(tree: Tree, officer: Actor) -> None:
    opened_site(tree.primary, "中山公园驿站")
    district = District.objects.get(code="370202")
    row = SiteVersion(
        site=ServiceSite(site_type="outdoor_station"),
        site_type="outdoor_station",
        district=district,
        address="文登路二十八号",
    )
    assert names(officer, row) == ["中山公园驿站"]


def test_a_shell_without_an_open_case_is_never_told(tree: Tree, officer: Actor) -> None:
    planned(tree, "中山公园驿站", **PIN)
    assert names(officer, planned(tree, "中山公园驿站", **PIN)) == []


def test_the_same_questions_are_asked_of_one_site_and_of_many(tree: Tree, officer: Actor) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert likely_same(officer, version)
        return len(queries)

    version = planned(tree, **PIN)
    opened_site(tree.primary, "中山公园驿站", **PIN)
    one = asked()
    for number in range(4):
        opened_site(tree.primary, "中山公园驿站", number=f"370202-HWYZ-2026-9{number:03}", **PIN)
    assert asked() == one <= 7


# ── the decision ────────────────────────────────────────────────────────────────────────────────────────────


def twin_of(officer: Actor, tree: Tree) -> tuple[SiteVersion, ServiceSite]:
    site = opened_site(tree.primary, "中山公园驿站", **PIN)
    return planned(tree, **PIN), site


def test_a_decision_holds_until_address_point_or_name_changes(tree: Tree, officer: Actor) -> None:
    version, site = twin_of(officer, tree)
    assert likely_same(officer, version)[0].is_open
    decide_likeness(version, site.pk, "different", "分设南北两门", actor=officer, now=NOW)
    assert not likely_same(officer, version)[0].is_open
    update_facts(version, {"directions": "南门进"}, actor=SYSTEM, now=NOW)
    update_facts(version, {"address": "文登路２８号"}, actor=SYSTEM, now=NOW)
    assert not likely_same(officer, version)[0].is_open, "another spelling is no change"
    update_facts(version, {"lat": Decimal("36.067200")}, actor=SYSTEM, now=NOW)
    assert likely_same(officer, version)[0].is_open


def test_a_later_decision_takes_the_place_of_the_earlier(tree: Tree, officer: Actor) -> None:
    version, site = twin_of(officer, tree)
    for verdict in ("different", "same"):
        decide_likeness(version, site.pk, verdict, "看过现场", actor=officer, now=NOW)
    assert likely_same(officer, version)[0].is_same
    assert LikenessDecision.objects.count() == 2


def test_a_decision_stands_in_the_trail_with_its_reason(tree: Tree, officer: Actor) -> None:
    version, site = twin_of(officer, tree)
    decide_likeness(version, site.pk, "different", "分设南北两门", actor=officer, now=NOW)
    entry = AuditEntry.objects.get(action="site.liken")
    assert (entry.label, entry.note, entry.actor_id) == ("认定不是同一处", "分设南北两门", officer.id)
    assert entry.about == f"site:{version.site_id}"


def test_only_the_branch_decides_and_only_about_what_is_asked(tree: Tree, officer: Actor) -> None:
    version, site = twin_of(officer, tree)
    other = opened_site(tree.primary, "栈桥驿站", address="太平路12号")
    auditor = actor_of(person("auditor", "auditor", tree.city))
    with pytest.raises(NotAllowed):
        decide_likeness(version, site.pk, "same", "看过现场", actor=auditor, now=NOW)
    with pytest.raises(TransitionRefused):
        decide_likeness(version, other.pk, "same", "看过现场", actor=officer, now=NOW)
    with pytest.raises(TransitionRefused):
        decide_likeness(version, site.pk, "same", " ", actor=officer, now=NOW)
    assert LikenessDecision.objects.count() == 0
    assert set(AuditEntry.objects.filter(action="site.liken").values_list("outcome", flat=True)) == {
        "refused"
    }


# ── the distance ────────────────────────────────────────────────────────────────────────────────────────────


def test_the_nearest_of_the_type_is_measured_and_nothing_farther(tree: Tree) -> None:
    version = planned(tree, "栈桥驿站", address="太平路12号", **PIN)
    near = {"lat": Decimal("36.070000"), "lng": Decimal("120.382600"), "pin_datum": "wgs84"}
    assert nearest_of_type(version, 500) is None
    opened_site(tree.primary, "会所", site_type="nursing_room", **PIN)
    site = opened_site(tree.primary, "近处驿站", **near)
    found = nearest_of_type(version, 500)
    assert found is not None
    assert (found[0].pk, round(found[1])) == (site.pk, 322)
    assert nearest_of_type(version, 300) is None
    assert nearest_of_type(planned(tree, "没有坐标的驿站"), 500) is None
