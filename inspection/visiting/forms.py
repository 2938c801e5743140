"""What is typed after a visit to a site in use?"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from crispy_forms.bootstrap import InlineRadios
from crispy_forms.layout import Div
from django import forms

from core.clock import LEGAL_ZONE
from inspection.models import DoorFound
from inspection.models.visits import FOUND
from inspection.photo_files import pictures_field
from inspection.rectifying.forms import require
from inspection.visiting.sightings import Sighting
from inspection.visits import names_in
from sites.forms.fields import Day, GuardedText, short_choice
from sites.ledger.forms import helper_for


class SightingForm(forms.Form):
    """Who was there when, how the door was, what was seen."""

    use_required_attribute = False

    held_on = Day(label="到访日期")
    held_at = forms.TimeField(
        label="到访时刻",
        required=False,
        input_formats=["%H:%M", "%H:%M:%S", "%H：%M"],
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time", "class": "numeric"}),
        error_messages={"invalid": "到访时刻请写成 14:30 这样的时间。"},
    )
    organisation = GuardedText(label="检查单位", max_length=80)
    inspectors = GuardedText(label="检查人员", max_length=200, help_text="至少两人,写全姓名,用顿号隔开。")
    met_on_site = GuardedText(label="现场人员", max_length=40, help_text="阵地一方在场的人;没有遇到的留空。")
    door = short_choice("开放情况", DoorFound.choices)
    verdict = short_choice("结论", [(code.value, words) for code, words in FOUND.items()])
    findings = GuardedText(
        label="看到的情况", max_length=1000, lines=4, help_text="只写场所和设施,不写服务对象的任何个人信息。"
    )

    def __init__(
        self, data: Any = None, *, now: datetime, organisation: str = "", inspectors: str = ""
    ) -> None:
        given = {
            "held_on": now.astimezone(LEGAL_ZONE).date(),
            "organisation": organisation,
            "inspectors": inspectors,
        }
        super().__init__(data, initial=given)
        require(self, "held_on", "held_at", "organisation", "inspectors", "door", "verdict")
        self.helper = helper_for(
            Div("held_on", "held_at", "organisation", "inspectors", "met_on_site", css_class="form-grid"),
            "door",
            InlineRadios("verdict"),
            "findings",
        )

    def sighting(self) -> Sighting:
        data = self.cleaned_data
        return Sighting(
            held_on=data["held_on"],
            held_at=data["held_at"],
            inspectors=names_in(data["inspectors"]),
            organisation=data["organisation"],
            door=data["door"],
            verdict=data["verdict"],
            met_on_site=data["met_on_site"],
            findings=data["findings"],
        )

    def refuse(self, problems: Mapping[str, str]) -> None:
        for name, sentence in problems.items():
            self.add_error(name if name in self.fields else None, sentence)


class VisitPhotosForm(forms.Form):
    """Pictures of what was seen."""

    use_required_attribute = False

    photos = pictures_field("照片")
