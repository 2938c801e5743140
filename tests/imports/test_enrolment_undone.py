"""Existing sites leave the register again: until when, unless what, and what stays of the decision."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from core.models import AuditEntry
from filing import services as cases
from filing.models import Enrolment, EnrolmentSignOff, Filing, NumberSeries
from sites.models import Attachment, ServiceSite
from sites.services import Sender, confirm_facts
from tests.digest import changed, tables
from tests.factories import actor_of
from tests.imports.lists import HEADS, book_of, errors_in, row_of, saved
from tests.imports.test_batches import OWN
from tests.imports.test_enrolment import LEFT, existing, sites_of
from tests.imports.test_enrolment import hall as hall  # the fixture
from tests.office import NOW, Office, case_in
from tests.pdfs import plain_pdf


def test_undo_restores_every_table_but_the_counter(hall, office):
    case_in(office, "filed")
    before = tables()
    batch = hall.enrolled(existing(1), existing(2))
    made = {"filing_filing", "service_sites_servicesite", "service_sites_siteversion", "filing_signoff"}
    assert made <= changed(before)
    last = NumberSeries.objects.get(series="filing").last
    assert hall.act(batch, "city", "undo_existing", note="名单有误").status_code == 302
    assert batch.state == "undone"
    assert changed(before) <= LEFT
    assert AuditEntry.objects.filter(action="site.unmake").count() == 2
    again = hall.enrolled(existing(1), existing(2))
    numbers = [site.filing_number[-4:] for site in sites_of(again)]
    assert numbers == [f"{last + 1:04d}", f"{last + 2:04d}"], "numbers are not given twice"


def _notice(site: ServiceSite, office: Office) -> None:
    sender = Sender(actor=actor_of(office.people["importer"]), now=NOW, seen=site.revision)
    confirm_facts(site.pk, by=sender)


def _change(site: ServiceSite, office: Office) -> None:
    cases.start_change(site, actor=actor_of(office.people["importer"]), now=NOW)


def _honour(site: ServiceSite, office: Office) -> None:
    site.honours.create(level="city", title="示范站", year=2025, added_at=NOW)


def _keeper(site: ServiceSite, office: Office) -> None:
    site.keepers.create(user=office.people["keeper"], since=NOW.date())


def _document(site: ServiceSite, office: Office) -> None:
    filing = site.filings.get()
    paper = cases.checked_paper(plain_pdf())
    said = cases.documents.Described("scan")
    cases.file_scan(filing, paper, said, actor=actor_of(office.people["city"]), now=NOW)


@pytest.mark.parametrize("build_on", [_notice, _change, _honour, _keeper, _document])
def test_undo_is_refused_once_anything_stands_on_a_site(hall, office, build_on):
    batch = hall.enrolled(existing(1), existing(2))
    site = sites_of(batch)[1]
    build_on(site, office)
    before = tables()
    response = hall.act(batch, "city", "undo_existing", note="名单有误")
    assert response.status_code == 409
    assert site.code in errors_in(response)
    assert batch.state == "done"
    assert changed(before) <= OWN


@pytest.mark.parametrize(("hours", "wanted"), [(72, "undone"), (73, "done")])
def test_undo_ends_after_three_days(hall, settings, hours, wanted):
    batch = hall.enrolled(existing(1))
    settings.CLOCK_PIN = (NOW + timedelta(hours=hours)).isoformat()
    hall.act(batch, "city", "undo_existing", note="名单有误")
    assert batch.state == wanted


def test_who_undoes_says_why_and_the_decision_stays_with_its_paper_and_its_signatures(hall, office):
    batch = hall.enrolled(existing(1, 阵地名称="栈桥驿站"), existing(2))
    site = sites_of(batch)[0]
    bore = (site.filing_number, site.code)
    address = reverse("import-batch", args=[batch.pk])
    before = errors_in(office.client("city").get(address))
    assert "撤销的原因 必填" in before and "已用的备案编号不再使用" in before
    refused = hall.act(batch, "city", "undo_existing")
    assert refused.status_code == 400 and "请填写撤销的原因后再撤销本批" in errors_in(refused)
    assert (batch.state, ServiceSite.objects.count()) == ("done", 2)
    assert hall.act(batch, "city", "undo", note="绕过").status_code in (403, 409)
    assert batch.state == "done"
    assert hall.act(batch, "city", "undo_existing", note="名单传错了年度").status_code == 302
    assert (batch.state, ServiceSite.objects.count(), Filing.objects.count()) == ("undone", 0, 0)
    enrolment = Enrolment.objects.get()
    assert (enrolment.undone_by, enrolment.undone_why) == (office.people["city"], "名单传错了年度")
    assert (Attachment.objects.count(), EnrolmentSignOff.objects.count()) == (1, 2)
    page = errors_in(office.client("city").get(address))
    for part in ("已撤销", "city同志", "名单传错了年度", "2026年", "青工发〔2023〕18号", "city2同志", *bore):
        assert part in page
    assert office.client("city").get(reverse("import-file", args=[batch.pk])).status_code == 200
    paper = office.client("city").get(reverse("import-paper", args=[batch.pk])).content.decode()
    for part in ("已撤销", "撤销的原因", "名单传错了年度", f"RC-{batch.pk:06d}", "栈桥驿站", *bore):
        assert part in paper
    assert AuditEntry.objects.get(action="import.undo_existing", outcome="done").note == "名单传错了年度"


def test_a_list_that_waits_to_change_a_site_keeps_it_from_being_undone(hall, office):
    batch = hall.enrolled(existing(1), existing(2))
    site = sites_of(batch)[0]
    row = row_of(1, 详细地址="香港中路99号")
    hall.desk("importer").taken(saved(book_of([[*HEADS, "阵地编码"], [*row, site.code]])))
    response = hall.act(batch, "city", "undo_existing", note="名单有误")
    assert response.status_code == 409
    assert site.code in errors_in(response)
