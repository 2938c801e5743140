"""What the pages and the sheet of a list of existing sites tell whoever checks, signs and answers."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from core.models import AuditEntry
from filing.models import EnrolmentSignOff
from sites.services import Sender, announce_reopening
from tests.digest import changed, tables
from tests.factories import actor_of
from tests.imports.lists import asked_on, book_of, errors_in, saved
from tests.imports.test_enrolment import IDENTITY, LEFT, STATED, TOLD, existing, listed, sites_of
from tests.imports.test_enrolment import hall as hall  # the fixture
from tests.office import NOW


def test_the_preview_says_how_many_of_which_kind_and_which_stay_hidden_and_why(hall):
    rows = [
        existing(1),
        existing(2, access=""),
        existing(3, access="本单位职工"),
        existing(4, extent="不公开(仅扫码可见)"),
        existing(5, 详细地址=""),
    ]
    batch = hall.sent(*rows)
    page = errors_in(hall.desk("importer").client.get(hall.desk("importer").address(batch)))
    assert "将要入册(5 处)" in page
    assert "2 处:资料不全,补全后才公开" in page
    assert "1 处:公开范围选择了不公开" in page and "1 处:只接待本单位职工" in page
    lacking = errors_in(
        hall.desk("importer").client.get(hall.desk("importer").address(batch) + "?show=lacking")
    )
    assert "第2号" in lacking and "第5号" in lacking and "第1号" not in lacking


def test_who_approves_reads_where_each_site_is_when_it_is_open_and_its_telephone(hall, office):
    rows = [
        [*existing(1, 详细地址="太平路12号"), "每天 9:00-17:00", "0532-85911234"],
        [*existing(2, 详细地址=""), "", ""],
    ]
    desk = hall.desk("importer")
    batch = desk.taken(saved(book_of([TOLD, *rows])), mode="existing")
    assert hall.propose(batch).status_code == 302
    page = errors_in(office.client("city").get(reverse("import-batch", args=[batch.pk])))
    assert "太平路12号" in page and "9:00" in page and "0532-85911234" in page
    assert page.count("未填") == 3
    paper = office.client("city").get(reverse("import-paper", args=[batch.pk])).content.decode()
    assert "阵地名称、地址" in paper and "太平路12号" in paper and "地址未填" in paper


@pytest.mark.parametrize("mode", ["existing", "drafts"])
def test_a_mobile_as_the_public_telephone_is_told_and_hinders_nothing(hall, mode):
    rows = [
        [*existing(1, 阵地名称="栈桥驿站"), "", "139 0532 1234"],
        [*existing(2), "", "0532-85911234"],
    ]
    desk = hall.desk("importer")
    batch = desk.taken(saved(book_of([TOLD, *rows])), mode=mode)
    page = errors_in(desk.client.get(desk.address(batch)))
    assert "对外电话提醒(1 处)" in page
    assert "对外电话是手机号码,将显示在公众页面。请确认是阵地专用手机,不是个人手机。" in page
    assert "第 2 行“栈桥驿站”" in page and "第 3 行“第2号" not in page
    assert (batch.questions.count(), batch.sites.count()) == (0, 2)


def test_each_level_stands_on_the_sheet_with_its_person_and_each_managing_union(hall, office):
    batch = hall.enrolled(existing(1), existing(2))
    paper = reverse("import-paper", args=[batch.pk])
    text = errors_in(office.client("city").get(paper))
    levels = list(EnrolmentSignOff.objects.values_list("level_name", "user__name"))
    assert len(levels) == 2
    for level, who in levels:
        assert f"{level}:{who}" in text
    assert "经办人:city2同志" not in text and text.count("市总工会意见(盖章)") == 1
    assert f"主管工会 {batch.sites.first().union.name} 批准日期" in text
    more = (office.city, office.south, office.primary, office.licang, office.licang_primary)
    for at, union in enumerate(more):
        row = batch.sites.model(
            batch=batch, number=90 + at, site_type=batch.sites.first().site_type, union=union
        )
        row.district_id, row.name = "370202", f"第{at}处"
        row.save()
    assert "等 5 家" in errors_in(office.client("city").get(paper))


def test_a_site_that_the_list_calls_closed_enters_closed_and_its_keeper_opens_it(hall, office):
    rows = [[*existing(1), "正常开放"], [*existing(2), "暂停开放"], [*existing(3), ""]]
    before = tables()
    desk = hall.desk("importer")
    batch = desk.taken(saved(book_of([STATED, *rows])), mode="existing")
    assert "其中 1 处按名单登记为“暂停开放”" in errors_in(desk.client.get(desk.address(batch)))
    assert not any("状态" in notice for notice in batch.notices)
    hall.propose(batch)
    hall.act(batch, "city", "sign")
    hall.act(batch, "city2", "approve")
    assert [site.state for site in sites_of(batch)] == ["open", "suspended", "open"]
    closed = sites_of(batch)[1]
    notice = closed.notices.get()
    assert (notice.kind, notice.basis, notice.begun_at, notice.over_at) == ("closure", "notice", NOW, None)
    opened = AuditEntry.objects.get(action="site.open", target_id=str(closed.pk))
    assert opened.after == "suspended"
    public = office.client("").get(reverse("site-page", args=[closed.code])).content.decode()
    assert "暂停开放" in public
    hall.act(batch, "city", "undo_existing", note="名单有误")
    assert batch.state == "undone" and changed(before) <= LEFT
    again = desk.taken(saved(book_of([STATED, [*existing(2), "停用"]])), mode="existing")
    hall.propose(again)
    hall.act(again, "city", "sign")
    hall.act(again, "city2", "approve")
    site = sites_of(again)[0]
    sender = Sender(
        actor=actor_of(office.people["importer"]), now=NOW + timedelta(hours=1), seen=site.revision
    )
    announce_reopening(site.pk, site.notices.get().pk, at=sender.now, by=sender)
    site.refresh_from_db()
    assert site.state == "open"


def test_a_state_in_which_nothing_enters_the_register_is_asked(hall):
    desk = hall.desk("importer")
    rows = [
        [*existing(1), "已撤销"],
        [*existing(2), "整改中"],
        [*existing(3), "筹建"],
        [*existing(4), "在用"],
    ]
    batch = desk.taken(saved(book_of([STATED, *rows])), mode="existing")
    asked = asked_on(desk.page(batch))
    assert [typed.split("原文:")[1].split()[0] for typed, _ in asked] == ["已撤销", "整改中", "筹建"]
    desk.answer(batch, ("已撤销", "skip", ""), ("整改中", "text", "暂停开放"), ("筹建", "blank", ""))
    assert (batch.questions.count(), batch.left_out) == (0, 1)
    assert [each.enters_as for each in batch.sites.all()] == ["suspended", "open", "open"]


def test_an_answer_that_was_only_begun_is_told_beside_its_question_and_nothing_is_lost(hall):
    desk = hall.desk("importer")
    rows = [[*existing(1), "很旧"], [*existing(2), "不开"], [*existing(3), ""]]
    batch = desk.taken(saved(book_of([STATED, *rows])), mode="existing")
    assert batch.questions.count() == 2
    for text, said in (
        ("", "选择了“改为所填内容”,请在下面的框中填写内容。"),
        (IDENTITY, "不能填写身份证号码"),
    ):
        refused = desk.answer(batch, ("很旧", "text", text), ("不开", "text", "暂停开放"), rest="blank")
        page = refused.content.decode()
        assert refused.status_code == 400 and said in page and 'value="暂停开放"' in page
        assert "有 1 项答复没有填完" in page and page.count('role="alert"') >= 1
        assert '<option value="text" selected>' in page
        assert (batch.questions.count(), batch.answers) == (2, {})
    assert desk.answer(batch, ("很旧", "blank", ""), ("不开", "text", "暂停开放")).status_code == 302
    assert batch.questions.count() == 0


@pytest.mark.parametrize("address", ["文登路1号", ""])
def test_what_lacks_is_said_in_the_same_words_before_and_after_in_both_modes(hall, address):
    lack = "必填已齐" if address else "必填还缺:详细地址"
    batch = hall.sent(existing(1, 详细地址=address))
    desk = hall.desk("importer")
    assert lack in desk.page(batch) and "还缺" not in desk.page(batch).replace("必填还缺", "")
    drafts = desk.taken(listed(existing(2, 详细地址=address)), mode="drafts")
    desk.act(drafts, "confirm")
    page = desk.page(drafts)
    assert lack in page and "选填未填" in page
    assert ("请逐件补齐资料和照片后提交。" in page) == (not address)
