"""A draft is rehearsed on the results that stand in its issuer's branch; what is told is the table made by hand."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from accounts.services import create_union
from core.actor import SYSTEM
from core.clock import LEGAL_ZONE
from core.registry import REHEARSERS
from inspection.assessing import shifts
from inspection.assessing.rehearsing import rehearse_scores
from inspection.models import Assessment
from rulebook.models import RulePack
from rulebook.outcome import Answer
from rulebook.rubric import Purpose, Veto
from rulebook.selectors import measure_in, terms_of
from rulebook.services import check_pack, create_pack, rehearse_pack
from tests.inspection.boards import ALL, CHOICE, TABLE
from tests.inspection.test_carrying import BY_HAND, with_item
from unionportal.drill.history import Plan, plan_places, succeed, write_at_once
from unionportal.drill.office import START, build_office
from unionportal.drill.tables import repriced

pytestmark = pytest.mark.django_db

TYPE = "outdoor_station"
OPENED = datetime(2026, 5, 11, 9, tzinfo=LEGAL_ZONE)
RAISED = with_item(repriced(CHOICE, 20), repriced(TABLE.dimensions[1].criteria[0], -20))


@pytest.fixture
def office():
    return build_office()


@pytest.fixture
def measure(office):
    """The small table in force."""
    return in_force(TABLE, date(2026, 5, 1))


def in_force(table, day):
    return measure_in(succeed(RulePack.objects.get(family="outdoor", number=1), day, rubrics=(table,)))


def draft(table):
    """A successor with this table, not checked yet."""
    pack = RulePack.objects.filter(family="outdoor").latest("number")
    following = replace(
        terms_of(pack), effective_from=date(2027, 1, 1), rubrics=(table,), change_notes="调整分值。"
    )
    return create_pack(following, issuer=pack.issuer, actor=SYSTEM, now=START)


def scored(office, measure, *, places=None, opened_at=OPENED, purpose=Purpose.YEARLY, lines=BY_HAND):
    """The three sites of the table made by hand, concluded under this measure."""
    places = places or plan_places(office, [TYPE], len(lines))
    plans = []
    for place, (_, there, area, said, _, _) in zip(places, lines, strict=True):
        answers = said | {"V1": Answer(is_met=False)}
        facts = {"area": {"value": area, "source": "备案资料", "dated": "2026年3月1日"}}
        plans.append(
            Plan(
                version=place,
                measure=measure,
                rubric=measure.rubric_for(TYPE),
                purpose=purpose,
                opened_at=opened_at,
                facts=facts,
                facilities=list(there),
                said={"own": {**answers, "A2": Answer(points=5)}, "district": answers},
            )
        )
    write_at_once(office, plans)
    return places


def section(replay, title):
    (found,) = [each for each in replay["sections"] if each["title"].startswith(title)]
    return found["rows"]


def test_a_draft_equal_to_what_is_in_force_changes_nothing(office, measure):
    scored(office, measure)
    replay = rehearse_scores(draft(TABLE), START)
    assert replay["counts"] == {"assessments": 3, "moved": 0}
    assert replay["summary"][:2] == [
        "试算了 3 次评定:上升 0 次,下降 0 次,不变 3 次,平均变化 0 分。",
        "没有一处的总分或结论会有变化。",
    ]
    for title in ("结论变化", "结论有变化的阵地", "现有资料不能计算的项目", "规则有变化的项目"):
        assert section(replay, title) == []


def test_two_points_moved_give_the_table_made_by_hand(office, measure):
    places = scored(office, measure)
    replay = rehearse_scores(draft(RAISED), START)
    # By hand: 100, 60→62, 50→48; of three facilities two gave 20 and give 20, all gave 30 and give 28.
    assert section(replay, "总分变化") == [
        ["户外劳动者服务站点", "年度复核", "市南区", 3, "0 分", "1 / 1 / 1"]
    ]
    assert section(replay, "结论变化") == [["户外劳动者服务站点", "年度复核", "合格", "限期整改", 1]]
    name = places[2].name
    assert section(replay, "结论有变化的阵地") == [
        [name, "", "市南区", "年度复核", "50→48 分", "合格→限期整改"]
    ]
    assert section(replay, "规则有变化的项目") == [
        ["户外劳动者服务站点", "年度复核", "A1 制度上墙", "分值 30→32 分", 3],
        ["户外劳动者服务站点", "年度复核", "B1 基础配置", "分值 30→28 分", 3],
    ]
    assert section(replay, "试算所用的评定") == [
        ["户外劳动者服务站点", "年度复核", f"第{measure.number}版(2026年5月1日起施行)", 3]
    ]
    assert json.loads(json.dumps(replay, ensure_ascii=False)) == replay


def test_what_nothing_answers_is_told_with_how_often(office, measure):
    scored(office, measure)
    veto = Veto(code="V2", title="虚假申报", purposes=ALL)
    asked = replace(with_item(replace(CHOICE, code="A9", title="开放公示")), vetoes=(*TABLE.vetoes, veto))
    replay = rehearse_scores(draft(asked), START)
    assert section(replay, "现有资料不能计算的项目") == [
        ["户外劳动者服务站点", "年度复核", "A9 开放公示", "新增项目,没有评过", "3/3"],
        ["户外劳动者服务站点", "年度复核", "V2 虚假申报", "新增否决项,没有问过", "3/3"],
    ]
    assert replay["counts"]["moved"] == 0


def test_districts_stand_below_a_line_of_all(office, measure):
    places = scored(office, measure)
    type(places[0].site).objects.filter(pk=places[2].site_id).update(district="370203")
    replay = rehearse_scores(draft(RAISED), START)
    assert [row[2:] for row in section(replay, "总分变化")] == [
        ["全部", 3, "0 分", "1 / 1 / 1"],
        ["市北区", 1, "-2 分", "0 / 1 / 0"],
        ["市南区", 2, "+1 分", "1 / 0 / 1"],
    ]


def test_of_each_site_and_purpose_the_latest_result_counts_and_old_ones_do_not(office, measure):
    places = scored(office, measure)
    scored(office, measure, places=places, opened_at=OPENED + timedelta(days=60), lines=[BY_HAND[0]] * 3)
    scored(office, measure, places=places[:1], purpose=Purpose.DEMONSTRATION, lines=BY_HAND[:1])
    pack = draft(RAISED)
    replay = rehearse_scores(pack, START)
    assert [row[:4] for row in section(replay, "总分变化")] == [
        ["户外劳动者服务站点", "示范评定", "市南区", 1],
        ["户外劳动者服务站点", "年度复核", "市南区", 3],
    ]
    assert replay["counts"] == {"assessments": 4, "moved": 0}
    assert rehearse_scores(pack, START + timedelta(days=900)) is None


def test_only_what_was_concluded_in_the_branch_of_the_issuer_counts(office, measure):
    scored(office, measure)
    place = plan_places(office, [TYPE], 1)
    Assessment.objects.bulk_create([begun(place[0], measure)])
    pack = draft(RAISED)
    issuer = create_union(
        actor=SYSTEM,
        now=START,
        name="西海岸新区总工会",
        code="西海岸",
        kind="district",
        parent=pack.issuer,
        is_issuer=True,
    )
    assert rehearse_scores(pack, START)["counts"]["assessments"] == 3
    site = place[0].site
    rows = Assessment.objects.filter(state="concluded")
    type(site).objects.filter(assessments__in=rows[:1]).update(union_path=f"{issuer.path}0009.")
    assert rehearse_scores(pack, START)["counts"]["assessments"] == 2


def begun(place, measure):
    return Assessment(
        site=place.site,
        version=place,
        site_type=TYPE,
        purpose="yearly",
        state="own",
        cycle_first=date(2025, 5, 1),
        cycle_last=date(2026, 4, 30),
        pack_id=measure.pk,
        opened_at=OPENED,
        opened_by="王芳",
        verify_token="x",
    )


def test_a_type_without_a_table_in_the_draft_is_told_and_not_counted(office, measure):
    scored(office, measure)
    pack = create_pack(
        replace(terms_of(RulePack.objects.get(pk=measure.pk)), effective_from=date(2027, 1, 1), rubrics=()),
        issuer=RulePack.objects.get(pk=measure.pk).issuer,
        actor=SYSTEM,
        now=START,
    )
    replay = rehearse_scores(pack, START)
    assert replay["counts"]["assessments"] == 0
    assert "新版本没有户外劳动者服务站点年度复核的评分项,3 次评定没有试算。" in replay["summary"]


def test_of_many_sites_the_worst_are_named_and_all_are_counted(office, measure, monkeypatch):
    monkeypatch.setattr(shifts, "MOST_NAMED", 2)
    monkeypatch.setattr("inspection.assessing.rehearsal_words.MOST_NAMED", 2)
    scored(office, measure, lines=[BY_HAND[2]] * 5)
    replay = rehearse_scores(draft(RAISED), START)
    (title,) = [each["title"] for each in replay["sections"] if each["title"].startswith("结论有变化的阵地")]
    assert title == "结论有变化的阵地(共 5 处,列出变化最不利的 2 处)"
    assert len(section(replay, "结论有变化的阵地")) == 2
    assert section(replay, "结论变化")[0][-1] == 5


def test_more_results_cost_no_more_statements(office, measure, django_assert_num_queries):
    pack = draft(RAISED)
    scored(office, measure, lines=BY_HAND[:1])
    rehearse_scores(pack, START)
    with django_assert_num_queries(STATEMENTS):
        rehearse_scores(pack, START)
    scored(office, measure)
    with django_assert_num_queries(STATEMENTS):
        assert rehearse_scores(pack, START)["counts"]["assessments"] == 4


#: The draft's table in six, the issuers, the results, their columns and answers, their pack by key and by number.
STATEMENTS = 12


def test_the_record_beside_the_pack_keeps_what_was_told(office, measure):
    assert REHEARSERS["assessments"] is rehearse_scores
    scored(office, measure)
    pack = draft(RAISED)
    check_pack(pack.pk, actor=SYSTEM, now=START)
    kept = rehearse_pack(pack.pk, actor=SYSTEM, now=START)
    assert kept.result["counts"] == {"assessments": 3, "moved": 1}
    assert kept.cycle == "2025年4月12日至2026年10月12日评定的结果"
    assert "结论会有变化的有 1 处。" in kept.result["summary"]
