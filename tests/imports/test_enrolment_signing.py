"""Who may send, sign, approve and read a list of existing sites, and who is an author of what comes of it."""

from __future__ import annotations

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.models import RoleGrant
from core.models import AuditEntry, OwedMessage
from filing.imports.services import approve_enrolment
from filing.imports.services.pairing import Verdict, settle_pairs
from filing.imports.tasks import run_import
from filing.models import EnrolmentSignOff, Filing
from filing.models.imports import ImportBatch
from sites.models import Attachment, ServiceSite
from tests.factories import actor_of, person
from tests.factories.people import grant
from tests.imports.lists import HEADS, book_of, errors_in, row_of, saved
from tests.imports.test_enrolment import existing, listed
from tests.imports.test_enrolment import hall as hall  # the fixture
from tests.office import NOW
from tests.pdfs import plain_pdf


def test_who_may_do_what(hall, office):
    batch = hall.sent(existing(1))
    for who in ("keeper", "district2"):
        assert hall.propose(batch, who).status_code in (403, 404)
    hall.propose(batch)
    assert hall.act(batch, "importer", "approve").status_code == 403
    assert hall.act(batch, "city", "approve").status_code == 409, "the level before is open"
    hall.act(batch, "city", "sign")
    again = hall.act(batch, "city", "approve")
    assert again.status_code == 403 and "另一位同志" in errors_in(again)
    assert batch.state == "proposed"
    hall.act(batch, "city2", "approve")
    assert batch.state == "done"
    assert hall.act(batch, "importer", "undo_existing", note="误批").status_code == 403
    refused = AuditEntry.objects.filter(outcome="refused", action__startswith="import.")
    assert {each.action for each in refused} >= {"import.approve", "import.undo_existing"}


def test_an_author_of_the_list_never_signs_last_though_he_decides(hall, office):
    both = person("both", "city", office.city, name="双岗同志")
    grant(both, "district", office.city)
    office.people["both"] = both
    batch = hall.sent(existing(1), who="both")
    hall.propose(batch, "both")
    hall.act(batch, "city", "sign")
    refused = hall.act(batch, "both", "approve")
    assert refused.status_code == 403 and "您参与过这份名单的填报" in errors_in(refused)
    assert hall.act(batch, "city2", "approve").status_code == 302


def test_a_keeper_cannot_send_such_a_list(hall):
    form = hall.desk("keeper").send(listed(existing(1)), mode="existing")
    assert form.status_code in (400, 403)
    assert not ImportBatch.objects.exists()


def test_only_who_decides_takes_the_paper_away(hall, office):
    batch = hall.enrolled(existing(1))
    address = reverse("import-file", args=[batch.pk])
    response = office.client("city").get(address)
    assert response.status_code == 200 and response["Content-Disposition"].startswith("attachment")
    assert b"".join(response.streaming_content).startswith(b"%PDF")
    RoleGrant.objects.filter(user=office.people["importer"]).update(can_decide=False)
    assert office.client("importer").get(address).status_code == 403
    assert office.client("district2").get(address).status_code == 404


def test_a_list_that_comes_back_keeps_its_paper_and_loses_its_signatures(hall):
    batch = hall.sent(existing(1))
    hall.propose(batch)
    hall.act(batch, "city", "sign")
    empty = hall.act(batch, "city2", "return")
    assert empty.status_code == 400 and batch.state == "proposed"
    hall.act(batch, "city2", "return", note="第 1 行地址有误")
    assert (batch.state, batch.signed_levels, EnrolmentSignOff.objects.count()) == ("review", 0, 0)
    page = hall.desk("importer").page(batch)
    assert "第 1 行地址有误" in page and 'value="青工发〔2023〕18号"' in page
    assert "已退回:第 1 行地址有误" in hall.desk("importer").client.get("/desk/").content.decode()
    assert hall.propose(batch, file=None).status_code == 302
    assert Attachment.objects.count() == 1
    hall.act(batch, "importer", "take_back")
    assert batch.state == "review"
    assert hall.propose(batch, file=SimpleUploadedFile("新.pdf", plain_pdf("another"))).status_code == 302
    assert Attachment.objects.count() == 1, "the paper that was replaced is gone"


def test_an_approver_who_lost_the_right_meanwhile_brings_nothing_into_the_register(hall, office):
    batch = hall.sent(existing(1))
    hall.propose(batch)
    hall.act(batch, "city", "sign")
    actor = actor_of(office.people["city2"])
    approve_enrolment(batch.pk, seen=batch.revision, actor=actor, now=NOW)
    RoleGrant.objects.filter(user=office.people["city2"]).update(can_decide=False)
    run_import(batch.pk)
    batch.refresh_from_db()
    assert batch.state == "failed" and "签批权限" in batch.failure
    assert (ServiceSite.objects.count(), Filing.objects.count()) == (0, 0)


def test_whoever_signs_next_is_told_and_finds_it_on_the_desk(hall, office):
    batch = hall.sent(existing(1))
    hall.propose(batch)
    told = OwedMessage.objects.filter(key__startswith=f"import:{batch.pk}:")
    assert {each.recipient_id for each in told} == {office.people[name].pk for name in ("city", "city2")}
    address = reverse("import-batch", args=[batch.pk])
    assert address in office.client("city").get("/desk/").content.decode()
    hall.act(batch, "city", "sign")
    assert address not in office.client("city").get("/desk/").content.decode()
    assert address in office.client("city2").get("/desk/").content.decode()


def test_the_city_does_not_see_a_list_before_it_is_submitted(hall, office):
    batch = hall.sent(existing(1))
    address = reverse("import-batch", args=[batch.pk])
    assert office.client("city").get(address).status_code == 404
    hall.propose(batch)
    assert office.client("city").get(address).status_code == 200
    assert office.client("city").get(reverse("imports")).status_code == 200


def test_whose_decisions_a_list_takes_over_is_an_author_of_it(hall, office):
    both = person("both", "city", office.city, name="双岗同志")
    grant(both, "district", office.city)
    office.people["both"] = both
    hall.enrolled(existing(1))
    row = existing(2, 详细地址=row_of(1)[HEADS.index("详细地址")])
    batch = hall.sent(row)
    settled = {pair.pk: Verdict("different", "不同楼层") for pair in batch.pairs.all()}
    settle_pairs(batch.pk, settled, seen=batch.revision, actor=actor_of(both), now=NOW)
    hall.act(batch, "importer", "drop")
    again = hall.sent(list(row))
    hall.propose(again)
    hall.act(again, "city", "sign")
    assert hall.act(again, "both", "approve").status_code == 403


def test_whoever_answers_for_a_list_of_drafts_is_an_author_of_its_cases(hall, office):
    both = person("both", "city", office.city, name="双岗同志")
    grant(both, "district", office.city)
    office.people["both"] = both
    desk = hall.desk("importer")
    batch = desk.taken(saved(book_of([HEADS, row_of(1, **{HEADS[2]: "不存在"}), row_of(2)])))
    hall.desk("both").answer(batch, ("不存在", "outdoor_station", ""))
    desk.act(batch, "confirm")
    case = Filing.objects.filter(imported__batch=batch).order_by("pk").first()
    assert case is not None
    assert both.pk in case.writers
