"""What the board of findings is narrowed to; a filter nobody knows is left out, never an error."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms

from core.checks import Severity
from core.registry import CHECKS, check_titles
from core.widgets import QuickSelect
from inspection.watching.selectors import AGES, FindingFilter
from sites.forms.chips import offer_districts
from sites.types import type_choices

_ALL = ("", "全部")


def _choice(label: str, choices: list[tuple[str, str]]) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, required=False, choices=[_ALL, *choices], widget=QuickSelect)


class FindingFilterForm(forms.Form):
    """By check, severity, district, type, age, and whether it is over."""

    code = _choice("预警项", [])
    severity = _choice("程度", list(Severity.choices))
    district = _choice("区(市)", [])
    type = _choice("阵地类型", type_choices())
    age = _choice("持续时间", [(code, words) for code, words, *_ in AGES])
    state = forms.ChoiceField(
        label="状态", required=False, choices=[("", "未解决"), ("ended", "已解决")], widget=QuickSelect
    )

    def __init__(self, data: Any, *, districts: Mapping[str, str]) -> None:
        super().__init__(data)
        offer_districts(self.fields["district"], districts)
        gravest_first = list(reversed(Severity))
        checks = sorted(CHECKS, key=lambda check: (gravest_first.index(check.severity), check.title))
        now = {check.code: check.title for check in checks}
        self.fields["code"].choices = [_ALL, *{**now, **check_titles()}.items()]
        self.full_clean()

    @property
    def chosen(self) -> FindingFilter:
        """The filters that hold."""
        data = self.cleaned_data
        names = ("code", "severity", "district", "age", "state")
        return FindingFilter(site_type=data.get("type", ""), **{name: data.get(name, "") for name in names})

    def labels(self) -> list[tuple[str, str]]:
        """Field and value of the filters that hold, in words."""
        found = ((name, dict(self.fields[name].choices), self.cleaned_data.get(name)) for name in self.fields)
        return [(name, str(labels[value])) for name, labels, value in found if value]
