"""Which contact or listing is put right? Each correction shows what is registered and touches nothing else."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from core.text_guard import has_mobile_number
from core.words import chinese_day
from sites.forms.fields import GuardedText, Phone, yes_no
from sites.forms.notices.frame import Desk, NoticeForm
from sites.vocabulary import NoticeKind


class PhoneForm(NoticeForm):
    """对外电话."""

    kind = NoticeKind.PHONE
    submit_label = "更正对外电话"

    public_phone = Phone(
        label="对外电话",
        help_text="填固定电话或阵地专用手机,不填个人手机。号码停用又没有新号码的,留空。",
    )

    def initial_values(self) -> dict[str, Any]:
        return {"public_phone": self.desk.site.version.public_phone}

    def clean_public_phone(self) -> str:
        phone: str = self.cleaned_data["public_phone"]
        if has_mobile_number(phone):
            self.warnings.append("对外电话是手机号码,已显示在公众页面。请确认是阵地专用手机,不是个人手机。")
        return phone

    def facts(self) -> dict[str, Any]:
        return {"public_phone": self.cleaned_data["public_phone"]}

    def preview(self) -> list[str]:
        bound = self.is_bound and not self.errors
        phone = self.cleaned_data["public_phone"] if bound else self.desk.site.version.public_phone
        return [f"对外电话:{phone or '未核实'}"]


class ManagerForm(NoticeForm):
    """负责人和内部电话, and whose account keeps the site from now on."""

    kind = NoticeKind.MANAGER
    submit_label = "更正负责人"
    lead = "负责人和内部电话只在工会内部使用,公众页面不显示。"

    manager_name = GuardedText(label="负责人", max_length=40, mobiles=True)
    manager_post = GuardedText(label="职务", max_length=40, mobiles=True)
    manager_phone = Phone(label="办公电话(内部)")
    daily_keeper = GuardedText(
        label="日常管理员", max_length=40, mobiles=True, help_text="平时在现场开门、管理的人。"
    )
    successor = forms.TypedChoiceField(
        label="负责人的登录账号",
        required=False,
        coerce=int,
        empty_value=None,
        help_text="选了新负责人的账号,原负责人不再管理本阵地。账号不变的不用选。",
        error_messages={"invalid_choice": "没有这个账号,请从列表中选择。"},
    )

    def __init__(self, data: Any = None, *, desk: Desk) -> None:
        super().__init__(data, desk=desk)
        people = [(each.pk, f"{each.name}({each.username})") for each in desk.people]
        self.fields["successor"].choices = [("", "不变"), *people]

    def initial_values(self) -> dict[str, Any]:
        version = self.desk.site.version
        names = ("manager_name", "manager_post", "manager_phone", "daily_keeper")
        return {name: getattr(version, name) for name in names}

    def required_fields(self) -> Iterable[str]:
        return ("manager_name",)

    def facts(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.initial_values()}


class MapsForm(NoticeForm):
    """地图上图情况."""

    kind = NoticeKind.MAPS
    submit_label = "更正上图情况"
    lead = "在各地图里搜索阵地名称,看能不能找到。"

    listed_amap = yes_no("高德地图")
    listed_baidu = yes_no("百度地图")
    listed_tencent = yes_no("腾讯地图")

    def initial_values(self) -> dict[str, Any]:
        words = {True: "yes", False: "no", None: ""}
        return {name: words[getattr(self.desk.site.version, name)] for name in self.base_fields}

    def facts(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.base_fields}


class ConfirmationForm(NoticeForm):
    """资料核实无误."""

    kind = NoticeKind.CONFIRMATION
    submit_label = "核实无误"
    lead = "请先打开公众页面逐项核对。有变化的,先更正再核实。"

    def preview(self) -> list[str]:
        return [f"{self.desk.site.managing_union.name}于{chinese_day(self.desk.today)}核实。"]
