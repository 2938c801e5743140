"""How tests visit the pages of a notice."""

from __future__ import annotations

import uuid

from django.test import Client
from django.urls import reverse

from demonstration.publicity.services import Said
from tests.demonstration.publicity.scenes import (
    again,
)

SIGNED = Said("该站点不开放。", "刘同志", "0532-85910001")


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def at(name, row):
    return reverse(name, args=[row.round_id])


def body_of(response):
    return response.content.decode()


def frame(row=None, **typed):
    seen = {} if row is None else {"seen": str(again(row).revision)}
    return {"key": str(uuid.uuid4()), **seen, **typed}
