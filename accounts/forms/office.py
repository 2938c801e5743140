"""What do administrators type about people, unions and districts, and what is wrong with it? One sentence each."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.forms import ReadOnlyPasswordHashField, ReadOnlyPasswordHashWidget, UserChangeForm
from django.contrib.auth.hashers import is_password_usable
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from accounts.kinds import problems_of_place
from accounts.login_names import login_name
from accounts.models import District, Union, User
from accounts.selectors import person_named

#: What the warning of a far pin needs, all of it.
CENTRE = ("centre_lat", "centre_lng", "radius_km")


class NewPersonForm(forms.ModelForm):
    """A person with an initial password, to be handed over in person and changed at once."""

    initial_password = forms.CharField(
        label="初始密码",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text="至少 10 位,不要只用数字或常见密码。请当面告知本人;首次登录时,系统会要求改成自己的密码。",
    )

    class Meta:
        model = User
        fields = ("username", "name", "post", "office_phone", "email", "home_union")

    def clean_username(self) -> str:
        username = login_name(str(self.cleaned_data["username"]))
        if person_named(username) is not None:
            raise ValidationError("这个用户名已有人使用,请换一个。")
        return username

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("initial_password"):
            person = User(username=data.get("username", ""), name=data.get("name", ""))
            try:
                validate_password(data["initial_password"], person)
            except ValidationError as error:
                self.add_error("initial_password", error)
        return data


class PasswordIsSet(ReadOnlyPasswordHashWidget):
    """Whether there is a password, and the way to a new one; nothing of how it is kept."""

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        is_set = bool(value) and is_password_usable(value)
        context["summary"] = [{"label": "已设置" if is_set else "未设置,暂时不能登录"}]
        context["button_label"] = "重设密码" if is_set else "设置密码"
        return context


class PersonForm(UserChangeForm):
    """A person as they stand; the password can only be set anew."""

    password = ReadOnlyPasswordHashField(
        label="密码", widget=PasswordIsSet, help_text="重设后请当面告知本人;本人登录时须改成自己的密码。"
    )

    class Meta:
        model = User
        fields = "__all__"


class UnionForm(forms.ModelForm):
    """A union's place follows from its parent; nobody types a path."""

    class Meta:
        model = Union
        fields = ("name", "short_name", "code", "kind", "parent", "governs", "is_issuer", "is_active")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        asked = [data.get(name) for name in ("kind", "parent", "governs")]
        if data.get("kind"):
            for name, sentence in problems_of_place(*asked).items():
                if name not in self.errors:
                    self.add_error(name, sentence)
        return data

    def clean_parent(self) -> Union | None:
        parent: Union | None = self.cleaned_data["parent"]
        own = self.instance.path
        if parent is not None and own and (parent.path or "").startswith(own):
            raise ValidationError("上级工会不能是本工会或其下级工会,请重新选择。")
        return parent


class DistrictForm(forms.ModelForm):
    """Code and name are enough; a pin is compared with the centre where all three numbers are known."""

    class Meta:
        model = District
        fields = ("code", "name", "short_name", "city_name", "centre_lat", "centre_lng", "radius_km")

    def clean_code(self) -> str:
        code = str(self.cleaned_data["code"])
        if not (len(code) == 6 and code.isascii() and code.isdigit()):
            raise ValidationError("区划代码应为 6 位数字,请对照 GB/T 2260 填写。")
        return code

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        given = [data.get(name) is not None for name in CENTRE]
        if any(given) and not all(given) and not self.errors:
            self.add_error(CENTRE[given.index(False)], "中心纬度、中心经度和半径要么都填写,要么都留空。")
        return data
