"""What is typed when people are invited, choose a password, and declare whom they are related to?"""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator

from accounts.login_names import login_name
from accounts.models import District, Union, User
from demonstration.models import Round
from demonstration.reviewing.services import Declared, Invitee
from demonstration.reviewing.services.signing import MOST_RELATIONS
from sites.forms.fields import CreditCode, GuardedText
from sites.types import site_type

_MOST_CASES = 200


class InviteForm(forms.Form):
    """A person of the city or from outside."""

    use_required_attribute = False

    name = GuardedText(label="姓名", max_length=40)
    username = forms.CharField(
        label="用户名",
        max_length=40,
        help_text="用英文字母和数字,登录时使用;本人已有账号的,填已有的用户名。",
        error_messages={"max_length": "用户名最多 %(limit_value)d 个字,现在是 %(show_value)d 个字,请缩短。"},
        validators=[RegexValidator(r"^[A-Za-z0-9_.@+-]+$", "用户名只能用英文字母、数字、点、横线和下划线。")],
    )
    post = GuardedText(label="职务或职称", max_length=40)
    email = forms.EmailField(
        label="邮箱",
        required=False,
        help_text="填写后,邀请链接同时发到邮箱;没有邮箱的,请当面或用其他方式转交。",
    )
    employer = GuardedText(label="工作单位", max_length=80, help_text="用来核对回避,请写全称。")
    employer_code = CreditCode(label="工作单位统一社会信用代码")
    home_union = forms.ChoiceField(label="所在工会", required=False, help_text="不是本市工会系统的,不用选。")
    district = forms.ChoiceField(
        label="所在区(市)", required=False, help_text="分配时尽量不评本区(市)的申报。"
    )
    site_types = forms.MultipleChoiceField(
        label="可评的阵地类型",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="不选表示都可以评。",
    )
    most_cases = forms.IntegerField(label="最多评审份数", required=False, min_value=1, max_value=_MOST_CASES)

    def __init__(
        self, *args: Any, round: Round, unions: list[Union], districts: list[District], **kw: Any
    ) -> None:
        super().__init__(*args, **kw)
        self.unions = {str(each.pk): each for each in unions}
        self.districts = {each.code: each for each in districts}
        self.fields["home_union"].choices = [
            ("", "不属于本市工会系统"),
            *((key, each.name) for key, each in self.unions.items()),
        ]
        self.fields["district"].choices = [
            ("", "未填"),
            *((key, each.name) for key, each in self.districts.items()),
        ]
        self.fields["site_types"].choices = [(code, site_type(code).label) for code in round.site_types]
        self.fields["most_cases"].help_text = f"不填的,按本次评定的规定,最多 {round.most_cases} 份。"
        for name in ("name", "username", "employer"):
            self.fields[name].required = True
            self.fields[name].error_messages["required"] = f"请填写{self.fields[name].label}。"
        sentence = f"最多评审份数请填写 1 到 {_MOST_CASES} 之间的整数。"
        self.fields["most_cases"].error_messages["invalid"] = sentence
        for validator in self.fields["most_cases"].validators:
            validator.message = sentence
        self.fields["email"].error_messages["invalid"] = "邮箱格式不正确,请核对。"

    def clean_username(self) -> str:
        return login_name(str(self.cleaned_data["username"]))

    def invitee(self) -> Invitee:
        data = self.cleaned_data
        return Invitee(
            username=data["username"],
            name=data["name"],
            post=data["post"],
            email=data["email"],
            employer=data["employer"],
            employer_code=data["employer_code"],
            home_union=self.unions.get(data["home_union"]),
            district=self.districts.get(data["district"]),
            site_types=data["site_types"],
            most_cases=data["most_cases"],
        )


class PasswordForm(forms.Form):
    """The own password, twice."""

    use_required_attribute = False

    password = forms.CharField(
        label="密码",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text="至少 10 位,不要只用数字或常见密码。",
        error_messages={"required": "请填写密码。"},
    )
    again = forms.CharField(
        label="再输一次密码",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={"required": "请再输一次密码。"},
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("password") and data.get("again") and data["password"] != data["again"]:
            self.add_error("again", "两次输入的密码不一致,请重新输入。")
        if data.get("password"):
            try:
                validate_password(data["password"], self.user)
            except ValidationError as error:
                self.add_error("password", error)
        return data


class StatementForm(forms.Form):
    """Employer, relations, and the word that holds."""

    use_required_attribute = False

    employer = GuardedText(
        label="工作单位", max_length=80, help_text="写全称;两年内换过单位的,原单位写在下面。"
    )
    employer_code = CreditCode(label="工作单位统一社会信用代码(选填)")
    relations = GuardedText(
        label="与我有关系的单位",
        max_length=1000,
        lines=4,
        help_text="本人、近亲属任职或两年内任职过的单位,有管理、共建、经费关系的单位。每行一个;没有的留空。",
    )
    agreed = forms.BooleanField(
        label="我已阅读以上承诺,内容属实,愿意遵守",
        error_messages={"required": "请阅读承诺后勾选“我已阅读以上承诺”。"},
    )

    def __init__(self, *args: Any, is_signed: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["employer"].required = True
        self.fields["employer"].error_messages["required"] = "请填写工作单位。"
        if is_signed:
            del self.fields["agreed"]

    def clean_relations(self) -> str:
        text = str(self.cleaned_data["relations"])
        if len(_lines(text)) > MOST_RELATIONS:
            raise ValidationError(f"最多填写 {MOST_RELATIONS} 个单位,请只写与本次评审可能有关的。")
        return text

    def declared(self) -> Declared:
        data = self.cleaned_data
        return Declared(data["employer"], data["employer_code"], _lines(data["relations"]))


def _lines(text: str) -> list[str]:
    return [line.strip()[:80] for line in text.splitlines() if line.strip()]


class ConflictForm(forms.Form):
    """Somebody must keep away from a nomination. Only what the officer may see can be chosen."""

    use_required_attribute = False

    user = forms.ChoiceField(label="回避的人", error_messages={"required": "请选择回避的人。"})
    nomination = forms.ChoiceField(label="申报", error_messages={"required": "请选择申报。"})
    reason = GuardedText(label="回避理由", max_length=200)

    def __init__(
        self, *args: Any, people: list[tuple[str, str]], cases: list[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["user"].choices = [("", "请选择"), *people]
        self.fields["nomination"].choices = [("", "请选择"), *cases]
        for name in ("user", "nomination"):
            self.fields[name].error_messages["invalid_choice"] = "不在可选范围内,请从列表中选择。"
        self.fields["reason"].required = True
        self.fields["reason"].error_messages["required"] = "请填写回避理由。"
