"""What the sender of a returned case reads and may write: what opens together, what is locked, what is answered."""

from __future__ import annotations

import re

import pytest

from core.workflow import TransitionRefused
from filing import services
from filing.models import Filing
from tests.factories import ADDRESS_GAP, NOW, actor_of, return_with
from tests.office import build_office, case_in, form_at

pytestmark = pytest.mark.django_db

PHONE_GAP = ("people.public_phone", "电话打不通。", "换成有人接听的办公电话。")
PLATE_GAP = ("photos.plate", "照片模糊。", "文字清晰可辨。")


@pytest.fixture
def office(settings):
    settings.CLOCK_PIN = NOW.isoformat()
    return build_office()


@pytest.fixture
def keeper(office):
    return actor_of(office.people["keeper"])


def returned(office, *gaps, **facts):
    case = case_in(office, "district_check", **facts)
    return return_with(case, actor_of(office.people["district"]), *gaps)


def fresh(case):
    return Filing.objects.get(pk=case.pk)


def read(office, case, page="", who="keeper"):
    return office.client(who).get(f"/desk/filings/{case.number}/{page}").content.decode()


def sent(office, case, page, holding, then, **changes):
    client = office.client("keeper")
    form = form_at(client, f"/desk/filings/{case.number}/{page}/", holding=holding)
    response = client.post(form.action, {**form.fields, "then": then, **changes}, follow=True)
    return response.content.decode()


def test_an_address_named_in_a_letter_is_mended_by_its_floor_alone(office, keeper):
    case = returned(office, ADDRESS_GAP, building="管理处")
    gap = case.deficiencies.get()
    assert gap.value_then == "文登路28号;楼宇:管理处"
    page = sent(office, case, "place", "address", "answered", floor="一层", room="101 室")
    assert (fresh(case).version.floor, fresh(case).version.room) == ("一层", "101 室")
    assert case.deficiencies.get().answered_at is not None
    assert "文登路28号;楼宇:管理处;楼层:一层;房间:101 室" in page


def test_the_address_opens_whole_and_nothing_beside_it(office, keeper):
    case = returned(office, ADDRESS_GAP)
    page = read(office, case, "place/")
    locked = {
        name
        for tag in re.findall(r"<(?:input|textarea|select)[^>]*>", page)
        for name in re.findall(r'name="(\w+)"', tag)
        if " disabled" in tag
    }
    assert locked >= {"district", "directions", "station", "pin_lat"}
    assert not locked & {"address", "building", "floor", "room"}
    with pytest.raises(TransitionRefused, match="“怎么找到门”没有列入"):
        services.save_section(
            case.pk, {"directions": "北门进。"}, seen=fresh(case).revision, actor=keeper, now=NOW
        )


def test_a_floor_named_alone_opens_alone(office, keeper):
    case = returned(office, ("place.floor", "没有填写。", "写明楼层。"))
    with pytest.raises(TransitionRefused, match="“详细地址、房间”没有列入"):
        values = {"address": "文登路30号", "room": "101 室", "floor": "一层"}
        services.save_section(case.pk, values, seen=fresh(case).revision, actor=keeper, now=NOW)


def test_the_pages_say_what_opens_with_the_address(office):
    case = case_in(office, "district_check")
    assert "楼宇、楼层、房间与详细地址一并开放修改" in read(
        office, case, "gaps/?part=place.address", "district"
    )
    assert "一并开放" not in read(office, case, "gaps/?part=place.directions", "district")
    case = return_with(case, actor_of(office.people["district"]), ADDRESS_GAP)
    assert "<dt>一并开放修改</dt><dd>楼宇、楼层、房间</dd>" in read(office, case)
    assert "详细地址(含楼宇、楼层、房间):地址不完整。" in read(office, case, "place/")
