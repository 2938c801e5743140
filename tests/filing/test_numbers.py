"""Filing numbers: drawn by the issuer, never twice in the installation, never an error page."""

from __future__ import annotations

import pytest
from django.db import transaction

from accounts.models import Union
from filing.models import Filing, NumberSeries
from filing.numbers import draw_filing_number, draw_filing_numbers
from filing.services import accept_on_site, approve_filing, sign_filing, submit_filing
from tests.factories import (
    NOW,
    actor_of,
    build_office,
    draft_by,
    filing_in,
    person,
    publish_measures,
    union,
    visit_facts,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    return build_office()


def filed_elsewhere(name: str, district) -> Filing:
    """A case of another issuer, whose own people file it."""
    city = union(f"{name}市总工会", "city", is_issuer=True)
    publish_measures(city)
    branch = union(f"{name}区总工会", "district", city)
    officer = actor_of(person(f"{name}-district", "district", branch))
    first, last = (actor_of(person(f"{name}-city{n}", "city", city)) for n in (1, 2))
    case = draft_by(officer, branch, district)
    case = submit_filing(case.pk, seen=case.revision, actor=officer, now=NOW)
    accept_on_site(case.pk, visit_facts(), actor=officer, now=NOW)
    sign_filing(case.pk, actor=first, now=NOW)
    return approve_filing(case.pk, actor=last, now=NOW)


def test_two_issuers_in_one_district_never_give_the_same_number(office):
    ours = filing_in("filed", office)
    theirs = filed_elsewhere("乙", office.tree.in_south)
    assert ours.filing_number.endswith("-0001")
    assert theirs.filing_number.endswith("-0002")
    assert ours.filing_number[:-4] == theirs.filing_number[:-4]


def test_one_series_serves_all_unions_below_the_issuer(office):
    filing_in("filed", office)
    other = draft_by(office.actor("district"), office.tree.other_primary, office.tree.in_south)
    other = submit_filing(other.pk, seen=other.revision, actor=office.actor("district"), now=NOW)
    accept_on_site(other.pk, visit_facts(), actor=office.actor("district"), now=NOW)
    sign_filing(other.pk, actor=office.actor("city"), now=NOW)
    other = approve_filing(other.pk, actor=office.actor("city2"), now=NOW)
    assert other.filing_number.endswith("-0002")
    (series,) = NumberSeries.objects.all()
    assert (series.issuer_id, series.last) == (office.tree.city.pk, 2)
    assert Union.objects.get(pk=series.issuer_id).is_issuer


def written_as(case: Filing):
    """The numbers that another issuer with the same pattern would write."""
    front = case.filing_number[:-4]
    return lambda serial: f"{front}{serial:04d}"


def test_many_numbers_at_once_follow_each_other_and_pass_over_those_that_are_given(office):
    ours = [filing_in("filed", office) for _ in range(3)]
    assert [each.filing_number[-4:] for each in ours] == ["0001", "0002", "0003"]
    Filing.objects.filter(pk=ours[0].pk).update(filing_number=f"{ours[0].filing_number[:-4]}0005")
    Filing.objects.filter(pk=ours[1].pk).update(filing_number=f"{ours[1].filing_number[:-4]}0007")
    other = union("乙市总工会", "city", is_issuer=True)
    with transaction.atomic():
        numbers = draw_filing_numbers(other.pk, 2026, [written_as(ours[2])] * 6)
        more = draw_filing_numbers(other.pk, 2026, [written_as(ours[2])] * 2)
    assert [each[-4:] for each in numbers] == ["0001", "0002", "0004", "0006", "0008", "0009"]
    assert [each[-4:] for each in more] == ["0010", "0011"]
    assert NumberSeries.objects.get(issuer=other).last == 11
    with transaction.atomic():
        assert draw_filing_number(other.pk, 2026, written_as(ours[2])).endswith("0012")
        assert draw_filing_numbers(other.pk, 2026, []) == []
