"""Letters by a robot of WeCom: a person names the key of his own robot, the server is a setting."""

from __future__ import annotations

import re
from urllib.parse import urlencode

from django.conf import settings

from core.channels.base import Away, Letter, Refused
from core.channels.over_http import as_json, post, read_json

_KEY = re.compile(r"[0-9A-Za-z-]{20,80}")
#: Bytes that WeCom takes in one text.
MOST_BYTES = 4096
#: Said when more than twenty messages a minute come by one robot, or the service itself is in trouble.
_PASSING = {45009, -1}


class Robot:
    name = "wecom"
    label = "企业微信机器人"
    asks = "机器人密钥"
    help = "在企业微信中为本人或本科室建一个群机器人,把它的 Webhook 地址里 key= 后面的一段填在这里。"

    @property
    def is_offered(self) -> bool:
        return bool(settings.WECOM_ROBOT_URL)

    def problem_with(self, address: str) -> str:
        good = _KEY.fullmatch(address)
        return "" if good else "机器人密钥应为 Webhook 地址里 key= 后面的一段字母和数字,请重新填写。"

    def send(self, letter: Letter) -> None:
        where = f"{settings.WECOM_ROBOT_URL}?{urlencode({'key': letter.address})}"
        text = _cut(f"**{letter.subject}**\n{letter.text}")
        body = as_json({"msgtype": "markdown", "markdown": {"content": text}})
        answer = read_json(post(where, body, {"Content-Type": "application/json"}))
        code = answer.get("errcode")
        if code in _PASSING:
            raise Away(f"企业微信回答 {code}")
        if code != 0:
            raise Refused(f"企业微信回答 {code}:{answer.get('errmsg', '')}"[:200])


def _cut(text: str) -> str:
    """At most what WeCom takes, cut between characters."""
    whole = text.encode()
    return text if len(whole) <= MOST_BYTES else whole[: MOST_BYTES - 3].decode("utf-8", "ignore") + "…"
