"""Somebody tells that something is the matter: a number to follow, one case however many tell, nothing closed by it."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

import pytest
from django.core import serializers
from django.db import DatabaseError, IntegrityError, connection, transaction
from PIL import Image

from accounts.models import User
from core.actor import NOBODY, SYSTEM
from core.guards import install_guards
from core.models import AuditEntry, OwedMessage
from core.policy import NotAllowed
from core.registry import CHECKS
from core.workflow import StaleEdit, TransitionRefused
from inspection.models import PublicReport, ReportEntry
from inspection.reporting import services
from inspection.reporting.deadlines import AnswerClock, due_for, is_late
from inspection.reporting.inbox import reports_inbox
from inspection.reporting.next_steps import step_of
from inspection.reporting.selectors import followed, picture_of_entry, reported_sites, unanswered
from inspection.reporting.services import NoMoreToday
from inspection.reporting.services.lodging import MOST_OF_A_SITE, MOST_OF_ALL
from rulebook.selectors import load_calendar, pack_in_force
from sites.images import BadPicture, read_capture
from sites.models import Attachment, ServiceSite
from sites.refusals import Refusal
from sites.services.erasing import erase_picture as erase_of_site
from tests.desks import desk_from
from tests.factories import NOW, Office, actor_of, build_office
from tests.factories.packs import seed_calendars
from tests.inspection.reported import report_on, told_of
from tests.office import picture
from tests.sites.public_sites import OFFICE_HOURS, closed_site, opened_site
from tests.sites.test_images import exif_of, saved, scene

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Office:
    seed_calendars(actor=SYSTEM, now=NOW)
    return build_office()


@pytest.fixture
def site(office: Office) -> ServiceSite:
    return opened_site(office.tree.primary, hours=OFFICE_HOURS)


def again(report: PublicReport) -> PublicReport:
    return PublicReport.objects.get(pk=report.pk)


def answered(
    report: PublicReport, office: Office, verdict: str = "confirmed", words: str = "已通知按时开门。"
) -> PublicReport:
    return services.answer_report(report.pk, verdict, words, actor=office.actor("district"), now=NOW)


def test_a_report_opens_a_case_with_a_number_a_token_and_a_day(office: Office, site: ServiceSite) -> None:
    entry = told_of(site, "locked", "上午十点门锁着。")
    report = entry.report
    assert entry.number == f"FY2026-{entry.pk:06d}"
    assert len(entry.token) == 16
    assert (report.state, report.kind, report.received_on) == ("received", "locked", NOW.date())
    measure = pack_in_force(site.union_path, "outdoor", NOW.date())
    due = due_for(measure, NOW.date(), load_calendar())
    assert measure is not None and due is not None
    assert (report.due_on, report.pack_id) == (due.date, measure.pk)
    assert entry.was_due_open is True
    assert followed(entry.number, entry.token) == entry
    for number, token in ((entry.number, ""), (entry.number, "A" * 16), ("FY2026-999999", entry.token)):
        assert followed(number, token) is None
    told = set(
        OwedMessage.objects.filter(key__startswith=f"report:{report.pk}:").values_list(
            "recipient_id", flat=True
        )
    )
    assert {office.keeper.pk, office.district.pk} <= told


def test_the_city_hears_at_once_of_a_report_where_the_district_has_nobody(
    office: Office, site: ServiceSite
) -> None:
    told_of(site)
    assert not OwedMessage.objects.filter(recipient_id=office.city.pk).exists()
    User.objects.filter(pk=office.district.pk).update(is_active=False)
    told_of(site, "broken")
    assert OwedMessage.objects.filter(recipient_id=office.city.pk).count() == 1


def test_whoever_tells_the_same_joins_the_open_case_and_hears_the_same_answer(
    office: Office, site: ServiceSite
) -> None:
    first, second, other = told_of(site), told_of(site, text="又锁着。"), told_of(site, "broken")
    assert (first.report_id, PublicReport.objects.count()) == (second.report_id, 2)
    assert other.report_id != first.report_id
    answered(first.report, office)
    for entry in (first, second):
        found = followed(entry.number, entry.token)
        assert found is not None and found.report.answer == "已通知按时开门。"
    later = told_of(site)
    assert later.report_id != first.report_id, "after the answer it is a new matter"


def test_two_open_cases_of_one_kind_cannot_be_stored(site: ServiceSite) -> None:
    report = report_on(site)
    twin = PublicReport(
        site=site, kind="locked", state="replied", received_at=NOW, received_on=NOW.date(), updated_at=NOW
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        twin.save()
    assert PublicReport.objects.get() == report


def test_two_hundred_from_one_phone_are_cut_and_close_nothing(site: ServiceSite) -> None:
    before = ServiceSite.objects.values().get(pk=site.pk)
    taken = 0
    for _ in range(200):
        try:
            told_of(site, address="203.0.113.7")
            taken += 1
        except NoMoreToday:
            pass
    assert taken == MOST_OF_A_SITE
    told_of(site, address="203.0.113.7", now=NOW + timedelta(days=1))
    told_of(site, address="203.0.114.7")
    assert PublicReport.objects.count() == 1
    assert ServiceSite.objects.values().get(pk=site.pk) == before


def test_one_phone_cannot_flood_all_sites_either(office: Office) -> None:
    sites = [opened_site(office.tree.primary, f"驿站{number}") for number in range(5)]
    taken = 0
    for site in sites:
        for _ in range(MOST_OF_A_SITE):
            try:
                told_of(site, address="203.0.113.7")
                taken += 1
            except NoMoreToday:
                pass
    assert taken == MOST_OF_ALL < 5 * MOST_OF_A_SITE


def test_two_hundred_from_as_many_phones_make_one_case_one_message_each_and_close_nothing(
    office: Office, site: ServiceSite
) -> None:
    before = ServiceSite.objects.values().get(pk=site.pk)
    for _ in range(200):
        told_of(site, "gone")
    report = PublicReport.objects.get()
    assert report.entries.count() == 200
    assert not OwedMessage.objects.values("recipient_id", "subject").exclude(key__contains=":new:").exists()
    assert OwedMessage.objects.filter(recipient_id=office.district.pk).count() == 1
    assert ServiceSite.objects.values().get(pk=site.pk) == before
    answered(report, office)
    assert ServiceSite.objects.values().get(pk=site.pk) == before, "not even an answer closes it"
    assert not site.notices.exists()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("我的身份证 11010519491231002X", "身份证号码"),
        ("打我电话 13800138000", "手机号码"),
        ("我的身份证 110105194912310021", "请不要写身份证号码,删去后再提交。"),
        ("王 13800138000,11010519491231002X", "请不要写手机号码和身份证号码"),
        ("<script>alert(1)</script>", "网页代码"),
        ("＜script src=x＞", "网页代码"),
        ("<img onerror=x>", "网页代码"),
        ("javascript:alert(1)", "网页代码"),
        ("门锁着\u202e着锁门", "隐藏字符"),
        ("门" * 201, "最多 200 个字"),
    ],
)
def test_bad_words_are_refused_with_what_to_do(site: ServiceSite, text: str, words: str) -> None:
    with pytest.raises(Refusal) as refused:
        told_of(site, text=text)
    assert words in refused.value.sentence
    assert not PublicReport.objects.exists()


def test_an_unknown_kind_a_broken_picture_and_a_closed_site_are_refused(site: ServiceSite) -> None:
    with pytest.raises(Refusal):
        told_of(site, "haunted")
    with pytest.raises(BadPicture):
        told_of(site, picture=b"no picture")
    assert not PublicReport.objects.exists()
    ServiceSite.objects.filter(pk=site.pk).update(state="cancelled")
    with pytest.raises(TransitionRefused, match="停止服务"):
        told_of(site)


def test_a_site_that_is_suspended_still_takes_reports(site: ServiceSite) -> None:
    closed_site(site)
    assert told_of(site).was_due_open is False


def test_nothing_of_the_person_is_kept(site: ServiceSite) -> None:
    told_of(site, "locked", "门锁着。", address="198.51.100.23", picture=_from_a_phone())
    kept = [*PublicReport.objects.all(), *ReportEntry.objects.all(), *Attachment.objects.all()]
    text = serializers.serialize("json", [*kept, *AuditEntry.objects.all()])
    assert "198.51.100" not in text
    trail = json.dumps(
        list(AuditEntry.objects.filter(action="report.lodge").values("note", "details", "changes"))
    )
    assert "门锁着。" not in json.loads(trail)[0]["note"] + trail
    stored = Attachment.objects.get()
    assert (stored.uploader, stored.taken_at, stored.taken_lat, stored.taken_lng) == (None,) * 4
    with Image.open(stored.file) as copy:
        assert not copy.getexif()


def _from_a_phone() -> bytes:
    """A picture with a camera's name, a moment and a place in it, as it would be kept of a picture of the office."""
    shot = saved(scene(), "JPEG", exif=exif_of())
    assert read_capture(shot).taken_at is not None and read_capture(shot).lat is not None
    return shot


def test_a_picture_is_shown_only_after_a_person_looked_at_it(office: Office, site: ServiceSite) -> None:
    entry = told_of(site, picture=picture(shade=41))
    assert picture_of_entry(entry) is None
    services.clear_picture(entry.report_id, entry.pk, actor=office.actor("district"), now=NOW)
    entry = ReportEntry.objects.select_related("picture").get(pk=entry.pk)
    assert picture_of_entry(entry) == entry.picture
    services.erase_picture(entry.report_id, entry.pk, actor=office.actor("keeper"), now=NOW)
    entry = ReportEntry.objects.select_related("picture").get(pk=entry.pk)
    assert picture_of_entry(entry) is None
    assert entry.picture is not None and entry.picture.erased_at == NOW
    for service in (services.clear_picture, services.erase_picture):
        with pytest.raises(TransitionRefused, match="已经删除"):
            service(entry.report_id, entry.pk, actor=office.actor("district"), now=NOW)


def test_erasing_a_picture_of_the_site_takes_the_copy_in_a_report_along(
    office: Office, site: ServiceSite
) -> None:
    shot = picture(shade=42)
    entry = told_of(site, picture=shot)
    again_ = told_of(site, "broken", picture=shot)
    assert entry.picture_id and again_.picture_id
    erase_of_site(site.pk, entry.picture_id, actor=office.actor("district"), now=NOW)
    assert not Attachment.objects.filter(erased_at=None).exists()


def test_the_keeper_explains_and_the_district_answers(office: Office, site: ServiceSite) -> None:
    report = report_on(site)
    services.explain(
        report.pk, "当天停电,已恢复。", actor=office.actor("keeper"), now=NOW, seen=report.revision
    )
    assert again(report).state == "replied"
    with pytest.raises(StaleEdit):
        services.answer_report(
            report.pk, "confirmed", "属实。", actor=office.actor("district"), now=NOW, seen=0
        )
    assert answered(report, office).state == "confirmed"
    for words in ("", " ", "请打 13800138000", "字" * 301):
        with pytest.raises(Refusal):
            services.answer_report(report.pk, "confirmed", words, actor=office.actor("district"), now=NOW)
    with pytest.raises(Refusal, match="核实结果"):
        services.answer_report(report.pk, "maybe", "好。", actor=office.actor("district"), now=NOW)


def test_whoever_bears_the_same_name_writes_over_nobody_elses_words(
    office: Office, site: ServiceSite
) -> None:
    User.objects.filter(pk=office.district.pk).update(name=office.keeper.name)
    namesake = actor_of(User.objects.get(pk=office.district.pk))
    report = report_on(site)
    services.explain(report.pk, "当天停电,已恢复。", actor=office.actor("keeper"), now=NOW)
    with pytest.raises(NotAllowed, match="由阵地负责人修改"):
        services.explain(report.pk, "情况不符。", actor=namesake, now=NOW)
    services.explain(report.pk, "当天停电,次日恢复。", actor=office.actor("keeper"), now=NOW)
    assert again(report).keeper_words == "当天停电,次日恢复。"


def test_the_district_mends_its_own_words_for_the_site(office: Office, site: ServiceSite) -> None:
    report = report_on(site)
    for words in ("已去看过,门开着。", "已去看过,当时门开着。"):
        services.explain(report.pk, words, actor=office.actor("district"), now=NOW)
    assert again(report).keeper_words == "已去看过,当时门开着。"


def test_it_is_late_from_the_day_after_for_page_desk_and_check_alike(
    office: Office, site: ServiceSite
) -> None:
    report = report_on(site)
    due = report.due_on
    assert due is not None
    for day, late in ((due - timedelta(days=1), False), (due, False), (due + timedelta(days=1), True)):
        assert is_late(due, day) is late
        assert AnswerClock(due, day).is_late is late
        assert unanswered(day).exists() is late
        assert ("已超期" in step_of(report, day).when) is late
    PublicReport.objects.update(due_is_provisional=True)
    assert not unanswered(due + timedelta(days=90)).exists()
    assert step_of(again(report), due).lapse == ""


def test_a_measure_without_the_term_asks_for_no_day_and_the_page_says_which(
    office: Office, site: ServiceSite
) -> None:
    report = report_on(site)
    report.due_on = None
    assert "“答复群众反映”的天数" in step_of(report, NOW.date()).when
    assert due_for(None, NOW.date(), load_calendar()) is None
    assert not is_late(None, date(2030, 1, 1))


def test_the_desks_of_keeper_district_and_city(office: Office, site: ServiceSite) -> None:
    report = report_on(site)
    told_of(site)
    due = report.due_on or NOW.date()
    late = NOW + (due - NOW.date()) + timedelta(days=1)

    def waiting(role: str, at: Any = NOW) -> list[str]:
        return [each.reason for each in desk_from(reports_inbox, office.actor(role), at).waiting]

    assert waiting("keeper") == ["群众反映“门锁着”,2 次,待核实"]
    assert waiting("district") == ["群众反映“门锁着”,2 次,待核实"]
    assert waiting("city") == []
    assert waiting("city", late) == ["群众反映“门锁着”,超期未答复"]
    services.explain(report.pk, "已开门。", actor=office.actor("keeper"), now=NOW)
    assert waiting("keeper") == []
    assert waiting("district") == ["群众反映“门锁着”,2 次,阵地已说明,待答复"]
    answered(report, office)
    assert waiting("district") == [] == waiting("city", late)
    done = desk_from(reports_inbox, office.actor("keeper"), NOW).done
    assert [each.reason for each in done] == ["群众反映“门锁着”:核实属实"]


def test_a_confirmed_report_makes_its_site_likelier_to_be_drawn(office: Office, site: ServiceSite) -> None:
    pool = frozenset([site.pk])
    report = report_on(site)
    assert reported_sites(pool, NOW.date()) == frozenset()
    answered(report, office)
    assert reported_sites(pool, NOW.date()) == pool
    assert reported_sites(pool, NOW.date() + timedelta(days=731)) == frozenset()
    assert reported_sites(frozenset(), NOW.date()) == frozenset()


def test_reports_end_with_their_site_and_the_reporter_reads_why(site: ServiceSite) -> None:
    entry = told_of(site)
    assert services.drop_reports(site, actor=SYSTEM, now=NOW) == 1
    assert services.drop_reports(site, actor=SYSTEM, now=NOW) == 0
    found = followed(entry.number, entry.token)
    assert found is not None
    assert (found.report.state, found.report.answer) == ("dropped", "这里已经停止服务,感谢您的反映。")


def test_an_answer_and_what_was_told_never_change(office: Office, site: ServiceSite) -> None:
    entry = told_of(site, text="门锁着。")
    answered(entry.report, office)
    install_guards(connection)
    for change in (
        lambda: PublicReport.objects.update(answer="没有这回事。"),
        lambda: PublicReport.objects.update(state="received"),
        lambda: ReportEntry.objects.update(text="都好。"),
        lambda: ReportEntry.objects.all().delete(),
        lambda: PublicReport.objects.all()._raw_delete("default"),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_a_provisional_day_settles_once_with_the_calendar(office: Office, site: ServiceSite) -> None:
    report = report_on(site)
    due = report.due_on
    assert due is not None
    assert services.settle_report_dates(SYSTEM, NOW) == 0
    PublicReport.objects.update(due_is_provisional=True, due_on=due + timedelta(days=3))
    assert services.settle_report_dates(SYSTEM, NOW) == 1
    assert (again(report).due_on, again(report).due_is_provisional) == (due, False)
    assert services.settle_report_dates(SYSTEM, NOW) == 0


def test_the_attempt_of_nobody_is_told(site: ServiceSite) -> None:
    told_of(site)
    entry = AuditEntry.objects.get(action="report.lodge")
    assert (entry.actor_id, entry.about, entry.after) == (NOBODY.id, f"site:{site.pk}", "received")


def test_the_nightly_check_finds_what_the_page_calls_late_and_lets_go_of_it(
    office: Office, site: ServiceSite
) -> None:
    report = report_on(site)
    due = report.due_on
    assert due is not None
    check = CHECKS["report_unanswered"]
    late = due + timedelta(days=1)

    def found(day: date) -> list[Any]:
        rows = check.failing(day).filter(began_on__lte=day)
        return list(rows.values_list("subject", "began_on", "due", "reports", "report", "pack_ref"))

    assert found(due) == []
    assert found(late) == [(site.pk, late, due, 1, report.pk, report.pack_id)]
    assert is_late(due, late) and not is_late(due, due)
    report_on(site, "broken")
    assert [row[3] for row in found(late)] == [2]
    answered(report, office)
    assert [row[3] for row in found(late)] == [1]
    assert check.touched is not None
    assert list(check.touched(late).values_list("subject", "touched_on")) == [(site.pk, NOW.date())]
    ServiceSite.objects.filter(pk=site.pk).update(state="cancelled")
    assert found(late) == []
