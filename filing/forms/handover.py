"""What goes from a leaving person to whom? Everything is chosen beforehand; what shall stay is unticked."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet

from accounts.models import User
from core.words import chinese_day
from filing.handover import Duties, is_sensible_day
from filing.models import Filing
from filing.services.handing_over import Wish
from sites.forms.fields import Day, GuardedText

OUT_OF_REACH = "不在可选范围内,请从列表中选择。"
REASONS = "如:退休、调离、轮岗。"


def _boxes(label: str) -> forms.TypedMultipleChoiceField:
    return forms.TypedMultipleChoiceField(
        label=label,
        required=False,
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "所选内容已有变化,请刷新页面。"},
    )


def _case_words(case: Filing) -> str:
    due = f",{chinese_day(case.due_on)}到期" if case.due_on else ""
    return f"{case.version.name or case.number}({case.number},{case.state_label}{due})"


class HandoverForm(forms.Form):
    """Taker, contents, reason and day."""

    use_required_attribute = False

    taker = forms.ModelChoiceField(
        None,
        label="接收人",
        empty_label="请选择",
        error_messages={"required": "请选择接收人。", "invalid_choice": OUT_OF_REACH},
    )
    sites = _boxes("阵地")
    grants = _boxes("负责人授权(单位及以下全部阵地)")
    cases = _boxes("草稿和未办结案件")
    reason = GuardedText(label="交接原因", max_length=100, mobiles=True, help_text=REASONS)
    handed_on = Day(label="交接日期", help_text="实际交接的日子,不能晚于今天。")

    def __init__(
        self, data: Any = None, *, giver: User, takers: QuerySet[User], duties: Duties, today: date
    ) -> None:
        self.giver, self.today = giver, today
        chosen = {
            "sites": [(each.pk, str(each)) for each in duties.sites],
            "grants": [(each.pk, str(each.union)) for each in duties.grants],
            "cases": [(each.pk, _case_words(each)) for each in duties.cases],
        }
        everything = {name: [key for key, _ in rows] for name, rows in chosen.items()}
        super().__init__(data, initial={**everything, "handed_on": today})
        self.fields["taker"].queryset = takers
        self.fields["taker"].label_from_instance = lambda user: f"{user.name}({user.home_union})"
        for name, rows in chosen.items():
            self.fields[name].choices = rows
            self.fields[name].label = f"{self.fields[name].label}({len(rows)})"
            if not rows:
                del self.fields[name]
        for name in ("reason", "handed_on"):
            self.fields[name].required = True
            self.fields[name].error_messages["required"] = f"请填写{self.fields[name].label}。"

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        day = data.get("handed_on")
        if day is not None and not is_sensible_day(day, self.today):
            self.add_error("handed_on", "交接日期应在一年以内,并且不能晚于今天,请修改。")
        if not any(data.get(name) for name in ("sites", "grants", "cases")):
            self.add_error(None, "没有选择要交接的内容,请至少选择一项。")
        return data

    def wish(self) -> Wish:
        """What the service asks for."""
        data = self.cleaned_data
        return Wish(
            giver=self.giver,
            taker=data["taker"],
            sites=tuple(data.get("sites", ())),
            grants=tuple(data.get("grants", ())),
            cases=tuple(data.get("cases", ())),
            reason=data["reason"],
            handed_on=data["handed_on"],
        )
