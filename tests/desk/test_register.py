"""The register as a list: reach, filters, orders, pages, paper."""

from __future__ import annotations

import re
from datetime import timedelta
from urllib.parse import quote

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from desk import printing, views
from sites.models import ServiceSite
from tests.factories import NOW, Tree, build_tree, person
from tests.sites.public_sites import closed_site, opened_site
from tests.sites.test_finder import HOSTILE

pytestmark = pytest.mark.django_db


@pytest.fixture
def tree() -> Tree:
    return build_tree()


@pytest.fixture
def district(tree: Tree) -> Client:
    return signed_in("district", "district", tree)


def signed_in(username: str, role: str, tree: Tree, where: str = "south") -> Client:
    client = Client()
    client.force_login(person(username, role, getattr(tree, where)))
    return client


def names_on(client: Client, query: str = "") -> list[str]:
    body = client.get(f"/desk/sites/{query}").content.decode()
    return re.findall(r'<a href="/desk/sites/[A-Z0-9]+/">([^<]+)</a>', body)


def test_it_holds_what_is_within_reach_and_nothing_else(tree: Tree, district: Client) -> None:
    opened_site(tree.primary, "本区的驿站")
    opened_site(tree.metro_primary, "地铁在本区的驿站")
    opened_site(tree.north_primary, "别区的驿站", district="370203")
    assert set(names_on(district)) == {"本区的驿站", "地铁在本区的驿站"}
    assert names_on(signed_in("north", "district", tree, "north")) == ["别区的驿站"]
    assert len(names_on(signed_in("city", "city", tree, "city"))) == 3
    assert names_on(signed_in("boss", "administrator", tree, "city")) == []


@pytest.mark.parametrize(
    "query",
    [
        "district=370203",
        "q=%E5%88%AB%E5%8C%BA",
        "state=open&district=370203",
        "sort=name&district=370203",
        "page=2",
    ],
)
def test_no_filter_reaches_beyond_the_own_rows(tree: Tree, district: Client, query: str) -> None:
    opened_site(tree.north_primary, "别区的驿站", district="370203")
    response = district.get(f"/desk/sites/?{query}")
    assert "别区的驿站" not in response.content.decode()
    assert response.context["page"].paginator.count == 0


def test_a_foreign_code_or_number_typed_into_the_search_finds_nothing(tree: Tree, district: Client) -> None:
    site = opened_site(tree.north_primary, "别区的驿站", district="370203")
    assert names_on(district, f"?q={site.code}") == []
    assert names_on(district, f"?q={site.filing_number}") == []


def test_name_code_and_filing_number_find_a_site(tree: Tree, district: Client) -> None:
    site = opened_site(tree.primary, "中山公园驿站")
    opened_site(tree.primary, "浮山所小站", address="香港中路1号")
    for words in ("中山", "zsgy", site.code, site.code.lower(), f" {site.code} ", site.filing_number):
        assert names_on(district, f"?q={quote(words)}") == ["中山公园驿站"], words


def test_filters_narrow_together_and_are_told_in_words(tree: Tree, district: Client) -> None:
    closed_site(opened_site(tree.primary, "停用驿站"))
    opened_site(tree.primary, "开放驿站")
    opened_site(tree.primary, "会员小屋", site_type="nursing_room", access="members")
    assert names_on(district, "?state=suspended") == ["停用驿站"]
    assert names_on(district, "?type=nursing_room&access=members") == ["会员小屋"]
    assert names_on(district, "?type=nursing_room&access=public") == []
    response = district.get("/desk/sites/?type=nursing_room&state=open")
    assert [chip.label for chip in response.context["form"].chips] == ["爱心妈妈小屋", "正常开放"]


def test_heads_sort_both_ways(tree: Tree, district: Client) -> None:
    for name in ("甲", "丙", "乙"):
        opened_site(tree.primary, name)
    by_name = sorted(("甲", "丙", "乙"))
    assert names_on(district, "?sort=name") == by_name
    assert names_on(district, "?sort=-name") == by_name[::-1]
    ServiceSite.objects.filter(name="丙").update(updated_at=NOW + timedelta(days=1))
    assert names_on(district)[0] == "丙"
    assert names_on(district, "?sort=updated")[-1] == "丙"
    assert names_on(district, "?sort=password") == names_on(district)


def test_pages_hold_fifty_rows_and_tell_the_total(
    tree: Tree, district: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "PER_PAGE", 2)
    for number in range(5):
        opened_site(tree.primary, f"第{number}站")
    assert len(names_on(district)) == 2
    assert "共 5 条" in district.get("/desk/sites/").content.decode()
    seen = [name for page in (1, 2, 3) for name in names_on(district, f"?page={page}&sort=name")]
    assert sorted(seen) == [f"第{number}站" for number in range(5)]
    assert names_on(district, "?sort=name&page=999999") == ["第4站"]


def test_paper_holds_the_filtered_rows_and_says_when_it_is_cut(
    tree: Tree, district: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(3):
        opened_site(tree.primary, f"第{number}站")
    opened_site(tree.primary, "小屋", site_type="nursing_room")
    body = district.get("/desk/sites/?print=1&type=outdoor_station").content.decode()
    assert "第0站" in body
    assert "小屋" not in body.replace("爱心妈妈小屋", "")
    assert "只印前" not in body
    monkeypatch.setattr(printing, "MOST", 2)
    assert "只印前 2 处" in district.get("/desk/sites/?print=1").content.decode()


@pytest.mark.parametrize(
    "query", [*HOSTILE, "state=%00&sort=%00", "sort=-updated_at,id", "print=2", "state=planned"]
)
def test_no_address_breaks_the_register(tree: Tree, district: Client, query: str) -> None:
    opened_site(tree.primary)
    response = district.get(f"/desk/sites/?{query}")
    assert response.status_code == 200
    assert "阵地名册" in response.content.decode()


def test_the_count_of_queries_does_not_grow_with_rows(tree: Tree, district: Client) -> None:
    def asked(address: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert district.get(address).status_code == 200
        return len(queries)

    opened_site(tree.primary, "第一站")
    list_one, print_one = asked("/desk/sites/"), asked("/desk/sites/?print=1")
    opened_site(tree.primary, "第二站")
    opened_site(tree.metro_primary, "第三站", site_type="nursing_room")
    assert asked("/desk/sites/") == list_one <= 8
    assert asked("/desk/sites/?print=1") == print_one <= 8
