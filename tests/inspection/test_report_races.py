"""Two at the same moment: two telephones make one case, two answers leave one, two confirmed seasons leave one standing."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core.actor import SYSTEM
from core.workflow import TransitionRefused
from inspection.models import PublicReport
from inspection.reporting import services
from sites.models import HolidaySeason, ServiceSite
from sites.seasons.services import confirm_season
from sites.services import Sender
from tests.factories import NOW, build_office
from tests.filing.test_races import crowd, held_open, see_waiting
from tests.inspection.reported import report_on, told_of
from tests.sites.public_sites import opened_site
from tests.sites.test_seasons import NOW as JUNE
from tests.sites.test_seasons import SUMMER

__all__ = ["crowd"]

pytestmark = [pytest.mark.pg, pytest.mark.django_db(transaction=True)]


def test_two_who_tell_the_same_at_once_make_one_case(crowd) -> None:
    site = opened_site(build_office().tree.primary)
    with held_open(lambda: told_of(site)):
        second = crowd(lambda: told_of(site))
        see_waiting()
    assert second.result().report_id == PublicReport.objects.get().pk
    assert PublicReport.objects.get().entries.count() == 2


def test_of_two_answers_at_once_the_second_reads_what_was_answered(crowd) -> None:
    office = build_office()
    report = report_on(opened_site(office.tree.primary))

    def answer(role: str, verdict: str) -> PublicReport:
        return services.answer_report(report.pk, verdict, "已核实。", actor=office.actor(role), now=NOW)

    with held_open(lambda: answer("district", "confirmed")):
        second = crowd(lambda: answer("city", "refuted"))
        see_waiting()
    with pytest.raises(TransitionRefused, match="核实属实"):
        second.result()
    assert PublicReport.objects.get().state == "confirmed"


def test_who_tells_while_a_matter_is_answered_begins_another_one(crowd) -> None:
    """He saw the door after the answer was written: it says nothing of what he saw."""
    office = build_office()
    site = opened_site(office.tree.primary)
    report = report_on(site)
    by = {"actor": office.actor("district"), "now": NOW}
    with held_open(lambda: services.answer_report(report.pk, "refuted", "昨天已核实,门开着。", **by)):
        second = crowd(lambda: told_of(site, now=NOW + timedelta(minutes=1)))
        see_waiting()
    begun = PublicReport.objects.get(pk=second.result().report_id)
    assert (begun.pk != report.pk, begun.state) == (True, "received")
    assert PublicReport.objects.get(pk=report.pk).entries.count() == 1


def test_of_two_seasons_confirmed_at_once_one_stands(crowd) -> None:
    office = build_office()
    station = opened_site(office.tree.primary, "托管驿站", site_type="holiday_station", number="TG-1")
    by = Sender(office.actor("district"), JUNE)
    with held_open(lambda: confirm_season(station.pk, SUMMER, by=by)):
        second = crowd(lambda: confirm_season(station.pk, SUMMER, by=by))
        see_waiting()
    second.result()
    assert HolidaySeason.objects.count() == 2
    assert HolidaySeason.objects.filter(replaced_at=None).count() == 1


def test_who_tells_while_a_site_is_cancelled_hears_so_and_leaves_nothing_to_answer(crowd) -> None:
    site = opened_site(build_office().tree.primary)

    def cancel() -> None:
        ServiceSite.objects.filter(pk=site.pk).update(state="cancelled")
        services.drop_reports(site, actor=SYSTEM, now=NOW)

    with held_open(cancel):
        second = crowd(lambda: told_of(site))
        see_waiting()
    with pytest.raises(TransitionRefused, match="已经停止服务"):
        second.result()
    assert not PublicReport.objects.exists()
