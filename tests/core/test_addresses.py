"""The address of a row is the one that the framework finds, for every key that it knows."""

from __future__ import annotations

import pytest
from django.urls import reverse

from core.addresses import address_of

ODD = ("a b", "中山", "%2F", "a?b#c", "~:@!$&'()*+,;=")


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("filing", "BA2026-000001"),
        ("report", 17),
        ("site-file", "A7KXW2P4"),
        *(("site-file", key) for key in ODD),
    ],
)
def test_the_address_of_a_row_is_the_one_that_reverse_finds(name: str, key: str | int) -> None:
    assert address_of(name, key) == reverse(name, args=[key])
