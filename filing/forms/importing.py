"""What is asked when a list is taken in: the file, the branch, how; then heads and answers by row of a page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from crispy_forms.bootstrap import InlineRadios
from crispy_forms.layout import HTML
from django import forms

from accounts.reach import holds
from accounts.roles import Role
from core.actor import Actor
from core.text_guard import has_identity_number, normalise_text
from filing.forms.base import helper_for
from filing.forms.starting import types_for
from filing.imports.selectors import Asked, unions_of_import
from filing.models.imports import ImportMode
from sites.forms.fields import MOST_TYPED, CreditCode, Day, GuardedText
from sites.sheets.heads import head_key, known_column
from sites.sheets.questions import BLANK, CHOOSE_DISTRICT, CHOOSE_TYPE, DAILY, KEEP, RETYPE, SKIP, Answer
from sites.types import site_types

AGREEMENT = ("host_name", "host_credit_code", "agreement_starts_on", "agreement_ends_on")

_MISSING = {
    "required": "请选择文件。",
    "invalid": "没有收到文件,请重新选择。",
    "empty": "文件是空的,请重新选择。",
}


class ImportForm(forms.Form):
    """A file, the branch that manages its sites, and what holds for all rows."""

    use_required_attribute = False

    file = forms.FileField(
        label="名单文件",
        help_text="Excel 工作簿(.xlsx)或 CSV,不超过 15 MB、10 万行。",
        error_messages=_MISSING,
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
    )
    union = forms.ModelChoiceField(
        None,
        label="主管工会",
        empty_label=None,
        help_text="名单里没有“主管工会”一列的阵地,归这个工会管理。",
        error_messages={"required": "请选择主管工会。", "invalid_choice": "不在可选范围内,请从列表中选择。"},
    )
    to_districts = forms.BooleanField(
        label="各阵地归所在区(市)的总工会管理",
        required=False,
        help_text="名单跨几个区(市)时勾选。",
    )
    site_type = forms.ChoiceField(
        label="阵地类型", required=False, help_text="整份名单只有一种类型、又没有“阵地类型”一列时选择。"
    )
    mode = forms.ChoiceField(
        label="导入方式", choices=ImportMode.choices, initial=ImportMode.DRAFTS, widget=forms.RadioSelect
    )
    host_name = GuardedText(label="共建单位", max_length=80, mobiles=True)
    host_credit_code = CreditCode(label="统一社会信用代码")
    agreement_starts_on = Day(label="共建协议起始日期")
    agreement_ends_on = Day(label="共建协议截止日期")

    def __init__(self, data: Any = None, files: Any = None, *, actor: Actor) -> None:
        super().__init__(data, files)
        types = types_for(actor)
        self.may_all_types = len(types) == len(site_types())
        self.fields["site_type"].choices = [("", "以名单中所写为准"), *types]
        if not holds(actor, Role.DISTRICT):
            modes = [each for each in ImportMode.choices if each[0] != ImportMode.EXISTING]
            self.fields["mode"].choices = modes
        self.fields["union"].queryset = unions_of_import(actor)
        self.initial["union"] = next(iter(unions_of_import(actor).values_list("pk", flat=True)), None)
        self.helper = helper_for(
            "file",
            "union",
            "to_districts",
            "site_type",
            InlineRadios("mode"),
            HTML(f'<details class="section"{" open" if self.is_chain else ""}>'),
            HTML("<summary>共建单位和协议(选择“同一共建单位的多处阵地”时填写)</summary>"),
            *AGREEMENT,
            HTML("</details>"),
        )

    @property
    def is_chain(self) -> bool:
        return self.is_bound and self.data.get("mode") == ImportMode.CHAIN

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.may_all_types and not data.get("site_type") and "site_type" not in self.errors:
            self.add_error("site_type", "您的账号只能办理部分类型,请选择阵地类型。")
        if data.get("mode") == ImportMode.CHAIN:
            self._check_agreement(data)
        return data

    def _check_agreement(self, data: dict[str, Any]) -> None:
        if not data.get("host_name") and "host_name" not in self.errors:
            self.add_error("host_name", "请填写共建单位,它将写入名单中的每一处阵地。")
        starts, ends = data.get("agreement_starts_on"), data.get("agreement_ends_on")
        if starts and ends and ends < starts:
            self.add_error("agreement_ends_on", "协议截止日期不能早于起始日期,请核对。")

    def chosen(self) -> dict[str, Any]:
        """What the service needs besides the file."""
        data = self.cleaned_data
        shared = {name: data[name] for name in AGREEMENT if data.get(name)} if data["mode"] == "chain" else {}
        return {
            "mode": data["mode"],
            "site_type": data["site_type"],
            "to_districts": data["to_districts"],
            "shared": {
                name: value if isinstance(value, str) else value.isoformat() for name, value in shared.items()
            },
        }


#: What an officer chooses for a column that shall not be taken in.
IGNORE = "-"


def typed_mapping(
    post: Mapping[str, str], texts: Sequence[str], allowed: set[str]
) -> tuple[dict[str, str], list[str]]:
    """Head → column of a posted page, and the heads for which nothing was chosen."""
    mapping: dict[str, str] = {}
    missing = []
    for at, text in enumerate(texts):
        chosen = post.get(f"head-{at}", "")
        if chosen in allowed:
            mapping[head_key(text)] = chosen
        elif chosen == IGNORE or known_column(text) == chosen != "":
            mapping[head_key(text)] = "" if chosen == IGNORE else chosen
        else:
            missing.append(text)
    return mapping, missing


#: Answers in the words of the page.
WORDS = {
    RETYPE: "改为所填内容",
    BLANK: "留空,以后补填",
    KEEP: "照常导入",
    DAILY: "是,每天",
    SKIP: "整行不导入",
}


def answers_in(
    post: Mapping[str, str], asked: Sequence[Asked], choices: Mapping[str, set[str]]
) -> tuple[dict[str, Answer], dict[int, str]]:
    """The answers of a posted page by their keys, and by place in ``asked`` what is wrong with one that was begun.

    What was not answered or is not possible is left out.
    """
    found: dict[str, Answer] = {}
    wrong: dict[int, str] = {}
    rest = post.get("rest") == BLANK
    for at, each in enumerate(asked):
        problem = _half_done(post.get(f"do-{at}", ""), post.get(f"text-{at}", ""), each)
        if problem:
            wrong[at] = problem
            continue
        answer = _answer(post.get(f"do-{at}", ""), post.get(f"text-{at}", ""), each, choices)
        if answer is None and rest and BLANK in each.answers:
            answer = Answer(BLANK)
        if answer is not None:
            found[each.key] = answer
    return found, wrong


def _half_done(do: str, typed: str, asked: Asked) -> str:
    """What is still to be done about a text that was promised or typed; empty when there is nothing to say."""
    if RETYPE not in asked.answers or do not in ("", RETYPE):
        return ""
    text = normalise_text(typed[:MOST_TYPED])
    if has_identity_number(text):
        return "不能填写身份证号码,请改写。"
    return f"选择了“{WORDS[RETYPE]}”,请在下面的框中填写内容。" if do == RETYPE and not text else ""


def _answer(do: str, typed: str, asked: Asked, choices: Mapping[str, set[str]]) -> Answer | None:
    text = normalise_text(typed[:MOST_TYPED])
    for kind in (CHOOSE_TYPE, CHOOSE_DISTRICT):
        if kind in asked.answers and do in choices[kind]:
            return Answer(kind, do)
    if text and do in ("", RETYPE) and RETYPE in asked.answers:
        return Answer(RETYPE, text)
    return Answer(do) if do in asked.answers and do in (BLANK, SKIP, KEEP, DAILY) else None
