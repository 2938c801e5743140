"""Statements whose plan a connection keeps: the same answers, a bounded number of plans, none behind a pool."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection

from accounts.models import Union
from core import plans
from core.at_once import KeysAtOnce
from core.plans import MOST_PLANS
from tests.office import Office, build_office

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Iterator[Office]:
    """A connection without plans, whatever was asked over it before."""
    office = build_office()
    give_up_plans()
    yield office
    give_up_plans()


def give_up_plans() -> None:
    if connection.vendor == "postgresql" and plans._plans.pop(connection.connection, None):
        with connection.cursor() as cursor:
            cursor.execute("DEALLOCATE ALL")


def kept() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_prepared_statements WHERE name LIKE 'kept_plan_%'")
        return int(cursor.fetchone()[0])


def unions_named(word: str) -> KeysAtOnce:
    """``%`` and quotes are part of what is looked for."""
    return KeysAtOnce([(Union.objects.filter(name__contains=word).order_by("-pk"), 5)])


def test_each_time_the_answer_is_that_of_the_moment(office: Office, django_assert_num_queries: Any) -> None:
    keys = unions_named("区总'%")
    assert keys.ask() == keys.ask() == [[]]
    Union.objects.filter(pk=office.south.pk).update(name="市南区总'%工会")
    with django_assert_num_queries(2):
        assert keys.ask() == keys.ask() == [[office.south.pk]]


@pytest.mark.pg
def test_the_second_question_has_its_plan_kept_and_the_third_uses_it(office: Office) -> None:
    keys = unions_named("区总")
    keys.ask()
    assert kept() == 0
    keys.ask(), keys.ask()
    assert kept() == 1
    again = unions_named("区总")  # made anew, the same text
    again.ask(), again.ask()
    assert kept() == 1


@pytest.mark.pg
def test_a_connection_keeps_the_plans_that_were_asked_last_and_no_more(office: Office) -> None:
    questions = [unions_named(f"第{number}区") for number in range(MOST_PLANS + 3)]
    first = questions[0]
    first.ask()
    for each in questions[1:]:
        each.ask(), each.ask(), first.ask()
        assert kept() <= MOST_PLANS
    asked = {values for _, values in plans._plans[connection.connection]}
    assert len(asked) == kept() == MOST_PLANS
    assert tuple(first.statement.values) in asked
    assert tuple(questions[1].statement.values) not in asked


@pytest.mark.pg
def test_a_schema_that_changed_makes_another_plan(office: Office) -> None:
    keys = unions_named("市南区总")
    before = [keys.ask(), keys.ask()]
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE accounts_union ADD COLUMN more_of_it integer DEFAULT 7 NOT NULL")
    assert [keys.ask(), keys.ask()] == before == [[[office.south.pk]]] * 2


@pytest.mark.pg
def test_behind_a_pool_no_plan_is_kept(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """An address with ``?options=`` has none."""
    monkeypatch.setitem(connection.settings_dict, "OPTIONS", {})
    keys = unions_named("市南区总")
    assert keys.ask() == keys.ask() == keys.ask() == [[office.south.pk]]
    assert kept() == 0
