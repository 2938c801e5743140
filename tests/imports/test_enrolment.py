"""Existing sites enter the register by one decision with one paper: signed by others, all or none, and taken back whole."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.urls import reverse

from accounts.models import Union
from core.models import AuditEntry
from filing import services as cases
from filing.models import Enrolment, Filing, NumberSeries, SignOff
from filing.models.imports import ImportBatch
from filing.scan_inbox import forms_owed_by
from sites.models import Attachment, ServiceSite, SiteVersion
from sites.selectors import SiteFilter, facts_digest, listed_sites
from tests.factories import actor_of
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


def test_a_list_that_is_given_up_keeps_no_paper(hall):
    batch = hall.sent(existing(1))
    hall.propose(batch)
    hall.act(batch, "city", "return", note="重复")
    hall.act(batch, "importer", "drop")
    assert (batch.state, Attachment.objects.count(), Enrolment.objects.count()) == ("dropped", 0, 0)


def test_the_file_of_a_list_that_waits_for_signatures_cannot_be_sent_again(hall):
    batch = hall.desk("importer").taken(SAME, mode="existing")
    hall.propose(batch)
    second = hall.desk("importer").send(SAME, mode="drafts")
    assert second.status_code == 409 and f"已作为第 {batch.pk} 批上传" in errors_in(second)


def test_a_type_without_a_measure_is_told_before_anybody_signs(hall, office):
    batch = hall.sent(existing(1))
    Union.objects.filter(pk=office.city.pk).update(is_issuer=False)
    page = hall.desk("importer").page(batch)
    assert "没有适用于“户外劳动者服务站点”的管理办法" in page and "提交入册</button>" not in page
    response = hall.propose(batch)
    assert response.status_code == 409
    assert (batch.state, Attachment.objects.count()) == ("review", 0)


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
