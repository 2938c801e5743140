"""On which days to come another measure governs: as asking day by day would find it, with one statement."""

from __future__ import annotations

from datetime import timedelta

import pytest

from rulebook.selectors import changes_between, pack_in_force
from rulebook.terms import TypeTerms
from tests.factories import NOW, union
from tests.factories.packs import published_pack, repeal

pytestmark = pytest.mark.django_db

TODAY = NOW.date()
DAY = timedelta(days=1)
LAST = TODAY + timedelta(days=60)


def on(days):
    return TODAY + timedelta(days=days)


MIND = (TypeTerms(site_type="mind_station", name="心理健康服务站"),)


@pytest.fixture
def city():
    return union("青岛市总工会", "city", is_issuer=True)


def one(city, begins, **terms):
    return published_pack(city, effective_from=on(begins), **terms)


PLANS = {
    "none at all": (lambda city: None, []),
    "one without an end": (lambda city: one(city, -30), []),
    "a trial": (lambda city: one(city, -30, trial_until=on(20)), [21]),
    "a trial that ends today": (lambda city: one(city, -30, trial_until=on(0)), [1]),
    "a trial that ended yesterday": (lambda city: one(city, -30, trial_until=on(-1)), []),
    "a trial that ends with the time": (lambda city: one(city, -30, trial_until=on(60)), []),
    "the first one of all": (lambda city: one(city, 10), [10]),
    "a successor on the last day": (lambda city: (one(city, -30), one(city, 60)), [60]),
    "a successor after the time": (lambda city: (one(city, -30), one(city, 61)), []),
    "a successor and the trial that it cut short": (
        lambda city: (one(city, -30, trial_until=on(40)), one(city, 20)),
        [20],
    ),
    "a successor right after a trial": (
        lambda city: (one(city, -30, trial_until=on(19)), one(city, 20)),
        [20],
    ),
    "a gap": (lambda city: (one(city, -30, trial_until=on(10)), one(city, 20)), [11, 20]),
    "a repeal": (lambda city: repeal(one(city, -30), on(15)), [15]),
    "a repeal of the day on which it begins": (lambda city: repeal(one(city, 15), on(15)), []),
    "a sample that begins under an own one": (
        lambda city: (one(city, -30), one(city, 20, is_sample=True)),
        [],
    ),
    "an own one over a sample": (
        lambda city: (one(city, -30, is_sample=True), one(city, 20)),
        [20],
    ),
    "another family": (lambda city: (one(city, -30), one(city, 20, family="mind", type_rules=MIND)), []),
}


@pytest.mark.parametrize("plan", list(PLANS))
def test_the_days_are_those_on_which_another_measure_governs_than_the_day_before(
    city, plan, django_assert_num_queries
):
    make, expected = PLANS[plan]
    make(city)
    below = union("甲公司工会", parent=city)
    with django_assert_num_queries(1):
        found = changes_between(below.path, "women", TODAY, LAST)
    assert found == [on(days) for days in expected]
    for day in found:
        assert pack_in_force(below.path, "women", day) != pack_in_force(below.path, "women", day - DAY)
