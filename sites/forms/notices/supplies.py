"""Which supply is short or refilled? Shows what the public will read of all supplies after it is told."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from sites.forms.fields import Day, GuardedText, short_choice
from sites.forms.notices.frame import Desk, NoticeForm
from sites.models.notice import MOST_REASON
from sites.supplies import SUPPLIES, SupplyTold, count_refusal, expiry_refusal, in_order, lacking
from sites.vocabulary import NoticeKind, SupplyState


class SuppliesForm(NoticeForm):
    """物资情况."""

    kind = NoticeKind.SUPPLIES
    is_previewed = True
    submit_label = "发布物资情况"
    lead = "每次发布一项。同一项再次发布后,以最新的为准;补足后请发布“充足”,公众页面不再显示短缺。"

    supply = short_choice("物资", ())
    state = short_choice("现在的情况", SupplyState.choices)
    count = forms.IntegerField(
        label="数量",
        required=False,
        min_value=0,
        help_text="现有多少,如 24。按瓶、盒、包、片或个数清点,只在工会内部显示。没有清点的留空。",
        error_messages={"invalid": "数量请填整数,如 24。", "min_value": "数量不能小于 0。"},
    )
    expires_on = Day(
        label="最早到期日",
        help_text="现有物资中最早到期的一天,只在工会内部显示。没有到期日的、缺货的,留空。",
    )
    note = GuardedText(
        label="备注",
        max_length=MOST_REASON,
        mobiles=True,
        help_text="如预计到货时间,只在工会内部显示。",
    )

    def __init__(self, data: Any = None, *, desk: Desk) -> None:
        super().__init__(data, desk=desk)
        self.fields["supply"].choices = [(code, SUPPLIES[code]) for code in desk.site.kind.supplies]
        self.fields["supply"].error_messages["required"] = "请选择是哪一项物资。"
        self.fields["state"].error_messages["required"] = "请选择充足、不足或缺货。"

    def required_fields(self) -> Iterable[str]:
        return ("supply", "state")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        state, today = data.get("state", ""), self.desk.today
        said = {
            "expires_on": expiry_refusal(state, data.get("expires_on"), today),
            "count": count_refusal(state, data.get("count")) if state else "",
        }
        for name, sentence in said.items():
            if sentence and name not in self.errors:
                self.add_error(name, sentence)
        return data

    @property
    def wanted(self) -> SupplyTold:
        """What would be told."""
        data = self.cleaned_data
        return SupplyTold(
            data["supply"], data["state"], self.desk.today, data["expires_on"], data["note"], data["count"]
        )

    def preview(self) -> list[str]:
        if not self.is_bound or self.errors:
            return []
        wanted = self.wanted
        others = [each for each in self.desk.supplies if each.supply != wanted.supply]
        return [*lacking(in_order([*others, wanted]))] or ["(公众页面不显示物资短缺)"]
