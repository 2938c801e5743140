"""A name in a registry is taken once, and the order is that of the names."""

from __future__ import annotations

import pytest

from core.registry import Registry


def test_a_second_thing_under_the_same_name_is_refused():
    registry: Registry[str] = Registry("checks")
    registry.register("filing", "first")
    with pytest.raises(ValueError, match="checks: filing is registered twice"):
        registry.register("filing", "second")
    assert list(registry) == ["first"]


def test_the_same_thing_may_come_again_because_modules_are_read_again():
    registry: Registry[list[int]] = Registry("checks")
    item = [1]
    registry.register("filing", item)
    registry.register("filing", item)
    assert list(registry) == [item]


def test_the_order_is_that_of_the_names_not_of_arrival():
    registry: Registry[str] = Registry("panels")
    for key in ("30-visits", "10-facts", "20-history"):
        registry.register(key, key.upper())
    assert list(registry) == ["10-FACTS", "20-HISTORY", "30-VISITS"]
    assert registry.items()[0] == ("10-facts", "10-FACTS")
