"""How a person signs in, changes the password, or sets up the office; every error says what to do."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator

from accounts.district_lists import NamedDistrict, read_districts
from accounts.login_names import login_name
from accounts.models import User

#: Where the districts of a new office come from.
QINGDAO, OTHER = "qingdao", "other"


class SignInForm(AuthenticationForm):
    """One sentence for a wrong name, a wrong password and a closed account, so that none can be told apart."""

    error_messages = {  # Django's own attribute, read only
        "invalid_login": "用户名或密码不正确,请核对后重新输入。忘记密码请联系本单位系统管理员。",
        "inactive": "用户名或密码不正确,请核对后重新输入。忘记密码请联系本单位系统管理员。",
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].label = "用户名"
        self.fields["password"].label = "密码"

    def clean_username(self) -> str:
        return login_name(str(self.cleaned_data["username"]))


class ChangePasswordForm(PasswordChangeForm):
    """The old password first, then the new one twice."""

    error_messages = {  # Django's own attribute, read only
        "password_incorrect": "当前密码不正确,请重新输入。",
        "password_mismatch": "两次输入的新密码不一致,请重新输入。",
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["new_password2"].label = "确认新密码"
        self.fields["new_password2"].help_text = "请再输入一次新密码。"

    def clean_new_password1(self) -> str:
        """Another one than before: the old one is known to whoever set it."""
        password = str(self.cleaned_data.get("new_password1", ""))
        if password and self.user.check_password(password):
            raise ValidationError("新密码不能和当前密码相同,请换一个。")
        return password


class SetUpForm(forms.Form):
    """The city union and its first administrator."""

    union_name = forms.CharField(label="市总工会名称", max_length=80, help_text="如:青岛市总工会。")
    city = forms.ChoiceField(
        label="区(市)从哪里来",
        widget=forms.RadioSelect,
        choices=[(QINGDAO, "青岛市(预置 10 个区(市))"), (OTHER, "其他城市(从空白开始,或粘贴清单)")],
        error_messages={"required": "请选择一项。"},
    )
    district_list = forms.CharField(
        label="区(市)清单",
        required=False,
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="其他城市填写,每行一个“代码,名称”,如 330203,海曙区。也可以留空,以后在管理后台逐个新增。",
    )
    name = forms.CharField(label="管理员姓名", max_length=40)
    username = forms.CharField(
        label="管理员用户名",
        max_length=40,
        help_text="用英文字母和数字,登录时使用。",
        validators=[RegexValidator(r"^[A-Za-z0-9_.-]+$", "用户名只能用英文字母、数字、点、横线和下划线。")],
    )
    password = forms.CharField(
        label="密码", widget=forms.PasswordInput, help_text="至少 10 位,不要只用数字或常见密码。"
    )
    again = forms.CharField(label="再输一次密码", widget=forms.PasswordInput)

    @property
    def districts(self) -> list[NamedDistrict] | None:
        """The districts of another city; ``None`` keeps those that came with the portal."""
        return self._districts if self.cleaned_data["city"] == OTHER else None

    def clean_district_list(self) -> str:
        text = str(self.cleaned_data["district_list"])
        self._districts, problems = read_districts(text)
        if problems and self.cleaned_data.get("city") == OTHER:
            raise ValidationError(problems)
        return text

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("password") and data.get("again") and data["password"] != data["again"]:
            self.add_error("again", "两次输入的密码不一致,请重新输入。")
        if data.get("password"):
            try:
                validate_password(
                    data["password"], User(username=data.get("username", ""), name=data.get("name", ""))
                )
            except ValidationError as error:
                self.add_error("password", error)
        return data
