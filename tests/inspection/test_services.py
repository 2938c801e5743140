"""A visit is written down once, with everybody who was there, and never changes."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from filing.services import BadVisit, accept_on_site
from inspection.models import Visit
from tests.factories import NOW, build_office, filing_in, visit_facts, walk

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    return build_office()


@pytest.fixture
def case(office):
    return filing_in("acceptance", office)


def test_a_visit_keeps_who_when_and_what(office, case):
    case = accept_on_site(case.pk, visit_facts(), actor=office.actor("district"), now=NOW)
    visit = case.last_visit
    assert (visit.kind, visit.verdict, visit.held_on) == ("acceptance", "pass", NOW.date())
    assert (visit.inspectors, visit.met_on_site) == (["李娜", "陈静"], "王芳")
    assert (visit.recorded_by, visit.recorded_at) == ("李娜", NOW)


def test_a_second_look_is_a_second_visit_of_its_own_kind(office, case):
    case = walk(walk(case, "visit_fix", office), "visit_pass", office)
    assert [(each.kind, each.verdict) for each in case.visits] == [
        ("acceptance", "fix"),
        ("reacceptance", "pass"),
    ]
    assert case.last_visit.verdict == "pass"


def test_a_bad_visit_leaves_neither_row_nor_move(office, case):
    facts = visit_facts(held_on=NOW.date() + timedelta(days=1))
    with pytest.raises(BadVisit) as bad:
        accept_on_site(case.pk, facts, actor=office.actor("district"), now=NOW)
    assert list(bad.value.problems) == ["held_on"]
    case.refresh_from_db()
    assert (case.state, case.last_visit) == ("acceptance", None)
    assert not Visit.objects.exists()


def test_a_visit_before_the_submission_is_refused_by_the_legal_day(office):
    """Submitted at 00:30 in Shanghai, which is still the day before in Greenwich."""
    late = NOW.replace(hour=0, minute=30)
    case = filing_in("acceptance", office, now=late)
    day_before = visit_facts(held_on=late.date() - timedelta(days=1))
    with pytest.raises(BadVisit, match="不能早于提交日期"):
        accept_on_site(case.pk, day_before, actor=office.actor("district"), now=late)
    assert accept_on_site(
        case.pk, visit_facts(held_on=late.date()), actor=office.actor("district"), now=late
    ).last_visit


@pytest.mark.parametrize(
    "sql",
    ["UPDATE inspection_visit SET verdict = 'pass'", "DELETE FROM inspection_visit"],
)
def test_a_recorded_visit_is_never_changed_not_even_in_plain_sql(office, case, sql):
    walk(case, "visit_fail", office)
    with pytest.raises(DatabaseError, match="rows are protected"), transaction.atomic():
        connection.cursor().execute(sql)
    assert Visit.objects.get().verdict == "fail"
