"""Every check finds what it is for from its first day on and not a day before, and leaves alone what is in order."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from core.clock import start_of
from core.registry import CHECKS
from inspection.models import Finding
from inspection.watching.services import reconcile
from rulebook.selectors import terms_of
from sites.models import ServiceSite, SiteVersion
from tests.factories import NOW, build_office, filing_in, pack_now, succeed
from tests.inspection.watching.planted import FILED, PLANTS, agreement, case
from tests.sites.public_sites import opened_site

pytestmark = pytest.mark.django_db

#: What a finding may tell or not, as the case is.
MAY_BE_EMPTY = {"last", "reviewed", "suspended", "total"}
#: What is seen as it stands, without a first day of its own.
SEEN = {code for code, check in CHECKS.items() if not check.looks_back}


@pytest.fixture
def office():
    return build_office()


def found_on(code: str, day: date) -> list[Finding]:
    """What stands open at the end of a day, by a run of that day alone."""
    Finding.objects.all().delete()
    reconcile(CHECKS[code], day, now=start_of(day) + timedelta(hours=2))
    return list(Finding.objects.filter(ended_on=None))


def well(office, day: date) -> ServiceSite:
    """A site in order: new on this day, marked on a map, with an agreement for years and nothing that ends."""
    site = opened_site(
        office.tree.metro_primary, "在管站", listed_amap=True, agreement_ends_on=date(2035, 1, 1)
    )
    ServiceSite.objects.filter(pk=site.pk).update(filed_on=day, confirmed_on=day)
    return site


@pytest.mark.parametrize("code", sorted(PLANTS))
def test_it_is_found_from_its_first_day_on_and_not_before(office, code):
    subject, first = PLANTS[code](office)
    in_order = well(office, first) if code not in SEEN else None
    if code not in SEEN:
        assert found_on(code, first - timedelta(days=1)) == []
    (finding,) = found_on(code, first)
    assert (finding.began_on, finding.site or finding.union) == (first, subject)
    assert set(finding.inputs) == set(CHECKS[code].inputs)
    assert None not in {value for name, value in finding.inputs.items() if name not in MAY_BE_EMPTY}
    assert finding.site_id != getattr(in_order, "pk", 0)


@pytest.mark.parametrize("code", sorted(code for code in PLANTS if code.endswith("_ending")))
def test_what_is_asked_for_before_its_day_is_another_matter_after_it(office, code):
    _, first = PLANTS[code](office)
    last = first + timedelta(days=60 if code == "title_ending" else 30)
    assert len(found_on(code, last)) == 1
    assert found_on(code, last + timedelta(days=1)) == []


@pytest.mark.parametrize("state", ["planned", "cancelled"])
def test_a_site_that_is_not_in_use_is_left_alone(office, state):
    site, first = agreement(office)
    ServiceSite.objects.filter(pk=site.pk).update(state=state)
    assert found_on("agreement_ended", first) == []


def test_without_its_term_a_check_finds_nothing_under_this_measure_and_goes_on_elsewhere(office):
    """The nearer issuer's measure does not say how long before its end a paper is asked for."""
    _, first = PLANTS["agreement_ending"](office)
    pack = pack_now("outdoor", office.tree.city)
    limits = tuple(each for each in terms_of(pack).limits if each.code != "expiry_notice")
    assert len(found_on("agreement_ending", first)) == 1
    succeed(pack, FILED, limits=limits)
    assert found_on("agreement_ending", first) == []


@pytest.mark.parametrize(
    "day", ["2026-13-45", "2026-12-0x", "2026-00-10", "", "无", "0000-01-01", "2026-12-1"]
)
def test_a_day_that_is_none_stops_nobody_elses_check(office, day):
    """G7: stored past the forms."""
    site, first = PLANTS["papers_end_ended"](office)
    bad = opened_site(office.tree.primary, "坏", site_type="childcare_centre")
    version = SiteVersion.objects.get(pk=bad.version_id)
    version.pk, version.number, version.type_facts = None, 2, {"papers_end": day}
    version.save(force_insert=True)
    ServiceSite.objects.filter(pk=bad.pk).update(version=version)
    for code, on in (("papers_end_ended", first), ("papers_end_ending", first - timedelta(days=20))):
        assert [row.site for row in found_on(code, on)] == [site]


def test_a_provisional_day_never_fires(office):
    """The calendar of the next year is missing: a day in it is worked out by weekends and stays 暂定."""
    late = NOW.replace(month=12, day=30)
    filing = filing_in("district_check", office, now=late)
    assert filing.due_is_provisional
    assert found_on("case_overdue", filing.due_on + timedelta(days=400)) == []
    filed = filing_in("filed", office, name="另一站", address="文登路30号", now=late)
    assert filed.decided_at
    assert found_on("scan_overdue", filed.decided_at.date() + timedelta(days=400)) == []


def test_a_case_that_is_late_names_its_page(office):
    site, first = case(office)
    (finding,) = found_on("case_overdue", first)
    assert finding.inputs["case"] == site.filings.get().number
    assert finding.check_of.page == ("filing", "case")


def test_every_check_says_what_it_means_who_acts_and_what_to_do():
    for check in CHECKS:
        assert check.title and check.meaning and check.who_acts and check.remedy


def test_every_check_is_tried_on_what_it_must_find_and_what_it_must_not():
    assert set(PLANTS) == {code for code, _ in CHECKS.items()}
