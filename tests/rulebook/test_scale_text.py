"""One cell holds a scale as offices write it; what cannot be meant is refused in words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rulebook.cell_text import anchors_text, items_text, levels_text, read_anchors, read_items, read_levels
from rulebook.rubric import Level, Step
from rulebook.scale_text import BadScale, Unit, read_steps, steps_text
from rulebook.scoring import on_steps

AREA = Unit(places=2, runs_on=True)
COUNT = Unit()


def worth(text, unit, fewer=False):
    return [(step.limit, step.points) for step in read_steps(text, unit, fewer_is_better=fewer)]


@pytest.mark.parametrize(
    ("text", "unit", "steps"),
    [
        ("10以上=8;6-10=4;6以下=0", AREA, [(1000, 80), (600, 40)]),
        ("30以上=8;20–30=7分;12~20=6;<12=2", AREA, [(3000, 80), (2000, 70), (1200, 60), (0, 20)]),
        ("≥2.5=8;2.5以下=0", AREA, [(250, 80)]),
        ("20以上=7;10-19=3.5;9以下=0", COUNT, None),
        ("20以上=7;10-19=3.5;10以下=0", COUNT, [(20, 70), (10, 35)]),
        ("4以上=6;3=4.5;2=3;1=1.5;0=0", COUNT, [(4, 60), (3, 45), (2, 30), (1, 15)]),
        ("0以上=4;0以下=0", COUNT, [(0, 40)]),
        ("10 及以上 = 8 ; 6 至 10 = 4 ; 6 以下 = 0", AREA, [(1000, 80), (600, 40)]),
    ],
)
def test_ranges_are_read_as_offices_write_them(text, unit, steps):
    if steps is None:
        with pytest.raises(BadScale, match="9之间没有写明"):
            read_steps(text, unit)
    else:
        assert worth(text, unit) == steps


def test_where_fewer_is_better_the_first_range_is_the_best():
    assert worth("0=5;1-2=2.5;3以上=0", COUNT, fewer=True) == [(0, 50), (2, 25)]


@pytest.mark.parametrize(
    ("text", "unit", "words"),
    [
        ("", AREA, "没有分档"),
        ("10以上", AREA, "没有写明得几分"),
        ("10以上=很多", AREA, "不是分数"),
        ("10以上=8.25", AREA, "最多一位小数"),
        ("10以上=800", AREA, "0 至 100"),
        ("大=8;小=0", AREA, "看不懂"),
        ("10以上=8;6-9=4;6以下=0", AREA, "9 至 10之间没有写明得几分"),
        ("10以上=8;6-12=4;6以下=0", AREA, "重叠"),
        ("10以上=8;10以上=4;10以下=0", AREA, "重叠"),
        ("10以上=8;6-10=4", AREA, "6以下没有写明得几分"),
        ("6-10=4;6以下=0", AREA, "10以上没有写明得几分"),
        ("20以上=7;10-18=3;10以下=0", COUNT, "19之间没有写明得几分"),
        ("20以上=7;10-20=3;10以下=0", COUNT, "重叠"),
        ("10.555以上=8;10.555以下=0", AREA, "看不懂"),
        ("1.5以上=8;1.5以下=0", COUNT, "小数位数过多"),
    ],
)
def test_what_cannot_be_meant_is_refused_in_words(text, unit, words):
    with pytest.raises(BadScale, match=words):
        read_steps(text, unit)


def test_the_most_is_worth_nothing_where_fewer_is_better():
    with pytest.raises(BadScale, match="最多的一档应为 0 分"):
        read_steps("0=5;1以上=1", COUNT, fewer_is_better=True)


@st.composite
def scales(draw, fewer: bool):
    limits = sorted(draw(st.sets(st.integers(0 if fewer else 1, 5000), min_size=1, max_size=5)))
    points = sorted(draw(st.sets(st.integers(1, 1000), min_size=len(limits), max_size=len(limits))))
    steps = [Step(limit=limit, points=worth) for limit, worth in zip(limits, points, strict=True)]
    if fewer:
        return [Step(limit=limit, points=worth) for limit, worth in zip(limits, points[::-1], strict=True)]
    return steps[::-1]


@given(scales(fewer=False), st.sampled_from([AREA, COUNT]))
def test_what_is_written_is_read_back(steps, unit):
    assert list(read_steps(steps_text(steps, unit), unit)) == steps


@given(scales(fewer=True))
def test_what_is_written_falling_is_read_back(steps):
    text = steps_text(steps, COUNT, fewer_is_better=True)
    assert list(read_steps(text, COUNT, fewer_is_better=True)) == steps


@given(scales(fewer=False), st.integers(0, 6000))
def test_the_range_that_a_number_stands_in_is_what_it_earns(steps, value):
    """The cell says of each number what scoring gives for it."""
    earned = on_steps(value, steps, fewer_is_better=False)
    for part in steps_text(steps, COUNT).split(";"):
        words, _, points = part.partition("=")
        if _holds(words, value):
            assert round(float(points) * 10) == earned


def _holds(words: str, value: int) -> bool:
    if words.endswith("以上"):
        return value >= int(words[:-2])
    if words.endswith("以下"):
        return value < int(words[:-2])
    low, _, high = words.partition("-")
    return int(low) <= value <= int(high or low)


def test_answers_of_the_register_are_written_by_their_labels():
    codes = {"独立房间": "separate", "合用": "shared"}
    levels = read_levels("独立房间=8;合用=0", codes)
    assert levels == (
        Level(code="separate", label="独立房间", points=80),
        Level(code="shared", label="合用", points=0),
    )
    assert levels_text(levels) == "独立房间=8;合用=0"
    with pytest.raises(BadScale, match="没有“隔断”这个选项,可填的有:独立房间、合用"):
        read_levels("隔断=4", codes)


def test_free_answers_are_numbered():
    assert [level.code for level in read_levels("齐全=5;部分=2.5;没有=0")] == ["1", "2", "3"]


def test_anchors_say_what_points_look_like():
    text = "4分=三项以上且有记录;2分=有一项"
    assert [(each.points, each.label) for each in read_anchors(text)] == [
        (40, "三项以上且有记录"),
        (20, "有一项"),
    ]
    assert anchors_text(read_anchors(text)) == text
    with pytest.raises(BadScale, match="看不懂"):
        read_anchors("做得好")


def test_facilities_are_written_by_their_names_and_alternatives_by_a_bar():
    codes = {"桌子": "table", "洗手台": "wash_basin", "热水": "hot_water"}
    items = read_items("桌子、洗手台|热水", codes)
    assert items == ("table", "wash_basin|hot_water")
    assert items_text(items, {code: label for label, code in codes.items()}) == "桌子、洗手台|热水"
    with pytest.raises(BadScale, match="没有“冰箱”"):
        read_items("桌子、冰箱", codes)
