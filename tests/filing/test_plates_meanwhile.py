"""A plate that is suspended, and a cancellation of the same site: each closes it for itself, and ends what it began alone."""

from __future__ import annotations

import pytest

from core.clock import LEGAL_ZONE
from core.words import chinese_day
from filing.gaps import open_gaps
from filing.models import Filing
from filing.services import answer_gap, approve_cancellation, sign_filing, submit_filing, withdraw_filing
from filing.services.drafting import save_particulars
from filing.services.stopping import close_for_cancellation
from inspection.laddering.selectors import to_lift
from inspection.laddering.services import lift_consequence, sign_consequence
from inspection.models import Consequence
from inspection.rectifying.services import close_order
from sites.models import ServiceSite
from sites.services.following import follow_notices
from tests.factories import NOW, Office, filing_in
from tests.factories.filings import follow_up, return_with
from tests.factories.orders import handed_in, judged, order_on
from tests.inspection.ladders import after, calendared_office, nights, state_of, the

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Office:
    return calendared_office()


@pytest.fixture
def filed(office) -> Filing:
    return filing_in("filed", office)


@pytest.fixture
def order(office, filed):
    return order_on(ServiceSite.objects.get(pk=filed.site_id), office.actor("district"))


@pytest.fixture
def ready(order):
    """The first moment at which the plate can be signed away."""
    nights(after(31), 1)
    return after((the("suspend", order.site).earliest_on - NOW.date()).days)


def plate_signed_away(order, office, ready) -> Consequence:
    return sign_consequence(the("suspend", order.site).pk, actor=office.actor("district"), now=ready)


def cancelling(filed, office, ready, who: str = "keeper") -> Filing:
    case = follow_up(filed, "cancel", office.actor(who), now=ready)
    seen = Filing.objects.get(pk=case.pk).revision
    return submit_filing(case.pk, seen=seen, actor=office.actor(who), now=ready)


def given_back(row, order, office, ready) -> None:
    district = office.actor("district")
    done = judged(handed_in(order, office.actor("keeper"), now=ready), district, "ok", "ok", now=ready)
    close_order(done.pk, actor=district, now=ready)
    lift_consequence(row.pk, actor=district, now=ready, note="已整改。")


def test_a_plate_that_is_given_back_opens_no_site_that_is_being_cancelled(office, filed, order, ready):
    row = plate_signed_away(order, office, ready)
    case = cancelling(filed, office, ready)
    given_back(row, order, office, ready)
    assert (Filing.objects.get(pk=case.pk).state, case.closure is not None) == ("district_check", True)
    follow_notices(now=case.closure.starts_at)
    assert state_of(order.site) == "suspended"
    assert order.site.notices.filter(kind="closure", over_at=None).get().pk == case.closure_id


def test_a_cancellation_that_is_taken_back_gives_no_plate_back(office, filed, order, ready):
    case = cancelling(filed, office, ready)
    row = plate_signed_away(order, office, ready)
    withdraw_filing(case.pk, actor=office.actor("keeper"), now=ready, note="不注销了。")
    assert (state_of(order.site), Consequence.objects.get(pk=row.pk).state) == ("suspended", "signed")


def test_a_cancelled_site_leaves_no_plate_to_be_given_back(office, filed, order, ready):
    plate_signed_away(order, office, ready)
    case = cancelling(filed, office, ready, "district")
    sign_filing(case.pk, actor=office.actor("city"), now=ready)
    approve_cancellation(case.pk, actor=office.actor("city2"), now=ready)
    assert state_of(order.site) == "cancelled"
    assert not to_lift(office.actor("district")).exists()


def test_a_cancellation_that_is_handed_in_again_closes_the_door_once(office, filed, order, ready):
    case = cancelling(filed, office, ready)
    case.refresh_from_db()
    close_for_cancellation(case, now=ready)
    closures = order.site.notices.filter(kind="closure", over_at=None)
    assert [closure.pk for closure in closures] == [case.closure_id]
    withdraw_filing(case.pk, actor=office.actor("keeper"), now=ready, note="不注销了。")
    assert not closures.all().exists()


def last_day_told(case, office, days, now=NOW) -> Filing:
    told = {"last_day": after(days).date().isoformat()}
    return save_particulars(case.pk, told, seen=case.revision, actor=office.actor("keeper"), now=now)


def sent_back(filed, office, days) -> Filing:
    """A cancellation whose last day of service lies so many days ahead, and the letter that asks about it."""
    case = last_day_told(follow_up(filed, "cancel", office.actor("keeper"), now=NOW), office, days)
    submit_filing(case.pk, seen=case.revision, actor=office.actor("keeper"), now=NOW)
    gap = ("cancel.last_day", "停止服务日期写错", "请核对")
    return return_with(Filing.objects.get(pk=case.pk), office.actor("district"), gap, now=NOW)


def handed_in_again(case, office, now=NOW) -> Filing:
    keeper = office.actor("keeper")
    for gap in open_gaps(case):
        answer_gap(case.pk, gap.pk, "已核对。", actor=keeper, now=now)
    seen = Filing.objects.get(pk=case.pk).revision
    return submit_filing(case.pk, seen=seen, actor=keeper, now=now)


def answers_page(case, office, client, settings, now) -> str:
    settings.CLOCK_PIN = now.isoformat()
    client.force_login(office.keeper)
    return client.get(f"/desk/filings/{case.number}/answers/").content.decode()


def closures_of(case) -> list[tuple[int, object]]:
    """Those that are not over: the key, and the first day."""
    rows = case.site.notices.filter(kind="closure", over_at=None)
    return [(row.pk, row.starts_at.astimezone(LEGAL_ZONE).date()) for row in rows]


@pytest.mark.parametrize(("first", "then", "state"), [(1, 30, "open"), (30, 1, "suspended")])
def test_the_door_follows_a_last_day_that_was_put_right(office, filed, client, settings, first, then, state):
    case = last_day_told(sent_back(filed, office, first), office, then)
    page = answers_page(case, office, client, settings, NOW)
    assert f"自{chinese_day(after(then + 1).date())}起暂停开放" in page
    case = handed_in_again(case, office)
    assert closures_of(case) == [(case.closure_id, after(then + 1).date())]
    follow_notices(now=after(10))
    assert state_of(case.site) == state


def test_a_door_that_is_shut_too_early_opens_when_the_last_day_is_put_right(office, filed):
    case = sent_back(filed, office, 1)
    follow_notices(now=after(3))
    assert state_of(case.site) == "suspended"
    case = handed_in_again(last_day_told(case, office, 30, after(3)), office, after(3))
    assert state_of(case.site) == "open"
    follow_notices(now=after(31))
    assert (state_of(case.site), len(closures_of(case))) == ("suspended", 1)
    withdraw_filing(case.pk, actor=office.actor("keeper"), now=after(32), note="不注销了。")
    assert (state_of(case.site), closures_of(case)) == ("open", [])


def test_that_the_door_opens_again_is_said_before_it_is_handed_in(office, filed, client, settings):
    case = sent_back(filed, office, 1)
    page = answers_page(last_day_told(case, office, 30), office, client, settings, NOW)
    assert "提交后,公开页面即注明自" in page, "it is not shut yet"
    follow_notices(now=after(3))
    page = answers_page(case, office, client, settings, after(3))
    day = chinese_day(after(31).date())
    assert f"提交后,阵地恢复开放(另有停开的除外),公开页面即注明自{day}起暂停开放" in page
    case = last_day_told(Filing.objects.get(pk=case.pk), office, 2, after(3))
    assert "恢复开放(" not in answers_page(case, office, client, settings, after(3))


@pytest.mark.parametrize("on", [0, 20])
def test_a_last_day_that_stays_moves_no_door(office, filed, client, settings, on):
    """Neither before the door is shut nor after."""
    case = sent_back(filed, office, 10)
    follow_notices(now=after(on))
    before = closures_of(case)
    page = answers_page(case, office, client, settings, after(on))
    assert "起暂停开放" not in page
    assert closures_of(handed_in_again(case, office, after(on))) == before
