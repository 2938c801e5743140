"""What is typed at the second step: six digits, a recovery code, or the password once more."""

from __future__ import annotations

import unicodedata
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from accounts.models import User

_CODE = {"autocomplete": "one-time-code", "inputmode": "numeric", "maxlength": 12}
_RECOVERY = {"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false", "maxlength": 20}


def typed(text: str) -> str:
    """As people copy it: in groups, in capitals, by a Chinese keyboard."""
    plain = unicodedata.normalize("NFKC", text).lower()
    return "".join(each for each in plain if each.isalnum())


class CodeForm(forms.Form):
    """What the telephone shows."""

    use_required_attribute = False

    code = forms.CharField(
        label="验证码",
        max_length=12,
        widget=forms.TextInput(attrs=_CODE),
        help_text="手机上的 6 位数字,每 30 秒换一次。",
        error_messages={"required": "请输入手机上显示的 6 位数字。"},
    )

    def clean_code(self) -> str:
        code = typed(str(self.cleaned_data["code"]))
        if not (len(code) == 6 and code.isascii() and code.isdigit()):
            raise ValidationError("验证码是 6 位数字,请照手机上显示的输入。")
        return code


class RecoveryForm(forms.Form):
    """One of the ten that were printed."""

    use_required_attribute = False

    code = forms.CharField(
        label="恢复码",
        max_length=20,
        widget=forms.TextInput(attrs=_RECOVERY),
        help_text="8 位字母和数字,每个只能用一次;不分大小写,横线可以不输。",
        error_messages={"required": "请输入一个没有用过的恢复码。"},
    )

    def clean_code(self) -> str:
        code = typed(str(self.cleaned_data["code"]))
        if len(code) != 8:
            raise ValidationError("恢复码是 8 位字母和数字,请对照保存的恢复码重新输入。")
        return code


class OwnPasswordForm(forms.Form):
    """Nothing of the second factor changes without it."""

    use_required_attribute = False

    password = forms.CharField(
        label="当前密码",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": "请输入当前密码。"},
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_password(self) -> str:
        password = str(self.cleaned_data["password"])
        if not self.user.check_password(password):
            raise ValidationError("当前密码不正确,请重新输入。")
        return password


class ResetForm(forms.Form):
    """Why somebody else's factor is taken away."""

    use_required_attribute = False

    reason = forms.CharField(
        label="重置原因",
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="如:手机丢失,已当面核对身份。原因记入操作日志。",
        error_messages={"required": "请填写重置原因。"},
    )
