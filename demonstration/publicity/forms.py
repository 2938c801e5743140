"""What is typed for a notice, into an objection and into its answer? Validates; saves nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from demonstration.models import MOST_OBJECTION, Nomination, PublicityEntry
from demonstration.publicity.services.answering import MOST_FINDINGS, MOST_REPLY
from demonstration.publicity.services.objecting import too_long
from demonstration.publicity.services.wording import MOST_BODY, Notice
from filing.forms.base import helper_for
from sites.forms.fields import Day, GuardedText, Moment, Phone

WAYS = ("信函", "电话", "来访", "电子邮件")


class Asked(forms.Form):
    """Names what is missing by its label. ``free``: fields that may stay empty."""

    use_required_attribute = False
    free: tuple[str, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.require()

    def require(self) -> None:
        for name, field in self.fields.items():
            if name not in self.free and not isinstance(field, forms.MultipleChoiceField):
                field.required = True
                verb = "选择" if isinstance(field, forms.ChoiceField) else "填写"
                field.error_messages["required"] = f"请{verb}{field.label}。"


class NoticeForm(Asked):
    """Title, words before the list, and where objections go; days and list are added."""

    free = ("address",)

    title = GuardedText(label="标题", max_length=120)
    body = GuardedText(
        label="正文",
        max_length=MOST_BODY,
        lines=6,
        help_text="名单、公示时间、受理部门和署名要求自动附在正文之后。",
    )
    office = GuardedText(label="受理部门", max_length=80)
    phone = Phone(label="联系电话", help_text="公开显示,请填办公电话。")
    address = GuardedText(label="通信地址", max_length=120)

    @property
    def notice(self) -> Notice:
        return Notice(**{name: self.cleaned_data[name] for name in NoticeForm.base_fields})


class RestartForm(NoticeForm):
    """The same, why it begins anew, corrected names, and who comes up from the reserve."""

    why = GuardedText(label="重新公示的原因", max_length=200)
    risen = forms.MultipleChoiceField(
        label="由备选递补",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "不在可以递补的范围内,请刷新页面后重新选择。"},
    )

    def __init__(
        self,
        *args: Any,
        entries: Iterable[PublicityEntry],
        vacancies: Sequence[tuple[Nomination, Nomination]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.entries = list(entries)
        for each in self.entries:
            self.fields[f"name{each.nomination_id}"] = GuardedText(
                label=f"第 {each.position} 项名称", max_length=120, initial=each.name
            )
        self.fields["risen"].choices = [
            (str(reserve.pk), f"{reserve.version.name},补 {gone.version.name} 空出的名额")
            for gone, reserve in vacancies
        ]
        if not vacancies:
            del self.fields["risen"]
        names = [f"name{each.nomination_id}" for each in self.entries]
        self.require()
        risen = ["risen"] if vacancies else []
        self.helper = helper_for("why", *risen, *names, *NoticeForm.base_fields)

    @property
    def names(self) -> dict[int, str]:
        """Only what was changed."""
        typed = {each.nomination_id: self.cleaned_data[f"name{each.nomination_id}"] for each in self.entries}
        return {each.nomination_id: typed[each.nomination_id] for each in self.entries}

    @property
    def chosen(self) -> list[int]:
        return [int(each) for each in self.cleaned_data.get("risen", [])]


class ExtendForm(Asked):
    """A later last day, and why."""

    until = Day(label="延长到", help_text="到这一天24时期满。")
    why = GuardedText(label="延长的原因", max_length=200, help_text="例如 公示页面中断 6 小时以上。")


class ChannelForm(Asked):
    """Another place where it hung."""

    free = ("address", "picture")

    place = GuardedText(label="渠道", max_length=80, help_text="如 市总工会网站、微信公众号、单位公告栏。")
    address = GuardedText(label="网址或地点", max_length=200)
    posted_on = Day(label="发布日期")
    picture = forms.FileField(
        label="照片或截图",
        required=False,
        widget=forms.ClearableFileInput(attrs={"accept": "image/*"}),
        help_text="不超过 20 MB。请勿拍摄人员。",
        error_messages={"empty": "文件是空的,请重新选择。", "invalid": "文件没有传上来,请重新选择。"},
    )


class ObjectionForm(Asked):
    """Against which entry, what, and by whom: anonymous where both stay empty."""

    free = ("name", "phone")

    entry = forms.ChoiceField(
        label="对哪个阵地提出异议", error_messages={"invalid_choice": "不在公示名单中,请重新选择。"}
    )
    text = forms.CharField(
        label="异议内容",
        widget=forms.Textarea(attrs={"rows": 8, "maxlength": MOST_OBJECTION}),
        help_text=f"写明事实和依据,最多 {MOST_OBJECTION:,} 字。请不要填写身份证号码。",
    )
    name = GuardedText(
        label="姓名或单位", max_length=40, help_text="匿名提出的不填。只有负责核查的经办人能看到。"
    )
    phone = Phone(label="联系电话", help_text="匿名提出的不填。")

    def __init__(self, *args: Any, entries: Iterable[PublicityEntry], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["entry"].choices = [
            ("", "请选择"),
            *((str(each.pk), f"{each.position}. {each.name}") for each in entries if not each.removed_at),
        ]

    def clean_text(self) -> str:
        text = str(self.cleaned_data["text"]).replace("\r\n", "\n")
        if len(text) > MOST_OBJECTION:
            raise ValidationError(too_long(len(text)))
        return text

    def clean(self) -> dict[str, Any]:
        told = super().clean() or self.cleaned_data
        if not self.errors and bool(told.get("name")) != bool(told.get("phone")):
            missing = "phone" if told.get("name") else "name"
            self.add_error(missing, f"署名的请填写{self.fields[missing].label};匿名的请把姓名和电话都留空。")
        return told


class EnterObjectionForm(ObjectionForm):
    """One that came another way."""

    channel = forms.ChoiceField(
        label="提出方式",
        choices=[(each, each) for each in WAYS],
        error_messages={"invalid_choice": "没有这个选项,请从列表中选择。"},
    )
    received_at = Moment(label="收到时间")

    field_order = ("entry", "channel", "received_at", "text", "name", "phone")


class AnswerForm(Asked):
    """Upheld or not, what was found, what the sender is told."""

    verdict = forms.ChoiceField(
        label="结论",
        choices=[("upheld", "异议成立,撤下该阵地"), ("rejected", "异议不成立")],
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": "没有这个选项,请从列表中选择。"},
    )
    findings = GuardedText(
        label="核查情况", max_length=MOST_FINDINGS, lines=5, help_text="内部留存,提出人看不到。"
    )
    reply = GuardedText(
        label="答复", max_length=MOST_REPLY, lines=4, help_text="提出人凭异议编号和查询码可以看到。"
    )
