"""How is one typed value read and refused? Fields that keep what was typed; they know no row and no right."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from core.text_guard import normalise_text, text_problems, visitor_problems
from sites.credit_code import check_credit_code
from sites.fact_fields import parse_day
from sites.phones import phone_problem
from sites.refusals import Refusal

#: Longest text that is looked at; what is longer is refused unread.
MOST_TYPED = 2000


class GuardedText(forms.CharField):
    """One line or a remark, in one spelling, without data of persons or hidden characters."""

    def __init__(self, *, mobiles: bool = False, lines: int = 0, **kwargs: Any) -> None:
        self.refuses_mobiles = mobiles
        self.keep_lines = bool(lines)
        self.most = kwargs.pop("max_length")
        self.unread = 0
        if lines:
            kwargs.setdefault("widget", forms.Textarea(attrs={"rows": lines}))
        super().__init__(required=False, strip=False, **kwargs)
        self.widget.attrs.setdefault("maxlength", self.most)

    def to_python(self, value: Any) -> str:
        typed, looked_at = str(super().to_python(value)), self.most + MOST_TYPED
        self.unread = max(len(typed) - looked_at, 0)
        return normalise_text(typed[:looked_at], keep_lines=self.keep_lines)

    def validate(self, value: str) -> None:
        super().validate(value)
        problems = self.problems_in(value)
        if len(value) > self.most:
            count = len(value) + self.unread
            problems.append(f"{self.label}最多 {self.most} 个字,现在是 {count} 个字,请缩短。")
        if problems:
            raise ValidationError(problems)

    def problems_in(self, value: str) -> list[str]:
        return text_problems(str(self.label), value, mobiles=self.refuses_mobiles)


class VisitorText(GuardedText):
    """The same from somebody without an account, refused in words for him."""

    def problems_in(self, value: str) -> list[str]:
        return visitor_problems(str(self.label), value)


class Phone(GuardedText):
    """A telephone number as people write it, with an extension where there is one."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=30, **kwargs)
        self.widget.attrs["inputmode"] = "tel"

    def validate(self, value: str) -> None:
        super().validate(value)
        problem = phone_problem(str(self.label), value) if value else ""
        if problem:
            raise ValidationError(problem)


class CreditCode(forms.CharField):
    """A unified social credit code, however it was typed."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)
        self.widget.attrs.update(maxlength=30, autocapitalize="characters", autocomplete="off")

    def clean(self, value: Any) -> str:
        text = normalise_text(str(value or "")[:MOST_TYPED])
        try:
            return check_credit_code(text) if text else ""
        except Refusal as refused:
            raise ValidationError(refused.sentence) from None


class Day(forms.DateField):
    """A day, typed or picked."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, widget=day_widget(), **kwargs)

    def to_python(self, value: Any) -> date | None:
        if not value or not str(value).strip():
            return None
        try:
            return parse_day(str(self.label), str(value)[:MOST_TYPED])
        except Refusal as refused:
            raise ValidationError(refused.sentence) from None


def day_widget() -> forms.DateInput:
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "class": "numeric", "max": "2099-12-31"})


class Moment(forms.DateTimeField):
    """A day with its minute in legal time, typed or picked: 2026-10-13 17:30."""

    def __init__(self, **kwargs: Any) -> None:
        attrs = {"type": "datetime-local", "max": "2099-12-31T23:59"}
        super().__init__(
            required=False,
            widget=forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs=attrs),
            input_formats=("%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%Y/%m/%d %H:%M", "%Y年%m月%d日 %H:%M"),
            **kwargs,
        )

    def to_python(self, value: Any) -> datetime | None:
        if not value or not str(value).strip():
            return None
        try:
            found: datetime | None = super().to_python(str(value)[:MOST_TYPED].strip())
        except ValidationError:
            found = None
        if found is None or not 2000 <= found.year < 2100:
            raise ValidationError(f"{self.label}不是有效的时间,请按 2026-10-13 17:30 的样子填写。")
        return found


_NUMBER = re.compile(r"\d{1,40}(\.\d{1,40})?", re.ASCII)
#: Thousands set apart.
_GROUPED = re.compile(r"-?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?")


class Amount(forms.CharField):
    """A number of a unit with so many decimals, stored as a whole number of its smallest part.

    The input stays a text, so that what was typed wrongly is still there to be corrected.
    """

    def __init__(self, *, places: int, least: int, most: int, unit: str, hint: str, **kwargs: Any) -> None:
        self.places, self.least, self.most, self.unit, self.hint = places, least, most, unit, hint
        super().__init__(required=False, **kwargs)
        mode = "decimal" if places else "numeric"
        self.widget.attrs.update(inputmode=mode, autocomplete="off", maxlength=20)

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, int):
            return value
        text = f"{Decimal(value).scaleb(-self.places):.{self.places}f}"
        return text.rstrip("0").rstrip(".") if self.places and self.unit != "元" else text

    def clean(self, value: Any) -> int | None:
        if isinstance(value, int):  # stored already: the input is closed
            return value
        text = normalise_text(str(value or "")[:MOST_TYPED]).removeprefix("¥").removesuffix(self.unit).strip()
        if _GROUPED.fullmatch(text):  # elsewhere a comma may be a slip for the point
            text = text.replace(",", "")
        return self._parts(self._number(text)) if text else None

    def _number(self, text: str) -> Decimal:
        if text.startswith("-") and _NUMBER.fullmatch(text[1:]):
            raise ValidationError(f"{self.label}不能是负数,请核对。{self.hint}")
        if not _NUMBER.fullmatch(text):
            raise ValidationError(f"{self.label}请填写数字,单位为{self.unit}。{self.hint}")
        return Decimal(text)

    def _parts(self, number: Decimal) -> int:
        if number > self.most:
            raise ValidationError(f"{self.label}不能大于 {self.most:,} {self.unit},请核对是否多写了位数。")
        parts = number.scaleb(self.places)
        if parts < self.least:
            unknown = "" if self.required else ";还不清楚时留空"
            raise ValidationError(f"{self.label}应大于 0 {self.unit},请填写实际数字{unknown}。")
        if parts % 1:
            wanted = f"最多保留 {self.places} 位小数" if self.places else "请填写整数"
            raise ValidationError(f"{self.label}{wanted},请修改。")
        return int(parts)


def yuan(label: str) -> Amount:
    """Money typed in 元, stored in 分."""
    return Amount(
        label=label, places=2, least=0, most=1_000_000_000, unit="元", hint="如 12000 或 12000.50。"
    )


def short_choice(label: str, choices: Sequence[tuple[Any, str]], **kwargs: Any) -> forms.ChoiceField:
    """One of a few, side by side; nothing is chosen beforehand."""
    return forms.ChoiceField(
        label=label,
        choices=choices,
        required=False,
        widget=forms.RadioSelect,
        error_messages=WRONG_CHOICE,
        **kwargs,
    )


def long_choice(label: str, choices: Sequence[tuple[Any, str]], **kwargs: Any) -> forms.ChoiceField:
    """One of many, folded."""
    return forms.ChoiceField(
        label=label, choices=[("", "请选择"), *choices], required=False, error_messages=WRONG_CHOICE, **kwargs
    )


def yes_no(label: str, **kwargs: Any) -> forms.TypedChoiceField:
    """Yes, no, or not verified yet."""
    return forms.TypedChoiceField(
        label=label,
        choices=[("yes", "是"), ("no", "否"), ("", "未核实")],
        coerce=lambda text: text == "yes",
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
        error_messages=WRONG_CHOICE,
        **kwargs,
    )


WRONG_CHOICE = {"invalid_choice": "没有这个选项,请从列表中选择。"}
