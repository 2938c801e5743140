"""What is the site called, who built it, when, with which money?"""

from __future__ import annotations

from datetime import date
from typing import Any

from crispy_forms.bootstrap import InlineRadios
from crispy_forms.layout import Div, Fieldset
from django import forms

from filing.forms.base import SectionForm
from filing.forms.starting import types_for
from sites.forms.fields import CreditCode, Day, GuardedText, long_choice, short_choice, yuan
from sites.models import SiteVersion
from sites.types import type_choices
from sites.vocabulary import BuildMode, HostKind


class IdentityForm(SectionForm):
    """Name, host unit, dates and money by source."""

    code = "identity"

    site_type = forms.ChoiceField(
        label="阵地类型",
        required=False,
        help_text="更改类型后,新类型没有的设施和专有信息会移除,请重新核对“面积与设施”。",
        error_messages={"invalid_choice": "您的账号不办理这一类型,请从列表中选择。"},
    )
    name = GuardedText(label="阵地名称", max_length=80, mobiles=True, help_text="与门口牌匾一致的全称。")
    build_mode = short_choice("建设方式", BuildMode.choices)
    host_name = GuardedText(
        label="承建(共建)单位", max_length=80, mobiles=True, help_text="与登记证书一致的全称。"
    )
    host_kind = long_choice("单位类别", HostKind.choices)
    host_credit_code = CreditCode(label="统一社会信用代码", help_text="18 位,见营业执照或法人证书。")
    built_on = Day(label="建成日期")
    opened_on = Day(label="启用日期")
    agreement_starts_on = Day(label="共建协议起始日期")
    agreement_ends_on = Day(label="共建协议截止日期")
    union_fen = yuan("工会经费")
    employer_fen = yuan("单位投入")
    fiscal_fen = yuan("财政资金")
    upper_union_fen = yuan("上级工会补助")

    def __init__(self, data: Any = None, *, version: SiteVersion, **kwargs: Any) -> None:
        super().__init__(data, version=version, **kwargs)
        mine = dict(types_for(self.actor)) if self.actor else {}
        offered = mine | {version.site_type: version.type_label}
        field = self.fields["site_type"]
        field.choices = [(code, label) for code, label in type_choices() if code in offered]
        field.disabled = field.disabled or len(offered) == 1

    def clean_site_type(self) -> str:
        """Left out means unchanged."""
        wanted = self.cleaned_data["site_type"] or self.version.site_type
        if wanted != self.version.site_type:
            label = dict(self.fields["site_type"].choices)[wanted]
            self.warnings.append(
                f"阵地类型已改为“{label}”,新类型没有的设施和专有信息已移除。请核对“面积与设施”和阵地名称。"
            )
        return str(wanted)

    def layout(self) -> list[Any]:
        money = ("union_fen", "employer_fen", "fiscal_fen", "upper_union_fen")
        return [
            "site_type",
            "name",
            InlineRadios("build_mode"),
            Fieldset("共建单位", "host_name", "host_kind", "host_credit_code", css_class="section"),
            Fieldset(
                "日期",
                Div(
                    "built_on", "opened_on", "agreement_starts_on", "agreement_ends_on", css_class="form-grid"
                ),
                css_class="section",
            ),
            Fieldset("经费来源(元)", Div(*money, css_class="form-grid"), css_class="section"),
        ]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        built, opened = data.get("built_on"), data.get("opened_on")
        if built and built > self.today:
            self.add_error("built_on", "建成日期不能晚于今天,请核对。")
        if opened and opened.year > self.today.year + 1:
            self.add_error("opened_on", "启用日期不能晚于明年年底,请核对。")
        self._in_order(built, opened, "opened_on", "启用日期不能早于建成日期,请核对。")
        starts, ends = data.get("agreement_starts_on"), data.get("agreement_ends_on")
        self._in_order(starts, ends, "agreement_ends_on", "协议截止日期不能早于起始日期,请核对。")
        return data

    def _in_order(self, first: date | None, last: date | None, field: str, sentence: str) -> None:
        if first and last and last < first:
            self.add_error(field, sentence)
