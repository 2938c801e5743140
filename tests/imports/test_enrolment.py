"""Existing sites enter the register by one decision with one paper: signed by others, all or none, and taken back whole."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.urls import reverse

from accounts.models import RoleGrant, Union
from core.models import AuditEntry, OwedMessage
from filing import services as cases
from filing.imports.services import approve_enrolment
from filing.imports.services.pairing import Verdict, settle_pairs
from filing.imports.tasks import run_import
from filing.models import Enrolment, EnrolmentSignOff, Filing, NumberSeries, SignOff
from filing.models.imports import ImportBatch
from filing.scan_inbox import forms_owed_by
from sites.models import Attachment, ServiceSite, SiteVersion
from sites.selectors import SiteFilter, facts_digest, listed_sites
from sites.services import Sender, announce_reopening, confirm_facts
from tests.digest import changed, tables
from tests.factories import actor_of, person
from tests.factories.people import grant
from tests.imports.lists import HEADS, Desk, asked_on, book_of, errors_in, row_of, saved
from tests.imports.test_batches import OWN
from tests.office import NOW, Office, case_in
from tests.pdfs import SCRIPT, plain_pdf

#: The decision stays when it is undone: with its list, its paper and its signatures.
DECISION = (
    *("filing_enrolment", "filing_enrolmentsignoff", "filing_importedsite"),
    "service_sites_attachment",
)

#: What an undo leaves out besides: the counter, whose numbers are not given again.
LEFT = OWN | {"filing_numberseries", *DECISION}

MORE = [*HEADS, "开放对象", "公开范围"]


def existing(number: int, access: str = "面向公众", extent: str = "", **changes: Any) -> list[Any]:
    return [*row_of(number, **changes), access, extent]


TOLD = [*MORE, "开放时间", "对外电话"]


def listed(*rows: list[Any]) -> bytes:
    return saved(book_of([MORE, *rows]))


#: A workbook says when it was made: the same file is made once.
SAME = listed(existing(1))


class Hall:
    """The officers who have to do with a list: who sends it, and who signs."""

    def __init__(self, office: Office, commits: Any) -> None:
        self.office, self.commits = office, commits

    def desk(self, name: str) -> Desk:
        return Desk(self.office, self.office.client(name), self.commits)

    def sent(self, *rows: list[Any], who: str = "importer", **chosen: str) -> ImportBatch:
        batch = self.desk(who).taken(listed(*rows), mode="existing", **chosen)
        assert batch.state == "review"
        return batch

    def propose(self, batch: ImportBatch, who: str = "importer", **typed: Any) -> Any:
        batch.refresh_from_db()
        body: dict[str, Any] = {
            "key": str(uuid.uuid4()),
            "seen": batch.revision,
            "title": "关于公布2023年户外劳动者驿站名单的通知",
            "document_number": "青工发〔2023〕18号",
            "dated_on": "2023-06-01",
            "file": SimpleUploadedFile("通知.pdf", plain_pdf()),
            **typed,
        }
        body = {name: value for name, value in body.items() if value is not None}
        with self.commits(execute=True):
            response = self.desk(who).client.post(reverse("import-propose", args=[batch.pk]), body)
        batch.refresh_from_db()
        return response

    def act(self, batch: ImportBatch, who: str, action: str, **typed: Any) -> Any:
        return self.desk(who).act(batch, action, **typed)

    def enrolled(self, *rows: list[Any]) -> ImportBatch:
        batch = self.sent(*rows)
        assert self.propose(batch).status_code == 302
        assert self.act(batch, "city", "sign").status_code == 302
        assert self.act(batch, "city2", "approve", note="同意入册。").status_code == 302
        assert batch.state == "done", batch.failure
        return batch


@pytest.fixture
def hall(office: Office, django_capture_on_commit_callbacks: Any) -> Hall:
    return Hall(office, django_capture_on_commit_callbacks)


def sites_of(batch: ImportBatch) -> list[ServiceSite]:
    return list(ServiceSite.objects.filter(filings__imported__batch=batch).order_by("pk"))


def test_every_site_of_the_list_is_filed_with_number_code_and_version(hall):
    batch = hall.enrolled(existing(1), existing(2), existing(3))
    sites = sites_of(batch)
    assert [site.state for site in sites] == ["open"] * 3
    assert [site.filing_number for site in sites] == [f"370202-HWYZ-2026-{n:04d}" for n in (1, 2, 3)]
    assert len({site.code for site in sites}) == 3
    assert all(site.version.decided_at and site.is_listed for site in sites)
    filings = list(Filing.objects.order_by("pk"))
    assert [(each.state, each.route, each.kind) for each in filings] == [("filed", "paper", "register")] * 3
    assert all(each.facts_digest == facts_digest(each.version) for each in filings)
    assert NumberSeries.objects.get(series="filing").last == 3
    assert listed_sites(SiteFilter()).count() == 3


def test_the_trail_of_each_site_names_the_paper_and_who_approved(hall):
    batch = hall.enrolled(existing(1), existing(2))
    for site in sites_of(batch):
        entries = AuditEntry.objects.filter(about=f"site:{site.pk}", outcome="done")
        told = {each.action: each for each in entries}
        assert told.keys() == {"site.open", "filing.enrol"}
        for each in told.values():
            assert "青工发〔2023〕18号" in each.note and "2023年6月1日" in each.note
            assert each.actor_name == "city2同志"
        assert told["site.open"].after == "open"
    signed = SignOff.objects.values_list("filing__number", "level", "user__username")
    assert {(level, who) for _, level, who in signed} == {(1, "city"), (2, "city2")}
    assert len(signed) == 4


def test_nothing_is_written_before_the_last_signature(hall):
    batch = hall.sent(existing(1))
    assert hall.act(batch, "importer", "confirm").status_code == 409, "this list does not become drafts"
    hall.propose(batch)
    hall.act(batch, "city", "sign")
    assert (batch.state, batch.signed_levels) == ("proposed", 1)
    assert (ServiceSite.objects.count(), Filing.objects.count()) == (0, 0)


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


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"title": "", "document_number": ""}, "请填写文件名称或文号"),
        ({"dated_on": ""}, "请填写文件上的日期"),
        ({"dated_on": "2030-01-01"}, "文件日期不能晚于今天"),
        ({"file": None}, "请选择盖章的 PDF 或扫描件"),
        ({"file": SimpleUploadedFile("a.docx", b"PK\x03\x04")}, "不能上传 Word"),
        ({"file": SimpleUploadedFile("a.pdf", plain_pdf(catalogue=SCRIPT))}, "PDF 中带有脚本"),
        ({"title": "负责人身份证复印件"}, "人员证件不上传文件"),
    ],
)
def test_a_paper_that_is_not_named_dated_or_clean_is_refused_at_its_field(hall, typed, said):
    batch = hall.sent(existing(1))
    response = hall.propose(batch, **typed)
    assert response.status_code == 400
    assert said in errors_in(response)
    assert (batch.state, Attachment.objects.count(), Enrolment.objects.count()) == ("review", 0, 0)


def test_only_who_decides_takes_the_paper_away(hall, office):
    batch = hall.enrolled(existing(1))
    address = reverse("import-file", args=[batch.pk])
    response = office.client("city").get(address)
    assert response.status_code == 200 and response["Content-Disposition"].startswith("attachment")
    assert b"".join(response.streaming_content).startswith(b"%PDF")
    RoleGrant.objects.filter(user=office.people["importer"]).update(can_decide=False)
    assert office.client("importer").get(address).status_code == 403
    assert office.client("district2").get(address).status_code == 404


def test_the_preview_says_how_many_of_which_kind_and_which_stay_hidden_and_why(hall):
    rows = [
        existing(1),
        existing(2, access=""),
        existing(3, access="本单位职工"),
        existing(4, extent="不公开(仅扫码可见)"),
        existing(5, 详细地址=""),
    ]
    batch = hall.sent(*rows)
    page = errors_in(hall.desk("importer").client.get(hall.desk("importer").address(batch)))
    assert "将要入册(5 处)" in page
    assert "2 处:资料不全,补全后才公开" in page
    assert "1 处:公开范围选择了不公开" in page and "1 处:只接待本单位职工" in page
    lacking = errors_in(
        hall.desk("importer").client.get(hall.desk("importer").address(batch) + "?show=lacking")
    )
    assert "第2号" in lacking and "第5号" in lacking and "第1号" not in lacking


def test_what_is_not_complete_stays_off_the_finder_until_it_is(hall, office):
    batch = hall.enrolled(existing(1), existing(2, access=""), existing(3, 详细地址=""))
    found = {site.name: site.is_listed for site in sites_of(batch)}
    assert list(found.values()) == [True, False, False]
    assert listed_sites(SiteFilter()).count() == 1
    site = sites_of(batch)[1]
    file = office.client("district").get(reverse("site-file", args=[site.code])).content.decode()
    assert "补全开放对象" in file and "补全前公众查询中不显示" in file
    desk = office.client("importer").get("/desk/").content.decode()
    assert "2 处阵地待补全资料" in desk
    actor = actor_of(office.people["importer"])
    change = cases.start_change(site, actor=actor, now=NOW)
    cases.save_section(change.pk, {"access": "public"}, seen=change.revision, actor=actor, now=NOW)
    change.refresh_from_db()
    change.particulars = {"reason": "补全开放对象"}
    change.save(update_fields=["particulars"])
    cases.submit_filing(change.pk, seen=change.revision, actor=actor, now=NOW)
    change.refresh_from_db()
    assert change.route == "district", "what was never told is completed without another visit"
    cases.decide_change(change.pk, actor=actor_of(office.people["city"]), now=NOW)
    site.refresh_from_db()
    assert site.is_listed
    page = hall.desk("importer").page(batch, "?show=lacking")
    assert "第3号" in page and site.name not in page


def test_another_address_is_still_looked_at_on_site(hall, office):
    batch = hall.enrolled(existing(1))
    actor = actor_of(office.people["importer"])
    change = cases.start_change(sites_of(batch)[0], actor=actor, now=NOW)
    cases.save_section(change.pk, {"address": "香港中路9号"}, seen=change.revision, actor=actor, now=NOW)
    change.refresh_from_db()
    change.particulars = {"reason": "迁址"}
    change.save(update_fields=["particulars"])
    cases.submit_filing(change.pk, seen=change.revision, actor=actor, now=NOW)
    change.refresh_from_db()
    assert change.route == "on_site"


def test_nobody_is_said_to_have_confirmed_it_and_no_form_is_owed(hall, office):
    batch = hall.enrolled(existing(1))
    site = sites_of(batch)[0]
    assert (site.confirmed_on, site.confirmed_by) == (None, "")
    public = office.client("").get(reverse("site-page", args=[site.code])).content.decode()
    assert "未核实" in public
    assert not forms_owed_by(actor_of(office.people["importer"])).exists()
    case = office.client("district").get(reverse("filing", args=[Filing.objects.get().number]))
    assert "凭文件入册,盖章文件随名单保存" in case.content.decode()
    assert "阵地凭文件列入名册" in case.content.decode()


def test_a_row_with_a_code_is_not_taken_into_the_register_twice(hall, office):
    filed = case_in(office, "filed", name="湛山驿站")
    code = ServiceSite.objects.get(pk=filed.site_id).code
    data = saved(
        book_of([[*MORE, "阵地编码"], [*existing(1, 阵地名称="湛山驿站二"), code], [*existing(2), ""]])
    )
    desk = hall.desk("importer")
    batch = desk.taken(data, mode="existing")
    asked = asked_on(desk.page(batch))
    assert len(asked) == 1 and "不能再次入册" in asked[0][0] and asked[0][1] == ["", "skip"]
    desk.answer(batch, ("不能再次入册", "skip", ""))
    assert (batch.questions.count(), batch.sites.count(), batch.left_out) == (0, 1, 1)


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


def test_a_list_that_is_given_up_keeps_no_paper(hall):
    batch = hall.sent(existing(1))
    hall.propose(batch)
    hall.act(batch, "city", "return", note="重复")
    hall.act(batch, "importer", "drop")
    assert (batch.state, Attachment.objects.count(), Enrolment.objects.count()) == ("dropped", 0, 0)


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


def test_the_file_of_a_list_that_waits_for_signatures_cannot_be_sent_again(hall):
    batch = hall.desk("importer").taken(SAME, mode="existing")
    hall.propose(batch)
    second = hall.desk("importer").send(SAME, mode="drafts")
    assert second.status_code == 409 and f"已作为第 {batch.pk} 批上传" in errors_in(second)


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


def test_a_type_without_a_measure_is_told_before_anybody_signs(hall, office):
    batch = hall.sent(existing(1))
    Union.objects.filter(pk=office.city.pk).update(is_issuer=False)
    page = hall.desk("importer").page(batch)
    assert "没有适用于“户外劳动者服务站点”的管理办法" in page and "提交入册</button>" not in page
    response = hall.propose(batch)
    assert response.status_code == 409
    assert (batch.state, Attachment.objects.count()) == ("review", 0)


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


def test_the_decision_is_printed_with_a_code_that_anybody_can_check(hall, office):
    batch = hall.sent(existing(1), existing(2))
    paper = reverse("import-paper", args=[batch.pk])
    assert office.client("importer").get(paper).status_code == 404
    hall.propose(batch)
    assert "待批准,尚未入册" in office.client("city").get(paper).content.decode()
    hall.act(batch, "city", "sign")
    hall.act(batch, "city2", "approve")
    text = office.client("importer").get(paper).content.decode()
    enrolment = Enrolment.objects.get()
    for part in (
        "既有阵地入册决定表",
        f"RC-{batch.pk:06d}",
        "青工发〔2023〕18号",
        "370202-HWYZ-2026-0002",
        "2 处",
    ):
        assert part in text
    number = f"RC-{batch.pk:06d}"
    check = office.client("").get(f"/verify/{number}/?k={enrolment.verify_token}")
    assert check.status_code == 200 and "已入册" in check.content.decode()
    assert office.client("").get(f"/verify/{number}/?k=WRONGTOKEN1234567").status_code == 404
    for name in ("import-paper-pdf", "import-paper-word"):
        assert office.client("city").get(reverse(name, args=[batch.pk])).status_code in (200, 302)
    hall.act(batch, "city", "undo_existing", note="名单有误")
    undone = office.client("").get(f"/verify/{number}/?k={enrolment.verify_token}")
    assert undone.status_code == 200 and "已撤销" in undone.content.decode()
    assert "已入册" not in undone.content.decode()


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


def test_who_approves_reads_where_each_site_is_when_it_is_open_and_its_telephone(hall, office):
    rows = [
        [*existing(1, 详细地址="太平路12号"), "每天 9:00-17:00", "0532-85911234"],
        [*existing(2, 详细地址=""), "", ""],
    ]
    desk = hall.desk("importer")
    batch = desk.taken(saved(book_of([TOLD, *rows])), mode="existing")
    assert hall.propose(batch).status_code == 302
    page = errors_in(office.client("city").get(reverse("import-batch", args=[batch.pk])))
    assert "太平路12号" in page and "9:00" in page and "0532-85911234" in page
    assert page.count("未填") == 3
    paper = office.client("city").get(reverse("import-paper", args=[batch.pk])).content.decode()
    assert "阵地名称、地址" in paper and "太平路12号" in paper and "地址未填" in paper


@pytest.mark.parametrize("mode", ["existing", "drafts"])
def test_a_mobile_as_the_public_telephone_is_told_and_hinders_nothing(hall, mode):
    rows = [
        [*existing(1, 阵地名称="栈桥驿站"), "", "139 0532 1234"],
        [*existing(2), "", "0532-85911234"],
    ]
    desk = hall.desk("importer")
    batch = desk.taken(saved(book_of([TOLD, *rows])), mode=mode)
    page = errors_in(desk.client.get(desk.address(batch)))
    assert "对外电话提醒(1 处)" in page
    assert "对外电话是手机号码,将显示在公众页面。请确认是阵地专用手机,不是个人手机。" in page
    assert "第 2 行“栈桥驿站”" in page and "第 3 行“第2号" not in page
    assert (batch.questions.count(), batch.sites.count()) == (0, 2)


def test_each_level_stands_on_the_sheet_with_its_person_and_each_managing_union(hall, office):
    batch = hall.enrolled(existing(1), existing(2))
    paper = reverse("import-paper", args=[batch.pk])
    text = errors_in(office.client("city").get(paper))
    levels = list(EnrolmentSignOff.objects.values_list("level_name", "user__name"))
    assert len(levels) == 2
    for level, who in levels:
        assert f"{level}:{who}" in text
    assert "经办人:city2同志" not in text and text.count("市总工会意见(盖章)") == 1
    assert f"主管工会 {batch.sites.first().union.name} 批准日期" in text
    more = (office.city, office.south, office.primary, office.licang, office.licang_primary)
    for at, union in enumerate(more):
        row = batch.sites.model(
            batch=batch, number=90 + at, site_type=batch.sites.first().site_type, union=union
        )
        row.district_id, row.name = "370202", f"第{at}处"
        row.save()
    assert "等 5 家" in errors_in(office.client("city").get(paper))


def test_versions_of_enrolled_sites_are_frozen_like_any_other(hall):
    batch = hall.enrolled(existing(1))
    version = SiteVersion.objects.get(site__filings__imported__batch=batch)
    for change in (
        lambda: SiteVersion.objects.filter(pk=version.pk).update(name="改写"),
        lambda: SiteVersion.objects.filter(pk=version.pk)._raw_delete("default"),
    ):
        with pytest.raises(DatabaseError, match="protected"), transaction.atomic():
            change()


STATED = [*MORE, "状态"]

IDENTITY = "11010519491231002X"


def test_a_site_that_the_list_calls_closed_enters_closed_and_its_keeper_opens_it(hall, office):
    rows = [[*existing(1), "正常开放"], [*existing(2), "暂停开放"], [*existing(3), ""]]
    before = tables()
    desk = hall.desk("importer")
    batch = desk.taken(saved(book_of([STATED, *rows])), mode="existing")
    assert "其中 1 处按名单登记为“暂停开放”" in errors_in(desk.client.get(desk.address(batch)))
    assert not any("状态" in notice for notice in batch.notices)
    hall.propose(batch)
    hall.act(batch, "city", "sign")
    hall.act(batch, "city2", "approve")
    assert [site.state for site in sites_of(batch)] == ["open", "suspended", "open"]
    closed = sites_of(batch)[1]
    notice = closed.notices.get()
    assert (notice.kind, notice.basis, notice.begun_at, notice.over_at) == ("closure", "notice", NOW, None)
    opened = AuditEntry.objects.get(action="site.open", target_id=str(closed.pk))
    assert opened.after == "suspended"
    public = office.client("").get(reverse("site-page", args=[closed.code])).content.decode()
    assert "暂停开放" in public
    hall.act(batch, "city", "undo_existing", note="名单有误")
    assert batch.state == "undone" and changed(before) <= LEFT
    again = desk.taken(saved(book_of([STATED, [*existing(2), "停用"]])), mode="existing")
    hall.propose(again)
    hall.act(again, "city", "sign")
    hall.act(again, "city2", "approve")
    site = sites_of(again)[0]
    sender = Sender(
        actor=actor_of(office.people["importer"]), now=NOW + timedelta(hours=1), seen=site.revision
    )
    announce_reopening(site.pk, site.notices.get().pk, at=sender.now, by=sender)
    site.refresh_from_db()
    assert site.state == "open"


def test_a_state_in_which_nothing_enters_the_register_is_asked(hall):
    desk = hall.desk("importer")
    rows = [
        [*existing(1), "已撤销"],
        [*existing(2), "整改中"],
        [*existing(3), "筹建"],
        [*existing(4), "在用"],
    ]
    batch = desk.taken(saved(book_of([STATED, *rows])), mode="existing")
    asked = asked_on(desk.page(batch))
    assert [typed.split("原文:")[1].split()[0] for typed, _ in asked] == ["已撤销", "整改中", "筹建"]
    desk.answer(batch, ("已撤销", "skip", ""), ("整改中", "text", "暂停开放"), ("筹建", "blank", ""))
    assert (batch.questions.count(), batch.left_out) == (0, 1)
    assert [each.enters_as for each in batch.sites.all()] == ["suspended", "open", "open"]


def test_an_answer_that_was_only_begun_is_told_beside_its_question_and_nothing_is_lost(hall):
    desk = hall.desk("importer")
    rows = [[*existing(1), "很旧"], [*existing(2), "不开"], [*existing(3), ""]]
    batch = desk.taken(saved(book_of([STATED, *rows])), mode="existing")
    assert batch.questions.count() == 2
    for text, said in (
        ("", "选择了“改为所填内容”,请在下面的框中填写内容。"),
        (IDENTITY, "不能填写身份证号码"),
    ):
        refused = desk.answer(batch, ("很旧", "text", text), ("不开", "text", "暂停开放"), rest="blank")
        page = refused.content.decode()
        assert refused.status_code == 400 and said in page and 'value="暂停开放"' in page
        assert "有 1 项答复没有填完" in page and page.count('role="alert"') >= 1
        assert '<option value="text" selected>' in page
        assert (batch.questions.count(), batch.answers) == (2, {})
    assert desk.answer(batch, ("很旧", "blank", ""), ("不开", "text", "暂停开放")).status_code == 302
    assert batch.questions.count() == 0


@pytest.mark.parametrize("address", ["文登路1号", ""])
def test_what_lacks_is_said_in_the_same_words_before_and_after_in_both_modes(hall, address):
    lack = "必填已齐" if address else "必填还缺:详细地址"
    batch = hall.sent(existing(1, 详细地址=address))
    desk = hall.desk("importer")
    assert lack in desk.page(batch) and "还缺" not in desk.page(batch).replace("必填还缺", "")
    drafts = desk.taken(listed(existing(2, 详细地址=address)), mode="drafts")
    desk.act(drafts, "confirm")
    page = desk.page(drafts)
    assert lack in page and "选填未填" in page
    assert ("请逐件补齐资料和照片后提交。" in page) == (not address)


def test_a_list_that_waits_to_change_a_site_keeps_it_from_being_undone(hall, office):
    batch = hall.enrolled(existing(1), existing(2))
    site = sites_of(batch)[0]
    row = row_of(1, 详细地址="香港中路99号")
    hall.desk("importer").taken(saved(book_of([[*HEADS, "阵地编码"], [*row, site.code]])))
    response = hall.act(batch, "city", "undo_existing", note="名单有误")
    assert response.status_code == 409
    assert site.code in errors_in(response)


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
