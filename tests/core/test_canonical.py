"""The digest of a value must be the same for ever."""

from __future__ import annotations

import pytest

from core.canonical import canonical_json, digest


def test_keys_are_sorted_and_chinese_stays_itself():
    assert canonical_json({"乙": 1, "甲": [True, None, "x"]}) == '{"乙":1,"甲":[true,null,"x"]}'


def test_the_digest_is_the_one_written_down_once():
    assert digest({"a": 1}) == "015abd7f5cc57a2dd94b7590f04ad8084273905ee33ec5cebeae62276a97f862"


@pytest.mark.parametrize("value", [1.5, {"a": [1, {"b": 0.1}]}, (0.0,)])
def test_a_float_is_refused_wherever_it_hides(value):
    with pytest.raises(TypeError, match="float"):
        canonical_json(value)
