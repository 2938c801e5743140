"""C3 for every address and every form that stands in the table of addresses: no strange value breaks one."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import transaction

from tests.test_urls import GET, POST, VISITORS, World, lines_of, world

__all__ = ["world"]

pytestmark = [pytest.mark.django_db, pytest.mark.once]

#: A database, a calendar or a number of digits ends somewhere; PostgreSQL takes no NUL.
STRANGE = ("\x00", "x\x00", "-1", "1" + "0" * 30, "2147483648", "9999-12-31", "文" * 3000)

#: In place of each number, code or key of an address.
ADDRESSED = ("x%00", "1" + "0" * 30, "%ED%A0%80")

#: What pages read from their query.
ASKED = (
    *(
        "q",
        "type",
        "district",
        "state",
        "access",
        "page",
        "sort",
        "lat",
        "lng",
        "day",
        "kind",
        "union",
        "k",
        "size",
    ),
    *(
        "next",
        "key",
        "site",
        "visit",
        "assessment",
        "item",
        "month",
        "year",
        "purpose",
        "tab",
        "stage",
        "branch",
    ),
    *("like", "part", "issuer", "then", "of", "edit", "first", "last", "open", "facility", "print"),
)

FINE = {"200", "302", "400", "403", "404", "405", "409", "429"}


def who_may(answers: tuple[str, ...]) -> str:
    """The visitor who gets furthest."""
    said = dict(reversed(list(zip(answers, VISITORS, strict=True))))
    return next((said[status] for status in ("302", "200", "409", "400") if status in said), "district")


def answered(client: Any, method: str, address: str, body: dict[str, Any]) -> str:
    """The status; the rows and the visitor stay as they were."""
    signed_in = client.cookies.output().replace("Set-Cookie: ", "")
    with transaction.atomic():
        status = str(getattr(client, method)(address, body).status_code)
        transaction.set_rollback(True)
    client.cookies.load(signed_in)
    return status


def broken(world: World, method: str, asked: list[tuple[str, str, str, dict[str, Any]]]) -> dict[Any, str]:
    clients = {each: world.office.client(each) for each in VISITORS}
    for client in clients.values():
        client.raise_request_exception = False  # a page that breaks answers 500
    found = {}
    for visitor, address, what, body in asked:
        status = answered(clients[visitor], method, address, body)
        if status not in FINE:
            found[address, what] = status
    return found


def test_c3_no_value_breaks_a_form(world):
    asked = []
    for name, of, answers in lines_of(POST):
        names = [name for name, value in world.body(name, of).items() if not hasattr(value, "read")]
        every = [(f"all {value[:9]!r}", dict.fromkeys(names, value)) for value in STRANGE[1:]]
        single = [(f"{name} with a NUL", {name: STRANGE[1]}) for name in names]
        asked += [
            (who_may(answers), world.address(name, of), what, world.body(name, of) | typed)
            for what, typed in every + single
        ]
    assert broken(world, "post", asked) == {}


def test_c3_no_part_of_an_address_breaks_a_page(world):
    queries = ["&".join(f"{name}={value}" for name in ASKED) for value in ("%00", "1" + "0" * 30)]
    asked = []
    for name, of, answers in lines_of(GET):
        address = world.address(name, of).split("?")[0]
        parts = [part for part in address.split("/") if any(mark.isdigit() for mark in part)]
        strange = [address.replace(part, value) for part in parts for value in ADDRESSED]
        if not name.endswith(("-pdf", "-word")):  # drawn from the address alone
            strange += [f"{address}?{query}" for query in queries]
        asked += [(who_may(answers), each, "", {}) for each in strange]
    assert broken(world, "get", asked) == {}
