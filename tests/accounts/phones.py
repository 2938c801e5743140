"""A telephone that really works its codes out, by the oath module of the library, and the pages it is used on."""

from __future__ import annotations

import re
from base64 import b32decode
from typing import Any

from django.test import Client
from django_otp.oath import totp
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts.models import User
from tests.factories import PASSWORD

KEY = "3132333435363738393031323334353637383930"
CODE, RECOVERY = "/accounts/code/", "/accounts/code/recovery/"
OWN, SET_UP = "/accounts/second-factor/", "/accounts/second-factor/setup/"


def code_now(key: str = KEY, steps: int = 0) -> str:
    """What a telephone shows whose clock is so many steps of 30 seconds ahead."""
    return f"{totp(bytes.fromhex(key), drift=steps):06d}"


def wrong_code(key: str = KEY) -> str:
    """Six digits that fit at no step near this one."""
    near = {code_now(key, steps) for steps in range(-3, 4)}
    return next(
        code for code in ("000000", "111111", "222222", *map(str, range(333333, 333343))) if code not in near
    )


def having(user: User, *codes: str) -> User:
    """With a telephone of the known secret and these recovery codes."""
    TOTPDevice.objects.create(user=user, name="手机", key=KEY)
    sheet = StaticDevice.objects.create(user=user, name="恢复码")
    for code in codes:
        sheet.token_set.create(token=code)
    return user


def rested() -> None:
    """As if the pause after a wrong code were over."""
    for model in (TOTPDevice, StaticDevice):
        model.objects.update(throttling_failure_timestamp=None, throttling_failure_count=0)


def with_password(username: str, client: Client | None = None, next_url: str = "") -> tuple[Client, Any]:
    client = client or Client()
    typed = {"username": username, "password": PASSWORD, "next": next_url}
    return client, client.post("/accounts/login/", typed)


def is_signed_in(client: Client) -> bool:
    return client.get("/accounts/password/").status_code == 200


def secret_on(page: str) -> str:
    """The secret as typed out on the page of the set-up, in hexadecimal."""
    groups = re.search(r"手工输入密钥</dt><dd[^>]*>([A-Z2-7 ]+)<", page)
    assert groups is not None
    return b32decode(groups.group(1).replace(" ", "")).hex()


def codes_on(page: str) -> list[str]:
    return re.findall(r"<li class=\"code-text\">([a-z2-7]{4}-[a-z2-7]{4})</li>", page)
