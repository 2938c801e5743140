"""Unions and districts in the back office."""

from __future__ import annotations

import pytest
from django.test import Client

from accounts.models import District, Union
from tests.accounts.back_office import save, told
from tests.factories import build_tree, person

pytestmark = pytest.mark.django_db


@pytest.fixture
def tree():
    return build_tree()


@pytest.fixture
def back_office(tree):
    client = Client()
    client.force_login(person("gu", "administrator", tree.city, name="顾磊"))
    return client


def union_form(**more):
    return {
        "name": "新街道总工会",
        "short_name": "",
        "code": "NEW",
        "kind": "street",
        "is_active": "on",
    } | more


def test_a_union_is_made_below_its_parent_and_moved_with_its_path(back_office, tree):
    save(back_office, "/admin/accounts/union/add/", union_form(parent=tree.south.pk, path="9.9."))
    made = Union.objects.get(code="NEW")
    assert made.path == f"{tree.south.path}{made.pk}."
    path = f"/admin/accounts/union/{made.pk}/change/"
    save(back_office, path, union_form(parent=tree.north.pk))
    assert Union.objects.get(code="NEW").path == f"{tree.north.path}{made.pk}."
    assert told("union.save").filter(actor_name="顾磊", target_id=str(made.pk)).count() == 2


def test_a_union_below_itself_is_refused_in_words(back_office, tree):
    data = union_form(name=tree.street.name, code=tree.street.code, parent=tree.primary.pk)
    response = back_office.post(f"/admin/accounts/union/{tree.street.pk}/change/", data)
    assert "上级工会不能是本工会或其下级工会" in response.content.decode()
    assert Union.objects.get(pk=tree.street.pk).parent == tree.south


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"kind": "district"}, "请选择上级工会。区(市)总工会没有上级工会,就没有适用的管理办法"),
        ({"kind": "primary"}, "请选择上级工会。基层工会没有上级工会"),
        ({"kind": "district", "parent": "city"}, "请选择管辖区(市)。"),
        ({"kind": "street", "parent": "south", "governs": "370212"}, "街道(镇)工会不管辖区(市),请留空。"),
    ],
)
def test_a_union_that_hangs_in_the_air_is_refused_in_words(back_office, tree, change, sentence):
    if "parent" in change:
        change = change | {"parent": getattr(tree, change["parent"]).pk}
    response = back_office.post("/admin/accounts/union/add/", union_form(**change))
    assert sentence in response.content.decode()
    assert not Union.objects.filter(code="NEW").exists()


def test_a_zone_may_govern_a_district_or_none(back_office, tree):
    for code, governs in (("Z1", ""), ("Z2", "370212")):
        data = union_form(code=code, name=code, kind="zone", parent=tree.city.pk, governs=governs)
        save(back_office, "/admin/accounts/union/add/", data)
    assert Union.objects.get(code="Z2").governs_id == "370212"


def test_unions_are_found_by_initials(back_office, tree):
    page = back_office.get("/admin/accounts/union/?q=zsl").content.decode()
    assert tree.street.name in page
    assert tree.north_primary.name not in page


def test_a_district_is_corrected_with_an_entry(back_office, tree):
    district = District.objects.get(code="370202")
    form = {
        "name": district.name,
        "short_name": district.short_name,
        "city_name": district.city_name,
        "centre_lat": "36.070000",
        "centre_lng": "120.395000",
        "radius_km": "12",
    }
    save(back_office, "/admin/accounts/district/370202/change/", form)
    assert told("admin.change").get(target_type="accounts.district").changes == {"半径(公里)": ["10", "12"]}


def test_a_district_that_nothing_names_is_removed_with_an_entry(back_office, tree):
    save(back_office, "/admin/accounts/district/370212/delete/", {"post": "yes"})
    assert not District.objects.filter(code="370212").exists()
    assert told("admin.delete").get().target_id == "370212"


def test_a_district_in_use_stays(back_office, tree):
    response = back_office.post("/admin/accounts/district/370202/delete/", {"post": "yes"}, follow=True)
    assert "“市南区”不能删除,还有工会 1 条用到它。" in response.content.decode()
    assert District.objects.filter(code="370202").exists()
    assert not told("admin.delete").exists()


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"code": "33020"}, "区划代码应为 6 位数字"),
        ({"centre_lat": "29.87"}, "要么都填写,要么都留空"),
        ({"radius_km": "10"}, "要么都填写,要么都留空"),
    ],
)
def test_a_new_district_is_named_and_its_middle_is_whole_or_unknown(back_office, change, sentence):
    form = {"code": "330203", "name": "海曙区", "short_name": "海曙", "city_name": "宁波市"}
    response = back_office.post("/admin/accounts/district/add/", form | change)
    assert sentence in response.content.decode()
    save(back_office, "/admin/accounts/district/add/", form)
    assert District.objects.get(code="330203").radius_km is None
