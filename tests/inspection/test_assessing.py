"""An assessment pins its table, freezes its facts and keeps three columns side by side; nothing is lost or rewritten."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from core.models import AuditEntry
from core.policy import NotAllowed
from core.workflow import NoteMissing, StaleEdit, TransitionRefused
from inspection.assessing import services
from inspection.assessing.inbox import assessments_inbox
from inspection.assessing.replay import replay_assessments
from inspection.assessing.services import BadAnswers, Given, NotPossible, answering
from inspection.assessing.services.renewing import renew_assessment
from inspection.models import Assessment, ScoreAnswer, ScoreColumn
from rulebook.outcome import Answer
from rulebook.rubric import Purpose
from sites.fact_values import Cycle
from sites.models import ServiceSite
from tests.desks import desk_from
from tests.factories import NOW, build_office
from tests.inspection.boards import (
    CHOICE,
    TABLE,
    YEAR,
    answer,
    begin,
    board,
    open_site,
    put_in_force,
    reviewed,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    return build_office()


@pytest.fixture
def site(office):
    return open_site(office)


@pytest.fixture
def row(office, site):
    return begin(office, site)


def conclude(office, row, **how):
    return services.conclude_assessment(row.pk, actor=office.actor("city"), now=NOW, **how)


def test_points_go_from_the_keeper_to_the_district_to_the_city_and_stand(office, row):
    done = conclude(office, reviewed(office, row))
    assert (done.state, done.conclusion) == ("concluded", "met")
    columns = {column.column: column for column in done.columns.all()}
    assert list(columns) == ["own", "district"]
    assert columns["district"].total == done.total == columns["own"].total
    assert replay_assessments().differing == ()


def test_it_waits_on_the_desk_of_whose_turn_it_is(office, site, row):
    def desks():
        people = ("keeper", "district", "city")
        lines = {name: desk_from(assessments_inbox, office.actor(name), NOW).waiting for name in people}
        return {name: [(item.title, item.reason) for item in found] for name, found in lines.items() if found}

    title = f"{site} {row.get_purpose_display()}"
    assert desks() == {"keeper": [(title, "待自评,评完后提交")]}
    answer(row, office)
    services.hand_in_assessment(row.pk, actor=office.actor("keeper"), now=NOW)
    assert desks() == {"district": [(title, "自评已提交,待复核")]}
    services.take_over(row.pk, actor=office.actor("district"), now=NOW)
    services.review_assessment(row.pk, actor=office.actor("district"), now=NOW)
    assert desks() == {"city": [(title, "复核已提交,待评定")]}
    conclude(office, row)
    assert desks() == {}


def test_the_city_answers_some_items_itself_and_needs_all_of_them(office, row):
    row = reviewed(office, row)
    answer(row, office, "city", A1=Answer(level="some"))
    with pytest.raises(TransitionRefused, match="A2 特色宣传"):
        conclude(office, row)
    services.take_over(row.pk, actor=office.actor("city"), now=NOW)
    with pytest.raises(TransitionRefused, match="差距说明"):
        conclude(office, row)
    done = conclude(office, row, remark="现场只见到一项制度。")
    own = done.columns.get(column="own")
    assert own.total - done.total == 150
    assert done.columns.get(column="city").remark == "现场只见到一项制度。"
    assert replay_assessments().replayed == 3


def test_nothing_is_handed_in_while_an_item_has_no_answer(office, row):
    answer(row, office, A1=Answer(level="all"))
    with pytest.raises(TransitionRefused, match=r"还有 2 项没有评分:V1 发生安全责任事故、A2 特色宣传"):
        services.hand_in_assessment(row.pk, actor=office.actor("keeper"), now=NOW)


@pytest.mark.parametrize(
    ("code", "given", "sentence"),
    [
        ("A2", Answer(points=205), "最高 20 分"),
        ("A2", Answer(points=3), "以 0.5 分为单位"),
        ("A1", Answer(level="better"), "请从所列选项中选择"),
        ("A1", Answer(not_applicable="没有"), "不能填“不适用”"),
        ("B2", Answer(points=200), "按登记资料计分,不能填写"),
        ("Z9", Answer(points=10), "评分表中没有“Z9”这一项"),
        ("V1", Answer(not_applicable="没有事故"), "只能回答“有”或“没有”"),
    ],
)
def test_an_answer_that_the_table_does_not_allow_is_refused_with_a_sentence(
    office, row, code, given, sentence
):
    with pytest.raises(BadAnswers) as bad:
        answer(row, office, **{"A1": Answer(level="all"), code: given})
    assert sentence in bad.value.problems[code]
    assert not ScoreAnswer.objects.exists()


def test_an_identity_number_in_a_note_is_refused(office, row):
    given = {"A1": Given(Answer(level="all"), note="联系人 11010519491231002X")}
    with pytest.raises(BadAnswers, match="身份证"):
        services.answer_items(row.pk, given, actor=office.actor("keeper"), now=NOW)


def test_two_devices_never_overwrite_each_other_in_silence(office, row):
    keeper = office.actor("keeper")
    first = services.answer_items(row.pk, {"A1": Given(Answer(level="all"), seen=0)}, actor=keeper, now=NOW)
    with pytest.raises(StaleEdit, match="“制度上墙”已由王芳在另一处修改"):
        services.answer_items(row.pk, {"A1": Given(Answer(level="none"), seen=0)}, actor=keeper, now=NOW)
    assert ScoreAnswer.objects.get().level == "all"
    # The same answer again, as a phone sends it after a lost reply, is no conflict; other items are their own.
    services.answer_items(row.pk, {"A1": Given(Answer(level="all"), seen=0)}, actor=keeper, now=NOW)
    services.answer_items(row.pk, {"A2": Given(Answer(points=100), seen=0)}, actor=keeper, now=NOW)
    seen = first["A1"].revision
    services.answer_items(row.pk, {"A1": Given(Answer(level="none"), seen=seen)}, actor=keeper, now=NOW)
    assert ScoreAnswer.objects.get(code="A1").level == "none"


def test_an_answer_taken_away_is_missing_again_and_still_counts_its_revisions(office, row):
    answer(row, office)
    answer(row, office, A2=Answer())
    assert board(row).outcomes["own"].missing == ("A2",)
    assert ScoreAnswer.objects.get(code="A2").revision == 2


def test_the_facts_stay_as_they_were_when_the_register_moves_on(office, site, row):
    before = board(row).outcomes["own"]
    changed = Assessment.objects.get(pk=row.pk)
    assert changed.frozen_at == NOW
    assert changed.facilities == site.version.facilities
    assert board(row).outcomes["own"].items == before.items


def test_an_open_assessment_is_gone_on_with_and_not_doubled(office, site, row):
    assert begin(office, site).pk == row.pk
    assert begin(office, site, "district").pk == row.pk


@pytest.mark.parametrize(
    ("cycle", "sentence"),
    [
        (Cycle(NOW.date(), NOW.date() + timedelta(days=1)), "周期还没有结束"),
        (Cycle(NOW.date(), NOW.date() - timedelta(days=1)), "早于起始日"),
        (Cycle(NOW.date() - timedelta(days=900), NOW.date() - timedelta(days=400)), "已超过一年"),
    ],
)
def test_a_cycle_that_cannot_be_is_refused(office, site, cycle, sentence):
    with pytest.raises(NotPossible, match=sentence):
        begin(office, site, cycle=cycle)
    assert not Assessment.objects.exists()


def test_without_a_table_the_page_says_whom_to_ask(office):
    site = open_site(office)
    put_in_force(None, day=NOW.date() + timedelta(days=1))
    version = site.version
    version.site = site
    with pytest.raises(NotPossible, match="的评分表,不能评分"):
        services.open_assessment(
            version,
            Purpose.YEARLY,
            YEAR,
            actor=office.actor("keeper"),
            now=NOW + timedelta(days=1),
        )


def test_a_returned_column_is_open_again_and_its_outcome_gone(office, row):
    answer(row, office)
    services.hand_in_assessment(row.pk, actor=office.actor("keeper"), now=NOW)
    with pytest.raises(NotAllowed):
        answer(row, office, A1=Answer(level="none"))
    with pytest.raises(NoteMissing):
        services.return_own(row.pk, note=" ", actor=office.actor("district"), now=NOW)
    services.return_own(row.pk, note="请补拍制度照片。", actor=office.actor("district"), now=NOW)
    column = ScoreColumn.objects.get(column="own")
    assert (column.handed_in_at, column.outcome) == (None, "")
    answer(row, office, A1=Answer(level="none"))


def test_a_concluded_assessment_is_frozen_in_the_database(office, row):
    done = conclude(office, reviewed(office, row))
    column = done.columns.get(column="own")
    for change in (
        lambda: Assessment.objects.filter(pk=done.pk).update(total=1),
        lambda: ScoreColumn.objects.filter(pk=column.pk).update(total=1),
        lambda: column.answers.update(points=10),
        lambda: column.answers.all().delete(),
        lambda: ScoreAnswer.objects.create(
            column=column, code="A9", points=10, answered_by="某人", answered_at=NOW
        ),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    with pytest.raises(TransitionRefused):
        answer(done, office, "city", A1=Answer(level="none"))


def test_a_replay_names_what_was_altered(office, row):
    reviewed(office, row)
    ScoreAnswer.objects.filter(column__column="own", code="A2").update(points=100)
    found = replay_assessments()
    assert (found.replayed, len(found.differing)) == (2, 1)
    assert row.number in found.differing[0]
    ScoreAnswer.objects.filter(column__column="district", code="A1").update(code="Z9")
    assert "不能重新计算:评分表中没有“Z9”这一项" in replay_assessments().differing[1]


def test_a_newer_table_leaves_an_open_assessment_alone_until_somebody_goes_over(office, row):
    answer(row, office)
    dearer = replace(
        CHOICE, points=200, levels=tuple(replace(each, points=each.points * 2 // 3) for each in CHOICE.levels)
    )
    judged = replace(TABLE.dimensions[0].criteria[1], points=300)
    table = replace(
        TABLE, dimensions=(replace(TABLE.dimensions[0], criteria=(dearer, judged)), TABLE.dimensions[1])
    )
    tomorrow = NOW + timedelta(days=1)
    put_in_force(table, day=tomorrow.date())
    assert board(row).rubric == TABLE
    told = renew_assessment(row.pk, actor=office.actor("keeper"), now=tomorrow)
    assert told.differs == ("制度上墙", "特色宣传")
    assert set(board(row).outcomes["own"].missing) == {"A1", "A2"}
    with pytest.raises(TransitionRefused, match="已经是现行的评分表"):
        renew_assessment(row.pk, actor=office.actor("keeper"), now=tomorrow)


def goes_over(office, row, table):
    tomorrow = NOW + timedelta(days=1)
    put_in_force(table, day=tomorrow.date())
    return renew_assessment(row.pk, actor=office.actor("keeper"), now=tomorrow)


def test_a_case_of_veto_that_is_another_one_now_is_told_and_answered_anew(office, row):
    answer(row, office)
    told = goes_over(office, row, replace(TABLE, vetoes=(replace(TABLE.vetoes[0], title="虚报材料"),)))
    assert told.differs == ("虚报材料",)
    assert board(row).outcomes["own"].missing == ("V1",)


def test_a_case_of_veto_that_the_register_answers_now_keeps_no_answer_of_a_person(office, row):
    answer(row, office)
    told = goes_over(
        office, row, replace(TABLE, vetoes=(replace(TABLE.vetoes[0], fact="area", at_least=1000),))
    )
    assert told.differs == ("发生安全责任事故",)
    (line,) = board(row).outcomes["own"].vetoes
    assert (line.is_met, line.by_fact) == (False, True)


def test_points_that_a_table_in_whole_points_does_not_know_are_given_anew(office, row):
    answer(row, office, A2=Answer(points=105), A1=Answer(level="all"))
    told = goes_over(office, row, replace(TABLE, half_points=False))
    assert told.words == "评分单位改为:1 分"
    assert board(row).outcomes["own"].missing == ("V1", "A2")


def test_what_another_device_answered_meanwhile_is_not_taken_over(office, row, monkeypatch):
    answer(row, office)
    services.hand_in_assessment(row.pk, actor=office.actor("keeper"), now=NOW)
    seen = answering.board_of

    def answered_meanwhile(found, on):
        stood = seen(found, on)
        answer(row, office, "district", A1=Answer(level="none"))
        return stood

    monkeypatch.setattr(answering, "board_of", answered_meanwhile)
    with pytest.raises(StaleEdit, match="“制度上墙”已由李娜在另一处修改"):
        services.take_over(row.pk, actor=office.actor("district"), now=NOW)
    assert ScoreAnswer.objects.get(code="A1", column__column="district").level == "none"


def test_every_answer_stands_in_the_trail(office, row):
    answer(row, office, A1=Answer(level="all"))
    entry = AuditEntry.objects.filter(action="assessment.answer").latest("id")
    assert entry.changes == {"自评 A1 制度上墙": ["", "三项都有"]}


def test_a_site_that_is_vetoed_fails_whatever_else_was_scored(office, row):
    row = reviewed(office, row)
    answer(row, office, "city", V1=Answer(is_met=True))
    services.take_over(row.pk, actor=office.actor("city"), now=NOW)
    assert conclude(office, row).conclusion == "failed"


def test_the_site_itself_is_not_touched(office, site, row):
    conclude(office, reviewed(office, row))
    assert ServiceSite.objects.get(pk=site.pk).revision == site.revision
