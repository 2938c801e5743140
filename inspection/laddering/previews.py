"""From findings to what may be signed because of them: the address of the page that shows every effect before it is signed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from urllib.parse import urlencode

from django.urls import reverse

from core.actor import Actor
from inspection.laddering.selectors import to_sign


def signing_of(actor: Actor, findings: Sequence[int], today: date) -> str:
    """Consequences of the sites of these findings that the person may sign today; empty where there is none."""
    rows = to_sign(actor, today).filter(site__findings__in=list(findings)).order_by("pk")
    keys = list(dict.fromkeys(rows.values_list("pk", flat=True)))
    picked = urlencode([("pick", key) for key in keys])
    return f"{reverse('consequences-sign')}?{picked}" if keys else ""
