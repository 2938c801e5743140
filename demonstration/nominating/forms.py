"""What is typed into a nomination, and by what a list of them is narrowed?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from demonstration.models import MOST_PRACTICES, NominationState
from demonstration.nominating.selectors.lists import Chosen
from demonstration.nominating.services import Said
from demonstration.nominating.services.filling import MOST_TITLE, MOST_WANTED
from filing.document_kinds import PERSONAL, is_personal_name
from filing.forms.base import helper_for
from filing.forms.documents import FilesField
from sites.forms.fields import Amount, GuardedText
from sites.types import type_choices

#: Not told in a list before the publicity.
_LISTED = (
    NominationState.DRAFT,
    NominationState.SUBMITTED,
    NominationState.RETURNED,
    NominationState.RECOMMENDED,
    NominationState.PASSED_OVER,
    NominationState.REVIEW,
    NominationState.WITHDRAWN,
)


class PracticesForm(forms.Form):
    """What the site does well, in its own words; and the money it asks for, where the measure has any."""

    use_required_attribute = False

    practices = GuardedText(
        label="主要做法",
        max_length=MOST_PRACTICES,
        lines=12,
        mobiles=True,
        help_text=f"写清楚怎样服务、有什么特色和成效,最多 {MOST_PRACTICES} 字。"
        "不写身份证号码、手机号码和服务对象个人情况。",
    )

    wanted = Amount(
        label="申请补助金额(元)",
        places=2,
        least=1,
        most=MOST_WANTED // 100,
        unit="元",
        hint="如 12000 或 12000.50。",
        help_text="选填。命名后按管理办法的档次测算,不超过申请的金额;不申请的留空。",
    )

    def __init__(self, *args: Any, asks_for_money: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not asks_for_money:
            del self.fields["wanted"]
        self.helper = helper_for(*self.fields)


class PapersForm(forms.Form):
    """Documents and pictures with a title, each for one item of the table or for the whole."""

    use_required_attribute = False

    title = GuardedText(
        label="材料名称", max_length=MOST_TITLE, help_text="例如 值班制度、志愿服务记录汇总。"
    )
    item = forms.ChoiceField(
        label="对应评分项",
        required=False,
        error_messages={"invalid_choice": "评分表中没有这一项,请从列表中选择。"},
    )
    files = FilesField(
        label="文件", help_text="PDF 或图片,每个不超过 20 MB,可一次选择多个。请勿拍摄人员,尤其是未成年人。"
    )

    def __init__(self, *args: Any, items: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["item"].choices = [("", "整份申报"), *items]
        self.helper = helper_for("title", "item", "files")

    def clean_title(self) -> str:
        title = self.cleaned_data["title"]
        if not title:
            raise ValidationError("请填写材料名称。")
        if is_personal_name(title):
            raise ValidationError(PERSONAL)
        return title

    @property
    def said(self) -> Said:
        return Said(self.cleaned_data["title"], self.cleaned_data["item"])


class ListForm(forms.Form):
    """State, branch and type; what is not understood filters nothing."""

    state = forms.ChoiceField(label="状态", required=False)
    branch = forms.ChoiceField(label="推荐工会", required=False)
    type = forms.ChoiceField(label="阵地类型", required=False)

    def __init__(self, data: Any, *, branches: Sequence[tuple[str, str]], types: Sequence[str]) -> None:
        super().__init__(data)
        everything = ("", "全部")
        self.fields["state"].choices = [everything, *((each.value, each.label) for each in _LISTED)]
        self.fields["branch"].choices = [everything, *branches]
        self.fields["type"].choices = [everything, *(each for each in type_choices() if each[0] in types)]

    @property
    def chosen(self) -> Chosen:
        self.is_valid()
        values = self.cleaned_data
        return Chosen(values.get("state", ""), values.get("branch", ""), values.get("type", ""))
