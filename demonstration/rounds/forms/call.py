"""What is typed into a call? Only what the person may choose is known."""

from __future__ import annotations

from dataclasses import fields
from datetime import timedelta
from typing import Any

from crispy_forms.layout import Div, Fieldset
from django import forms

from accounts.models import Union
from demonstration.models import Aggregation, Round, TieBreak, TitleLevel
from demonstration.rounds.services import Call
from rulebook.choices import Counted
from sites.forms.fields import Amount, GuardedText, Moment, Phone
from sites.ledger.forms import helper_for
from sites.types import type_choices

_YEARS = (2020, 2100)

#: What may be left out.
_FREE = frozenset(
    {
        *("document_number", "call", "least_score", "needs_map", "is_blind", "adjusts", "tie_breaks"),
        *("contact_office", "contact_phone", "contact_address"),
    }
)


def _number(label: str, least: int, most: int, **more: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=least, max_value=most, **more)


class CallForm(forms.Form):
    """A call as it is drafted. ``types`` are those that the person may lead; a single issuer is not asked for."""

    use_required_attribute = False

    issuer = forms.ChoiceField(label="主办工会")
    title = GuardedText(label="评定名称", max_length=80)
    title_name = GuardedText(label="授予称号", max_length=60, help_text="如 示范户外劳动者服务站点。")
    year = _number("年度", *_YEARS)
    level = forms.ChoiceField(label="级别", choices=TitleLevel.choices)
    site_types = forms.MultipleChoiceField(
        label="阵地类型", widget=forms.CheckboxSelectMultiple, help_text="同一份管理办法管的类型可以一起评。"
    )
    document_number = GuardedText(
        label="通知文号", max_length=40, help_text="如 青工办发〔2026〕21号;草稿时可以先不填,发布前要填。"
    )
    call = GuardedText(label="通知正文", max_length=4000, lines=8)
    opens_at = Moment(label="申报开始时间")
    closes_at = Moment(label="申报截止时间", help_text="到这一分钟就不再接受。")
    recommend_until = Moment(label="推荐截止时间")
    review_until = Moment(label="评审截止时间")
    least_months = _number("备案满几个月", 0, 120)
    least_score = Amount(
        places=1,
        least=0,
        most=100,
        unit="分",
        hint="如 80。",
        label="最近一次年度复核最低分",
        help_text="不限的留空。",
    )
    needs_map = forms.BooleanField(label="须已标注电子地图")
    reviewers_per_case = _number("每份申报评审人数", 1, 15)
    most_cases = _number("每位专家最多评审份数", 1, 500)
    visitors_per_case = _number("实地评分人数", 0, 9, help_text="不组织实地评分的填 0;组织的,至少 2 人。")
    is_blind = forms.BooleanField(label="匿名评审", help_text="专家只看到代号,看不到阵地、单位和照片来源。")
    aggregation = forms.ChoiceField(label="汇总方法", choices=Aggregation.choices)
    tie_breaks = forms.MultipleChoiceField(
        label="同分时",
        choices=TieBreak.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text="都不选的,同分并列。",
    )
    comment_gap = Amount(
        places=1, least=0, most=100, unit="分", hint="如 2。", label="与自评相差几分须写评语"
    )
    adjusts = forms.BooleanField(
        label="显示宽严分析", help_text="只供市总参考:专家宽严不同会带来多大影响。正式名次不用它。"
    )
    publicity_days = _number("公示天数", 1, 60)
    publicity_counted = forms.ChoiceField(label="公示天数按", choices=Counted.choices)
    title_years = _number("称号有效年数", 1, 10)
    contact_office = GuardedText(label="受理部门", max_length=80)
    contact_phone = Phone(label="联系电话")
    contact_address = GuardedText(label="通信地址", max_length=120)

    def __init__(self, *args: Any, issuers: list[Union], types: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.issuers = issuers
        self.fields["site_types"].choices = [each for each in type_choices() if each[0] in types]
        if len(issuers) == 1:
            del self.fields["issuer"]
        else:
            self.fields["issuer"].choices = [("", "请选择"), *((str(each.pk), each.name) for each in issuers)]
        for name, field in self.fields.items():
            _say_plainly(name, field)
        self.helper = helper_for(*self._layout())

    def _layout(self) -> list[Any]:
        issuer = ["issuer"] if "issuer" in self.fields else []
        return [
            Fieldset(
                "通知",
                *issuer,
                "title",
                "title_name",
                Div("year", "level", "document_number", css_class="form-grid"),
                "site_types",
                "call",
                css_class="section",
            ),
            Fieldset(
                "时间",
                Div("opens_at", "closes_at", "recommend_until", "review_until", css_class="form-grid"),
                css_class="section",
            ),
            Fieldset(
                "参评条件",
                Div("least_months", "least_score", css_class="form-grid"),
                "needs_map",
                css_class="section",
            ),
            Fieldset(
                "评审办法",
                Div(
                    "reviewers_per_case",
                    "most_cases",
                    "visitors_per_case",
                    "comment_gap",
                    css_class="form-grid",
                ),
                "is_blind",
                "aggregation",
                "tie_breaks",
                "adjusts",
                css_class="section",
            ),
            Fieldset(
                "公示和称号",
                Div("publicity_days", "publicity_counted", "title_years", css_class="form-grid"),
                Div("contact_office", "contact_phone", "contact_address", css_class="form-grid"),
                css_class="section",
            ),
        ]

    def clean_visitors_per_case(self) -> int:
        count = int(self.cleaned_data["visitors_per_case"])
        if count == 1:
            raise forms.ValidationError("实地评分至少 2 人;不组织的填 0。")
        return count

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for before, after, sentence, least in (
            ("opens_at", "closes_at", "申报截止时间应晚于开始时间,请核对。", timedelta(minutes=1)),
            ("closes_at", "recommend_until", "推荐截止时间早于申报截止时间,请核对。", timedelta()),
            ("recommend_until", "review_until", "评审截止时间早于推荐截止时间,请核对。", timedelta()),
        ):
            first, second = cleaned.get(before), cleaned.get(after)
            if first is not None and second is not None and second - first < least:
                self.add_error(after, sentence)
        return cleaned

    @property
    def chosen_issuer(self) -> Union:
        wanted = self.cleaned_data.get("issuer") or str(self.issuers[0].pk)
        return next(each for each in self.issuers if str(each.pk) == wanted)

    @property
    def told(self) -> Call:
        names = {each.name for each in fields(Call)}
        values = {name: value for name, value in self.cleaned_data.items() if name in names}
        for name in ("site_types", "tie_breaks"):
            values[name] = tuple(values[name])
        return Call(**values)


def _say_plainly(name: str, field: forms.Field) -> None:
    field.required = name not in _FREE
    verb = "选择" if isinstance(field, forms.ChoiceField | forms.MultipleChoiceField) else "填写"
    field.error_messages["required"] = f"请{verb}{field.label}。"
    field.error_messages["invalid_choice"] = "不在可选范围内,请从列表中选择。"
    if isinstance(field, forms.IntegerField):
        sentence = f"{field.label}请填写 {field.min_value} 到 {field.max_value} 之间的整数。"
        field.error_messages["invalid"] = sentence
        for validator in field.validators:
            validator.message = sentence


def initial_of(row: Round) -> dict[str, Any]:
    """What the form of a draft starts with."""
    return {name: getattr(row, name) for name in CallForm.base_fields if name != "issuer"}
