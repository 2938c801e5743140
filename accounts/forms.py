"""How a person signs in, changes the password, or sets up the office; every error says what to do."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator

from accounts.login_names import login_name


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


class SetUpForm(forms.Form):
    """The city union and its first administrator."""

    union_name = forms.CharField(label="市总工会名称", max_length=80, help_text="如:青岛市总工会。")
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

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("password") and data.get("again") and data["password"] != data["again"]:
            self.add_error("again", "两次输入的密码不一致,请重新输入。")
        if data.get("password"):
            try:
                validate_password(data["password"])
            except ValidationError as error:
                self.add_error("password", error)
        return data
