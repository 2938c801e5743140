"""A filter offers the districts in which something stands that the reader sees."""

from __future__ import annotations

import pytest
from django.test import Client

from sites.selectors import districts_within
from tests.factories import Tree, actor_of, person
from tests.sites.public_sites import opened_site

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("role", "over", "offered"),
    [
        ("city", "city", {"370202", "370203"}),
        ("auditor", "city", {"370202", "370203"}),
        ("district", "south", {"370202"}),
        ("district", "north", {"370203"}),
        ("district", "metro", set()),
        ("keeper", "primary", set()),
    ],
)
def test_an_office_chooses_among_what_it_governs(tree: Tree, role: str, over: str, offered: set[str]) -> None:
    assert set(districts_within(actor_of(person("reader", role, getattr(tree, over))))) == offered


def test_where_a_site_stands_its_branch_can_look_too(tree: Tree) -> None:
    opened_site(tree.metro_primary, "地铁北站驿站", district="370203")
    opened_site(tree.primary, "南边管北边的驿站", district="370203")
    readers = {"metro": {"370203"}, "south": {"370202", "370203"}, "primary": {"370203"}}
    for over, offered in readers.items():
        reader = actor_of(person(over, "district", getattr(tree, over)))
        assert set(districts_within(reader)) == offered, over


@pytest.mark.parametrize("page", ["sites", "filings", "findings", "stickers"])
def test_whoever_sees_one_district_is_not_asked_for_it(tree: Tree, page: str) -> None:
    asked = {}
    for username, role, over in (("south", "district", tree.south), ("city", "city", tree.city)):
        client = Client()
        client.force_login(person(username, role, over))
        asked[username] = "区(市)</label>" in client.get(f"/desk/{page}/").content.decode()
    assert asked == {"south": False, "city": True}
