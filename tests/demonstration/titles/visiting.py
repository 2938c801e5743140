"""How tests visit the pages of titles."""

from __future__ import annotations

import uuid

from django.test import Client

from tests.demonstration.titles.scenes import TODAY


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def body_of(response):
    return response.content.decode()


def frame(row=None, **typed):
    seen = {"seen": str(row.revision)} if row is not None else {}
    return {"key": str(uuid.uuid4()), **seen, **typed}


# Naming


def naming(round, **more):
    return frame(
        round,
        **{
            "document_number": "青工发〔2026〕30号",
            "decided_on": TODAY.isoformat(),
            "title": "关于命名的决定",
            "body": "决定命名。",
            "meeting": str(round.meeting_id),
            **more,
        },
    )


# Changing


def changed(row, **more):
    return frame(
        row,
        **{
            "ground": "连续两次检查不合格。",
            "on": TODAY.isoformat(),
            "meeting": str(row.nomination.round.meeting_id),
            **more,
        },
    )
