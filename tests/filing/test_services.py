"""What follows when a case moves: papers, numbers, clocks, messages, the register."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import pytest
from django.db import IntegrityError, transaction
from PIL import Image

from accounts.services import grant_role
from core.actor import SYSTEM
from core.models import AuditEntry, OwedMessage
from core.policy import NotAllowed
from core.workflow import TransitionRefused
from filing import services
from filing.models import Filing, NumberSeries
from filing.policy import FILINGS
from filing.selectors import filing_within, filings_within, nobody_can_decide, pinned_measure
from filing.services import NotReady, submit_filing
from rulebook.models import RulePack
from sites.codes import is_valid_code
from sites.models import ServiceSite
from tests.factories import (
    FACTS,
    NOW,
    actor_of,
    build_office,
    draft_by,
    filing_in,
    mend,
    pack_now,
    person,
    publish_measures,
    return_with,
    succeed,
    union,
    visit_facts,
    walk,
)
from tests.office import WEEK

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    return build_office()


def refused():
    return list(AuditEntry.objects.filter(outcome="refused").values_list("action", "actor_name"))


def told_people(case):
    keys = OwedMessage.objects.filter(key__startswith=f"filing:{case.pk}:{case.revision}:")
    return set(keys.values_list("recipient_id", flat=True))


def test_a_draft_has_a_shell_without_a_code_and_its_writer_as_author(office):
    case = filing_in("draft", office)
    assert (case.site.state, case.site.code, case.site.filing_number) == ("planned", None, None)
    assert case.number == f"BA2026-{case.pk:06d}"
    assert [author.user for author in case.authors.all()] == [office.keeper]
    assert case.pack_id is None


def test_a_start_out_of_the_own_branch_is_refused_leaves_nothing_and_is_told(office):
    cases, sites = Filing.objects.count(), ServiceSite.objects.count()
    with pytest.raises(NotAllowed):
        draft_by(office.actor("keeper"), office.tree.other_primary, office.tree.in_south)
    assert (Filing.objects.count(), ServiceSite.objects.count()) == (cases, sites)
    assert refused() == [("filing.start", "王芳")]


@pytest.mark.parametrize("blank", ["name", "address", "access"])
def test_a_case_without_a_mandatory_fact_is_not_taken_and_says_which(office, blank):
    case = draft_by(office.actor("keeper"), office.tree.primary, office.tree.in_south, **{blank: ""})
    with pytest.raises(NotReady) as missing:
        submit_filing(case.pk, seen=case.revision, actor=office.actor("keeper"), now=NOW)
    assert len(missing.value.problems) == 1
    case.refresh_from_db()
    assert (case.state, case.submitted_at, case.revision) == ("draft", None, case.revision)


def test_without_a_measure_in_force_nothing_can_be_handed_in(office):
    before_it = NOW.replace(year=2020)
    case = filing_in("draft", office, now=before_it)
    with pytest.raises(NotReady, match="管理办法"):
        submit_filing(case.pk, seen=case.revision, actor=office.actor("keeper"), now=before_it)


def test_a_refused_submission_is_told(office):
    case = filing_in("draft", office)
    stranger = actor_of(person("stranger", "district", office.tree.north, name="路人"))
    with pytest.raises(NotAllowed):
        submit_filing(case.pk, seen=case.revision, actor=stranger, now=NOW)
    assert refused() == [("filing.submit", "路人")]


@pytest.mark.parametrize(
    ("by", "state", "as_role"),
    [
        ("keeper", "district_check", "keeper"),
        ("street", "district_check", "street"),
        ("district", "acceptance", "district"),
    ],
)
def test_who_hands_in_decides_what_is_still_checked(office, by, state, as_role):
    case = draft_by(office.actor(by), office.tree.primary, office.tree.in_south)
    case = submit_filing(case.pk, seen=case.revision, actor=office.actor(by), now=NOW)
    assert (case.state, case.submitted_as, case.submitted_by) == (state, as_role, getattr(office, by))
    entry = AuditEntry.objects.filter(action__startswith="filing.submit", outcome="done").get()
    assert entry.details == {"submitted_as": as_role, "route": "on_site"}


def test_where_the_measure_asks_for_it_the_street_looks_before_the_district():
    office = build_office(street_check=True)
    case = filing_in("district_check", office)
    assert case.needs_street_check
    assert told_people(case) == {office.street.pk}
    with pytest.raises(TransitionRefused, match="请先由街道"):
        services.pass_check(case.pk, actor=office.actor("district"), now=NOW)
    case = walk(case, "street_check", office)
    assert told_people(case) == {office.district.pk}
    with pytest.raises(TransitionRefused, match=r"已完成初审.*孙丽"):
        services.check_at_street(case.pk, actor=office.actor("street"), now=NOW)
    assert walk(case, "pass_check", office).state == "acceptance"


def test_a_measure_is_pinned_at_submission_and_a_later_one_changes_nothing(office):
    case = filing_in("district_check", office)
    pinned = pinned_measure(case)
    pack = RulePack.objects.get(pk=pinned.pk)
    following = succeed(pack, (NOW + timedelta(days=1)).date(), sign_off_levels=("签批",))
    later = NOW + timedelta(days=2)
    case = services.pass_check(case.pk, actor=office.actor("district"), now=later)
    assert pinned_measure(case).pk == pinned.pk != following.pk
    fresh = filing_in("district_check", office, now=later)
    assert (fresh.pack_id, fresh.sign_levels) == (following.pk, 1)


def test_with_one_level_the_first_signature_decides(office):
    succeed(pack_now("outdoor"), NOW.date(), sign_off_levels=("签批",))
    case = filing_in("city_filing", office)
    with pytest.raises(TransitionRefused, match="最后签批环节"):
        services.sign_filing(case.pk, actor=office.actor("city"), now=NOW)
    case = services.approve_filing(case.pk, actor=office.actor("city"), now=NOW)
    assert case.state == "filed"


@pytest.mark.parametrize(
    ("state", "due"),
    [
        ("draft", None),
        ("district_check", "2026-10-19"),
        ("acceptance", "2026-11-02"),
        ("city_filing", "2026-10-26"),
        ("filed", None),
        ("withdrawn", None),
        ("refused", None),
    ],
)
def test_each_state_has_its_own_clock_in_working_days(office, state, due):
    """From Monday 12 October 2026: five, fifteen and ten working days, the day of arrival not counted."""
    case = filing_in(state, office)
    assert (case.due_on.isoformat() if case.due_on else None) == due
    assert case.due_is_provisional is False


def test_a_clock_into_a_year_without_a_calendar_is_provisional(office):
    new_year = NOW.replace(month=12, day=29)
    case = filing_in("district_check", office, now=new_year)
    assert case.due_on.year == 2027
    assert case.due_is_provisional


def test_approval_gives_number_code_and_an_open_public_site_at_once(office):
    case = filing_in("filed", office)
    site = ServiceSite.objects.get(pk=case.site_id)
    assert case.filing_number == site.filing_number == "370202-HWYZ-2026-0001"
    assert is_valid_code(site.code)
    assert (site.state, site.is_listed, site.version_id) == ("open", True, case.version_id)
    assert (site.name, site.confirmed_by, site.filed_on) == (FACTS["name"], "市总工会", NOW.date())
    assert site.version.decided_at == NOW
    assert [(each.level, each.user) for each in case.sign_offs.all()] == [(1, office.city), (2, office.city2)]


def test_a_decided_version_is_never_written_again(office):
    case = filing_in("filed", office)
    with pytest.raises(TransitionRefused):
        services.save_section(
            case.pk, {"name": "改名"}, seen=case.revision, actor=office.actor("keeper"), now=NOW
        )
    assert Filing.objects.get(pk=case.pk).version.name == FACTS["name"]


def test_numbers_run_by_issuer_and_year_without_a_gap(office):
    first = filing_in("filed", office)
    refused_case = filing_in("refused", office)
    second = filing_in("filed", office)
    next_year = filing_in("filed", office, now=NOW.replace(year=2027))
    numbers = [case.filing_number[-9:] for case in (first, second, next_year)]
    assert numbers == ["2026-0001", "2026-0002", "2027-0001"]
    assert refused_case.filing_number is None


def test_a_failed_approval_gives_its_number_back(office, monkeypatch):
    case = walk(filing_in("city_filing", office), "sign", office)
    with pytest.raises(NotAllowed):
        services.approve_filing(case.pk, actor=office.actor("city"), now=NOW)
    assert not NumberSeries.objects.filter(last__gt=0).exists()
    assert walk(case, "approve", office).filing_number.endswith("-0001")


def test_an_unfit_site_cannot_be_approved_only_returned_or_refused(office):
    case = filing_in("acceptance", office)
    case = walk(walk(case, "visit_fail", office), "sign", office)
    with pytest.raises(TransitionRefused, match="不是“合格”"):
        services.approve_filing(case.pk, actor=office.actor("city2"), now=NOW)
    case = walk(case, "refuse", office)
    assert (case.state, case.reasons) == ("refused", "场地不符合要求。")
    assert ServiceSite.objects.get(pk=case.site_id).code is None


def test_a_returned_case_starts_its_signatures_anew_and_keeps_its_number(office):
    case = walk(filing_in("city_filing", office), "sign", office)
    case = return_with(case, office.actor("city2"), ("hours.hours", "没有填写。", "按实际时间填写。"))
    assert (case.state, case.signed_levels, case.sign_offs.count()) == ("returned", 0, 0)
    number = case.number
    case = mend(case, office.actor("keeper"), hours=WEEK)
    assert case.state == "city_filing"
    for gap in case.deficiencies.all():
        services.judge_gap(case.pk, gap.pk, "settled", actor=office.actor("city"), now=NOW)
    for step in ("sign", "approve"):
        case = walk(case, step, office)
    assert (case.state, case.number) == ("filed", number)


def test_the_last_signature_is_never_an_authors_nor_the_first_signers(office):
    case = walk(filing_in("city_filing", office), "sign", office)
    author = office.keeper
    grant_role(author, "city", office.tree.city, actor=SYSTEM, now=NOW)
    with pytest.raises(NotAllowed, match="参与过本案填报"):
        services.approve_filing(case.pk, actor=actor_of(author), now=NOW)
    with pytest.raises(NotAllowed, match="已在前一环节签署"):
        services.approve_filing(case.pk, actor=office.actor("city"), now=NOW)


def test_it_is_told_when_nobody_could_decide(office):
    case = filing_in("city_filing", office)
    assert not nobody_can_decide(case, NOW.date())
    for user in (office.city, office.city2):
        user.role_grants.update(can_decide=False)
    assert nobody_can_decide(case, NOW.date())


def test_whoever_acts_next_is_told_and_the_actor_is_not(office):
    case = filing_in("draft", office)
    case = walk(case, "submit", office)
    assert told_people(case) == {office.district.pk}
    case = walk(case, "pass_check", office)
    assert told_people(case) == set()
    case = walk(case, "visit_pass", office)
    assert told_people(case) == {office.city.pk, office.city2.pk}
    case = walk(walk(case, "sign", office), "approve", office)
    assert told_people(case) == {office.keeper.pk}


def test_a_second_submitted_case_on_one_site_is_refused_by_the_database(office):
    first = filing_in("district_check", office)
    second = filing_in("draft", office)
    with pytest.raises(IntegrityError, match=r"one_submitted_case_per_site|UNIQUE"), transaction.atomic():
        Filing.objects.filter(pk=second.pk).update(site=first.site, state="acceptance")


def test_each_issuer_has_its_own_measures_and_numbers(office):
    other = union("济南市总工会", "city", is_issuer=True)
    publish_measures(other)
    primary = union("济南某公司工会", "primary", other)
    keeper, district = person("k9", "keeper", primary), person("d9", "district", other)
    case = draft_by(actor_of(keeper), primary, office.tree.in_north)
    case = submit_filing(case.pk, seen=case.revision, actor=actor_of(keeper), now=NOW)
    assert pinned_measure(case).issuer_id == other.pk
    case = services.pass_check(case.pk, actor=actor_of(district), now=NOW)
    case = services.accept_on_site(case.pk, visit_facts(), actor=actor_of(district), now=NOW)
    signers = [actor_of(person(name, "city", other)) for name in ("c8", "c9")]
    services.sign_filing(case.pk, actor=signers[0], now=NOW)
    case = services.approve_filing(case.pk, actor=signers[1], now=NOW)
    assert case.filing_number.endswith("2026-0001")
    assert filing_in("filed", office).filing_number.endswith("2026-0001")


def test_lists_hold_what_is_within_reach_narrowed(office):
    draft, checked = filing_in("draft", office), filing_in("district_check", office)
    filing_in("filed", office, site_type="mind_station", name="李沧心灵驿站")
    city, keeper = office.actor("city"), office.actor("keeper")
    assert filing_within(city, draft.number) is None
    assert filing_within(keeper, draft.number) == draft
    assert filings_within(city).count() == 2
    assert list(filings_within(city, state="district_check")) == [checked]
    assert filings_within(city, site_type="mind_station").count() == 1
    assert filings_within(city, district="370203").count() == 0
    assert filings_within(city, words="%").count() == 0
    assert FILINGS.visible_to(keeper).count() == 3


def test_detaching_a_picture_of_another_case_changes_neither(office):
    """A picture's key typed into another case's address is not found there."""
    mine, other = filing_in("draft", office), filing_in("draft", office)
    photo = services.attach_photo(other.pk, "plate", plain_picture(), actor=office.actor("keeper"), now=NOW)
    with pytest.raises(TransitionRefused, match="不在本案中"):
        services.detach_photo(mine.pk, photo, actor=office.actor("keeper"), now=NOW)
    assert other.version.photos.count() == 1


def plain_picture():
    out = BytesIO()
    Image.new("RGB", (40, 30), (90, 120, 90)).save(out, "JPEG")
    return out.getvalue()
