"""What is typed when a case is decided or a site is accepted on site?"""

from __future__ import annotations

from typing import Any

from crispy_forms.bootstrap import InlineRadios
from crispy_forms.layout import Div
from django import forms

from filing.forms.base import helper_for
from inspection.models import Verdict
from inspection.visits import VisitFacts, names_in
from sites.forms.fields import Day, GuardedText, short_choice

#: Reasons and letters; long enough for every gap of a case at once.
MOST_NOTE = 2000


class ActionForm(forms.Form):
    """The written reason of a step."""

    note = GuardedText(label="说明", max_length=MOST_NOTE, lines=4)


class VisitForm(forms.Form):
    """The acceptance form, as it was filled in at the door."""

    use_required_attribute = False

    held_on = Day(label="验收日期")
    organisation = GuardedText(label="验收单位", max_length=80, help_text="工会或第三方机构的全称。")
    inspectors = GuardedText(label="验收人员", max_length=200, help_text="至少两人,写全姓名,用顿号隔开。")
    met_on_site = GuardedText(label="现场人员", max_length=40, help_text="阵地一方在场的人。")
    verdict = short_choice("验收结论", Verdict.choices)
    findings = GuardedText(
        label="验收意见", max_length=MOST_NOTE, lines=4, help_text="需整改或不合格的,逐项写明。"
    )
    fix_by = Day(label="整改期限", help_text="结论为“整改后复验”时填写。")

    def __init__(self, data: Any = None, *, organisation: str = "", by_points: bool = False) -> None:
        """``by_points``: the verdict follows from the points and is not asked."""
        super().__init__(data, initial={"organisation": organisation})
        if by_points:
            del self.fields["verdict"]
        for name in ("held_on", "organisation", "inspectors", "met_on_site", "verdict"):
            if name not in self.fields:
                continue
            self.fields[name].required = True
            verb = "选择" if name == "verdict" else "填写"
            self.fields[name].error_messages["required"] = f"请{verb}{self.fields[name].label}。"
        self.helper = helper_for(
            Div("held_on", "organisation", "inspectors", "met_on_site", css_class="form-grid"),
            *([] if by_points else [InlineRadios("verdict")]),
            "findings",
            "fix_by",
        )

    def facts(self) -> VisitFacts:
        """What the service asks for; a verdict by points is filled in there."""
        data = self.cleaned_data
        return VisitFacts(
            held_on=data["held_on"],
            inspectors=names_in(data["inspectors"]),
            organisation=data["organisation"],
            met_on_site=data["met_on_site"],
            verdict=data.get("verdict", Verdict.PASS.value),
            findings=data["findings"],
            fix_by=data["fix_by"],
        )

    def refuse(self, problems: dict[str, str]) -> None:
        """Put the service's sentences beside their fields."""
        for name, sentence in problems.items():
            self.add_error(name if name in self.fields else None, sentence)
