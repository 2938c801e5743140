"""Two at the same moment: two taps are two, of two typed totals the second is refused, two answers are both counted."""

from __future__ import annotations

from datetime import date

import pytest

from core.actor import NOBODY
from core.workflow import StaleEdit
from sites.models import MonthlyUse, RatingCount
from sites.services import Sender
from sites.use.services import add_one, count_answer, set_month
from tests.factories import NOW, Tree, actor_of, person
from tests.filing.test_races import crowd, held_open, see_waiting
from tests.sites.public_sites import opened_site

__all__ = ["crowd"]

pytestmark = [pytest.mark.pg, pytest.mark.django_db(transaction=True)]


def test_two_taps_at_once_are_two(tree: Tree, crowd) -> None:
    site = opened_site(tree.primary)
    keeper = Sender(actor_of(person("keeper", "keeper", tree.primary)), NOW)
    with held_open(lambda: add_one(site.pk, by=keeper)):
        second = crowd(lambda: add_one(site.pk, by=keeper))
        see_waiting()
    assert second.result().visits == 2
    assert MonthlyUse.objects.get().visits == 2


def test_of_two_totals_at_once_the_second_has_looked_too_early(tree: Tree, crowd) -> None:
    site = opened_site(tree.primary)
    keeper = Sender(actor_of(person("keeper", "keeper", tree.primary)), NOW, 0)
    september = date(2026, 9, 1)
    with held_open(lambda: set_month(site.pk, september, 120, by=keeper)):
        second = crowd(lambda: set_month(site.pk, september, 90, by=keeper))
        see_waiting()
    with pytest.raises(StaleEdit):
        second.result()
    assert MonthlyUse.objects.get().visits == 120


def test_two_first_answers_of_a_day_are_both_counted(tree: Tree, crowd) -> None:
    site = opened_site(tree.primary)
    visitor = Sender(NOBODY, NOW)
    with held_open(lambda: count_answer(site, "satisfied", address="203.0.113.1", by=visitor)):
        second = crowd(lambda: count_answer(site, "mostly", address="198.51.100.1", by=visitor))
        see_waiting()
    second.result()
    row = RatingCount.objects.get()
    assert (row.satisfied, row.mostly) == (1, 1)
