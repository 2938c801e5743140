"""Sections of a case: what is typed is saved, refused in words, or kept beside the newer text."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from core.models import AuditEntry
from filing.models import Filing
from filing.services import save_section, submit_filing
from tests.factories import NOW, actor_of
from tests.office import Form, Office, build_office, draft_of, form_at, forms_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Office:
    return build_office()


@pytest.fixture
def filing(office: Office) -> Filing:
    return draft_of(office)


def page_of(filing: Filing, code: str) -> str:
    return reverse("filing-section", args=[filing.number, code])


def blank(form: Form) -> Form:
    """An input without a value is sent empty; only a ticked box says "on"."""
    boxes = {"is_sensitive", "pin_confirmed"}
    empty = [name for name, values in form.fields.items() if values == ["on"] and name not in boxes]
    form.fields.update({name: [""] for name in empty})
    return form


def again_in(response: Any, holding: str) -> Form:
    """The form that the answer offers once more."""
    return blank(next(form for form in forms_of(response) if {"seen", holding} <= form.names))


def opened(client: Client, filing: Filing, code: str, **typed: Any) -> Form:
    """The form of a section as a browser holds it, with what a person typed into it."""
    form = form_at(client, page_of(filing, code), holding="seen")
    blank(form)
    form.fields.update({name: value if isinstance(value, list) else [value] for name, value in typed.items()})
    return form


def fresh(filing: Filing) -> Filing:
    return Filing.objects.select_related("version", "site").get(pk=filing.pk)


def typed_into(office: Office, filing: Filing, code: str, **typed: Any) -> Any:
    client = office.client("district")
    form = opened(client, filing, code, **typed)
    return client.post(form.action, form.fields)


def test_a_section_is_saved_and_leads_to_the_next(office: Office, filing: Filing) -> None:
    answer = typed_into(office, filing, "identity", name="中山公园户外劳动者驿站", union_fen="12,345.60")
    assert answer.status_code == 302
    assert answer.url == page_of(filing, "place")
    version = fresh(filing).version
    assert (version.name, version.union_fen) == ("中山公园户外劳动者驿站", 1_234_560)


def test_saving_and_returning_leads_to_the_task_list(office: Office, filing: Filing) -> None:
    answer = typed_into(office, filing, "people", then="back")
    assert answer.url == reverse("filing", args=[filing.number])


def test_an_unchanged_form_changes_no_fact(office: Office, filing: Filing) -> None:
    client = office.client("district")
    typed = {
        "place": {"pin": "120.382600,36.067100", "pin_datum": "bd09"},
        "facilities": {"area_hundredths": "25.5"},
    }
    for code, values in typed.items():
        form = opened(client, filing, code, **values)
        client.post(form.action, form.fields)
    before = {name: value for name, value in vars(fresh(filing).version).items() if name != "_state"}
    for code in ("identity", "place", "facilities", "hours", "people"):
        form = opened(client, filing, code)
        assert client.post(form.action, form.fields).status_code == 302, code
    after = {name: value for name, value in vars(fresh(filing).version).items() if name != "_state"}
    assert after == before


def test_an_incomplete_section_is_saved(office: Office, filing: Filing) -> None:
    answer = typed_into(office, filing, "identity", name="", host_name="")
    assert answer.status_code == 302
    assert fresh(filing).version.name == ""


def test_the_second_click_saves_once_and_leads_to_the_same_page(office: Office, filing: Filing) -> None:
    client = office.client("district")
    form = opened(client, filing, "identity", name="双击驿站")
    first, second = (client.post(form.action, form.fields) for _ in range(2))
    assert (first.status_code, second.status_code) == (302, 302)
    assert first.url == second.url
    assert fresh(filing).revision == filing.revision + 1


def test_a_foreign_district_finds_no_section_and_the_attempt_is_told(office: Office, filing: Filing) -> None:
    stranger = office.client("district2")
    form = opened(office.client("district"), filing, "identity", name="改名")
    assert stranger.get(form.action).status_code == 404
    assert stranger.post(form.action, form.fields).status_code == 404
    assert fresh(filing).version.name != "改名"
    told = AuditEntry.objects.filter(outcome="refused", actor_id=office.people["district2"].pk)
    assert told.count() == 1


def test_who_reads_but_may_not_write_is_refused_with_the_reason(office: Office) -> None:
    filing = draft_of(office, "keeper")
    form = opened(office.client("keeper"), filing, "identity", name="改名")
    filing = submit_filing(filing.pk, seen=filing.revision, actor=actor_of(office.people["keeper"]), now=NOW)
    answer = office.client("city").post(form.action, form.fields)
    assert answer.status_code == 403
    assert "您的账号没有这项权限" in answer.content.decode()


def test_an_unknown_section_is_not_found(office: Office, filing: Filing) -> None:
    assert office.client("district").get(page_of(filing, "secrets")).status_code == 404


def test_a_stale_edit_keeps_the_typed_text_beside_the_newer_one(office: Office, filing: Filing) -> None:
    client = office.client("district")
    form = opened(client, filing, "identity", name="我这一页写的名称")
    keeper = actor_of(office.people["keeper"])
    save_section(filing.pk, {"name": "站长刚改的名称"}, seen=filing.revision, actor=keeper, now=NOW)
    answer = client.post(form.action, form.fields)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "我这一页写的名称" in page
    assert "站长刚改的名称" in page
    assert "keeper同志" in page
    assert fresh(filing).version.name == "站长刚改的名称"


def test_the_page_of_a_stale_edit_can_be_saved_again(office: Office, filing: Filing) -> None:
    client = office.client("district")
    form = opened(client, filing, "identity", name="我这一页写的名称")
    keeper = actor_of(office.people["keeper"])
    save_section(filing.pk, {"name": "站长刚改的名称"}, seen=filing.revision, actor=keeper, now=NOW)
    conflict = client.post(form.action, form.fields)
    again = again_in(conflict, "name")
    assert client.post(form.action, again.fields).status_code == 302
    assert fresh(filing).version.name == "我这一页写的名称"


def test_a_section_handed_in_meanwhile_is_refused_and_nothing_typed_is_lost(
    office: Office, filing: Filing
) -> None:
    client = office.client("district")
    form = opened(client, filing, "identity", name="写到一半的名称")
    submit_filing(filing.pk, seen=filing.revision, actor=actor_of(office.people["keeper"]), now=NOW)
    answer = client.post(form.action, form.fields)
    assert answer.status_code == 409
    assert "写到一半的名称" in answer.content.decode()
    assert fresh(filing).version.name != "写到一半的名称"


def test_a_closed_section_leads_to_the_case(office: Office, filing: Filing) -> None:
    submit_filing(filing.pk, seen=filing.revision, actor=actor_of(office.people["keeper"]), now=NOW)
    answer = office.client("district").get(page_of(filing, "identity"))
    assert (answer.status_code, answer.url) == (302, reverse("filing", args=[filing.number]))


BAD = [
    ("identity", {"host_credit_code": "91370202MA3C4XXK41"}, "第18位校验不符,请对照证书重新输入。"),
    (
        "identity",
        {"agreement_starts_on": "2026-05-01", "agreement_ends_on": "2026-04-30"},
        "协议截止日期不能早于起始日期,请核对。",
    ),
    ("identity", {"built_on": "2020-01-01", "opened_on": "2019-12-31"}, "启用日期不能早于建成日期,请核对。"),
    ("identity", {"built_on": "2031-01-01"}, "建成日期不能晚于今天,请核对。"),
    ("identity", {"opened_on": "2021-02-30"}, "启用日期不是有效的日期"),
    ("identity", {"union_fen": "-5"}, "工会经费不能是负数,请核对。"),
    ("identity", {"union_fen": "1e309"}, "工会经费请填写数字,单位为元。"),
    ("identity", {"name": "驿站11010519491231002X"}, "阵地名称中含有身份证号码"),
    ("identity", {"name": "驿\u202e站"}, "含有改变文字方向的隐藏字符"),
    ("identity", {"name": "长" * 81}, "阵地名称最多 80 个字,现在是 81 个字,请缩短。"),
    ("place", {"pin": "139.691700,35.689500", "pin_datum": "gcj02"}, "坐标不在中国范围内"),
    ("place", {"pin_lat": "120.3826", "pin_lng": "36.0671", "pin_datum": "gcj02"}, "经度和纬度填反了"),
    ("place", {"pin_lat": "NaN", "pin_lng": "36.0671", "pin_datum": "gcj02"}, "坐标不是有效的数字"),
    ("place", {"pin_lat": "36.0671", "pin_datum": "gcj02"}, "纬度和经度都要填写小数"),
    ("place", {"pin": "120.3826,36.0671"}, "请选择坐标取自哪里"),
    ("facilities", {"area_hundredths": "0"}, "使用面积应大于 0 平方米"),
    ("facilities", {"area_hundredths": "1000000000"}, "使用面积不能大于 100,000 平方米"),
    ("facilities", {"area_hundredths": "438.615"}, "使用面积最多保留 2 位小数"),
    ("facilities", {"capacity": "10" * 15}, "可容纳人数不能大于 100,000 人"),
    ("facilities", {"facilities": ["seats", "sauna"]}, "没有这个选项"),
    ("facilities", {"fact_medicine_ends": "明年"}, "药品最早到期日不是有效的日期"),
    ("hours", {"day_0": "8:30-12:00,11:00-17:00"}, "周一 8:30–12:00 与 11:00–17:00 重叠"),
    ("hours", {"day_1": "早上八点到晚上"}, "周二"),
    ("people", {"public_phone": "找张师傅"}, "对外电话只填电话号码"),
    ("people", {"manager_name": "张三13812345678"}, "负责人中含有手机号码"),
]


@pytest.mark.parametrize(("code", "typed", "sentence"), BAD, ids=lambda value: str(value)[:40])
def test_bad_input_gets_its_sentence_and_changes_nothing(
    office: Office, filing: Filing, code: str, typed: dict[str, Any], sentence: str
) -> None:
    answer = typed_into(office, filing, code, **typed)
    page = answer.content.decode()
    assert answer.status_code == 400
    assert sentence in page
    assert fresh(filing).revision == filing.revision
    for value in typed.values():
        if isinstance(value, str) and "\u202e" not in value:
            assert value in page


def test_all_problems_of_the_hours_are_said_at_once(office: Office, filing: Filing) -> None:
    answer = typed_into(office, filing, "hours", day_0="9:00-9:00", day_2="18:00-9:00", holiday="own")
    form = answer.context["form"]
    assert {"day_0", "day_2", "holiday_text"} <= set(form.errors)


def test_empty_hours_stand_as_not_verified(office: Office, filing: Filing) -> None:
    client = office.client("district")
    form = opened(client, filing, "hours", fill="unknown")
    filled = client.post(form.action, form.fields)
    assert fresh(filing).revision == filing.revision
    again = again_in(filled, "day_0")
    assert client.post(form.action, again.fields).status_code == 302
    assert fresh(filing).version.hours is None


def test_a_common_pattern_fills_the_week_and_keeps_the_rest(office: Office, filing: Filing) -> None:
    client = office.client("district")
    form = opened(client, filing, "hours", fill="always", access="appointment")
    answer = client.post(form.action, form.fields)
    assert answer.status_code == 200
    assert "尚未保存" in answer.content.decode()
    again = again_in(answer, "day_0")
    assert client.post(form.action, again.fields).status_code == 302
    version = fresh(filing).version
    assert version.access == "appointment"
    assert version.hours["week"] == [[[0, 1440]]] * 7


def test_seasons_and_exceptions_are_kept(office: Office, filing: Filing) -> None:
    answer = typed_into(
        office,
        filing,
        "hours",
        season_0_first="7月1日",
        season_0_last="8月31日",
        exception_0_first="2026-10-20",
        exception_0_last="2026-10-22",
        exception_0_reason="检修",
    )
    assert answer.status_code == 302
    hours = fresh(filing).version.hours
    assert hours["seasons"] == [{"from": "07-01", "to": "08-31"}]
    assert hours["exceptions"] == [
        {"from": "2026-10-20", "to": "2026-10-22", "intervals": [], "reason": "检修"}
    ]


def test_a_pasted_pin_is_stored_as_wgs84_with_its_source(office: Office, filing: Filing) -> None:
    answer = typed_into(office, filing, "place", pin="120.387,36.0675", pin_datum="gcj02")
    assert answer.status_code == 302
    version = fresh(filing).version
    assert version.pin_datum == "gcj02"
    assert abs(version.lat - Decimal("36.0675")) < Decimal("0.002")
    assert version.lng != Decimal("120.387000")


def test_a_far_pin_is_saved_and_asks_once_to_look_again(office: Office, filing: Filing) -> None:
    client = office.client("district")
    form = opened(client, filing, "place", pin="121.5,37.4", pin_datum="wgs84")
    answer = client.post(form.action, form.fields)
    assert answer.url == page_of(filing, "place")
    assert fresh(filing).version.lat == Decimal("37.4")
    page = client.get(answer.url).content.decode()
    assert "坐标距市南区中心" in page
    assert "坐标无误" in page
    form = opened(client, filing, "place", pin_confirmed="on")
    assert client.post(form.action, form.fields).url == page_of(filing, "facilities")


def test_a_mobile_number_for_the_public_is_saved_with_a_warning(office: Office, filing: Filing) -> None:
    client = office.client("district")
    form = opened(client, filing, "people", public_phone="13812345678")
    answer = client.post(form.action, form.fields, follow=True)
    assert "请确认是阵地专用手机" in answer.content.decode()
    assert fresh(filing).version.public_phone == "13812345678"


def test_a_form_without_its_key_or_revision_is_refused(office: Office, filing: Filing) -> None:
    client = office.client("district")
    for missing, value in (("key", "x"), ("seen", "-1"), ("seen", "9" * 30)):
        form = opened(client, filing, "identity", **{missing: value})
        assert client.post(form.action, form.fields).status_code == 400
    assert fresh(filing).revision == filing.revision


def test_a_refused_post_stands_in_the_trail(office: Office) -> None:
    filing = draft_of(office, "keeper")
    form = opened(office.client("keeper"), filing, "identity", name="改名")
    filing = submit_filing(filing.pk, seen=filing.revision, actor=actor_of(office.people["keeper"]), now=NOW)
    office.client("city").post(form.action, form.fields)
    entry = AuditEntry.objects.filter(outcome="refused").get()
    assert (entry.actor_name, entry.label, entry.about) == ("city同志", "保存资料", filing.audit_about)
