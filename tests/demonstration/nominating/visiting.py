"""How tests visit the pages of nominations."""

from __future__ import annotations

import uuid
from typing import Any

from django.test import Client
from django.urls import reverse

from demonstration.models import (
    Nomination,
)
from tests.demonstration.nominating.scenes import again


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def frame(row: Nomination | None = None) -> dict[str, str]:
    return {"key": str(uuid.uuid4()), **({"seen": str(again(row).revision)} if row else {})}


def at(name: str, row: Nomination, *more: Any) -> str:
    return reverse(name, args=[row.number, *more])


def body_of(answer: Any, status: int = 200) -> str:
    assert answer.status_code == status, answer.content.decode()[:2000]
    return str(answer.content.decode())


def act(client: Client, row: Nomination, action: str, **more: Any) -> Any:
    return client.post(at("nomination-act", row), {**frame(row), "action": action, **more}, follow=True)
