"""What is asked of a change or a cancellation beside the facts of the site?"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from crispy_forms.bootstrap import InlineRadios
from crispy_forms.layout import HTML, Div, Fieldset
from django import forms

from filing.forms.base import SaysRequired, helper_for
from filing.forms.plate_photo import PlatePhoto
from filing.models import Filing
from filing.particulars import PARTICULARS, CancelGround, Disposal, MapEntry, Plate, known_from
from filing.services.documents import Described
from sites.forms.fields import Day, GuardedText, long_choice, short_choice
from sites.paper_files import CleanPaper

#: Things bought with union money that one form has lines for.
EQUIPMENT_ROWS = 8
FIRST_ROWS = 2

#: A site stops within this time, or the case is handed in later.
MOST_AHEAD = timedelta(days=366)


class ParticularsForm(SaysRequired):
    """One page of the case itself; ``values`` are what the case keeps."""

    def __init__(
        self,
        data: Any = None,
        files: Any = None,
        *,
        filing: Filing,
        today: date,
        reopened: frozenset[str] | None = None,
    ) -> None:
        self.filing, self.today, self.reopened = filing, today, reopened
        super().__init__(data, files, initial=self.initial_values(filing.particulars))
        self.helper = helper_for(*self.layout())
        for name, field in self.fields.items():
            field.disabled = reopened is not None and self.part_of(name) not in reopened
        self._say_required(True)

    def mandatory_names(self) -> frozenset[str]:
        return frozenset(each.name for each in PARTICULARS[self.filing.kind] if each.mandatory)

    def part_of(self, name: str) -> str:
        return name

    def initial_values(self, told: Mapping[str, Any]) -> dict[str, Any]:
        return dict(told)

    def layout(self) -> list[Any]:
        return list(self.fields)

    def values(self) -> dict[str, Any]:
        """What was said, as plain JSON values; parts that are not open are left out."""
        told = self.told()
        is_open = self.reopened is None
        return {name: told[name] for name in told if is_open or self.part_of(name) in self.reopened}

    def told(self) -> dict[str, Any]:
        return dict(self.cleaned_data)

    def papers(self) -> list[tuple[CleanPaper, Described]]:
        """Files that came with the answers and go among the documents of the case."""
        return []


class ChangeForm(ParticularsForm):
    """Why the facts change."""

    reason = GuardedText(
        label="变更事由",
        max_length=300,
        lines=3,
        mobiles=True,
        help_text="如:阵地搬到同楼 3 层;共建协议续签三年。",
    )


class CancelForm(ParticularsForm):
    """Why the site goes, and what becomes of everything that belonged to it."""

    ground = long_choice("注销原因", CancelGround.choices)
    explanation = GuardedText(label="情况说明", max_length=300, lines=3, mobiles=True)
    last_day = Day(label="停止服务日期", help_text="最后一天开放的日期。")
    no_equipment = forms.BooleanField(label="没有用工会经费购置的设备", required=False)
    plate = short_choice("统一标识牌", Plate.choices)
    plate_photo = PlatePhoto()
    maps = short_choice("地图标注", MapEntry.choices)
    users_told = GuardedText(
        label="怎样告知使用者",
        max_length=300,
        lines=2,
        mobiles=True,
        help_text="如:提前 15 天在门口张贴通知,并告知附近其他阵地。",
    )

    def initial_values(self, told: Mapping[str, Any]) -> dict[str, Any]:
        rows = {
            f"equipment_{number}_{name}": value
            for number, row in enumerate(told.get("equipment", []))
            for name, value in row.items()
        }
        last_day = told.get("last_day")
        known = {} if told else known_from(self.filing.version)
        return {**known, **told, **rows, "last_day": date.fromisoformat(last_day) if last_day else None}

    def part_of(self, name: str) -> str:
        if name == "plate_photo":
            return "plate"
        return "equipment" if name.startswith("equipment_") or name == "no_equipment" else name

    def layout(self) -> list[Any]:
        rows = [self._add_row(number) for number in range(EQUIPMENT_ROWS)]
        return [
            "ground",
            "explanation",
            "last_day",
            Fieldset("工会经费购置的设备", "no_equipment", *self._folded(rows), css_class="section"),
            Fieldset(
                "标识牌、地图和告知",
                InlineRadios("plate"),
                "plate_photo",
                InlineRadios("maps"),
                "users_told",
                css_class="section",
            ),
        ]

    def _folded(self, rows: list[Any]) -> list[Any]:
        """Few sites have more than two things to settle; the other lines are folded until they are needed."""
        given = {**self.initial, **self.data.dict()} if self.is_bound else self.initial
        is_open = any(given.get(f"equipment_{number}_name") for number in range(FIRST_ROWS, EQUIPMENT_ROWS))
        fold = (
            f"<details{' open' if is_open else ''}><summary>还有更多设备(最多 {EQUIPMENT_ROWS} 件)</summary>"
        )
        return [*rows[:FIRST_ROWS], HTML(fold), *rows[FIRST_ROWS:], HTML("</details>")]

    def _add_row(self, number: int) -> Any:
        names = [f"equipment_{number}_{part}" for part in ("name", "asset_number", "disposal")]
        self.fields[names[0]] = GuardedText(label=f"第 {number + 1} 件设备名称", max_length=60, mobiles=True)
        self.fields[names[1]] = GuardedText(label="资产编号", max_length=40)
        self.fields[names[2]] = long_choice("处置", Disposal.choices)
        return Div(*names, css_class="form-grid")

    def clean_last_day(self) -> date | None:
        day: date | None = self.cleaned_data["last_day"]
        if day is not None and day > self.today + MOST_AHEAD:
            raise forms.ValidationError("停止服务日期在一年以后,请核对年份。")
        return day

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        rows = []
        for number in range(EQUIPMENT_ROWS):
            row = {
                part: data.pop(f"equipment_{number}_{part}", "")
                for part in ("name", "asset_number", "disposal")
            }
            if any(row.values()):
                rows.append(row)
                self._judge(number, row)
        data["equipment"] = rows
        if rows and data.get("no_equipment"):
            self.add_error("no_equipment", "已填写设备,请取消勾选,或删去设备。")
        return data

    def _judge(self, number: int, row: Mapping[str, str]) -> None:
        if not row["name"]:
            self.add_error(f"equipment_{number}_name", "请填写设备名称。")
        if not row["disposal"]:
            self.add_error(f"equipment_{number}_disposal", "请选择怎样处置。")

    def papers(self) -> list[tuple[CleanPaper, Described]]:
        sent = self.cleaned_data.get("plate_photo")
        return [sent] if sent else []

    def told(self) -> dict[str, Any]:
        data = {name: value for name, value in self.cleaned_data.items() if name != "plate_photo"}
        day = data["last_day"]
        return {**data, "last_day": day.isoformat() if day else ""}


PARTICULARS_FORMS: dict[str, type[ParticularsForm]] = {"change": ChangeForm, "cancel": CancelForm}
