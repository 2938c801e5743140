"""Is it a proper visit? Every problem at once, each in words."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from inspection.visits import VisitFacts, names_in, problems_of

TODAY = date(2026, 10, 12)
SUBMITTED = date(2026, 10, 9)
GOOD = VisitFacts(
    held_on=TODAY,
    inspectors=("李娜", "陈静"),
    organisation="市南区总工会",
    met_on_site="王芳",
    verdict="pass",
)
FIX = replace(GOOD, verdict="fix", findings="饮水机未通电。", fix_by=TODAY + timedelta(days=1))


def problems(facts, **more):
    given = {"today": TODAY, "not_before": SUBMITTED, "min_inspectors": 2} | more
    return problems_of(facts, **given)


@pytest.mark.parametrize(
    "facts",
    [
        GOOD,
        replace(GOOD, held_on=SUBMITTED),
        replace(GOOD, inspectors=("李娜", "陈静", "赵强")),
        FIX,
        replace(GOOD, verdict="fail", findings="与申报资料不符。"),
    ],
    ids=["today", "day of submission", "three inspectors", "to be fixed", "failed"],
)
def test_a_proper_visit_has_no_problem(facts):
    assert problems(facts) == {}


@pytest.mark.parametrize(
    ("facts", "field", "words"),
    [
        (replace(GOOD, held_on=TODAY + timedelta(days=1)), "held_on", "不能晚于今天"),
        (replace(GOOD, held_on=SUBMITTED - timedelta(days=1)), "held_on", "不能早于提交日期(2026年10月9日)"),
        (replace(GOOD, inspectors=("李娜",)), "inspectors", "至少 2 人"),
        (replace(GOOD, inspectors=()), "inspectors", "至少 2 人"),
        (replace(GOOD, met_on_site="陈静"), "met_on_site", "不能同时是验收人员"),
        (replace(FIX, findings=" \n"), "findings", "请写明"),
        (replace(GOOD, verdict="fail"), "findings", "请写明"),
        (replace(FIX, fix_by=None), "fix_by", "请填写整改期限"),
        (replace(FIX, fix_by=TODAY), "fix_by", "应晚于验收日期"),
    ],
)
def test_one_fault_gives_one_sentence_at_its_field(facts, field, words):
    found = problems(facts)
    assert list(found) == [field]
    assert words in found[field]


def test_all_faults_are_told_at_once():
    bad = VisitFacts(
        held_on=TODAY + timedelta(days=3),
        inspectors=("王芳",),
        organisation="",
        met_on_site="王芳",
        verdict="fix",
    )
    assert set(problems(bad)) == {"held_on", "inspectors", "met_on_site", "findings", "fix_by"}


def test_the_measure_says_how_many_inspectors_are_needed():
    assert "至少 3 人" in problems(GOOD, min_inspectors=3)["inspectors"]
    assert problems(replace(GOOD, inspectors=("李娜",)), min_inspectors=1) == {}


def test_without_a_day_of_submission_only_the_future_is_refused():
    assert problems(replace(GOOD, held_on=date(2020, 1, 1)), not_before=None) == {}


def test_one_person_written_wide_is_one_inspector_and_not_the_one_met_on_site():
    assert "至少 2 人" in problems(replace(GOOD, inspectors=names_in("张\u3000三")))["inspectors"]
    same = replace(GOOD, met_on_site="李 娜")
    assert "不能同时是验收人员" in problems(same)["met_on_site"]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("李娜、陈静", ("李娜", "陈静")),
        ("李娜,陈静;赵强", ("李娜", "陈静", "赵强")),
        ("李娜,陈静;赵强/周敏", ("李娜", "陈静", "赵强", "周敏")),
        ("李娜\n陈静\r\n", ("李娜", "陈静")),
        ("李娜、李娜", ("李娜",)),
        ("买买提·艾力、陈静", ("买买提·艾力", "陈静")),
        ("  ", ()),
        ("李娜，陈静；赵强／周敏", ("李娜", "陈静", "赵强", "周敏")),
        ("张\u3000三", ("张三",)),
        ("张 三", ("张三",)),
        ("张 三、李娜、张三、 张\u3000 三 ", ("张三", "李娜")),
        ("李娜 陈静", ("李娜陈静",)),
        ("买买提 · 艾力", ("买买提·艾力",)),
        ("John  Smith、john smith", ("John Smith",)),
        ("欧阳 修文\t、陈静", ("欧阳修文", "陈静")),
    ],
)
def test_names_are_read_as_people_part_them(text, names):
    assert names_in(text) == names
