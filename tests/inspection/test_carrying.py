"""Old answers on a new table: equal where nothing changed, by hand where one item did, left out where nothing answers."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspection.assessing.carrying import Lack, Passage, in_proportion, levels_between, without
from inspection.assessing.shifts import Standing, Tally
from inspection.assessing.table_changes import changes_between, mark_changes
from rulebook.outcome import Answer, Known, NotApplicable
from rulebook.rubric import How, Level, Purpose, Rubric, Step, Veto
from rulebook.scoring import outcome_of
from tests.inspection.boards import ALL, AREA, CHOICE, FULL, JUDGED, SEATS, TABLE
from tests.rulebook.rubrics import any_case
from unionportal.drill.tables import repriced

YEARLY = Purpose.YEARLY
FACTS = {"area": Known(2550)}
THERE = ("table", "seats", "water")


def with_item(*changed, table: Rubric = TABLE) -> Rubric:
    """The table in which items of the same code are replaced, and new ones stand at the end of the first head."""
    by_code = {each.code: each for each in changed}
    heads = [
        replace(head, criteria=tuple(by_code.pop(each.code, each) for each in head.criteria))
        for head in table.dimensions
    ]
    heads[0] = replace(heads[0], criteria=(*heads[0].criteria, *by_code.values()))
    return replace(table, dimensions=tuple(heads))


def judged(new: Rubric, *, old: Rubric = TABLE, facts=FACTS, there=THERE, said=FULL):
    return Passage(old, new, YEARLY).judged(facts, there, said)


@given(any_case())
def test_on_an_equal_table_everything_is_as_it_was(case):
    table, facts, answers = case
    before = outcome_of(table, YEARLY, facts, (), answers)
    complete = {**answers, **{code: Answer(points=0) for code in before.missing}}
    before = outcome_of(table, YEARLY, facts, (), complete)
    again = Passage(table, replace(table, title="另一份"), YEARLY).judged(facts, (), complete)
    assert (again.outcome, again.lacks) == (before, {})


#: Site, facilities, area, answers; the total by hand on the old table, and where A1 is worth two points more.
BY_HAND = [
    ("甲站", THERE, 2550, {"A1": Answer(level="all"), "A2": Answer(points=200)}, 1000, 1000),
    ("乙站", THERE[:2], 1500, {"A1": Answer(level="all"), "A2": Answer(points=0)}, 600, 608),
    ("丙站", THERE, 500, {"A1": Answer(level="none"), "A2": Answer(points=200)}, 500, 490),
]


def test_one_item_raised_by_two_points_gives_the_table_made_by_hand():
    passage, tally = Passage(TABLE, with_item(repriced(CHOICE, 20)), YEARLY), Tally()
    for site, there, area, said, old, new in BY_HAND:
        facts, answers = {"area": Known(area)}, said | {"V1": Answer(is_met=False)}
        before = outcome_of(TABLE, YEARLY, facts, there, answers)
        again = passage.judged(facts, there, answers)
        assert (before.total, again.outcome.total, again.lacks) == (old, new, {})
        stands = Standing(
            site, "", "市南区", "outdoor_station", "yearly", site, before.total, before.conclusion
        )
        tally.add(stands, again, 1)
    shift = tally.by_district["outdoor_station", "yearly", "市南区"]
    assert (shift.count, shift.sum, shift.mean, shift.up, shift.down, shift.same) == (3, -2, -1, 1, 1, 1)
    assert dict(tally.verdicts) == {("outdoor_station", "yearly", "合格", "限期整改"): 1}
    assert [(each.stands.site, each.shift) for each in tally.foremost()] == [("丙站", -10)]


def test_an_option_is_found_by_its_words_and_not_by_its_number():
    levels = (
        Level(code="1", label="没有", points=0),
        Level(code="all", label="有一两项", points=150),
        Level(code="3", label="三项都有", points=300),
    )
    found = levels_between(CHOICE, replace(CHOICE, levels=levels))
    assert {code: answer.level for code, answer in found.items()} == {"all": "3", "some": "all", "none": "1"}
    assert judged(with_item(replace(CHOICE, levels=levels))).outcome.total == 1000


def test_points_of_a_judgement_follow_its_worth_in_proportion():
    half = FULL | {"A2": Answer(points=100)}
    items = judged(with_item(repriced(JUDGED, 20)), said=half).outcome.items
    assert next(item.points for item in items if item.criterion.code == "A2") == 110


@pytest.mark.parametrize(
    ("points", "of", "whole", "unit", "share"),
    [(200, 200, 220, 5, 220), (5, 40, 20, 5, 5), (5, 40, 20, 10, 0), (15, 40, 20, 10, 10), (0, 40, 90, 5, 0)],
)
def test_a_share_is_rounded_half_up_to_the_step_of_the_table(points, of, whole, unit, share):
    assert in_proportion(points, of, whole, unit) == share


@given(st.integers(1, 100), st.integers(1, 100), st.sampled_from([5, 10]), st.data())
def test_a_share_is_always_allowed_and_the_whole_stays_the_whole(of, whole, unit, data):
    given_points = data.draw(st.integers(0, of)) * unit
    share = in_proportion(given_points, of * unit, whole * unit, unit)
    assert share % unit == 0 and 0 <= share <= whole * unit
    assert in_proportion(of * unit, of * unit, whole * unit, unit) == whole * unit


NEW_CHOICE = replace(CHOICE, code="A3", title="开放公示")


@pytest.mark.parametrize(
    ("changed", "code", "why"),
    [
        (NEW_CHOICE, "A3", Lack.NEW),
        (replace(CHOICE, levels=(Level(code="all", label="做到", points=300),)), "A1", Lack.ASKED_OTHERWISE),
        (replace(CHOICE, how=How.JUDGEMENT, levels=()), "A1", Lack.ASKED_OTHERWISE),
        (replace(JUDGED, how=How.CHOICE, levels=CHOICE.levels), "A2", Lack.ASKED_OTHERWISE),
        (replace(AREA, how=How.JUDGEMENT, fact="", steps=()), "B2", Lack.ASKED_OTHERWISE),
        (replace(AREA, fact="visits"), "B2", Lack.NO_FACT),
        (
            replace(CHOICE, how=How.COUNT, fact="visits", levels=(), steps=(Step(limit=1, points=300),)),
            "A1",
            Lack.NO_FACT,
        ),
    ],
)
def test_what_nothing_answers_is_told_and_leaves_the_new_side(changed, code, why):
    again = judged(with_item(changed))
    assert again.lacks == {code: why}
    assert again.outcome.total == 1000
    assert code not in {item.criterion.code for item in again.outcome.items}


def test_what_was_set_aside_and_must_not_be_any_more_is_left_out():
    aside = FULL | {"A2": Answer(not_applicable="没有宣传")}
    assert judged(TABLE, said=aside).lacks == {}
    assert judged(with_item(replace(JUDGED, may_not_apply=False)), said=aside).lacks == {
        "A2": Lack.ASKED_OTHERWISE
    }


def test_a_fact_that_the_old_table_asked_for_in_vain_earns_nothing_on_the_new_one_either():
    again = judged(with_item(repriced(AREA, 20)), facts={})
    assert again.lacks == {}
    assert again.outcome.unknown == ("B2",)


def test_a_number_that_was_kept_as_words_is_told_and_breaks_nothing():
    choice = replace(AREA, how=How.LOOKUP, steps=(), levels=(Level(code="big", label="大", points=200),))
    again = judged(TABLE, old=with_item(choice), facts={"area": Known("big")})
    assert again.lacks == {"B2": Lack.ASKED_OTHERWISE}


def test_what_could_not_be_said_stays_out_on_both_sides():
    facts = {"area": NotApplicable("样本不足")}
    assert judged(with_item(repriced(AREA, 20)), facts=facts).outcome.possible == 800


def test_an_item_that_is_gone_takes_its_answer_along():
    assert judged(without(TABLE, ["A2", "V1"])).outcome.possible == 800


def test_a_new_veto_counts_as_not_met_unless_the_register_answers_it():
    told = Veto(code="V2", title="发生投诉", purposes=ALL)
    small = Veto(code="V3", title="面积过小", purposes=ALL, fact="area", at_least=3000)
    again = judged(replace(TABLE, vetoes=(*TABLE.vetoes, told, small)))
    assert again.lacks == {"V2": Lack.NEW_VETO}
    assert again.outcome.conclusion == "failed"
    met = FULL | {"V1": Answer(is_met=True)}
    assert judged(TABLE, said=met).outcome.conclusion == "failed"


def test_changes_of_a_table_are_told_item_by_item():
    new = replace(
        with_item(
            repriced(CHOICE, 20),
            replace(JUDGED, standard="有做法。", may_not_apply=False),
            replace(SEATS, items=("table", "seats", "wifi"), is_basic=True),
            replace(AREA, steps=(Step(limit=2500, points=200), Step(limit=1000, points=100))),
            NEW_CHOICE,
        ),
        vetoes=(Veto(code="V9", title="虚假申报", purposes=ALL),),
    )
    assert changes_between(TABLE, TABLE, YEARLY) == {}
    assert changes_between(TABLE, new, YEARLY) == {
        "A1": "分值 30→32 分",
        "A2": "名称或评分标准有修改;不能再填“不适用”",
        "A3": "新增,30 分",
        "B1": "设施清单有变化;列为基本项",
        "B2": "分档或选项有变化",
        "V1": "取消一票否决",
        "V9": "新增一票否决",
    }
    assert changes_between(new, TABLE, YEARLY)["A3"] == "取消,原为 30 分"


def test_another_mark_is_told():
    mark = TABLE.mark_for(YEARLY)
    assert mark_changes(mark, mark) == ""
    higher = replace(mark, pass_at=600, rectify_at=400, dimension_percent=60, needs_basics=True)
    assert mark_changes(mark, higher) == (
        "合格线 50→60 分;不合格线 30→40 分;单项最低比例 0%→60%;基本项须得满分"
    )
    assert (mark_changes(None, mark), mark_changes(mark, None)) == ("新增合格线", "取消合格线")
