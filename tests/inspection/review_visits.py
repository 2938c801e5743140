"""How tests visit the pages of a yearly review."""

from __future__ import annotations

import uuid

from django.test import Client
from django.urls import reverse

from tests.inspection.reviews import (
    again,
)


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def at(name, review=None, query=""):
    return reverse(name, args=[review.pk] if review else []) + query


def frame(row=None):
    return {"key": str(uuid.uuid4()), **({"seen": str(again(row).revision)} if row else {})}


def body_of(answer, status=200):
    assert answer.status_code == status
    return answer.content.decode()
