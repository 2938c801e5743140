"""A document that a letter names is open while the case is returned, every other one is closed; old and new stay."""

from __future__ import annotations

import re
import uuid
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from core.workflow import NoteMissing, TransitionRefused
from filing import services
from filing.models import Filing
from filing.pages import tasks_of
from filing.parts import parts_of
from filing.phone import PhonePass, phone_code
from filing.services.documents import Described
from tests.factories import ADDRESS_GAP, NOW, actor_of, follow_up, return_with
from tests.office import build_office, case_in, draft_of, picture
from tests.pdfs import plain_pdf

pytestmark = pytest.mark.django_db

FIRE_GAP = ("documents.fire", "已过有效期。", "换成有效期内的材料。")
LEASE_GAP = ("documents.other:租赁合同", "缺页。", "重新上传完整的材料。")


@pytest.fixture
def office(settings):
    settings.CLOCK_PIN = NOW.isoformat()
    return build_office()


@pytest.fixture
def keeper(office):
    return actor_of(office.people["keeper"])


@pytest.fixture
def checker(office):
    return actor_of(office.people["district"])


def attach(case, actor, kind="fire", title="", text="fire", expires_on=None):
    paper = services.checked_paper(plain_pdf(text), "a.pdf")
    said = Described(kind, title, "a.pdf", expires_on)
    return services.attach_document(case.pk, paper, said, actor=actor, now=NOW)


def fresh(case):
    return Filing.objects.get(pk=case.pk)


def submit(case, keeper):
    return services.submit_filing(case.pk, seen=fresh(case).revision, actor=keeper, now=NOW)


@pytest.fixture
def checked(office, keeper):
    """Handed in with a fire report, a lease and another contract."""
    case = draft_of(office, "keeper")
    attach(case, keeper, expires_on=date(2026, 1, 31))
    attach(case, keeper, "other", "租赁合同", "lease")
    attach(case, keeper, "other", "物业合同", "porter")
    return submit(case, keeper)


def held(case):
    return {str(document) for document in fresh(case).held}


def named(case, name):
    return next(document for document in fresh(case).held if str(document) == name)


def read(office, case, page="", who="keeper"):
    return office.client(who).get(f"/desk/filings/{case.number}/{page}").content.decode()


def task_of(case):
    return next(task for task in tasks_of(fresh(case)) if task["title"] == "附件材料")


def shot(name="消防.jpg", shade=3):
    return SimpleUploadedFile(name, picture(shade=shade), "image/jpeg")


def upload(office, case, then="answered", **body):
    url = reverse("filing-documents", args=[case.number])
    said = {"key": str(uuid.uuid4()), "kind": "fire", "title": "", "expires_on": "", "then": then, **body}
    return office.client("keeper").post(url, said, follow=True)


def test_every_kind_and_every_title_can_be_pointed_at_and_a_scan_cannot(checked):
    codes = {code for code in parts_of(fresh(checked)) if code.startswith("documents.")}
    assert codes >= {"documents.agreement", *(gap[0] for gap in (FIRE_GAP, LEASE_GAP)), "documents.food"}
    assert "documents.scan" not in codes
    assert "documents.other:不存在的合同" not in codes


def test_a_named_document_is_open_and_every_other_one_closed(checked, keeper, checker):
    case = return_with(checked, checker, LEASE_GAP)
    for name in ("消防检查", "物业合同"):
        with pytest.raises(TransitionRefused, match=f"“材料:{name}”没有列入补正通知单"):
            services.detach_document(named(case, name), actor=keeper, now=NOW)
    for kind, title in (("fire", ""), ("other", "别的合同"), ("agreement", "租赁合同")):
        with pytest.raises(TransitionRefused, match="没有列入补正通知单"):
            attach(case, keeper, kind, title, "new")
    services.detach_document(named(case, "租赁合同"), actor=keeper, now=NOW)
    attach(case, keeper, "other", "租赁合同", "whole lease")
    assert held(case) == {"消防检查", "租赁合同", "物业合同"}


def test_a_letter_that_names_no_document_closes_all_of_them(checked, keeper, checker):
    case = return_with(checked, checker, ADDRESS_GAP)
    with pytest.raises(TransitionRefused, match="没有列入"):
        attach(case, keeper, "agreement", "", "agreement")
    with pytest.raises(TransitionRefused, match="没有列入"):
        services.detach_document(named(case, "消防检查"), actor=keeper, now=NOW)


def test_a_scan_with_the_stamp_comes_in_whatever_is_open(checked, keeper, checker):
    case = return_with(checked, checker, ADDRESS_GAP)
    paper = services.checked_paper(plain_pdf("stamped"), "a.pdf")
    services.file_scan(fresh(case), paper, Described("scan"), actor=keeper, now=NOW)
    assert case.documents.filter(kind="scan").exists()


def test_the_old_document_is_kept_with_the_letter_and_its_file_stays(
    checked, keeper, checker, django_capture_on_commit_callbacks
):
    old = named(checked, "消防检查").attachment
    case = return_with(checked, checker, FIRE_GAP)
    with django_capture_on_commit_callbacks(execute=True):
        services.detach_document(named(case, "消防检查"), actor=keeper, now=NOW)
    kept = case.deficiencies.get().documents.get()
    assert (kept.attachment_id, kept.name, kept.expires_on) == (old.pk, "消防检查", date(2026, 1, 31))
    assert old.file.storage.exists(old.file.name)


def test_a_missing_kind_is_told_and_mended_by_adding_it(checked, keeper, checker):
    case = return_with(checked, checker, ("documents.agreement", "没有上传。", "上传。"))
    gap = case.deficiencies.get()
    assert (gap.label, gap.value_then) == ("材料:共建协议", "")
    with pytest.raises(NoteMissing, match="还没有变化"):
        services.answer_gap(case.pk, gap.pk, actor=keeper, now=NOW)
    attach(case, keeper, "agreement", "2026年共建协议", "agreement")
    services.answer_gap(case.pk, gap.pk, actor=keeper, now=NOW)
    assert submit(case, keeper).state == "district_check"
    assert task_of(case)["url"]
    with pytest.raises(TransitionRefused):
        attach(case, keeper, "agreement", "", "after handing in")


def test_the_same_file_once_more_is_no_change_and_another_last_day_is_one(checked, keeper, checker):
    case = return_with(checked, checker, FIRE_GAP)
    gap = case.deficiencies.get()
    services.detach_document(named(case, "消防检查"), actor=keeper, now=NOW)
    attach(case, keeper, expires_on=date(2026, 1, 31))
    with pytest.raises(NoteMissing, match="还没有变化"):
        services.answer_gap(case.pk, gap.pk, actor=keeper, now=NOW)
    attach(case, keeper, expires_on=date(2027, 1, 31))
    services.answer_gap(case.pk, gap.pk, actor=keeper, now=NOW)
    assert named(case, "消防检查").expires_on == date(2027, 1, 31)


def test_a_removed_title_stays_open_for_another_file(checked, keeper, checker):
    case = return_with(checked, checker, LEASE_GAP)
    services.detach_document(named(case, "租赁合同"), actor=keeper, now=NOW)
    attach(case, keeper, "other", "租赁合同", "whole")
    assert "租赁合同" in held(case)


def test_one_upload_replaces_and_answers(office, checked, checker):
    case = return_with(checked, checker, FIRE_GAP, LEASE_GAP)
    page = read(office, case, "documents/")
    offered = set(re.findall(r'<option value="([^"]*)"', page))
    assert {"fire", "other:租赁合同", "scan"} <= offered
    assert not offered & {"agreement", "food", "other"}
    body = {"files": shot(), "instead": "on", "expires_on": "2027-06-30"}
    answered = upload(office, case, **body).content.decode()
    assert "“材料:消防检查”已答复。" in answered
    assert "“材料:租赁合同”的内容还没有变化,没有答复。" in answered
    assert [document.expires_on for document in fresh(case).held if document.kind == "fire"] == [
        date(2027, 6, 30)
    ]
    upload(office, case, kind="other:租赁合同", files=shot("租赁.jpg", 5), instead="on")
    assert held(case) == {"消防检查", "租赁合同", "物业合同"}
    assert not case.deficiencies.filter(answered_at=None).exists()


def test_a_plain_upload_says_that_the_gap_still_waits(office, checked, checker):
    case = return_with(checked, checker, FIRE_GAP)
    page = upload(office, case, "back", files=shot()).content.decode()
    assert "已保存 1 份材料。" in page
    assert "“材料:消防检查”还没有答复。" in page
    assert len(fresh(case).held) == 4, "nothing was replaced"
    page = upload(office, case).content.decode()
    assert "“材料:消防检查”已答复。" in page, "without choosing it again"


def test_a_closed_kind_is_not_taken_from_a_made_up_form(office, checked, checker):
    case = return_with(checked, checker, FIRE_GAP)
    response = upload(office, case, kind="agreement", files=shot())
    assert response.status_code == 400
    assert len(fresh(case).held) == 3


def test_the_checker_points_at_documents_and_lacking_kinds_from_the_page_of_the_case(office, checked):
    page = read(office, checked, who="district")
    assert "?part=documents.fire" in page
    assert "?part=documents.other%3A%E7%A7%9F%E8%B5%81%E5%90%88%E5%90%8C" in page
    assert "缺少材料的,点类别记下需补正" in page
    assert "缺少材料的" not in read(office, checked)
    noted = office.client("district").get(
        reverse("filing-gap", args=[checked.number]), {"part": LEASE_GAP[0]}
    )
    assert "需补正:材料:租赁合同" in noted.content.decode()
    assert "材料不完整,缺页" in noted.content.decode(), "ready sentences for documents"


def test_old_and_new_stand_side_by_side_and_both_can_be_read(office, checked, keeper, checker):
    case = return_with(checked, checker, FIRE_GAP)
    services.detach_document(named(case, "消防检查"), actor=keeper, now=NOW)
    attach(case, keeper, text="new fire", expires_on=date(2027, 6, 30))
    gap = case.deficiencies.get()
    services.answer_gap(case.pk, gap.pk, actor=keeper, now=NOW)
    submit(case, keeper)
    page = read(office, case, who="district")
    told = page.partition(f'id="gap-{gap.pk}"')[2].partition("</section>")[0]
    then, now = told.partition("<dt>现在")[::2]
    assert "有效期至2026年1月31日" in then
    assert "有效期至2027年6月30日" in now
    address = re.search(r'href="(/desk/filings/[^"]+/gaps/\d+/documents/\d+/)"', then)
    assert address is not None
    for who in ("district", "keeper"):
        answer = office.client(who).get(address[1])
        assert answer["Content-Type"] == "application/pdf"
        assert answer["Content-Security-Policy"].startswith("sandbox")
    assert office.client("district2").get(address[1]).status_code == 404


def test_the_task_list_the_answers_and_the_letter_name_the_document(office, checked, keeper, checker):
    case = return_with(checked, checker, FIRE_GAP, ADDRESS_GAP)
    assert (task_of(case)["state"], task_of(case)["missing"]) == ("gap", "需补正:材料:消防检查")
    answers = read(office, case, "answers/")
    assert set(re.findall(r'修改<span class="visually-hidden">:?([^<]+)</span>', answers)) >= {"附件材料"}
    letter = office.client("keeper").get(reverse("filing-paper", args=[case.number, "notice-1"]))
    assert "材料:消防检查" in letter.content.decode()
    services.detach_document(named(case, "消防检查"), actor=keeper, now=NOW)
    gap = case.deficiencies.get(part="documents.fire")
    services.answer_gap(case.pk, gap.pk, actor=keeper, now=NOW)
    assert task_of(case)["state"] == "answered"
    assert "移除消防检查" in read(office, case).partition("<h2>办理过程</h2>")[2]


def test_documents_are_locked_in_the_task_list_when_no_letter_names_them(checked, checker, office):
    case = return_with(checked, checker, ADDRESS_GAP)
    assert not task_of(case)["url"]
    page = read(office, case, "documents/")
    assert "补正通知单没有列明附件材料,已交的材料保持原样" in page
    assert "/remove/" not in page


def test_the_phone_takes_pages_of_a_named_document(office, checked, checker):
    case = return_with(checked, checker, FIRE_GAP)
    url = reverse("phone", args=[phone_code(PhonePass(case.number, office.people["keeper"].pk))])
    client = Client()
    page = client.get(url).content.decode()
    assert "材料:消防检查(已有 1 份)" in page
    assert 'name="plate"' not in page
    page = client.post(url, {"document:fire": shot()}, follow=True).content.decode()
    assert "已传到电脑 1 张" in page
    assert sorted(document.kind for document in fresh(case).held) == ["fire", "fire", "other", "other"]
    client.post(url, {"document:agreement": shot(shade=7)})
    assert len(fresh(case).held) == 4, "not named"


def test_the_picture_of_a_plate_opens_with_the_plate(office, keeper, checker):
    filed = case_in(office, "filed")
    leaving = follow_up(filed, "cancel", keeper)
    attach(leaving, keeper, "other", "标识牌照片", "plate")
    case = submit(leaving, keeper)
    case = return_with(case, checker, ("cancel.plate", "看不出已拆牌。", "重拍。"))
    with pytest.raises(TransitionRefused, match="没有列入"):
        attach(case, keeper, "other", "别的材料", "x")
    services.detach_document(named(case, "标识牌照片"), actor=keeper, now=NOW)
    attach(case, keeper, "other", "标识牌照片", "plate again")
    gap = services.answer_gap(case.pk, case.deficiencies.get().pk, actor=keeper, now=NOW)
    assert gap.stage == "answered"


def test_a_document_put_back_takes_its_answer_along(checked, keeper, checker):
    case = return_with(checked, checker, FIRE_GAP)
    services.detach_document(named(case, "消防检查"), actor=keeper, now=NOW)
    services.answer_gap(case.pk, case.deficiencies.get().pk, actor=keeper, now=NOW)
    attach(case, keeper, expires_on=date(2026, 1, 31))
    with pytest.raises(services.NotReady, match="又改回了原来的内容"):
        submit(case, keeper)


def test_a_kept_document_gap_is_told_again_with_what_stands_then(checked, keeper, checker):
    case = return_with(checked, checker, LEASE_GAP)
    services.detach_document(named(case, "租赁合同"), actor=keeper, now=NOW)
    services.answer_gap(case.pk, case.deficiencies.get().pk, actor=keeper, now=NOW)
    submit(case, keeper)
    services.judge_gap(case.pk, case.deficiencies.get().pk, "kept", actor=checker, now=NOW)
    case = services.return_filing(case.pk, actor=checker, now=NOW)
    again = case.notices.get(number=2).deficiencies.get()
    assert (again.part, again.value_then, again.documents.count()) == (LEASE_GAP[0], "", 0)
    attach(case, keeper, "other", "租赁合同", "whole")
    services.answer_gap(case.pk, again.pk, actor=keeper, now=NOW)
    assert submit(case, keeper).state == "district_check"


def test_more_named_documents_need_no_more_queries(
    office, checked, keeper, checker, django_assert_max_num_queries
):
    case = return_with(checked, checker, FIRE_GAP)
    client = office.client("keeper")
    url = reverse("filing-documents", args=[case.number])
    client.get(url)
    with django_assert_max_num_queries(60) as one:
        client.get(url)
    for number in range(3):
        attach(case, keeper, text=f"more {number}")
    with django_assert_max_num_queries(len(one)):
        client.get(url)
