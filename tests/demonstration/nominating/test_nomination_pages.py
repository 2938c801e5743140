"""The pages of nominations: what each visitor finds, counted statements, bad input told beside its field."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.models import AuditEntry
from demonstration.models import (
    Nomination,
    NominationGap,
    NominationState,
    RoundState,
)
from demonstration.nominating import services
from demonstration.nominating.inbox import nominations_inbox
from demonstration.nominating.parts import text_at
from sites.paper_files import clean_paper
from tests.demonstration.nominating.scenes import again, filled, open_round, started, submitted
from tests.demonstration.nominating.visiting import act, at, body_of, frame, signed_in
from tests.demonstration.worlds import nominate
from tests.desks import desk_from
from tests.factories import NOW, Office
from tests.inspection.reviews import twin
from tests.pdfs import plain_pdf


@pytest.fixture(autouse=True)
def pinned(settings: Any) -> None:
    settings.CLOCK_PIN = NOW.isoformat()


@pytest.fixture
def keeper(office: Office) -> Client:
    return signed_in(office.keeper)


@pytest.fixture
def district(office: Office) -> Client:
    return signed_in(office.district)


# From the register to the receipt


def test_the_whole_way_of_a_keeper(office: Office, sites: list[Any], keeper: Client) -> None:
    round, site = open_round(office), sites[0]
    file = body_of(keeper.get(reverse("site-file", args=[site.code])))
    one = f"{reverse('nominate', args=[round.pk])}?site={site.code}"
    assert one.replace("&", "&amp;") in file
    assert "没有未办结的整改" in body_of(keeper.get(one))
    page = keeper.post(reverse("nominate", args=[round.pk]), {**frame(), "site": site.code}, follow=True)
    assert "申报草稿已建立" in body_of(page)
    row = Nomination.objects.get()
    assert "申报草稿,填完后提交" in body_of(keeper.get(reverse("desk")))
    check = body_of(keeper.get(at("nomination-check", row)))
    assert "自评还有 3 项没有评分" in check
    form = {**frame(row), "practices": "全天开放。\n每周两次志愿服务。"}
    assert "主要做法已保存" in body_of(keeper.post(at("nomination-practices", row), form, follow=True))
    assert "返回申报" in body_of(keeper.get(reverse("assessment", args=[row.assessment.number])))  # type: ignore[union-attr]  # just opened
    filled(row, office.actor("keeper"))
    assert "请先阅读并勾选声明" in body_of(keeper.post(at("nomination-check", row), frame(row)), 400)
    receipt = keeper.post(at("nomination-check", row), {**frame(row), "declared": "on"}, follow=True)
    told = body_of(receipt)
    assert "接下来" in told
    assert row.number in told
    assert again(row).state == "submitted"


def test_a_form_sent_twice_hands_in_once(office: Office, sites: list[Any], keeper: Client) -> None:
    row = filled(started(open_round(office), sites[0], office.actor("keeper")), office.actor("keeper"))
    form = {**frame(row), "declared": "on"}
    first, second = (keeper.post(at("nomination-check", row), form) for _ in range(2))
    assert first.url == second.url == at("nomination-receipt", row)  # type: ignore[attr-defined]  # redirects
    assert AuditEntry.objects.filter(action="nomination.submit").count() == 1


def test_one_second_after_closing_nothing_is_taken(
    office: Office, sites: list[Any], keeper: Client, settings: Any
) -> None:
    round = open_round(office)
    row = filled(started(round, sites[0], office.actor("keeper")), office.actor("keeper"))
    settings.CLOCK_PIN = round.closes_at.isoformat()
    answer = keeper.post(at("nomination-check", row), {**frame(row), "declared": "on"})
    assert "申报已于" in body_of(answer, 409)
    assert "申报已经截止" in body_of(keeper.get(at("nomination", row)))
    assert "现在不在申报时间内" in body_of(keeper.get(reverse("nominate", args=[round.pk])))
    assert desk_from(nominations_inbox, office.actor("keeper"), round.closes_at).waiting == []


def test_a_second_nomination_of_a_site_leads_to_the_first(
    office: Office, sites: list[Any], keeper: Client, district: Client
) -> None:
    round = open_round(office)
    started(round, sites[0], office.actor("keeper"))
    answer = district.post(reverse("nominate", args=[round.pk]), {**frame(), "site": sites[0].code})
    assert "只能申报一次" in body_of(answer, 409)
    one = f"{reverse('nominate', args=[round.pk])}?site={sites[0].code}"
    shown = body_of(district.get(one))
    assert "查看申报" in shown
    assert "开始申报" not in shown


def test_who_is_not_eligible_reads_why_and_finds_no_button(
    office: Office, sites: list[Any], keeper: Client
) -> None:
    round = open_round(office, least_months=12)
    listed = body_of(keeper.get(reverse("nominate", args=[round.pk])))
    assert "备案满 12 个月:2026年10月12日备案" in listed
    shown = body_of(keeper.get(f"{reverse('nominate', args=[round.pk])}?site={sites[0].code}"))
    assert "目前不符合申报条件" in shown
    assert "开始申报" not in shown
    answer = keeper.post(reverse("nominate", args=[round.pk]), {**frame(), "site": sites[0].code})
    assert "目前不符合申报条件" in body_of(answer, 409)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [("做" * 801, "最多 800 个字"), ("11010519491231002X", "身份证号码"), ("13812345678", "手机号码")],
)
def test_bad_practices_are_told_beside_the_field_and_kept_there(
    office: Office, sites: list[Any], keeper: Client, text: str, sentence: str
) -> None:
    row = started(open_round(office), sites[0], office.actor("keeper"))
    body = body_of(keeper.post(at("nomination-practices", row), {**frame(row), "practices": text}), 400)
    assert sentence in body
    assert text[:20] in body
    assert again(row).practices == ""


def test_a_late_editor_reads_what_stands_and_keeps_his_text(
    office: Office, sites: list[Any], keeper: Client
) -> None:
    row = started(open_round(office), sites[0], office.actor("keeper"))
    late = {**frame(row), "practices": "我写的"}
    services.save_practices(row.pk, "别人写的", actor=office.actor("district"), now=NOW, seen=row.revision)
    body = body_of(keeper.post(at("nomination-practices", row), late), 409)
    assert "我写的" in body
    assert "李娜" in body


# Papers


def test_papers_are_kept_downloaded_and_removed(office: Office, sites: list[Any], keeper: Client) -> None:
    row = started(open_round(office), sites[0], office.actor("keeper"))
    file = SimpleUploadedFile("值班.pdf", plain_pdf("duty"), "application/pdf")
    form = {**frame(), "title": "值班制度", "item": "A1", "files": file}
    assert "已保存 1 份材料" in body_of(keeper.post(at("nomination-papers", row), form, follow=True))
    paper = row.papers.get()
    answer = keeper.get(at("nomination-paper-file", row, paper.pk))
    assert answer.status_code == 200
    assert "attachment" in answer["Content-Disposition"]
    assert answer["Cache-Control"] == "private, no-store"
    removed = keeper.post(at("nomination-paper-remove", row, paper.pk), frame(), follow=True)
    assert "“值班制度”已移除" in body_of(removed)


@pytest.mark.parametrize(
    ("title", "name", "data", "sentence"),
    [
        ("", "a.pdf", plain_pdf("x"), "请填写材料名称"),
        ("健康证", "a.pdf", plain_pdf("x"), "人员证件不上传文件"),
        ("制度", "身份证.pdf", plain_pdf("x"), "人员证件不上传文件"),
        ("制度", "a.pdf", plain_pdf("11010519491231002X"), "身份证号码"),
        ("制度", "a.exe", b"MZ", "a.exe"),
    ],
)
def test_bad_papers_are_refused_one_by_one(
    office: Office, sites: list[Any], keeper: Client, title: str, name: str, data: bytes, sentence: str
) -> None:
    row = started(open_round(office), sites[0], office.actor("keeper"))
    form = {**frame(), "title": title, "item": "", "files": SimpleUploadedFile(name, data)}
    assert sentence in body_of(keeper.post(at("nomination-papers", row), form), 400)
    assert not row.papers.exists()


# The branch


def test_a_letter_goes_out_and_comes_back(
    office: Office, sites: list[Any], keeper: Client, district: Client
) -> None:
    row = submitted(open_round(office), sites[0], office.actor("keeper"))
    page = body_of(district.get(at("nomination", row)))
    for code in ("practices", "papers", "register", "score.A1"):
        assert f"?part={code}" in page
    assert "需补正" not in body_of(keeper.get(at("nomination", row)))
    gap_url = at("nomination-gap", row)
    assert "没有写具体做法和成效" in body_of(district.get(f"{gap_url}?part=practices"))
    assert "请选一条常用说法" in body_of(district.post(gap_url, {**frame(), "part": "practices"}), 400)
    form = {**frame(), "part": "practices", "phrase": "0"}
    assert "补正通知单(待发)" in body_of(district.post(gap_url, form, follow=True))
    hidden = body_of(keeper.get(at("nomination", row)))
    assert "没有写具体做法" not in hidden
    assert "记录补正事项" not in hidden
    sent = district.post(at("nomination-letter", row), {**frame(row), "note": "请尽快"}, follow=True)
    assert "补正通知单已发出" in body_of(sent)
    shown = body_of(keeper.get(at("nomination", row)))
    assert "没有写具体做法和成效" in shown
    gap = NominationGap.objects.get()
    answer_url = at("nomination-gap-answer", row, gap.pk)
    assert answer_url in shown
    assert "还没有变化" in body_of(keeper.post(answer_url, frame(), follow=True))
    changed = {**frame(row), "practices": "每周两次志愿服务,全年服务两万人次。"}
    keeper.post(at("nomination-practices", row), changed)
    assert "已答复" in body_of(keeper.post(answer_url, frame(), follow=True))
    keeper.post(at("nomination-check", row), {**frame(row), "declared": "on"})
    judge_url = at("nomination-gap-judge", row, gap.pk)
    assert district.post(judge_url, {**frame(), "verdict": "maybe"}).status_code == 400
    assert "已确认补正" in body_of(district.post(judge_url, {**frame(), "verdict": "settled"}, follow=True))
    assert keeper.post(judge_url, {**frame(), "verdict": "settled"}).status_code == 403


def test_the_branch_ranks_from_the_list(
    office: Office, sites: list[Any], keeper: Client, district: Client
) -> None:
    round = open_round(office)
    others = [twin(sites[0], office.tree.primary, f"第{each}站点") for each in range(2)]
    rows = [submitted(round, site, office.actor("keeper")) for site in (sites[0], *others)]
    listed = reverse("nominations", args=[round.pk])
    assert "还可以推荐 2 个" in body_of(district.get(listed))
    for row in rows[:2]:
        act(district, row, "recommend", back="list")
    assert "名额已用完。要推荐其他阵地" in body_of(district.get(listed))
    assert "名额已用完:本工会共 2 个" in body_of(act(district, rows[2], "recommend"), 409)
    act(district, rows[1], "up", back="list")
    assert [again(row).rank for row in rows] == [2, 1, None]
    assert "已经排在最前" in body_of(act(district, rows[1], "up", back="list"), 409)
    assert "请填写不推荐的理由" in body_of(act(district, rows[2], "pass_over", note=" "), 400)
    assert act(keeper, rows[2], "recommend").status_code == 403
    assert act(district, rows[2], "conquer").status_code == 400
    city = body_of(signed_in(office.city).get(listed))
    assert "已推荐" in city
    assert "还可以推荐" not in city


def test_the_page_of_a_round_leads_to_its_nominations(
    office: Office, sites: list[Any], keeper: Client, settings: Any
) -> None:
    round = open_round(office)
    row = submitted(round, sites[0], office.actor("keeper"))
    page, listed = reverse("round", args=[round.pk]), reverse("nominate", args=[round.pk])
    assert "申报列表(1 处)" in body_of(keeper.get(page))
    assert listed in body_of(keeper.get(page))
    assert listed not in body_of(signed_in(office.city).get(page))
    settings.CLOCK_PIN = round.closes_at.isoformat()
    assert listed not in body_of(keeper.get(page))
    type(round).objects.filter(pk=round.pk).update(state=RoundState.DROPPED)
    assert "本次评定已终止" in body_of(keeper.get(at("nomination", row)))


def test_the_list_narrows_and_counts_what_it_shows(
    office: Office, sites: list[Any], district: Client
) -> None:
    round = open_round(office)
    submitted(round, sites[0], office.actor("keeper"))
    nominate(round, sites[1], NominationState.RECOMMENDED)
    listed = reverse("nominations", args=[round.pk])
    city = signed_in(office.city)
    for query, count in (
        ("", 2),
        ("?state=submitted", 1),
        (f"?branch={office.tree.north.pk}", 1),
        ("?state=returned", 0),
        ("?state=moon&branch=x&type=y", 2),
    ):
        assert body_of(city.get(listed + query)).count('data-label="申报编号"') == count, query
    assert "市北站点" not in body_of(district.get(listed))


def test_what_is_handed_in_leads_its_writing_pages_back(
    office: Office, sites: list[Any], keeper: Client
) -> None:
    row = submitted(open_round(office), sites[0], office.actor("keeper"))
    for name in ("nomination-practices", "nomination-papers", "nomination-check"):
        assert keeper.get(at(name, row)).status_code == 302, name
    assert keeper.get(at("nomination-gap", row) + "?part=papers").status_code == 403
    assert keeper.get(at("nomination-gap", row) + "?part=moon").status_code == 404


# Statements


@pytest.mark.parametrize("name", ["nominations", "nominate"])
def test_a_list_takes_as_many_statements_for_more_rows(
    office: Office, sites: list[Any], district: Client, name: str
) -> None:
    round = open_round(office, places=5)
    keeper = office.actor("keeper")

    def more(count: int, mark: str) -> None:
        for each in range(count):
            site = twin(sites[0], office.tree.primary, f"{mark}{each}")
            if name == "nominations":
                row = submitted(round, site, keeper)
                services.recommend(row.pk, actor=office.actor("district"), now=NOW)
                submitted(round, twin(sites[0], office.tree.primary, f"待{mark}{each}"), keeper)

    def statements() -> int:
        url = reverse(name, args=[round.pk])
        district.get(url)
        with CaptureQueriesContext(connection) as seen:
            body_of(district.get(url))
        return len(seen)

    more(1, "甲")
    few = statements()
    more(2, "乙")
    assert statements() == few <= 12


def test_the_inbox_asks_two_questions_for_any_number_of_rows(
    office: Office, sites: list[Any], django_assert_num_queries: Any
) -> None:
    round = open_round(office)
    for site in (
        sites[0],
        twin(sites[0], office.tree.primary, "乙"),
        twin(sites[0], office.tree.primary, "丙"),
    ):
        submitted(round, site, office.actor("keeper"))
    actor = office.actor("district")
    with django_assert_num_queries(2):
        assert len(desk_from(nominations_inbox, actor, NOW).waiting) == 3


def test_a_used_up_quota_is_told_instead_of_offered(
    office: Office, sites: list[Any], district: Client
) -> None:
    round, keeper = open_round(office, places=1), office.actor("keeper")
    other = twin(sites[0], office.tree.primary, "第二站点")
    first, second = (submitted(round, site, keeper) for site in (sites[0], other))
    assert 'value="recommend"' in body_of(district.get(at("nomination", second)))
    services.recommend(first.pk, actor=office.actor("district"), now=NOW)
    body = body_of(district.get(at("nomination", second)))
    assert 'value="recommend"' not in body
    assert "名额已用完:本工会共 1 个。需要调整的,先收回一个推荐。" in body


def test_a_letter_of_a_nomination_moves_no_date(office: Office, sites: list[Any], district: Client) -> None:
    row = submitted(open_round(office), sites[0], office.actor("keeper"))
    services.note_gap(row.pk, "practices", "不完整。", "补充。", actor=office.actor("district"), now=NOW)
    body = body_of(district.get(at("nomination", row)))
    assert "推荐截止时间不变:" in body
    assert "审核时限暂停" not in body


def test_an_item_that_the_register_counts_is_not_called_open() -> None:
    item = SimpleNamespace(criterion=SimpleNamespace(code="N2", is_automatic=True), points=60)
    rubric = SimpleNamespace(criteria=list, vetoes=[])
    board: Any = SimpleNamespace(
        answers={}, proofs={}, rubric=rubric, outcomes={"own": SimpleNamespace(items=[item])}
    )
    nothing: Any = None
    assert text_at(nothing, board, [], "score.N2") == "6 分(系统计分)"
    assert text_at(nothing, board, [], "score.N3") == "未评"


def test_a_paper_that_was_taken_out_is_told_so(office: Office, sites: list[Any]) -> None:
    keeper = office.actor("keeper")
    row = started(open_round(office), sites[0], keeper)
    paper = services.add_paper(
        row.pk, clean_paper(plain_pdf("paper")), services.Said("值班制度"), actor=keeper, now=NOW
    )
    services.remove_paper(row.pk, paper.pk, actor=keeper, now=NOW)
    assert AuditEntry.objects.latest("pk").changes == {"申报材料": ["", "移除“值班制度”"]}
