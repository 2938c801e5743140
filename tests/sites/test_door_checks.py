"""The nightly watch at the door: which group of facts is overdue under its own span, which fault waits too long."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

import pytest

from core.actor import SYSTEM
from core.clock import start_of
from core.registry import CHECKS
from inspection.models import Finding
from inspection.watching.selectors import lacking_terms
from inspection.watching.services import reconcile
from rulebook.selectors import terms_of
from rulebook.services import seed_packs
from sites.at_door.selectors import standing_facts
from sites.at_door.services import mend_fault
from sites.confirming import GROUPS
from sites.models import FactConfirmation, ServiceSite
from sites.services import Sender, confirm_facts, confirm_group
from sites.use.kinds import FAULT
from sites.use.services import write_record
from tests.factories import NOW, Tree, actor_of, pack_now, person, succeed
from tests.sites.public_sites import OFFICE_HOURS, PIN, opened_site
from tests.sites.use_records import proper

pytestmark = pytest.mark.django_db

#: What the sample measure says of opening hours and of telephones.
SPAN = 90
FILED = NOW.date()
LAST_DAY = FILED + timedelta(days=SPAN)


@pytest.fixture
def site(tree: Tree) -> ServiceSite:
    type(tree.city).objects.filter(pk=tree.city.pk).update(is_issuer=True)
    tree.city.refresh_from_db()
    seed_packs(tree.city, actor=SYSTEM, now=NOW, with_tables=False)
    return opened_site(tree.primary, "湛山驿站", public_phone="0532-85911235", listed_amap=True)


@pytest.fixture
def keeper(tree: Tree) -> Sender:
    return Sender(actor_of(person("keeper", "keeper", tree.primary)), NOW)


def at(day: date, hour: int = 2) -> datetime:
    return start_of(day) + timedelta(hours=hour)


def found(code: str, day: date) -> tuple[int, int]:
    result = reconcile(CHECKS[code], day, now=at(day))
    return result.opened, result.closed


def later(by: Sender, day: date) -> Sender:
    return Sender(by.actor, at(day, 10))


def test_every_group_of_facts_has_its_check_and_its_term() -> None:
    checks = [CHECKS[f"unconfirmed_{group.code}"] for group in GROUPS]
    assert {check.term for check in checks} == {f"confirm_{group.code}" for group in GROUPS}
    assert {check.else_term for check in checks} == {"confirmation"}
    assert [check.one_of and check.one_of.thing for check in checks] == [group.label for group in GROUPS]


def test_a_group_is_overdue_the_day_after_its_span_and_not_on_its_last_day(site: ServiceSite) -> None:
    assert found("unconfirmed_hours", LAST_DAY) == (0, 0)
    assert found("unconfirmed_hours", LAST_DAY + timedelta(days=1)) == (1, 0)
    finding = Finding.objects.get()
    assert (finding.site, finding.began_on) == (site, LAST_DAY + timedelta(days=1))
    assert finding.inputs == {"last": FILED.isoformat(), "span": SPAN}


#: One value for each fact that a confirmation covers.
GIVEN: dict[str, Any] = {
    **{field: "一号" for group in GROUPS for field in group.fields},
    **{"hours": OFFICE_HOURS, "access": "public", "entry": "card", "facilities": ["water"], "capacity": 0},
    **{"area_hundredths": 0, "listed_amap": False, "listed_baidu": True, "listed_tencent": True},
    "public_phone": "0532-85911235",
}


def test_nobody_is_asked_to_confirm_a_group_of_which_nobody_gave_a_fact(site: ServiceSite) -> None:
    """The tap at the door would answer that there is nothing to confirm; one fact, be it a no or a nought, is enough."""
    for name, value in {"name": "空站", **GIVEN}.items():
        facts = {"address": "", "access": "", **(PIN if name == "lat" else {name: value})}
        opened_site(site.managing_union, **{"name": f"只有{name}", **facts})
    versions = [each.version for each in ServiceSite.objects.select_related("version")]
    for group in GROUPS:
        rows = CHECKS[f"unconfirmed_{group.code}"].failing(FILED + timedelta(days=999))
        asked = {each.site_id for each in versions if not group.is_empty(partial(getattr, each))}
        assert set(rows.values_list("subject", flat=True)) == asked
        assert 0 < len(asked) < len(versions)


def test_a_confirmation_of_one_group_ends_its_finding_alone(site: ServiceSite, keeper: Sender) -> None:
    late = LAST_DAY + timedelta(days=5)
    assert [found(f"unconfirmed_{code}", late) for code in ("hours", "phone")] == [(1, 0), (1, 0)]
    confirm_group(site.pk, "phone", "on_site", by=later(keeper, late))
    next_day = late + timedelta(days=1)
    assert [found(f"unconfirmed_{code}", next_day) for code in ("hours", "phone")] == [(0, 0), (0, 1)]
    confirm_facts(site.pk, by=later(keeper, next_day))
    assert found("unconfirmed_hours", next_day + timedelta(days=1)) == (0, 1)


def test_what_nobody_ever_confirmed_counts_from_its_filing(site: ServiceSite) -> None:
    ServiceSite.objects.filter(pk=site.pk).update(confirmed_on=None, confirmed_by="")
    assert found("unconfirmed_hours", LAST_DAY) == (0, 0)
    assert found("unconfirmed_hours", LAST_DAY + timedelta(days=1)) == (1, 0)
    FactConfirmation.objects.create(site=site, group="hours", confirmed_on=LAST_DAY, source="phone")
    assert found("unconfirmed_hours", LAST_DAY + timedelta(days=2)) == (0, 1)


def test_where_the_measure_rules_no_span_of_its_own_that_of_the_whole_file_counts(site: ServiceSite) -> None:
    """The page says the same day."""
    last = FILED + timedelta(days=180)
    assert found("unconfirmed_maps", last) == (0, 0)
    assert found("unconfirmed_maps", last + timedelta(days=1)) == (1, 0)
    assert {each.group.code: each.due_on for each in standing_facts(site, FILED)}["maps"] == last


def test_a_measure_without_either_term_makes_nothing_fail(site: ServiceSite, tree: Tree) -> None:
    pack = pack_now("outdoor", tree.city)
    kept = [each for each in terms_of(pack).limits if not each.code.startswith("confirm")]
    succeed(pack, FILED, limits=tuple(kept))
    assert found("unconfirmed_maps", FILED + timedelta(days=3_000)) == (0, 0)
    assert {each.due_on for each in standing_facts(site, FILED)} == {None}
    lacking = [each for each in lacking_terms([tree.city.path], FILED) if each.term == "资料核实有效期"]
    titles = {CHECKS[f"unconfirmed_{group.code}"].title for group in GROUPS}
    assert [set(each.checks) for each in lacking] == [titles]


def test_a_fault_is_found_the_day_after_its_last_day_until_it_is_mended(
    site: ServiceSite, keeper: Sender
) -> None:
    typed: dict[str, Any] = proper(FAULT, reported_on=FILED, facility="water")
    row = write_record(site.pk, FAULT, typed, by=keeper)
    due = FILED + timedelta(days=7)
    assert found("fault_unmended", due) == (0, 0)
    assert found("fault_unmended", due + timedelta(days=1)) == (1, 0)
    assert Finding.objects.get().inputs == {"due": due.isoformat(), "span": 7}
    mend_fault(site.pk, row.pk, by=later(keeper, due + timedelta(days=2)))
    assert found("fault_unmended", due + timedelta(days=2)) == (0, 1)
    again = write_record(site.pk, FAULT, {**typed, "fixed_on": FILED}, by=keeper)
    assert again.pk
    assert found("fault_unmended", due + timedelta(days=3)) == (0, 0)
