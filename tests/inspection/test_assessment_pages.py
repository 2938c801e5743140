"""The pages on which a site is scored: what they show and take, whom they refuse, what a page that saves by itself hears."""

from __future__ import annotations

import re
import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.models import AuditEntry
from inspection.assessing import services
from inspection.assessing.results import gap_words
from inspection.assessing.words import due_words
from inspection.models import Assessment, ScoreAnswer, ScoreProof
from rulebook.outcome import Answer
from rulebook.rubric import points_text
from tests.inspection.boards import answer, begin, board, put_in_force, reviewed
from tests.inspection.scoring_pages import ALL, JSON, address, jpeg, prove, text_of
from tests.office import NOW, build_office, case_in, forms_of, site_of

pytestmark = pytest.mark.django_db
TODAY = NOW.date()


@pytest.fixture
def office(settings):
    settings.CLOCK_PIN = NOW.isoformat()
    return build_office()


@pytest.fixture
def others(office):
    """Two more sites; asked for before ``site``, so that nobody scored them at their doors."""
    return [site_of(case_in(office, "filed", photos=1, name=f"第{number}驿站")) for number in (2, 3)]


@pytest.fixture
def site(office):
    site = site_of(case_in(office, "filed"))
    put_in_force()
    return site


@pytest.fixture
def row(office, site):
    return begin(office, site)


def item(code, seen=0, **fields):
    return {f"{code}-seen": str(seen)} | {f"{code}-{name}": value for name, value in fields.items()}


def save(client, row, body, **how):
    return client.post(address(row), body, **JSON, **how)


# What is shown


def test_the_keeper_sees_table_limit_and_result(office, site):
    row = begin(office, site, due_on=TODAY + timedelta(days=6))
    page = text_of(office.client("keeper").get(address(row)))
    for words in (
        "还剩 6 天(2026年10月18日前)",
        "A1 制度上墙",
        "系统计分:应有 3 种,现有 2 种,缺饮水(设施清单)",
        "未评 3 项",
        "本阵地还没有评定过年度复核,没有上次的结果可比。",
        "管理 0 分(应得 50 分),还有 2 项未评",
    ):
        assert words in page


def test_the_result_says_how_far_each_head_is_from_the_last_time(office, site, row):
    last = services.conclude_assessment(reviewed(office, row).pk, actor=office.actor("city"), now=NOW)
    again = begin(office, site)
    answer(again, office, A1=Answer(level="some"), V1=Answer(is_met=False))
    keeper = office.client("keeper")
    assert "评完后再与上次比较总分" in text_of(keeper.get(address(again)))
    answer(again, office, A2=Answer(points=200))
    page = text_of(keeper.get(address(again)))
    assert f"总分比上次低 15 分。上次:2026年10月12日评定,{points_text(last.total)} 分,合格。" in page
    assert "管理 35 分(应得 50 分),比上次低 15 分" in page
    assert re.search(r"配置 \S+ 分\(应得 50 分\),与上次持平", page)
    # Handed in, the same stands at the head of the page, before the table.
    keeper.post(
        address(again, "act/"), {"key": str(uuid.uuid4()), "seen": revision(again), "action": "hand_in"}
    )
    page = text_of(keeper.get(address(again)))
    assert page.index("总分比上次低 15 分") < page.index("一票否决")


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (6, "还剩 6 天(2026年10月18日前)"),
        (0, "今天到期(2026年10月12日前)"),
        (-2, "已逾期 2 天(2026年10月10日前)"),
        (None, ""),
    ],
)
def test_the_limit_is_said_in_days(days, words):
    assert due_words(None if days is None else TODAY + timedelta(days=days), TODAY) == words


def test_a_gap_is_said_in_points():
    assert [gap_words(gap) for gap in (20, -15, 0)] == ["比上次高 2 分", "比上次低 1.5 分", "与上次持平"]


def test_one_item_alone_leads_to_the_next_and_keeps_to_itself(office, row):
    keeper = office.client("keeper")
    page = keeper.get(address(row, "?item=A1"))
    assert "第 1 项,共 5 项" in text_of(page)
    assert "特色宣传" not in text_of(page)
    answered = keeper.post(address(row, "?item=A1"), {**item("A1", level="all"), "then": "A2"})
    assert answered["Location"] == address(row, "?item=A2")
    refused = keeper.post(address(row, "?item=A2"), {**item("A2", points="99"), "then": "B1"})
    assert refused.status_code == 400
    assert "第 2 项" in text_of(refused)


# Who


@pytest.mark.parametrize(
    ("visitor", "read", "written"),
    [
        ("keeper", 200, 200),
        ("district", 200, 200),
        ("city", 200, 403),
        ("auditor", 200, 403),
        ("district2", 404, 404),
    ],
)
def test_who_reads_and_who_answers(office, row, visitor, read, written):
    client = office.client(visitor)
    assert client.get(address(row)).status_code == read
    assert save(client, row, item("A1", level="all")).status_code == written
    assert ScoreAnswer.objects.exists() == (written == 200)
    assert AuditEntry.objects.filter(outcome="refused").count() == (written != 200)


def test_whose_session_ended_hears_it_and_where_to_sign_in(office, row, client):
    answered = save(client, row, item("A1", level="all"))
    assert answered.status_code == 401
    assert answered.json()["login"] == f"/accounts/login/?next={address(row)}"
    assert not ScoreAnswer.objects.exists()


def test_what_another_person_typed_is_not_sent_in_this_name(office, row):
    typed_by = str(office.people["district"].pk)
    for part, body in (("", item("A1", level="all")), ("proofs/A1/", {"file": jpeg()})):
        answered = office.client("keeper").post(address(row, part), {**body, "who": typed_by}, **JSON)
        assert (answered.status_code, "现在登录的不是" in answered.json()["reason"]) == (409, True)
    assert not ScoreAnswer.objects.exists()
    assert not ScoreProof.objects.exists()
    assert AuditEntry.objects.filter(outcome="refused").count() == 2


# Answers


def test_a_page_that_saves_by_itself_hears_revision_totals_and_result(office, row):
    who = str(office.people["keeper"].pk)
    told = save(office.client("keeper"), row, {**item("A1", level="all"), "who": who}).json()
    assert (told["revision"], told["revisions"]) == (1, {"A1": 1})
    assert set(told["parts"]) == {"running", "result", "head-A", "head-B", "columns-A1", "proofs-A1"}
    assert "未评 <strong>2</strong> 项" in told["parts"]["running"]
    assert "有分无佐证" in told["parts"]["running"]
    assert "30" in told["parts"]["columns-A1"]
    vetoed = save(office.client("keeper"), row, item("V1", met="yes")).json()["parts"]["running"]
    assert "一票否决 1 项" in vetoed


def test_a_second_device_reads_what_stands_and_writes_over_it_only_knowingly(office, row):
    keeper, district = office.client("keeper"), office.client("district")
    save(keeper, row, item("A1", level="all", note="三项"))
    late = save(district, row, {**item("A1", level="none"), **item("A2", points="10")})
    assert late.status_code == 409
    assert "由keeper同志在另一处修改" in late.json()["reason"]
    assert late.json()["present"] == {
        "A1": {
            "revision": 1,
            "fields": {"level": "all", "points": "", "reason": "", "met": "", "note": "三项"},
            "said": "三项都有(30 分)。说明:三项",
            "by": "keeper同志",
            "at": "2026年10月12日 10:00",
        }
    }
    assert list(ScoreAnswer.objects.values_list("code", "level")) == [("A1", "all")]
    assert save(district, row, item("A1", seen=1, level="none")).json()["revisions"] == {"A1": 2}


def test_without_script_a_late_answer_stays_in_the_form_beside_what_stands(office, row):
    save(office.client("keeper"), row, item("A1", level="all"))
    district = office.client("district")
    late = district.post(
        address(row), {**item("A1", level="none", note="墙上没有"), **item("A2", points="7")}
    )
    assert late.status_code == 409
    typed = next(form for form in forms_of(late) if form.action == address(row))
    assert typed.method == "post"
    page = late.content.decode()
    assert re.search(r'value="none" form="answers" checked', page)
    assert 'name="A1-seen" value="1"' in page
    assert 'value="墙上没有"' in page
    assert re.search(r'name="A2-points"[^>]*value="7"', page)
    assert district.post(address(row), item("A1", seen=1, level="none")).status_code == 302


@pytest.mark.parametrize(
    ("code", "fields", "sentence"),
    [
        ("A2", {"points": "20.5"}, "最高 20 分"),
        ("A2", {"points": "-1"}, "请填 0 至 20,"),
        ("A2", {"points": "101"}, "请填 0 至 20,"),
        ("A2", {"points": "很好"}, "很好"),
        ("A2", {"level": "na"}, "请写明理由"),
        ("A1", {"level": "better"}, "请从所列选项中选择"),
        ("B2", {"points": "20"}, "按登记资料计分"),
        ("Z9", {"points": "1"}, "评分表中没有“Z9”这一项"),
    ],
)
def test_a_bad_answer_is_told_at_its_item_and_nothing_is_saved(office, row, code, fields, sentence):
    keeper = office.client("keeper")
    body = {**item("A1", level="all"), **item(code, **fields)}
    answered = save(keeper, row, body)
    assert answered.status_code == 400
    assert sentence in answered.json()["problems"][code]
    plain = keeper.post(address(row), body)
    assert plain.status_code == 400
    assert code == "Z9" or sentence in text_of(plain) or sentence in plain.content.decode()
    assert not ScoreAnswer.objects.exists()


@pytest.mark.parametrize("seen", ["", "x", "-1", "9" * 12])
def test_a_form_that_is_not_ours_is_refused(office, row, seen):
    answered = office.client("keeper").post(address(row), {"A1-seen": seen, "A1-level": "all"})
    assert answered.status_code == 400


# Acts


def revision(row):
    return str(Assessment.objects.get(pk=row.pk).revision)


def act(client, row, action, **more):
    body = {"key": str(uuid.uuid4()), "seen": revision(row), "action": action} | more
    return client.post(address(row, "act/"), body)


def test_handing_in_goes_on_returns_with_a_reason_and_refuses_what_came_late(office, row):
    keeper, district = office.client("keeper"), office.client("district")
    assert "还有 3 项没有评分" in text_of(act(keeper, row, "hand_in"))
    answer(row, office)
    assert act(keeper, row, "hand_in", seen="0").status_code == 409
    assert act(keeper, row, "hand_in").status_code == 302
    assert act(keeper, row, "hand_in").status_code == 409
    assert act(keeper, row, "review").status_code == 403
    assert act(district, row, "nothing").status_code == 400
    empty = act(district, row, "return_own", note=" ")
    assert (empty.status_code, "请填写退回原因" in text_of(empty)) == (400, True)
    assert act(district, row, "return_own", note="请补拍。").status_code == 302
    assert Assessment.objects.get(pk=row.pk).state == "own"


def test_the_district_takes_over_and_the_sheet_stands(office, row):
    answer(row, office)
    act(office.client("keeper"), row, "hand_in")
    district = office.client("district")
    taken = district.post(address(row, "take-over/"), {"key": str(uuid.uuid4())})
    assert taken.status_code == 302
    assert board(row).outcomes["district"].total == board(row).outcomes["own"].total
    sheet = text_of(district.get(address(row, "sheet/")))
    assert "评分结果单" in sheet
    code = district.get(address(row, "sheet/qr.svg"))
    assert (code.status_code, code["Content-Type"]) == (200, "image/svg+xml")
    renewed = office.client("keeper").post(address(row, "renew/"), {"key": str(uuid.uuid4())})
    assert renewed.status_code == 409


# From the door


def test_the_code_at_the_door_leads_to_the_start_and_then_back_to_what_was_begun(office, site, client):
    start = f"{ALL}new/?site={site.code}"
    assert f'href="{start}"' in client.get(f"/s/{site.code}/").content.decode()
    assert client.get(start)["Location"].startswith("/accounts/login/?next=")
    keeper = office.client("keeper")
    form = next(form for form in forms_of(keeper.get(start)) if "first" in form.names)
    opened = keeper.post(start, form.fields)
    row = Assessment.objects.get()
    assert opened["Location"] == address(row)
    assert keeper.get(start)["Location"] == address(row)
    assert address(row) in keeper.get(f"/desk/sites/{site.code}/").content.decode()
    stranger = office.client("district2").get(start, follow=True)
    assert "不在您的办理范围内" in stranger.content.decode()
    assert keeper.get(f"{ALL}new/?site=NOTHERE1").status_code == 404


def test_a_wrong_cycle_is_told_and_who_may_not_begin_reads_why(office, site):
    start = f"{ALL}new/?site={site.code}"
    body = {"key": str(uuid.uuid4()), "first": "2026-10-12", "last": "2026-10-01"}
    refused = office.client("keeper").post(start, body)
    assert (refused.status_code, "截止日早于起始日" in text_of(refused)) == (400, True)
    assert office.client("keeper").post(start, {**body, "last": ""}).status_code == 400
    auditor = office.client("auditor")
    assert "没有这项权限" in text_of(auditor.get(start))
    assert auditor.post(start, {**body, "first": "2026-09-01"}).status_code == 403
    assert not Assessment.objects.exists()


# Lists and their cost


def test_the_list_holds_what_is_within_reach_and_asks_the_same_for_one_and_three(office, others, row):
    keeper, city = office.client("keeper"), office.client("city")

    def asked():
        with CaptureQueriesContext(connection) as queries:
            found = text_of(city.get(ALL))
        return found, len(queries)

    asked()
    one, cost = asked()
    for each in others:
        begin(office, each)
    three, cost_of_three = asked()
    assert (one.count("PD2026-"), three.count("PD2026-")) == (1, 3)
    assert cost == cost_of_three
    assert "PD2026-" not in text_of(office.client("district2").get(ALL))
    assert "PD2026-" in text_of(keeper.get(f"{ALL}?state=own"))
    assert "没有符合条件的评定" in text_of(keeper.get(f"{ALL}?state=city"))
    for words in (row.number, row.site.code, row.version.name[1:4]):
        assert row.number in text_of(keeper.get(ALL, {"q": words}))
    assert "PD2026-" not in text_of(keeper.get(ALL, {"q": "没有这个名称"}))
    assert "PD2026-" in text_of(keeper.get(ALL, {"q": "\x00"}))


def test_the_page_asks_the_same_with_one_picture_and_answer_and_with_three(office, row):
    keeper = office.client("keeper")

    def cost():
        with CaptureQueriesContext(connection) as queries:
            keeper.get(address(row))
        return len(queries)

    save(keeper, row, item("A1", level="all"))
    prove(keeper, row, jpeg())
    cost()
    one = cost()
    save(keeper, row, {**item("A2", points="10"), **item("V1", met="no")})
    for shade in (1, 2):
        prove(keeper, row, jpeg(shade), code="A2")
    assert cost() == one
