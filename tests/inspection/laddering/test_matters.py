"""What grows worse climbs on, and what a signature opened is taken back by those alone who could sign it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db.models import DateField, F, Value

from core.actor import SYSTEM
from core.models import OwedMessage
from core.policy import NotAllowed
from core.registry import CHECKS
from filing.models import Filing
from filing.services import start_cancellation, withdraw_filing
from inspection.laddering.next_steps import steps_for
from inspection.laddering.pages import cause_rows, causes_grown
from inspection.laddering.services import Followed, drop_consequence, sign_consequence
from inspection.models import CheckRun, Consequence, Finding, Rectification
from inspection.rectifying.services import withdraw_order
from inspection.watching.services import follow_checks, run_checks
from inspection.watching.services.one_day import MOST_ATTEMPTS
from inspection.watching.services.running import _in_order
from sites.models import ServiceSite
from tests.factories import NOW, actor_of, person
from tests.factories.packs import pack_now
from tests.inspection.ladders import (
    CODE,
    after,
    found_on,
    gone,
    known_check,
    next_year,
    nights,
    ordered,
    suspended,
    the,
)

pytestmark = pytest.mark.django_db

GRAVER = "test_graver"
TURN = after(40).date()


@pytest.fixture(autouse=True)
def check():
    with known_check(), known_check(GRAVER, title="严重超期", grows_out_of="test_unused") as known:
        yield known


def cancelling(office, site) -> tuple[Consequence, int]:
    """A signature over the filing, and the day on which it was given."""
    next_year()
    _, days = suspended(office, site)
    nights(after(days + 60), 1)
    row = the("cancel", site)
    ready = (row.earliest_on - NOW.date()).days
    return sign_consequence(row.pk, actor=office.actor("district"), now=after(ready)), ready


def test_a_keeper_does_not_take_back_what_a_signature_opened(office, site):
    row, ready = cancelling(office, site)
    case = Filing.objects.get(site=site)
    plain = actor_of(person("plain", "district", office.tree.south, rights={"decide": False}))
    for actor in (office.actor("keeper"), plain):
        with pytest.raises(NotAllowed, match="只能由主管工会有签批权限的经办人撤回"):
            withdraw_filing(case.pk, actor=actor, now=after(ready), note="不想注销。")
    row.refresh_from_db()
    assert (row.state, Filing.objects.get().state) == ("signed", "draft")


def test_what_the_branch_takes_back_ends_the_rung_and_the_ladder_goes_on(office, site):
    other = person("d7", "district", office.tree.south)
    row, ready = cancelling(office, site)
    case = Filing.objects.get(site=site)
    withdraw_filing(case.pk, actor=office.actor("district"), now=after(ready + 1), note="先协商。")
    row.refresh_from_db()
    assert (row.state, row.is_spared) == ("dropped", True)
    assert row.ending == f"{case.number} 已撤回,阵地没有注销;问题仍未解决的,重新起算天数"
    told = OwedMessage.objects.filter(
        recipient_id=other.pk, subject__contains=f"{case.number} 已撤回,阵地没有注销"
    )
    assert told.count() == 1
    assert nights(after(ready + 2), 1).changed == 0
    assert nights(after(ready + 60), 1).changed == 0
    assert nights(after(ready + 61), 1).announced == 1
    assert the("cancel", site).state == "announced"


def test_a_draft_of_the_keeper_himself_is_his_to_take_back(office, site):
    case = start_cancellation(site, actor=office.actor("keeper"), now=NOW)
    done = withdraw_filing(case.pk, actor=office.actor("keeper"), now=NOW, note="填错了。")
    assert (done.state, Consequence.objects.count()) == ("withdrawn", 0)


def worse(site, days: int):
    """The milder finding ends on the day on which the graver begins, as the night does it."""
    milder = site.findings.get(code="test_unused", ended_on=None)
    graver = found_on(site, after(days), code=GRAVER)
    gone(milder, after(days).date())
    return milder, graver


def test_what_grows_worse_keeps_what_was_announced_and_its_day(office, site):
    found_on(site)
    nights(NOW, 1)
    nights(after(15), 1)
    row = the("rectify", site)
    worse(site, 20)
    assert nights(after(20), 1).changed == 0
    (step,) = steps_for(site, after(20))
    assert "严重超期" in step.what and "2026年11月11日" in step.when
    (line,) = cause_rows(row, causes_grown([row]))
    assert (line["is_over"], line["grown"]) == (False, "严重超期")
    sign_consequence(row.pk, actor=office.actor("district"), now=after(30))
    assert [item.problem for item in Rectification.objects.get().items.all()] == ["严重超期"]
    assert Consequence.objects.filter(action="remind").count() == 1


def test_an_order_goes_on_when_its_finding_grows_worse(office, site):
    order, days = ordered(office, site)
    worse(site, days + 5)
    assert nights(after(days + 6), 1).changed == 0
    lapse = (order.due_on - NOW.date()).days + 1
    assert nights(after(lapse), 1).announced == 1
    assert the("suspend", site).causes.get().order_id == order.pk


def test_what_was_mended_before_the_graver_began_is_another_matter(office, site):
    milder = found_on(site)
    nights(NOW, 1)
    gone(milder, after(5).date())
    found_on(site, after(6), code=GRAVER)
    assert nights(after(6), 1).reminded == 1


def test_before_the_milder_ends_both_are_one_matter(office, site):
    found_on(site)
    nights(NOW, 1)
    found_on(site, after(3), code=GRAVER)
    assert nights(after(3), 1).changed == 0
    (step,) = steps_for(site, after(3))
    assert "严重超期" in step.what and step.when == "2026年10月27日凌晨"


def test_the_graver_check_of_a_matter_is_asked_first():
    codes = [check.code for check in _in_order()]
    assert codes.index("self_check_very_late") < codes.index("self_check_overdue")
    assert CHECKS["self_check_very_late"].grows_out_of == "self_check_overdue"


@pytest.fixture
def turned(check, site, monkeypatch):
    """A matter that is mild until ``TURN`` and grave from then on, alone in the watch; what is in the list breaks the graver check."""
    hindrances: list[str] = []

    def failing(first, last):
        def of_day(day):
            if first == TURN and hindrances:
                raise RuntimeError(hindrances[0])
            there = ServiceSite.objects.filter(pk=site.pk if first <= day < last else 0)
            began, pack = Value(first, output_field=DateField()), Value(pack_now("outdoor").pk)
            return there.annotate(subject=F("pk"), pack_ref=pack, began_on=began)

        return of_day

    mild = replace(CHECKS[CODE], failing=failing(NOW.date(), TURN))
    grave = replace(check, failing=failing(TURN, after(400).date()))
    with monkeypatch.context() as patched:
        patched.setattr(CHECKS, "_items", {CODE: mild, GRAVER: grave})
        yield hindrances


def watched(days: int, hour: int = 0) -> Followed:
    moment = after(days) + timedelta(hours=hour)
    follow_checks(clock=lambda: moment)
    return nights(moment, 1)


def last_days() -> list[object]:
    """The last day of the milder check, and of the graver one."""
    ended = CheckRun.objects.filter(ended_at__isnull=False).order_by("-day")
    return [ended.filter(code=code).first().day for code in (CODE, GRAVER)]


def test_a_graver_check_that_breaks_for_a_night_ends_no_milder_finding(turned, site):
    assert (watched(0).reminded, watched(15).announced, watched(39).changed) == (1, 1, 0)
    turned.append("away")
    assert (watched(40).dropped, last_days()) == (0, [after(39).date()] * 2)
    turned.clear()
    assert (watched(41).changed, last_days()) == (0, [after(41).date()] * 2)
    found = [after(day).date() for day in (0, 40, 40)]
    mild, grave = Finding.objects.order_by("began_on")
    assert [mild.began_on, mild.ended_on, grave.began_on, the("rectify", site).state] == [*found, "announced"]


def test_a_graver_check_that_was_given_up_for_the_day_holds_up_nothing_more(turned):
    watched(39)
    turned.append("away")
    for hour in range(MOST_ATTEMPTS - 1):
        watched(40, hour)
        assert last_days()[0] == after(39).date()
    watched(40, MOST_ATTEMPTS)
    assert last_days() == [after(40).date(), after(39).date()]


def test_what_grew_worse_since_the_night_is_not_called_mended(turned, office, site):
    """Before the night of the day on which it turns the milder finding stands for it, and is signed for."""
    watched(0)
    watched(15)
    watched(39)
    row = sign_consequence(the("rectify", site).pk, actor=office.actor("district"), now=after(40))
    assert row.state == "signed"
    watched(40)
    assert Finding.objects.get(ended_on=None).code == GRAVER


def test_by_hand_the_milder_check_waits_for_the_graver_one_and_says_so(turned):
    turned.append("away")
    ran = run_checks(clock=lambda: after(40), only=[CODE])
    assert not CheckRun.objects.filter(ended_at__isnull=False).exists()
    assert ran.words.endswith(
        "等待同一问题的严重项检查完成后再检查的预警项:长期没有使用记录(2026年11月21日)。"
    )
    turned.clear()
    run_checks(clock=lambda: after(40), only=[CODE])
    assert last_days() == [after(40).date()] * 2


def test_what_falls_names_the_one_reason(office, site):
    order, _ = ordered(office, site)
    lapse = (order.due_on - NOW.date()).days + 1
    nights(after(lapse), 1)
    withdraw_order(order.pk, actor=office.actor("district"), now=after(lapse + 1), note="下达有误。")
    row = drop_consequence(the("suspend", site).pk, actor=SYSTEM, now=after(lapse + 1))
    assert row.ending == f"整改通知 {order.number} 已撤销"
    subject = OwedMessage.objects.filter(recipient_id=office.keeper.pk).latest("pk").subject
    assert subject.endswith("已撤销,拟暂停挂牌的告知已撤下")
