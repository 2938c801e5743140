"""What is pinned when a case is handed in, who looks first, and who could end it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from accounts.models import RoleGrant
from core.models import AuditEntry
from core.policy import NotAllowed
from core.workflow import NoteMissing
from filing.models import Filing
from filing.selectors import filing_within, signers_for
from filing.services import BadVisit, accept_on_site, submit_filing, withdraw_filing
from rulebook.selectors import load_calendar
from sites.policy import SITES
from sites.selectors import facts_digest
from tests.factories import (
    NOW,
    actor_of,
    build_office,
    draft_by,
    filing_in,
    person,
    union,
    visit_facts,
    walk,
)
from tests.factories.filings import ADDRESS_GAP, return_with

pytestmark = pytest.mark.django_db

TODAY = NOW.date()


@pytest.fixture
def office():
    return build_office()


def handed_in(case, actor):
    return submit_filing(case.pk, seen=case.revision, actor=actor, now=NOW)


def test_the_digest_of_exactly_these_facts_and_the_calendar_in_force_are_pinned(office):
    case = filing_in("district_check", office)
    assert case.facts_digest == facts_digest(case.version)
    assert len(case.facts_digest) == 64
    assert case.calendar_version == load_calendar().label != ""
    other = draft_by(office.actor("keeper"), office.tree.primary, office.tree.in_south, address="另一处8号")
    assert handed_in(other, office.actor("keeper")).facts_digest != case.facts_digest


def test_a_street_at_any_height_above_looks_first_at_what_a_keeper_hands_in():
    office = build_office(street_check=True)
    between = union("园区联合工会", "primary", office.tree.street)
    below = union("园区企业工会", "primary", between)
    keeper = actor_of(person("deep", "keeper", below))
    case = handed_in(draft_by(keeper, below, office.tree.in_south), keeper)
    assert case.needs_street_check


@pytest.mark.parametrize(
    ("role", "over", "asked"),
    [
        ("keeper", "primary", True),
        ("street", "street", False),
        ("district", "south", False),
        ("keeper", "south", False),
        ("keeper", "street", False),
    ],
)
def test_the_street_does_not_look_at_what_it_or_the_district_hands_in_nor_where_none_is_above(
    role, over, asked
):
    office = build_office(street_check=True)
    branch = getattr(office.tree, over)
    writer = actor_of(person("writer", role, branch))
    where = office.tree.primary if role != "keeper" else branch
    case = handed_in(draft_by(writer, where, office.tree.in_south), writer)
    assert case.needs_street_check is asked


def test_a_planned_site_is_unseen_by_the_district_where_it_would_stand(office):
    metro_keeper = actor_of(person("metro", "keeper", office.tree.metro_primary))
    case = draft_by(metro_keeper, office.tree.metro_primary, office.tree.in_south)
    standing = office.actor("district")
    assert not SITES.visible_to(standing).filter(pk=case.site_id).exists()
    assert filing_within(standing, case.number) is None
    case = handed_in(case, metro_keeper)
    assert filing_within(standing, case.number) == case
    assert not SITES.visible_to(standing).filter(pk=case.site_id).exists()


def test_a_second_visit_does_not_lie_before_the_first(office):
    case = filing_in("acceptance", office)
    later = NOW + timedelta(days=5)
    district = office.actor("district")
    first = visit_facts("fix", later.date())
    accept_on_site(case.pk, first, actor=district, now=later)
    with pytest.raises(BadVisit, match="不能早于上一次验收的日期"):
        accept_on_site(case.pk, visit_facts("pass", TODAY), actor=district, now=later)
    same_day = replace(first, verdict="pass", fix_by=None)
    assert accept_on_site(case.pk, same_day, actor=district, now=later).state == "city_filing"


def test_each_level_of_the_citys_signatures_needs_a_person_of_its_own(office):
    case = filing_in("draft", office)
    assert signers_for(case, TODAY) == (2, 2)
    RoleGrant.objects.filter(user=office.city2).update(valid_until=TODAY - timedelta(days=1))
    assert signers_for(case, TODAY) == (2, 1)


def test_taking_a_case_back_needs_a_reason_in_writing(office):
    case = filing_in("district_check", office)
    with pytest.raises(NoteMissing, match="请填写撤回原因"):
        withdraw_filing(case.pk, actor=office.actor("keeper"), now=NOW, note="  ")
    assert Filing.objects.get(pk=case.pk).state == "district_check"
    withdrawn = withdraw_filing(case.pk, actor=office.actor("keeper"), now=NOW, note="场地到期。")
    assert (withdrawn.state, AuditEntry.objects.last().note) == ("withdrawn", "场地到期。")


@pytest.mark.parametrize("state", ["acceptance", "reacceptance", "city_filing", "returned_by_city"])
def test_once_the_papers_were_passed_only_the_district_takes_the_case_back(office, state):
    case = filing_in(state.replace("returned_by_city", "city_filing"), office)
    if state == "returned_by_city":
        case = return_with(case, office.actor("city"), ADDRESS_GAP)
    with pytest.raises(NotAllowed, match="请联系主管区"):
        withdraw_filing(case.pk, actor=office.actor("keeper"), now=NOW, note="不办了。")
    assert withdraw_filing(case.pk, actor=office.actor("district"), now=NOW, note="不办了。").state == (
        "withdrawn"
    )


def test_a_case_sent_back_by_the_district_is_still_the_writers_to_take_back(office):
    case = walk(filing_in("district_check", office), "return", office)
    assert withdraw_filing(case.pk, actor=office.actor("keeper"), now=NOW, note="不办了。").state == (
        "withdrawn"
    )
