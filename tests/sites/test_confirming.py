"""Facts are confirmed group by group; faults are mended in one tap; supplies are counted. What the public reads of it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from core.models import AuditEntry
from core.policy import NotAllowed
from core.workflow import StaleEdit, TransitionRefused
from sites.at_door.selectors import standing_facts
from sites.at_door.services import mend_fault
from sites.confirming import GROUPS, Confirmed, oldest, standings
from sites.models import FactConfirmation, Fault, OperatingNotice, ServiceSite
from sites.refusals import Refusal
from sites.sections import PAIRED, SECTIONS
from sites.services import Sender, confirm_facts, confirm_group, correct_facts, tell_supply
from sites.supplies import count_refusal
from sites.use.kinds import FAULT
from sites.use.services import write_record
from sites.vocabulary import CORRECTED, IN_USE
from tests.factories import NOW, Tree, actor_of, person
from tests.office import form_at
from tests.sites.public_sites import OFFICE_HOURS, closed_site, opened_site
from tests.sites.use_records import proper

pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(days=40)
TODAY, THEN = NOW.date(), LATER.date()


@pytest.fixture(autouse=True)
def _stopped_clock(settings: Any) -> None:
    settings.CLOCK_PIN = LATER.isoformat()


@pytest.fixture
def site(tree: Tree) -> ServiceSite:
    given = {"public_phone": "0532-85911235", "manager_name": "王芳", "listed_amap": True}
    return opened_site(tree.primary, "湛山驿站", hours=OFFICE_HOURS, facilities=["water", "table"], **given)


@pytest.fixture
def keeper(tree: Tree) -> Sender:
    return Sender(actor_of(person("keeper", "keeper", tree.primary)), LATER)


@pytest.fixture
def desk(keeper: Sender) -> Client:
    client = Client()
    client.force_login(User.objects.get(pk=keeper.actor.id))
    return client


def fresh(site: ServiceSite) -> ServiceSite:
    return ServiceSite.objects.get(pk=site.pk)


def public(site: ServiceSite) -> str:
    return Client().get(f"/s/{site.code}/").content.decode()


def last_days(site: ServiceSite) -> dict[str, date | None]:
    return {each.group.code: each.last.on for each in standing_facts(fresh(site), THEN)}


def test_the_later_of_file_and_group_counts_and_a_span_names_the_last_day() -> None:
    whole, single = Confirmed(TODAY, "市南区总工会"), {"phone": Confirmed(THEN, "甲", "phone")}
    found = {each.group.code: each for each in standings(whole, single, {"phone": 30, "hours": 30})}
    assert (found["phone"].last.on, found["hours"].last.on) == (THEN, TODAY)
    assert found["hours"].due_on == TODAY + timedelta(days=30)
    assert found["maps"].due_on is None
    due = found["hours"].due_on
    assert (found["hours"].is_overdue(due), found["hours"].is_overdue(due + timedelta(days=1))) == (
        False,
        True,
    )
    earlier = {"phone": Confirmed(TODAY - timedelta(days=1), "甲", "phone")}
    assert all(each.last == whole for each in standings(whole, earlier))


def test_the_file_is_as_old_as_its_oldest_group() -> None:
    assert oldest(standings(Confirmed(), {"phone": Confirmed(THEN, "甲", "phone")})) == Confirmed()
    single = {group.code: Confirmed(THEN, "甲", "on_site") for group in GROUPS[1:]}
    assert oldest(standings(Confirmed(TODAY, "乙"), single)) == Confirmed(TODAY, "乙")
    assert oldest(standings(Confirmed(), {**single, "hours": Confirmed(THEN, "甲", "on_site")})).on == THEN


def test_one_tap_confirms_one_group_and_the_public_reads_its_day(site: ServiceSite, keeper: Sender) -> None:
    confirm_group(site.pk, "hours", "on_site", by=keeper)
    days = last_days(site)
    assert (days.pop("hours"), set(days.values())) == (THEN, {TODAY})
    assert fresh(site).confirmed_on == TODAY
    page = public(site)
    assert "开放时间和开放对象:甲公司工会于2026年11月21日核实" in page
    assert "对外电话:市南区总工会于2026年10月12日核实" in page
    assert "负责人和内部电话:" not in page
    notice = OperatingNotice.objects.get()
    assert (notice.kind, notice.reason) == ("confirmation", "开放时间和开放对象(现场核对)")


def test_the_last_group_makes_the_file_younger(site: ServiceSite, keeper: Sender) -> None:
    for group in GROUPS:
        confirm_group(site.pk, group.code, "phone", by=keeper)
    assert (fresh(site).confirmed_on, fresh(site).confirmed_by) == (THEN, "甲公司工会")
    assert "开放时间和开放对象:" not in public(site)
    again = Sender(keeper.actor, LATER + timedelta(days=1))
    confirm_facts(site.pk, by=again)
    assert set(last_days(site).values()) == {again.now.date()}


def test_what_is_put_right_is_confirmed_with_it(site: ServiceSite, keeper: Sender) -> None:
    correct_facts(site.pk, "phone", {"public_phone": "0532-85911236"}, by=keeper)
    row = FactConfirmation.objects.get()
    assert (row.group, row.source, row.confirmed_on) == ("phone", "notice", THEN)


@pytest.mark.parametrize(("group", "source"), [("money", "on_site"), ("hours", "notice"), ("hours", "")])
def test_what_cannot_be_confirmed_is_refused(
    site: ServiceSite, keeper: Sender, group: str, source: str
) -> None:
    with pytest.raises(Refusal):
        confirm_group(site.pk, group, source, by=keeper)
    assert not FactConfirmation.objects.exists()


@pytest.mark.parametrize("state", ["open", "suspended", "rectifying", "cancelled"])
@pytest.mark.parametrize("role", ["keeper", "street", "district", "city", "auditor", "elsewhere"])
def test_who_may_confirm_in_which_state(tree: Tree, site: ServiceSite, state: str, role: str) -> None:
    over = {"keeper": tree.primary, "street": tree.street, "district": tree.south}.get(role, tree.city)
    person_ = (
        person("somebody", "district", tree.north) if role == "elsewhere" else person("somebody", role, over)
    )
    by = Sender(actor_of(person_), LATER)
    if state != "open":
        closed_site(site)
        ServiceSite.objects.filter(pk=site.pk).update(state=state)
    if role in ("keeper", "district") and state in IN_USE:
        confirm_group(site.pk, "place", "on_site", by=by)
    else:
        with pytest.raises((NotAllowed, TransitionRefused)):
            confirm_group(site.pk, "place", "on_site", by=by)
    assert FactConfirmation.objects.exists() == (role in ("keeper", "district") and state in IN_USE)


def test_the_door_page_confirms_in_one_tap_and_refuses_a_stale_one(
    site: ServiceSite, keeper: Sender, desk: Client
) -> None:
    at = f"/desk/sites/{site.code}/door/"
    form = form_at(desk, at, holding="group")
    assert form.fields["source"] == ["on_site"]
    old = {**form.fields, "group": "place"}
    confirm_group(site.pk, "phone", "on_site", by=keeper)
    stale = desk.post(at, old)
    assert stale.status_code == 409
    form = form_at(desk, at, holding="group")
    for _ in range(2):
        assert desk.post(at, form.fields).status_code == 302
    assert FactConfirmation.objects.count() == 2
    assert AuditEntry.objects.filter(action="site.notify", outcome="done").count() == 2


def broken(site: ServiceSite, by: Sender, **changes: Any) -> Fault:
    row = write_record(site.pk, FAULT, proper(FAULT, reported_on=date(2026, 11, 20), **changes), by=by)
    assert isinstance(row, Fault)
    return row


def test_a_broken_facility_stands_on_the_public_page_until_it_is_mended(
    site: ServiceSite, keeper: Sender, desk: Client
) -> None:
    row = broken(site, keeper, facility="water")
    broken(site, keeper, facility="laundry", what="洗衣机漏水")
    broken(site, keeper, what="把手松动")
    page = public(site)
    assert "饮水:维修中(2026年11月20日报修)" in page
    for unsaid in ("洗衣", "把手", "不出热水"):
        assert unsaid not in page
    form = form_at(desk, f"/desk/sites/{site.code}/door/", holding="fault")
    assert form.fields["fault"] == [str(row.pk)]
    assert desk.post(f"/desk/sites/{site.code}/door/", form.fields).status_code == 302
    assert Fault.objects.get(pk=row.pk).fixed_on == THEN
    assert "维修中" not in public(site)
    with pytest.raises(TransitionRefused, match="已经登记修好"):
        mend_fault(site.pk, row.pk, by=keeper)


def test_a_fault_is_mended_by_keeper_and_district_alone(
    tree: Tree, site: ServiceSite, keeper: Sender
) -> None:
    row = broken(site, keeper, facility="water")
    for role, over in (("street", tree.street), ("city", tree.city), ("auditor", tree.city)):
        with pytest.raises(NotAllowed):
            mend_fault(site.pk, row.pk, by=Sender(actor_of(person(role, role, over)), LATER))
    with pytest.raises(StaleEdit):
        mend_fault(site.pk, row.pk, by=Sender(keeper.actor, LATER, row.revision + 1))
    district = Sender(actor_of(person("district", "district", tree.south)), LATER)
    mend_fault(site.pk, row.pk, by=district)
    assert Fault.objects.get(pk=row.pk).entered_as == "district"
    told = AuditEntry.objects.filter(action="use.fault", outcome="done").latest("id")
    assert told.changes == {"修复日期": ["", "2026年11月21日"]}


def test_a_facility_that_no_vocabulary_knows_is_refused(site: ServiceSite, keeper: Sender) -> None:
    with pytest.raises(Refusal, match="没有这项设施"):
        broken(site, keeper, facility="throne")


def test_the_form_of_a_fault_offers_what_the_site_has(site: ServiceSite, desk: Client) -> None:
    page = desk.get(f"/desk/sites/{site.code}/use/faults/").content.decode()
    assert '<option value="water">饮水</option>' in page
    assert "laundry" not in page


@pytest.mark.parametrize(
    ("state", "count", "is_refused"),
    [
        ("enough", None, False),
        ("enough", 24, False),
        ("enough", 0, True),
        ("low", 0, True),
        ("out", 0, False),
        ("out", 1, True),
        ("low", -1, True),
        ("low", 100_001, True),
        ("low", 100_000, False),
    ],
)
def test_a_count_fits_to_what_is_said(state: str, count: int | None, is_refused: bool) -> None:
    assert bool(count_refusal(state, count)) == is_refused


def test_supplies_are_counted_for_the_office_alone(site: ServiceSite, keeper: Sender, desk: Client) -> None:
    tell_supply(site.pk, "drinking_water", "low", count=24, expires_on=date(2026, 12, 1), by=keeper)
    page = desk.get(f"/desk/sites/{site.code}/door/").content.decode()
    assert "饮用水:不足,24 瓶,最早到期 2026年12月1日" in page
    assert "24 瓶" not in public(site)
    form = form_at(desk, f"/desk/sites/{site.code}/notices/?kind=supplies", holding="kind")
    typed = {**form.fields, "supply": "first_aid", "state": "out", "count": "3"}
    refused = desk.post(f"/desk/sites/{site.code}/notices/", typed)
    assert (refused.status_code, "缺货的物资数量应为 0 或留空" in refused.content.decode()) == (400, True)


#: What no look at the site confirms: papers and decisions stand behind it, and days among it have checks of their own.
BY_PAPERS = {
    *("site_type", "name", "build_mode", "host_name", "host_kind", "host_credit_code"),
    *("built_on", "opened_on", "agreement_starts_on", "agreement_ends_on", "district"),
    *("union_fen", "employer_fen", "fiscal_fen", "upper_union_fen"),
    *("type_facts", "extent", "is_sensitive", "photos"),
}


def test_every_fact_that_goes_stale_has_one_span_and_no_fact_is_confirmed_twice() -> None:
    grouped = [name for group in GROUPS for name in group.fields]
    facts = {name for section in SECTIONS for name in section.fields if name not in PAIRED}
    assert len(grouped) == len(set(grouped))
    assert set(grouped) | BY_PAPERS == facts
    assert not set(grouped) & BY_PAPERS
    for kind, names in CORRECTED.items():
        assert set(names) <= set(next(group.fields for group in GROUPS if names[0] in group.fields)), kind


def test_what_was_broken_for_years_can_still_be_mended(
    site: ServiceSite, keeper: Sender, desk: Client, settings: Any
) -> None:
    rows = [broken(site, keeper, what=what) for what in ("空调不制冷", "灯不亮")]
    day = THEN + timedelta(days=2 * 365)
    settings.CLOCK_PIN = (LATER + timedelta(days=2 * 365)).isoformat()
    form = form_at(desk, f"/desk/sites/{site.code}/door/", holding="fault")
    assert desk.post(f"/desk/sites/{site.code}/door/", form.fields).status_code == 302
    page = f"/desk/sites/{site.code}/use/faults/"
    written = form_at(desk, f"{page}?edit={rows[1].pk}", holding="fixed_on")
    assert desk.post(page, {**written.fields, "fixed_on": day.isoformat()}).status_code == 302
    assert set(Fault.objects.values_list("fixed_on", flat=True)) == {day}
