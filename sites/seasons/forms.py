"""What is typed into a season? The last one stands in it already; what is wrong stands beside the form."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from typing import Any

from django import forms

from sites.forms.fields import WRONG_CHOICE, Day, GuardedText
from sites.models.seasons import MOST_REMARK
from sites.seasons.offers import (
    MOST_CLASSES,
    MOST_PLACES,
    WEEKDAYS,
    Class,
    Offer,
    doubts_about,
    problems_of,
    shown_words,
)

#: Classes that the form offers at least.
FEWEST = 3

_REST = ("ages_from", "ages_until", "weekdays", "opens_at", "closes_at", "remark")
_NUMBER = {"invalid": "请填写整数。", "min_value": "请填写大于 0 的整数。", "max_value": "数字太大,请核对。"}


def _whole(label: str, most: int, **more: Any) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        required=False,
        min_value=1,
        max_value=most,
        error_messages=_NUMBER,
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "class": "numeric"}),
        **more,
    )


def _moment(label: str) -> forms.TimeField:
    return forms.TimeField(
        label=label,
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time", "class": "numeric"}),
        input_formats=("%H:%M",),
        error_messages={"required": f"请填写{label}。", "invalid": f"{label}请按 8:30 的样子填写。"},
    )


@dataclass(frozen=True)
class Known:
    """What the register says of the station: see ``sites/seasons/selectors.py``."""

    at_once: int | None = None
    insured_until: date | None = None
    why_hidden: str = ""


class SeasonForm(forms.Form):
    """One season: its classes, for whom, when, and a line of one's own."""

    use_required_attribute = False

    ages_from = _whole("最小年龄(周岁)", 99)
    ages_until = _whole("最大年龄(周岁)", 99)
    weekdays = forms.ChoiceField(
        label="每周",
        choices=list(WEEKDAYS.items()),
        widget=forms.RadioSelect,
        error_messages={"required": "请选择每周开班的日子。", **WRONG_CHOICE},
    )
    opens_at = _moment("每天开始")
    closes_at = _moment("每天结束")
    remark = GuardedText(
        label="说明(可以不填)",
        max_length=MOST_REMARK,
        mobiles=True,
        help_text="公众会看到,如“午餐由单位食堂提供”。",
    )

    def __init__(
        self,
        data: Any = None,
        *,
        holidays: str,
        offer: Offer | None,
        today: date,
        is_whole: bool = False,
        is_confirmed: bool = False,
        known: Known | None = None,
    ) -> None:
        """``offer``: the last season moved on; ``is_whole``: all of it was confirmed; ``is_confirmed``: it stands already."""
        self.holidays, self.today, self.copied = holidays, today, offer
        self.is_whole, self.is_confirmed, self.known = is_whole, is_confirmed, known or Known()
        count = min(max(FEWEST, len(offer.classes) + 1 if offer else 0), MOST_CLASSES)
        super().__init__(data, initial=_initial(offer))
        fields: dict[str, forms.Field] = {}
        for number in range(1, count + 1):
            fields[f"starts_{number}"] = Day(label=f"第 {number} 期开班日期")
            fields[f"ends_{number}"] = Day(label=f"第 {number} 期结束日期")
            fields[f"places_{number}"] = _whole(f"第 {number} 期名额(人)", MOST_PLACES)
        self.fields = fields | self.fields
        for name in ("ages_from", "ages_until"):
            self.fields[name].required = True
            self.fields[name].error_messages["required"] = f"请填写{self.fields[name].label}。"
        self.count = count

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        classes = [found for number in range(1, self.count + 1) if (found := self._class(number, data))]
        if not self.errors:
            data["offer"] = self._offer(tuple(classes), data)
            for sentence in problems_of(data["offer"], self.today, self.known.at_once):
                self.add_error(None, sentence)
        return data

    def _class(self, number: int, data: dict[str, Any]) -> Class | None:
        """One class that is whole; half of one is asked for by name."""
        names = [f"starts_{number}", f"ends_{number}", f"places_{number}"]
        values = [data.get(name) for name in names]
        if not any(values) and not any(name in self.errors for name in names):
            return None
        for name, value in zip(names, values, strict=True):
            if not value and name not in self.errors:
                self.add_error(name, f"请填写{self.fields[name].label}。")
        return Class(*values) if all(values) else None

    def _offer(self, classes: tuple[Class, ...], data: dict[str, Any]) -> Offer:
        return Offer(self.holidays, classes, **{name: data[name] for name in _REST})

    @property
    def offer(self) -> Offer:
        found: Offer = self.cleaned_data["offer"]
        return found

    @property
    def classes(self) -> list[dict[str, Any]]:
        """The fields of each class, and whether something stands in it."""
        found = []
        for number in range(1, self.count + 1):
            fields = [self[f"{name}_{number}"] for name in ("starts", "ends", "places")]
            is_used = any(each.value() or each.errors for each in fields)
            found.append({"number": number, "fields": fields, "is_open": number == 1 or is_used})
        return found

    @property
    def rest(self) -> dict[str, Any]:
        return {name: self[name] for name in _REST}

    @property
    def takes_as_it_is(self) -> bool:
        """Nothing was typed yet, and the last season moved on can be confirmed with one tap."""
        if self.is_bound or self.copied is None or self.is_confirmed or not self.is_whole:
            return False
        return not problems_of(self.copied, self.today, self.known.at_once)

    @property
    def previewed(self) -> Offer | None:
        """What would be confirmed, once everything can be taken."""
        if self.takes_as_it_is:
            return self.copied
        return self.offer if self.is_bound and not self.errors else None

    def preview(self) -> list[str]:
        """What the public will read."""
        offer = self.previewed
        if offer is None:
            return []
        return [f"{offer.name}开班", *offer.lines, shown_words(self.known.why_hidden, offer.ends_on)]

    def doubts(self) -> list[str]:
        """What whoever confirms has to see to."""
        offer = self.previewed
        return doubts_about(offer, self.known.insured_until) if offer else []


def _initial(offer: Offer | None) -> dict[str, Any]:
    if offer is None:
        return {"weekdays": "five", "opens_at": time(8, 30), "closes_at": time(17, 30)}
    told: dict[str, Any] = {name: getattr(offer, name) for name in _REST}
    for number, each in enumerate(offer.classes, 1):
        told |= {f"starts_{number}": each.starts_on, f"ends_{number}": each.ends_on}
        told[f"places_{number}"] = each.places
    return told


class WithdrawForm(forms.Form):
    """Why it does not take place."""

    note = GuardedText(label="不开班的原因", max_length=MOST_REMARK, mobiles=True)
