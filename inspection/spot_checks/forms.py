"""What is typed before a draw is committed, and when a drawn site could not be seen?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from crispy_forms.layout import Div, Fieldset
from django import forms

from accounts.models import Union, User
from inspection.rectifying.forms import require
from inspection.spot_checks.services import Plan
from inspection.spot_checks.services.committing import MOST_SIZE
from inspection.spot_checks.weights import MOST_WEIGHT, STRATA, usual_weights
from sites.forms.fields import GuardedText, long_choice
from sites.ledger.forms import helper_for
from sites.types import type_choices

_NUMERIC = {"inputmode": "numeric", "class": "numeric", "maxlength": 5}


def _number(label: str, least: int, most: int, help_text: str = "") -> forms.IntegerField:
    said = f"{label}请填写 {least} 到 {most} 之间的整数。"
    return forms.IntegerField(
        label=label,
        min_value=least,
        max_value=most,
        help_text=help_text,
        widget=forms.TextInput(attrs=_NUMERIC),
        error_messages={name: said for name in ("required", "invalid", "min_value", "max_value")},
    )


class DrawForm(forms.Form):
    """The whole of a draw: everything in it is published with its digest when it is sent."""

    use_required_attribute = False

    title = GuardedText(label="抽查名称", max_length=60, help_text="如 2026年第三季度开放情况抽查。")
    site_type = forms.ChoiceField(
        label="阵地类型", required=False, choices=[("", "全部类型"), *type_choices()]
    )
    districts = forms.MultipleChoiceField(
        label="区(市)",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="不选就是全部。",
        error_messages={"invalid_choice": "没有这个区(市),请从列表中选择。"},
    )
    size = _number("抽取处数", 1, MOST_SIZE)
    per_site = _number("每处检查人员", 1, 4, "一般两人。")
    inspectors = forms.MultipleChoiceField(
        label="检查人员名单",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="从名单中随机抽取;与阵地有关的人员自动回避。",
        error_messages={"invalid_choice": "名单中没有这个人,请从列表中选择。"},
    )

    def __init__(
        self,
        data: Any = None,
        *,
        unions: Sequence[Union],
        people: Sequence[User],
        districts: Mapping[str, str],
    ) -> None:
        self.unions = {str(union.pk): union for union in unions}
        everybody = [str(person.pk) for person in people]
        super().__init__(data, initial={"per_site": 2, "inspectors": everybody, **_weights_shown()})
        self.fields["union"] = long_choice(
            "组织抽查的工会", [(key, union.name) for key, union in self.unions.items()]
        )
        if len(self.unions) == 1:
            self.fields["union"].initial = next(iter(self.unions))
        self.fields["districts"].choices = list(districts.items())
        self.fields["inspectors"].choices = [
            (str(person.pk), f"{person.name or person.username}({person.home_union or '未填工会'})")
            for person in people
        ]
        for code, stratum in STRATA.items():
            self.fields[f"weight_{code}"] = _number(f"{stratum.label}:加", 0, MOST_WEIGHT)
        require(self, "title", "union")
        weights = [f"weight_{code}" for code, _ in STRATA.items()]
        self.helper = helper_for(
            "title",
            Div("union", "site_type", "size", "per_site", css_class="form-grid"),
            "districts",
            Fieldset("权重:每处为 1,符合下列情况的再加", *weights),
            "inspectors",
        )

    def plan(self) -> Plan:
        data = self.cleaned_data
        return Plan(
            union=self.unions[data["union"]],
            title=data["title"],
            size=data["size"],
            weights={code: data[f"weight_{code}"] for code, _ in STRATA.items()},
            inspectors=[int(key) for key in data["inspectors"]],
            site_type=data["site_type"],
            districts=tuple(data["districts"]),
            per_site=data["per_site"],
        )

    def refuse(self, problems: Mapping[str, str]) -> None:
        for name, sentence in problems.items():
            self.add_error(name if name in self.fields else None, sentence)


def _weights_shown() -> dict[str, int]:
    return {f"weight_{code}": weight for code, weight in usual_weights().items()}
