"""What is typed about money? Amounts in 元 with two places; only what the person may choose is known."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms

from accounts.models import Union
from core.money import yuan as said
from demonstration.models import Meeting, Round, SubsidyPool
from demonstration.rounds.forms.meeting import NEW, WRONG_CHOICE, MeetingForm
from filing.forms.documents import ACCEPTED
from sites.forms.fields import Amount, Day, GuardedText
from sites.types import type_choices
from sites.uploads import LARGEST, MEGABYTE

_YEARS = (2020, 2100)


def _money(label: str, **more: Any) -> Amount:
    """At least one fen; stored as integer fen."""
    return Amount(
        label=label, places=2, least=1, most=1_000_000_000, unit="元", hint="如 12000 或 12000.50。", **more
    )


def _year(label: str) -> forms.IntegerField:
    sentence = f"{label}请填写 {_YEARS[0]} 到 {_YEARS[1]} 之间的整数。"
    field = forms.IntegerField(
        label=label, min_value=_YEARS[0], max_value=_YEARS[1], error_messages={"invalid": sentence}
    )
    for validator in field.validators:
        validator.message = sentence
    return field


class _Plain(forms.Form):
    """Whatever is not named in ``free`` must be there; the sentence says so beside the field."""

    use_required_attribute = False
    free: frozenset[str] = frozenset()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            verb = "选择" if isinstance(field, forms.ChoiceField) else "填写"
            field.required = name not in self.free and not isinstance(field, forms.BooleanField)
            field.error_messages["required"] = f"请{verb}{field.label}。"
            field.error_messages["invalid_choice"] = WRONG_CHOICE

    def clean(self) -> dict[str, Any]:
        """Fields that read empty as nothing are asked for here."""
        told = super().clean() or self.cleaned_data
        for name, field in self.fields.items():
            is_empty = told.get(name) in (None, "")
            if field.required and is_empty and name not in self.errors:
                self.add_error(name, field.error_messages["required"])
        return told


class PoolForm(_Plain):
    free = frozenset({"document_number"})

    issuer = forms.ChoiceField(label="工会")
    name = GuardedText(label="名称", max_length=60, help_text="如 阵地建设补助。")
    source = GuardedText(label="经费来源", max_length=60, help_text="如 市总本级预算、省总专项。")
    year = _year("预算年度")
    document_number = GuardedText(label="预算文号", max_length=40)
    amount = _money("总额(元)")

    def __init__(self, *args: Any, issuers: list[Union], **kwargs: Any) -> None:
        self.issuers = issuers
        super().__init__(*args, **kwargs)
        if len(issuers) == 1:
            del self.fields["issuer"]
        else:
            self.fields["issuer"].choices = [("", "请选择"), *((str(each.pk), each.name) for each in issuers)]

    @property
    def chosen_issuer(self) -> Union:
        if "issuer" not in self.fields:
            return self.issuers[0]
        return next(each for each in self.issuers if str(each.pk) == self.cleaned_data["issuer"])


class BatchForm(_Plain):
    """From which pool, and for whom: the named sites of a round, or the filed sites of a type."""

    title = GuardedText(label="名称", max_length=80, help_text="如 2026年度示范阵地补助。")
    pool = forms.ChoiceField(label="从哪笔经费安排")
    whom = forms.ChoiceField(label="补助哪些阵地")

    def __init__(
        self,
        *args: Any,
        pools: Sequence[SubsidyPool],
        rounds: Sequence[Round],
        types: Sequence[str],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.pools, self.rounds = pools, rounds
        self.fields["pool"].choices = [
            ("", "请选择"),
            *((str(each.pk), f"{each}:余 {said(each.left)}") for each in pools),
        ]
        self.fields["whom"].choices = [
            ("", "请选择"),
            ("评定中命名的", [(f"round-{each.pk}", each.title) for each in rounds]),
            ("某类在用阵地", [(f"type-{code}", label) for code, label in type_choices() if code in types]),
        ]

    @property
    def chosen_pool(self) -> SubsidyPool:
        return next(each for each in self.pools if str(each.pk) == self.cleaned_data["pool"])

    @property
    def chosen(self) -> dict[str, Any]:
        kind, _, key = self.cleaned_data["whom"].partition("-")
        if kind == "type":
            return {"site_types": [key]}
        return {"round": next(each for each in self.rounds if str(each.pk) == key)}


class ApproveForm(MeetingForm):
    """The meeting that decided about the money."""

    def __init__(self, data: Any = None, *, meetings: Iterable[Meeting]) -> None:
        super().__init__(data, meetings=meetings, initial={"meeting": NEW})


class LineForm(_Plain):
    """Whose account, and why all the same."""

    free = frozenset({"keeper", "reason"})

    keeper = forms.ChoiceField(label="收款账户", help_text="收款工会没有账户的,由上级工会代管。")
    reason = GuardedText(label="仍予补助的理由", max_length=300, lines=3)

    def __init__(self, *args: Any, payee: str, keepers: Iterable[Union], asks: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["keeper"].choices = [
            ("", f"{payee}自己的账户"),
            *((str(each.pk), f"{each.name}代管") for each in keepers),
        ]
        if not asks:
            del self.fields["reason"]
        else:
            self.fields["reason"].help_text = "有提示的必须填写;不予补助的,点页面上方的“不予补助”。"


class ReasonForm(_Plain):
    """One reason, called by what it is for."""

    note = GuardedText(label="原因", max_length=300, lines=3)

    def __init__(self, *args: Any, label: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["note"].label = label
        self.fields["note"].error_messages["required"] = f"请填写{label}。"


class PayForm(_Plain):
    number = GuardedText(label="通知文号", max_length=40, help_text="如 青工财〔2026〕15号。")
    budget_year = _year("预算年度")
    paid_on = Day(label="拨付日期")


class ReceiptForm(_Plain):
    number = GuardedText(label="回执编号", max_length=40)
    received_on = Day(label="到账日期")


class UseForm(_Plain):
    free = frozenset({"asset_number", "voucher"})

    item = GuardedText(label="用途", max_length=80, help_text="如 购置空调1台。")
    amount = _money("金额(元)")
    spent_on = Day(label="支出日期")
    voucher_number = GuardedText(label="凭证号", max_length=40)
    is_equipment = forms.BooleanField(label="属于设备购置", required=False)
    asset_number = GuardedText(label="资产编号", max_length=40, help_text="购置设备的必填。")
    voucher = forms.FileField(
        label="凭证扫描件",
        required=False,
        widget=forms.ClearableFileInput(attrs={"accept": ACCEPTED}),
        help_text=f"选填,PDF 或图片,不超过 {LARGEST // MEGABYTE} MB;多张的合成一个 PDF。"
        "请遮住身份证号码、银行卡号。只有能看到本笔补助的人可以下载。",
        error_messages={"empty": "文件是空的,请重新选择。", "invalid": "文件没有传上来,请重新选择。"},
    )

    def clean(self) -> dict[str, Any]:
        told = super().clean()
        if told.get("is_equipment") and not told.get("asset_number") and "asset_number" not in self.errors:
            self.add_error("asset_number", "购置设备请填写资产编号。")
        return told


class RecallForm(_Plain):
    amount = _money("应收回金额(元)")
    ground = GuardedText(label="收回依据", max_length=300, lines=3, help_text="如 取消示范资格的文号。")


class RecoverForm(_Plain):
    amount = _money("收回金额(元)")
    number = GuardedText(label="通知文号", max_length=40)
    received_on = Day(label="收回日期")
