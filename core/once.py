"""Was this very form sent before? The same key and content lead to the first result; anything else is refused."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from core.actor import Actor
from core.canonical import digest
from core.models import FormKey
from core.workflow import TransitionRefused, attempt


class KeyConflict(TransitionRefused):
    """The key was used with another content or by another person."""


def parse_key(text: str) -> uuid.UUID | None:
    """The key from a hidden field; ``None`` when it is no key at all."""
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


def perform_once(
    key: uuid.UUID, content: Mapping[str, Any], work: Callable[[], str], *, actor: Actor, now: datetime
) -> str:
    """Run ``work`` (it returns the address of its result) unless the same form was already sent.

    Two posts at once: the second waits for the first on the key's unique index, then reads its result.
    """
    wanted = digest(dict(content))
    row = FormKey(key=key, actor_id=actor.key, digest=wanted, created_at=now)
    with attempt(actor, "form.send", row, now=now, label="提交表单"):
        try:
            with transaction.atomic():
                row.save(force_insert=True)
        except IntegrityError:
            return _first_result(key, actor, wanted)
        row.result = work()
        row.save(update_fields=["result"])
        return row.result


def _first_result(key: uuid.UUID, actor: Actor, wanted: str) -> str:
    first = FormKey.objects.get(key=key)
    if first.actor_id != actor.key or first.digest != wanted:
        raise KeyConflict("这份表单已经提交过,内容与上次不同。请刷新页面,核对当前内容后重新提交。")
    return first.result
