"""A case cannot be filed with an open gap, whatever people do in whichever order; the clock is exact all the way."""

from __future__ import annotations

import pytest

from unionportal.drill.office import build_office, handed_in
from unionportal.drill.returns import walk_all
from unionportal.drill.watched import Stage

pytestmark = pytest.mark.django_db

#: ``manage.py drill return`` walks ten thousand, and further.
WALKS, STEPS = 200, 15


@pytest.mark.once
def test_no_walk_ends_in_the_register_with_an_open_gap() -> None:
    office = build_office()
    share = walk_all(Stage(office, handed_in(office)), range(WALKS), steps=STEPS)
    assert share.broken == []
    # The walks must reach the interesting places, or they show nothing.
    assert share.ends["filed"] >= WALKS // 20, share
    assert share.ends["returned"] >= WALKS // 10, share
    assert share.counted["同意备案:被拒绝"], share
    for refused in ("退回期间修改资料:被拒绝", "签署意见:被拒绝"):
        assert share.counted[refused] >= WALKS // 40, (refused, share)
    for rare in (
        "取回:办成",
        "取回:被拒绝",
        "改为另一类型",
        "退回期间添加材料:办成",
        "退回期间添加材料:被拒绝",
    ):
        assert share.counted[rare] >= WALKS // 40, (rare, share)
