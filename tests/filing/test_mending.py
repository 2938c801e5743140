"""What the sender of a returned case reads and may write: what opens together, what is locked, what is answered."""

from __future__ import annotations

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from core.models import AuditEntry
from core.workflow import TransitionRefused
from filing import services
from filing.models import Filing
from filing.pages import tasks_of
from filing.phone import PhonePass, phone_code
from tests.factories import ADDRESS_GAP, NOW, actor_of, return_with
from tests.office import build_office, case_in, form_at, picture

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


def changed_at(page):
    """Labels beside which the page of all answers offers 修改."""
    return set(re.findall(r'修改<span class="visually-hidden">:?([^<]+)</span>', page))


def leavable_on(page):
    return page.partition("可以暂不填写")[2].partition("</ul>")[0]


def test_only_what_the_letter_opens_has_a_link_among_the_answers(office):
    draft = case_in(office, "draft", public_phone="")
    assert {"阵地名称", "对外电话"} <= changed_at(read(office, draft, "answers/"))
    case = returned(office, PHONE_GAP, ADDRESS_GAP, PLATE_GAP, public_phone="", building="管理处")
    assert changed_at(read(office, case, "answers/")) == {"对外电话", "详细地址", "楼宇", "照片", "选填,未填"}
    assert re.search(r"<dd>楼层、房间</dd>\s*<dd class=\"summary__change\">", read(office, case, "answers/"))
    assert re.search(r"<dd>线路、车站、[^<]+</dd>\s*</div>", read(office, case, "answers/"))


def test_what_the_letter_names_is_never_said_to_be_leavable(office):
    draft = case_in(office, "draft", public_phone="", manager_phone="")
    said = leavable_on(read(office, draft, "answers/"))
    assert "、对外电话</a>" in said
    assert "照片:照片</a>" in said
    case = returned(office, PHONE_GAP, PLATE_GAP, public_phone="", manager_phone="", directions="")
    said = leavable_on(read(office, case, "answers/"))
    assert re.search(r":办公电话[^、<]*</li>", said), "locked, so without a link"
    assert "怎么找到门" in said
    assert "对外电话" not in said
    assert "照片" not in said
    assert "<a " not in said


def task_of(case, title):
    return next(task for task in tasks_of(fresh(case)) if task["title"] == title)


def test_a_section_whose_gaps_are_all_answered_is_told_as_answered(office, keeper):
    directions = ("place.directions", "找不到门。", "写明从哪个门进。")
    case = returned(office, ADDRESS_GAP, directions, PHONE_GAP)
    page = sent(office, case, "place", "address", "answered", address="文登路30号")
    assert "“详细地址”已答复。" in page
    assert "“怎么找到门”的内容还没有变化,没有答复" in page
    task = task_of(case, "位置")
    assert (task["state"], task["missing"]) == ("gap", "需补正:怎么找到门;已答复:详细地址")
    page = sent(office, case, "place", "address", "answered", directions="北门进,右手第二间。")
    assert "“怎么找到门”已答复。" in page
    assert "已答复:详细地址、怎么找到门" in page
    assert task_of(case, "位置")["state"] == "answered"
    assert task_of(case, "位置")["url"], "it may still be written"
    assert task_of(case, "负责人与电话")["state"] == "gap"


def test_one_tap_beside_a_gap_names_what_was_answered(office):
    case = returned(office, ADDRESS_GAP, PHONE_GAP)
    gap = case.deficiencies.get(part="people.public_phone")
    client = office.client("keeper")
    url = reverse("filing-gap-answer", args=[case.number, gap.pk])
    form = form_at(client, f"/desk/filings/{case.number}/", action=url)
    page = client.post(url, {**form.fields, "note": "已核对。"}, follow=True).content.decode()
    assert "“对外电话”已答复。" in page


def test_questions_of_another_type_are_answered_with_the_type(office, keeper):
    case = returned(office, ("identity.site_type", "类型不符。", "改类型。"))
    assert task_of(case, "面积与设施")["missing"] == "需补正:随阵地类型核对"
    services.answer_gap(case.pk, case.deficiencies.get().pk, "类型无误。", actor=keeper, now=NOW)
    assert task_of(case, "面积与设施")["state"] == "answered"
    assert "使用面积" in changed_at(read(office, case, "answers/"))


def shot(shade, name="门牌.jpg"):
    return SimpleUploadedFile(name, picture(shade=shade), "image/jpeg")


def answered_parts(case):
    return set(case.deficiencies.exclude(answered_at=None).values_list("part", flat=True))


def test_a_picture_uploaded_plainly_says_that_the_gap_still_waits(office):
    case = returned(office, PLATE_GAP, ("photos.rules", "没有照片。", "补拍。"), ADDRESS_GAP)
    page = sent(office, case, "photos", "key", "", plate=shot(9))
    assert "已保存 1 张照片。" in page
    assert "“照片:门牌”的照片已保存,还没有答复;请再点“上传并答复已补正”答复该项" in page
    assert answered_parts(case) == set()
    page = sent(office, case, "photos", "key", "answered")
    assert "“照片:门牌”已答复。" in page
    assert answered_parts(case) == {"photos.plate"}
    page = sent(office, case, "photos", "key", "", plate=shot(10))
    assert "还没有答复" not in page


def test_nothing_chosen_and_nothing_mended_answers_nothing(office):
    case = returned(office, PLATE_GAP)
    page = sent(office, case, "photos", "key", "answered")
    assert "还没有选择照片" in page
    assert answered_parts(case) == set()


def test_a_draft_is_not_reminded_of_answers(office):
    page = sent(office, case_in(office, "draft"), "photos", "key", "", plate=shot(9))
    assert "已保存 1 张照片。" in page
    assert "答复" not in page


def additions(case):
    edits = AuditEntry.objects.filter(action="filing.edit", about=case.audit_about)
    return [entry.changes["照片"][1] for entry in edits if "照片" in entry.changes]


def test_one_picture_for_two_slots_is_kept_once_and_told_once(office):
    case = case_in(office, "draft")
    page = sent(office, case, "photos", "key", "", plate=shot(3), rules=shot(3, "制度.jpg"))
    assert "已保存 1 张照片。" in page
    assert "制度.jpg:这张照片已在“门牌”中,没有重复保存。" in page
    assert additions(case) == ["添加门牌照片"]
    page = sent(office, case, "photos", "key", "", entrance=shot(3, "入口.jpg"))
    assert "入口.jpg:这张照片已在“门牌”中" in page
    assert "已保存" not in page
    assert additions(case) == ["添加门牌照片"]


def test_the_phone_hears_of_the_same_picture_too(office):
    case = case_in(office, "draft", photos=1)
    url = reverse("phone", args=[phone_code(PhonePass(case.number, office.people["keeper"].pk))])
    page = Client().post(url, {"rules": shot(0, "制度.jpg")}, follow=True).content.decode()
    assert "制度.jpg:这张照片已在“门牌”中,没有重复保存。" in page
    assert "已传到电脑" not in page
    assert additions(case) == ["添加门牌照片"]


def history_on(page):
    return page.partition("<h2>办理过程</h2>")[2]


def test_the_history_tells_checkers_at_once_which_part_was_noted_or_dropped(office):
    case, checker = case_in(office, "district_check"), actor_of(office.people["district"])
    services.note_gap(case.pk, *ADDRESS_GAP, actor=checker, now=NOW)
    gap = services.note_gap(case.pk, *PHONE_GAP, actor=checker, now=NOW)
    services.drop_gap(case.pk, gap.pk, actor=checker, now=NOW)
    read_by = {who: history_on(read(office, case, who=who)) for who in ("district", "keeper")}
    assert "记下需补正:详细地址:地址不完整。" in read_by["district"]
    assert "删除需补正:对外电话:电话打不通。" in read_by["district"]
    assert "需补正:" not in read_by["keeper"], "nothing was sent yet"


def test_the_history_tells_the_sender_what_the_letter_told_and_no_more(office):
    case, checker = case_in(office, "district_check"), actor_of(office.people["district"])
    gap = services.note_gap(case.pk, *PHONE_GAP, actor=checker, now=NOW)
    services.drop_gap(case.pk, gap.pk, actor=checker, now=NOW)
    case = return_with(case, checker, ADDRESS_GAP)
    page = history_on(read(office, case))
    assert "记下需补正:详细地址:地址不完整。" in page
    assert "需补正:对外电话" not in page
    assert "删除需补正:对外电话" in history_on(read(office, case, who="district")), "he did it himself"
