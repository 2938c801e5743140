"""Who answers for the site, and which telephone rings there? Office numbers; no private ones."""

from __future__ import annotations

from typing import Any

from crispy_forms.layout import Fieldset
from django.utils.html import format_html

from core.text_guard import has_mobile_number
from filing.forms.base import Fill, Ready, SectionForm, fill_buttons
from sites.forms.fields import GuardedText, Phone
from sites.selectors import MANAGER, managers_known_to

#: Said of a mobile as the public telephone, on the form and of a row of a list: a notice, no hindrance.
PUBLIC_MOBILE = "对外电话是手机号码,将显示在公众页面。请确认是阵地专用手机,不是个人手机。"


class PeopleForm(SectionForm):
    """Manager, keeper and telephones."""

    code = "people"

    manager_name = GuardedText(label="负责人", max_length=40, mobiles=True)
    manager_post = GuardedText(label="职务", max_length=40, mobiles=True)
    manager_phone = Phone(label="办公电话(内部)", help_text="只在工会内部使用,不公开。")
    daily_keeper = GuardedText(
        label="日常管理员", max_length=40, mobiles=True, help_text="平时在现场开门、管理的人。"
    )
    public_phone = Phone(
        label="对外电话", help_text="显示在公众页面。填固定电话或阵地专用手机,不填个人手机。"
    )

    def layout(self) -> list[Any]:
        if self.reopened is None:
            self.fills = {f"manager-{at}": each for at, each in enumerate(self._managers())}
        known = fill_buttons(self.fills, "本工会其他阵地的负责人")
        hint = "由本工会其他阵地的负责人兼任的,点姓名填入:"
        return [
            *([Ready(format_html('<p class="form-text">{}</p>{}', hint, known))] if known else []),
            Fieldset("内部使用", "manager_name", "manager_post", "manager_phone", "daily_keeper"),
            Fieldset("对外公布", "public_phone", css_class="section"),
        ]

    def _managers(self) -> list[Fill]:
        rows = managers_known_to(self.actor, self.version.site) if self.actor else []
        return [Fill(f"{row[0]} {row[2]}".strip(), dict(zip(MANAGER, row, strict=True))) for row in rows]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if has_mobile_number(data.get("public_phone") or ""):
            self.warnings.append(PUBLIC_MOBILE)
        if has_mobile_number(data.get("manager_phone") or ""):
            self.warnings.append("负责人电话是手机号码,建议改填办公电话。")
        return data
