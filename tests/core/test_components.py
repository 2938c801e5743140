"""What the components say: each state in words, each field with its error, each action with what follows."""

from __future__ import annotations

from datetime import datetime
from types import SimpleNamespace
from typing import Any

import pytest
from django import forms
from django.template.loader import render_to_string
from django.test import RequestFactory

from core.clock import LEGAL_ZONE
from core.policy import ALLOWED, denied
from core.workflow import Action, Edge
from filing.deadlines import TimeLeft

DUE = datetime(2026, 10, 13, 17, 30, tzinfo=LEGAL_ZONE)


def component(name: str, **context: Any) -> str:
    page = render_to_string(f"components/{name}.html", context, request=RequestFactory().get("/desk/"))
    return " ".join(page.split())


@pytest.mark.parametrize(
    ("clock", "words"),
    [
        ({"days": 3}, "还剩 3 个工作日(2026年10月13日 17:30 前)"),
        ({"days": 0}, "今天到期(2026年10月13日 17:30 前)"),
        ({"days": 0, "is_over": True}, "已到期(2026年10月13日 17:30 前)"),
        ({"days": -2, "is_over": True}, "已超期 2 个工作日(2026年10月13日 17:30 前)"),
        (
            {"days": 3, "provisional": True},
            "还剩 3 个工作日(2026年10月13日 17:30 前,暂定,系统管理员录入2026年放假安排后确定)",
        ),
        (
            {"days": -16, "is_over": True, "provisional": True},
            "期限还没有确定(2026年10月13日 17:30 前,暂定,系统管理员录入2026年放假安排后确定)",
        ),
        ({"days": 3, "stopped": "待申报工会补正"}, "待申报工会补正(2026年10月13日 17:30 前),审核时限已暂停"),
        (
            {"stopped": "待申报工会补正", "is_today": True},
            "待申报工会补正(2026年10月13日 17:30 前,今天到期),审核时限已暂停",
        ),
        (
            {"stopped": "待申报工会补正", "is_over": True},
            "待申报工会补正(2026年10月13日 17:30 前,已超期),审核时限已暂停",
        ),
    ],
)
def test_the_clock_speaks_in_words(clock: dict[str, Any], words: str) -> None:
    left = TimeLeft(due=DUE.date(), closing=DUE.time(), **clock)
    assert f">{words}</span>" in component("clock_chip", clock=left)


def test_a_case_without_a_clock_shows_none() -> None:
    assert component("clock_chip", clock=TimeLeft()) == ""


class Room(forms.Form):
    name = forms.CharField(label="名称", help_text="与门牌一致。")
    phone = forms.CharField(label="电话", required=False)
    access = forms.ChoiceField(label="谁可以进", widget=forms.RadioSelect, choices=[("public", "面向公众")])


def test_required_is_a_word_and_optional_says_nothing() -> None:
    page = component("form", form=Room())
    assert page.count('<span class="must">必填</span>') == 2
    assert "*" not in page.split("<form")[1]


def test_an_error_stands_beside_its_field_and_in_the_summary() -> None:
    form = Room({"phone": "0532-1234", "access": "public"})
    form.is_valid()
    page = component("form", form=form)
    assert 'role="alert"' in page
    assert '<a href="#id_name">' in page
    assert 'id="id_name_error"' in page
    assert 'value="0532-1234"' in page


def test_an_error_of_the_whole_form_stands_once() -> None:
    form = Room({"name": "a", "access": "public"})
    form.is_valid()
    form.add_error(None, "名称与已有阵地重复。")
    assert component("form", form=form).count("名称与已有阵地重复。") == 1


class Secret(forms.Form):
    password = forms.CharField(label="新密码", widget=forms.PasswordInput)


@pytest.mark.parametrize(
    ("form", "words"),
    [
        (Room({"access": "public"}), "请改正以下内容,再点“保存并继续”;已填写的内容都还在:"),
        (Secret({}), "请改正以下内容,再点“保存并继续”;密码没有保留,请重新输入:"),
    ],
)
def test_the_summary_names_the_button_and_says_what_was_kept(form: forms.Form, words: str) -> None:
    form.is_valid()
    assert f"<strong>{words}</strong>" in component("form", form=form, submit_label="保存并继续")


def test_only_a_form_that_was_sent_holds_what_is_not_saved() -> None:
    assert "data-unsaved" not in component("form", form=Room())
    assert "data-unsaved" in component("form", form=Room({"name": "a"}))
    assert "data-unsaved" not in component("form", form=Room({"name": "a"}), method="get")


def test_what_can_be_done_instead_is_not_called_a_danger() -> None:
    page = component("next_step", what="审核资料", also="审核通过前可以撤回")
    assert "<dt>还可以</dt><dd>审核通过前可以撤回</dd>" in page
    assert "怎样可以避免" not in page
    assert "<dt>怎样可以避免</dt><dd>按期整改</dd>" in component("next_step", what="摘牌", avoid="按期整改")


def test_a_list_of_parts_names_the_present_one_and_is_folded_behind_it() -> None:
    tasks = [{"title": "名称", "url": "/a/"}, {"title": "位置", "url": "/b/", "current": True}]
    page = component("task_list", tasks=tasks)
    assert "<summary>第 2 部分,共 2 部分:位置</summary>" in page
    assert "<details" not in component("task_list", tasks=[{"title": "名称", "url": "/a/"}])


def actions() -> list[Action]:
    return [
        Action(Edge("accept", frozenset(), "", "同意备案", "写入名册。"), ALLOWED),
        Action(
            Edge(
                "return", frozenset(), "", "退回补正", "时限暂停。", needs_note=True, note_label="致申报工会"
            ),
            ALLOWED,
        ),
        Action(Edge("withdraw", frozenset(), "", "撤回"), denied("只有申报工会可以撤回。")),
    ]


def test_an_action_says_what_follows_and_a_closed_one_why() -> None:
    page = component("action_panel", actions=actions(), url="/x/", revision=0, primary="accept")
    assert page.count("<form") == 2
    assert page.count('name="seen" value="0"') == 2
    assert "写入名册。" in page
    assert "现在不能办理:只有申报工会可以撤回。" in page
    assert 'value="withdraw"' not in page


def test_what_follows_is_not_mistaken_for_what_is() -> None:
    """Beside a button "this case is closed" would read as news of the case."""
    page = component("action_panel", actions=actions(), url="/x/")
    assert page.count("”后:") == 2
    assert ">写入名册。" not in page


def test_a_refused_note_comes_back_with_what_was_typed() -> None:
    page = component(
        "action_panel", actions=actions(), url="/x/", failed="return", error="请填写说明。", note="照片 <1>"
    )
    assert "<details open>" in page
    assert "请填写说明。" in page
    assert "照片 &lt;1&gt;</textarea>" in page


def test_an_unknown_fact_is_marked_and_a_difference_shows_both() -> None:
    rows = [
        {"label": "电话", "value": None},
        {"label": "面积", "value": "12 平方米", "old": "10 平方米", "changed": True},
    ]
    page = component("summary_list", rows=rows)
    assert '<span class="unknown">未核实</span>' in page
    assert "<del>10 平方米</del>" in page
    assert "<ins>12 平方米</ins>" in page


@pytest.mark.parametrize(
    ("change", "shown"),
    [
        (("", "1 项"), "<li>面积:<ins>1 项</ins></li>"),
        (("未核实", "12 平方米"), "<li>面积:<ins>12 平方米</ins></li>"),
        (("10 平方米", ""), '<del>10 平方米</del> <span class="visually-hidden">改为</span><ins><span'),
    ],
)
def test_what_was_not_known_before_is_not_struck_out(change: tuple[str, str], shown: str) -> None:
    entry = SimpleNamespace(at=DUE, actor_name="张丽", label="保存资料", changes={"面积": change})
    assert shown in component("timeline", entries=[entry])


def test_a_run_whose_rows_are_not_counted_yet_says_no_numbers() -> None:
    page = component("progress", what="读取中", done=0, total=0, running=True)
    assert "0 / 0" not in page
    assert "读取中</label></p>" in page


def test_a_refused_attempt_is_told_apart() -> None:
    entry = SimpleNamespace(
        at=DUE,
        actor_name="张丽",
        actor_office="市南区总工会",
        label="退回补正",
        note="",
        changes={},
        outcome="refused",
    )
    page = component("timeline", entries=[entry])
    assert 'class="refused"' in page
    assert "没有办理" in page


def test_each_value_of_a_row_carries_its_head_for_the_phone() -> None:
    row = {"cells": [{"text": "甲", "url": "/a/"}, {"text": None}], "actions": [("审核", "/a/")]}
    page = component(
        "table", columns=[{"label": "阵地", "sort": "name"}, {"label": "状态"}], rows=[row], caption="列表"
    )
    assert '<th scope="row" role="rowheader"><span><a href="/a/">甲</a>' in page
    assert 'data-label="状态"><span><span class="unknown">未核实' in page


def test_a_card_leaves_out_what_says_nothing() -> None:
    columns = [{"label": "阵地"}, {"label": "时限", "numeric": True}]
    told, silent, half = (
        component("table", columns=columns, rows=[{"cells": [{"text": "甲"}, cell]}], caption="列表")
        for cell in ({"text": "3"}, {"text": "—"}, {"text": "—", "sub": "暂停"})
    )
    assert 'class="number-cell"' in told and "nothing-cell" not in told
    assert 'class="number-cell nothing-cell"' in silent
    assert "nothing-cell" not in half


LABELS = [
    {"words": "与“湛山驿站”的照片相近,请核对", "strength": "limited", "url": "/desk/sites/1/"},
    {"words": "拍摄地点未知"},
]


@pytest.mark.parametrize(
    ("name", "context"),
    [
        ("evidence_labels", {"labels": LABELS}),
        ("evidence_slot", {"slot": {"title": "门牌", "labels": LABELS}}),
    ],
)
def test_labels_of_a_picture_are_words_that_lead_to_the_other_site(
    name: str, context: dict[str, Any]
) -> None:
    page = component(name, **context)
    assert (
        '<span class="tag tag--limited">与“湛山驿站”的照片相近,请核对</span> <a href="/desk/sites/1/">'
        in page
    )
    assert '<span class="tag">拍摄地点未知</span></li>' in page
    assert "仅供参考" in page


def test_a_slot_without_labels_shows_no_list() -> None:
    assert component("evidence_labels", labels=[]) == ""
