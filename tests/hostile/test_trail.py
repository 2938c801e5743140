"""K1: every form of every journey, as the one who may and as one who may not: who changed what stands in the trail, and nothing else does."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import transaction

from core.models import AuditEntry
from tests.digest import changed, tables
from tests.hostile.test_every_form import who_may
from tests.test_urls import POST, VISITORS, World, lines_of, world

__all__ = ["world"]

pytestmark = [pytest.mark.django_db, pytest.mark.once, pytest.mark.slow]

#: What a form leaves behind that is no matter of the office: that it was sent, that somebody signed in or was told.
ASIDE = {"core_auditentry", "core_formkey"}


def told_of(client: Any, address: str, body: dict[str, Any]) -> tuple[int, set[str], list[AuditEntry]]:
    """Status, tables that changed, entries of the trail; everything is taken back."""
    signed_in = client.cookies.output().replace("Set-Cookie: ", "")
    with transaction.atomic():
        before = tables()
        last = AuditEntry.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        status = client.post(address, body).status_code
        found = changed(before), list(AuditEntry.objects.filter(pk__gt=last))
        transaction.set_rollback(True)
    client.cookies.load(signed_in)
    return (status, *found)


def test_k1_what_a_form_changed_is_told_with_who_and_for_which_union(world: World) -> None:
    clients = {each: world.office.client(each) for each in VISITORS}
    silent, nameless, told = [], [], 0
    for name, of, answers in lines_of(POST):
        visitor = who_may(answers)
        status, moved, entries = told_of(clients[visitor], world.address(name, of), world.body(name, of))
        done = [entry for entry in entries if entry.outcome == "done"]
        if moved - ASIDE and not done:
            silent.append((name, of, visitor, status, sorted(moved - ASIDE)))
        told += bool(done)
        nameless += [(name, of, entry.action) for entry in done if entry.actor_id and not entry.actor_name]
    assert (silent, nameless) == ([], [])
    assert told > 100


def test_k1_what_was_refused_is_no_done_and_changes_nothing(world: World) -> None:
    clients = {each: world.office.client(each) for each in VISITORS}
    wrong = []
    for name, of, answers in lines_of(POST):
        for visitor, answer in zip(VISITORS, answers, strict=True):
            if answer not in ("403", "404"):
                continue
            _, moved, entries = told_of(clients[visitor], world.address(name, of), world.body(name, of))
            if moved - {"core_auditentry"} or any(entry.outcome == "done" for entry in entries):
                wrong.append((name, of, visitor, sorted(moved)))
    assert wrong == []
