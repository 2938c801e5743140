"""On which days a measure holds, worked out from a table written by hand."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from rulebook.validity import Validity

FIRST = date(2026, 1, 1)
TRIAL, EXTENDED, REPEALED = date(2026, 12, 31), date(2027, 12, 31), date(2026, 7, 1)
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("more", "last", "words"),
    [
        ({}, None, ""),
        ({"trial_until": TRIAL}, TRIAL, "试行期至2026年12月31日"),
        ({"trial_until": TRIAL, "extended_until": EXTENDED}, EXTENDED, "试行期至2027年12月31日"),
        ({"trial_until": TRIAL, "extended_until": FIRST}, TRIAL, "试行期至2026年12月31日"),
        ({"extended_until": EXTENDED}, None, ""),
        ({"repealed_from": REPEALED}, REPEALED - DAY, "自2026年7月1日起废止"),
        ({"trial_until": TRIAL, "repealed_from": REPEALED}, REPEALED - DAY, "自2026年7月1日起废止"),
        ({"trial_until": TRIAL, "repealed_from": EXTENDED}, TRIAL, "试行期至2026年12月31日"),
        ({"repealed_from": FIRST}, FIRST - DAY, "自2026年1月1日起废止"),
    ],
)
def test_a_measure_holds_from_its_first_to_its_last_day(more, last, words):
    validity = Validity(FIRST, **more)
    assert (validity.last_day, validity.end_in_words()) == (last, words)
    assert not validity.holds_on(FIRST - DAY)
    assert validity.holds_on(FIRST) is (last is None or last >= FIRST)
    if last is not None:
        assert validity.holds_on(last) is (last >= FIRST)
        assert not validity.holds_on(last + DAY)


@pytest.mark.parametrize(
    ("today", "more", "is_ending"),
    [
        (TRIAL - timedelta(days=61), {}, False),
        (TRIAL - timedelta(days=60), {}, True),
        (TRIAL + timedelta(days=400), {}, True),
        (TRIAL, {"extended_until": EXTENDED}, False),
        (TRIAL, {"repealed_from": EXTENDED}, False),
    ],
)
def test_a_trial_is_told_sixty_days_before_it_ends(today, more, is_ending):
    assert Validity(FIRST, trial_until=TRIAL, **more).is_ending(today) is is_ending
