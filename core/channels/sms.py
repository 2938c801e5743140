"""Short messages by a gateway over HTTP; its address, its form and its secret are settings."""

from __future__ import annotations

import json
import re
from typing import Any

from django.conf import settings

from core.channels.base import Letter, Refused
from core.channels.over_http import as_json, post, read_json

_MOBILE = re.compile(r"1[3-9]\d{9}")


class Sms:
    """``SMS_BODY`` is an object as JSON in which ``{phone}``, ``{text}`` and ``{id}`` stand for those of a message."""

    name = "sms"
    label = "手机短信"
    asks = "手机号码"
    help = "11 位手机号码,只用来给您本人发消息,不在任何页面上公开。"

    @property
    def is_offered(self) -> bool:
        return bool(settings.SMS_URL)

    def problem_with(self, address: str) -> str:
        return "" if _MOBILE.fullmatch(address) else "手机号码应为 11 位数字,请重新填写。"

    def send(self, letter: Letter) -> None:
        told = {"{phone}": letter.address, "{text}": letter.short, "{id}": letter.mark}
        body = _filled(json.loads(settings.SMS_BODY), told)
        headers = {"Content-Type": "application/json", **json.loads(settings.SMS_HEADERS)}
        answer = read_json(post(settings.SMS_URL, as_json(body), headers))
        wanted = json.loads(settings.SMS_OK)
        if any(answer.get(name) != value for name, value in wanted.items()):
            raise Refused(f"短信网关没有接收:{json.dumps(answer, ensure_ascii=False)}"[:200])


def _filled(shape: Any, told: dict[str, str]) -> Any:
    """The template with its values put in, after it was read: no text of a message can change its form."""
    if isinstance(shape, dict):
        return {name: _filled(value, told) for name, value in shape.items()}
    if isinstance(shape, list):
        return [_filled(value, told) for value in shape]
    if isinstance(shape, str):
        return re.sub(r"\{(?:phone|text|id)\}", lambda found: told[found[0]], shape)
    return shape
