"""Codes that are scanned as they cannot be: an old one that is still opened, taps while the door is shut; kind to whoever came."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from django.core import serializers
from django.core.cache import cache
from django.test import Client

from core.actor import SYSTEM
from core.clock import LEGAL_ZONE, start_of
from core.models import AuditEntry
from core.registry import CHECKS
from core.switches import begin_maintenance
from inspection.models import Finding
from inspection.watching.services import reconcile
from rulebook.selectors import load_calendar
from sites.announced import NOTHING, Announced, Verified
from sites.at_door.odd import QUIET, SWAP, OddScan, is_shut
from sites.at_door.services import print_stickers, renew_code
from sites.models import CheckInCount, DoorCode, OddScanCount, ServiceSite
from sites.services import Sender
from tests.factories import NOW, Tree, actor_of, person
from tests.sites.public_sites import OFFICE_HOURS, closed_site, opened_site
from tests.sites.test_at_door import PHONE, signed_in, tapped

pytestmark = pytest.mark.django_db

TODAY = NOW.date()
#: Monday evening, when nobody is there any more.
NIGHT = datetime.combine(TODAY, time(22, 0), LEGAL_ZONE)
#: The first day on which an old sticker should be gone.
FIRST = TODAY + timedelta(days=SWAP + 1)


@pytest.fixture(autouse=True)
def _stopped_clock(settings: Any) -> None:
    settings.CLOCK_PIN = NOW.isoformat()
    cache.clear()


@pytest.fixture
def site(tree: Tree) -> ServiceSite:
    return opened_site(tree.primary, "湛山驿站", hours=OFFICE_HOURS)


@pytest.fixture
def keeper(tree: Tree) -> Sender:
    return Sender(actor_of(person("keeper", "keeper", tree.primary)), NOW)


@pytest.fixture
def code(site: ServiceSite, keeper: Sender) -> DoorCode:
    print_stickers([site.code or ""], 8, actor=keeper.actor, now=NOW)
    return DoorCode.objects.get(site=site)


def opened(code: DoorCode, settings: Any, at: datetime, device: str = "phone") -> Any:
    settings.CLOCK_PIN = at.isoformat()
    return Client().get(f"/d/{code.mark}/", **{**PHONE, "HTTP_USER_AGENT": device})


def odd() -> list[tuple[date, str, int]]:
    return list(OddScanCount.objects.order_by("day", "kind").values_list("day", "kind", "times"))


def ran(check: str, day: date) -> tuple[int, int]:
    found = reconcile(CHECKS[check], day, now=start_of(day) + timedelta(hours=23), after=day - timedelta(1))
    return found.opened, found.closed


def planted(code: DoorCode, day: date, kind: OddScan, times: int) -> None:
    OddScanCount.objects.create(code=code, day=day, kind=kind, times=times)


def test_an_old_code_tells_kindly_where_it_stands_and_is_counted_once_a_day_for_one_telephone(
    site: ServiceSite, code: DoorCode, keeper: Sender, settings: Any
) -> None:
    fresh = renew_code(site.pk, by=keeper)
    for device in ("one", "one", "two"):
        answer = opened(code, settings, NOW, device)
    page = Client().get(answer["Location"]).content.decode()
    assert "旧码已更换,您仍可以查看这里的最新情况" in page
    assert site.name in page
    assert "我来了,记一次" not in page
    Client().head(f"/d/{code.mark}/", HTTP_USER_AGENT="three")
    opened(fresh, settings, NOW)
    assert odd() == [(TODAY, "old", 2)]
    opened(code, settings, NOW + timedelta(days=1), "one")
    assert odd()[1:] == [(TODAY + timedelta(days=1), "old", 1)]


def test_nothing_of_who_opened_it_is_kept(
    site: ServiceSite, code: DoorCode, keeper: Sender, settings: Any
) -> None:
    renew_code(site.pk, by=keeper)
    before = AuditEntry.objects.count()
    opened(code, settings, NOW, PHONE["HTTP_USER_AGENT"])
    kept = serializers.serialize("json", OddScanCount.objects.all())
    assert [secret for secret in PHONE.values() if secret in kept] == []
    assert AuditEntry.objects.count() == before


def test_an_old_code_leads_on_while_nothing_may_be_written(
    site: ServiceSite, code: DoorCode, keeper: Sender, settings: Any
) -> None:
    renew_code(site.pk, by=keeper)
    begin_maintenance(None, actor=SYSTEM, now=NOW)
    assert opened(code, settings, NOW).status_code == 302
    assert odd() == []


def test_an_old_code_is_found_once_there_was_time_to_change_the_sticker(
    site: ServiceSite, code: DoorCode, keeper: Sender
) -> None:
    renew_code(site.pk, by=keeper)
    planted(code, FIRST - timedelta(days=1), OddScan.OLD, 9)
    assert ran("code_old", FIRST - timedelta(days=1)) == (0, 0)
    planted(code, FIRST, OddScan.OLD, 1)
    assert ran("code_old", FIRST) == (1, 0)
    finding = Finding.objects.get()
    assert (finding.site, finding.began_on) == (site, FIRST)
    assert finding.inputs == {"number": 1, "times": 1, "door": site.code}


def test_an_old_code_that_nobody_opens_for_long_enough_is_no_matter_any_more(
    site: ServiceSite, code: DoorCode, keeper: Sender
) -> None:
    renew_code(site.pk, by=keeper)
    planted(code, FIRST, OddScan.OLD, 1)
    last = FIRST + timedelta(days=QUIET - 1)
    assert [ran("code_old", day) for day in (FIRST, last)] == [(1, 0), (0, 0)]
    assert ran("code_old", last + timedelta(days=1)) == (0, 1)


def test_the_old_code_of_a_site_that_is_gone_concerns_nobody(
    site: ServiceSite, code: DoorCode, keeper: Sender
) -> None:
    renew_code(site.pk, by=keeper)
    planted(code, FIRST, OddScan.OLD, 1)
    ServiceSite.objects.filter(pk=site.pk).update(state="cancelled")
    assert ran("code_old", FIRST) == (0, 0)


@pytest.mark.parametrize(
    ("hour", "minute", "shut"),
    [
        (7, 29, True),
        (7, 30, False),
        (12, 0, False),
        (18, 59, False),
        (19, 0, True),
        (23, 59, True),
        (0, 0, True),
    ],
)
def test_a_door_is_shut_an_hour_before_it_opens_and_after_it_closes(
    hour: int, minute: int, shut: bool
) -> None:
    at = datetime.combine(TODAY, time(hour, minute), LEGAL_ZONE)
    assert is_shut(OFFICE_HOURS, NOTHING, load_calendar(), at) is shut
    for unknown in (None, {"v": "?"}):
        assert not is_shut(unknown, NOTHING, load_calendar(), at)


@pytest.mark.parametrize(("hour", "shut"), [(12, False), (22, True)])
def test_a_door_that_was_once_found_locked_accuses_nobody_who_comes_in_its_hours(
    hour: int, shut: bool
) -> None:
    found = Announced(verified=Verified("已核实:门锁着", "值守人员临时外出。"))
    at = datetime.combine(TODAY, time(hour), LEGAL_ZONE)
    assert is_shut(OFFICE_HOURS, found, load_calendar(), at) is shut


def test_a_page_of_a_door_that_is_shut_invites_nobody_and_says_who_may_tap_still(
    client: Client, site: ServiceSite, code: DoorCode, settings: Any
) -> None:
    page = f"/s/{site.code}/?d={code.mark}"
    assert "我来了,记一次" in client.get(page).content.decode()
    settings.CLOCK_PIN = NIGHT.isoformat()
    shut = client.get(page).content.decode()
    assert "我来了,记一次" not in shut
    assert "您已经进站的,仍可以登记" in shut
    assert tapped(client, site, code.mark).status_code == 302


def test_a_tap_while_the_door_is_shut_counts_and_is_noted(
    client: Client, site: ServiceSite, code: DoorCode, settings: Any
) -> None:
    tapped(client, site, code.mark)
    assert odd() == []
    settings.CLOCK_PIN = NIGHT.isoformat()
    for device in ("one", "two"):
        tapped(client, site, code.mark, HTTP_USER_AGENT=device)
    assert odd() == [(TODAY, "shut", 2)]
    assert sum(CheckInCount.objects.values_list("visits", flat=True)) == 3


def test_taps_while_the_door_is_shut_are_found_from_the_day_on_which_they_are_many(
    site: ServiceSite, code: DoorCode
) -> None:
    few = 2
    planted(code, TODAY, OddScan.SHUT, few)
    planted(code, FIRST - timedelta(days=1), OddScan.SHUT, few)
    assert ran("code_away", FIRST - timedelta(days=1)) == (0, 0)
    planted(code, FIRST, OddScan.SHUT, few + 1)
    assert ran("code_away", FIRST) == (1, 0)
    assert Finding.objects.get().inputs == {"number": 1, "times": few + 1, "door": site.code}
    last = FIRST + timedelta(days=QUIET - 1)
    assert [ran("code_away", last), ran("code_away", last + timedelta(days=1))] == [(0, 0), (0, 1)]


def test_a_new_code_ends_the_alarm_over_the_one_that_went_away(
    site: ServiceSite, code: DoorCode, keeper: Sender
) -> None:
    planted(code, TODAY, OddScan.SHUT, 5)
    assert ran("code_away", TODAY) == (1, 0)
    renewed = Sender(keeper.actor, NOW + timedelta(days=2))
    renew_code(site.pk, by=renewed)
    assert ran("code_away", TODAY + timedelta(days=2)) == (0, 1)
    assert Finding.objects.get().ended_on == TODAY + timedelta(days=2)
    assert ran("code_away", TODAY + timedelta(days=3)) == (0, 0)


def test_strangers_can_never_bring_an_order_upon_a_site() -> None:
    """Whoever holds a picture of a code can cause these findings, so nothing climbs from them."""
    assert [CHECKS[code].climbs for code in ("code_old", "code_away")] == [False, False]


def test_the_page_of_the_door_says_it_to_whoever_keeps_the_site(
    tree: Tree, site: ServiceSite, code: DoorCode, keeper: Sender
) -> None:
    planted(code, TODAY - timedelta(days=QUIET - 1), OddScan.SHUT, 4)
    planted(code, TODAY - timedelta(days=QUIET), OddScan.SHUT, 90)
    door = f"/desk/sites/{site.code}/door/"
    page = signed_in("keeper", "keeper", tree.primary).get(door).content.decode()
    assert "有 4 人次在登记的关门时间扫码登记" in page
    assert "旧码被打开" not in page
    renew_code(site.pk, by=keeper)
    planted(code, TODAY, OddScan.OLD, 2)
    page = signed_in("keeper", "keeper", tree.primary).get(door).content.decode()
    assert "换下的旧码被打开 2 次" in page
    assert "人次在登记的关门时间" not in page


def test_a_closed_site_counts_nobody_and_so_alarms_nobody(
    client: Client, site: ServiceSite, code: DoorCode
) -> None:
    closed_site(site)
    assert tapped(client, site, code.mark).status_code == 409
    assert odd() == []
