"""Stamped papers come back onto their cases by the code on each page, and are asked for when the pack says."""

from __future__ import annotations

import uuid
from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pypdfium2
import pytest
import segno
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from core.workflow import TransitionRefused
from filing.models import CaseDocument, Filing, StrayScan
from filing.papers.codes import PaperNumber, ReadCode, address_of
from filing.scan_due import problems_of_scan, scan_due
from filing.scan_pages import MOST_PAGES, Run, runs_of
from filing.services import NotReady, approve_filing, submit_filing, sweep_strays, take_in_scan
from filing.tasks import sweep_stray_scans
from rulebook.selectors import load_calendar, measure_of
from sites.models import Attachment
from tests.factories import NOW, actor_of, pack_now, succeed
from tests.office import Office, build_office, case_in, draft_of
from tests.pdfs import SCRIPT, plain_pdf

ORIGIN = "http://zhendi.example.org/"


@pytest.fixture(autouse=True)
def _clock(settings: Any) -> None:
    settings.CLOCK_PIN = NOW.isoformat()


@pytest.fixture
def office(db: None) -> Office:
    return build_office()


def page_with(text: str, angle: float = 3) -> Image.Image:
    """An A4 page of a scanner at 100 dpi; with a code when there is a text."""
    page = Image.new("RGB", (827, 1169), "white")
    if text:
        out = BytesIO()
        segno.make(text, error="q").save(out, kind="png", scale=4, border=4)
        page.paste(Image.open(out).convert("RGB"), (500, 120))
    return page.rotate(angle, expand=True, fillcolor="white")


def code_of(filing: Filing, suffix: str = "-SB") -> str:
    return address_of(ORIGIN, f"{filing.number}{suffix}", filing.verify_token)


def scan(*texts: str) -> bytes:
    """A PDF of a scanner: one picture a page."""
    out = BytesIO()
    pages = [page_with(text) for text in texts]
    pages[0].save(out, "PDF", save_all=True, append_images=pages[1:], resolution=100)
    return out.getvalue()


def photo(text: str) -> bytes:
    out = BytesIO()
    page_with(text).save(out, "JPEG")
    return out.getvalue()


def upload(office: Office, *files: tuple[str, bytes], who: str = "district") -> Any:
    sent = [SimpleUploadedFile(name, data) for name, data in files]
    return office.client(who).post(reverse("scans"), {"key": str(uuid.uuid4()), "files": sent})


def test_a_page_without_a_code_follows_the_page_before_it() -> None:
    one, two = (ReadCode(PaperNumber(f"BA2026-00000{number}", "SB"), "x" * 16) for number in (1, 2))
    assert runs_of([None, one, None, one, two, None]) == [Run(None, 0, 0), Run(one, 1, 3), Run(two, 4, 5)]
    assert [run.words for run in runs_of([one, two, None])] == ["第1页", "第2至3页"]


def test_each_paper_of_a_stack_finds_its_case(office: Office) -> None:
    first, second = case_in(office, "filed"), case_in(office, "acceptance")
    stack = scan(code_of(first), "", code_of(second), code_of(first, "-YS1"))
    page = upload(office, ("一叠.pdf", stack), ("照片.jpg", photo(code_of(second)))).content.decode()
    assert "已归入 4 份" in page
    assert f'一叠.pdf 第1至2页 → <a href="{reverse("filing-documents", args=[first.number])}">' in page
    assert sorted(first.documents.values_list("paper", flat=True)) == [
        f"{first.number}-SB",
        f"{first.number}-YS1",
    ]
    assert second.documents.count() == 2
    form = first.documents.get(paper=f"{first.number}-SB").attachment
    assert (form.pages, len(pypdfium2.PdfDocument(form.file.path))) == (2, 2)
    assert StrayScan.objects.count() == 0


def test_the_same_stack_twice_is_filed_once(office: Office) -> None:
    filing = case_in(office, "filed")
    stack = scan(code_of(filing))
    for _ in range(2):
        assert upload(office, ("一叠.pdf", stack)).status_code == 200
    assert filing.documents.count() == 1


def test_what_cannot_be_read_or_is_out_of_reach_waits_to_be_chosen_by_hand(office: Office) -> None:
    foreign = case_in(office, "filed")
    wrong_token = address_of(ORIGIN, f"{foreign.number}-SB", "X" * 16)
    upload(office, ("外区.pdf", scan(code_of(foreign))), ("空白.jpg", photo("")), who="district2")
    upload(office, ("错码.pdf", scan(wrong_token)), who="district")
    assert list(StrayScan.objects.values_list("file_name", "reason")) == [
        ("外区.pdf", "二维码对应的案件不在您的办理范围内"),
        ("空白.jpg", "没有读到二维码"),
        ("错码.pdf", "二维码对应的案件不在您的办理范围内"),
    ]
    assert CaseDocument.objects.count() == 0
    page = office.client("district2").get(reverse("scans")).content.decode()
    assert "空白.jpg" in page
    assert "错码.pdf" not in page


def test_a_scan_is_put_into_the_case_that_its_uploader_names(office: Office) -> None:
    filing = case_in(office, "filed")
    upload(office, ("空白.jpg", photo("")))
    stray = StrayScan.objects.get()
    place = reverse("scan-place", args=[stray.pk])
    client = office.client("district")
    for typed, sentence in (("", "请填写案件编号"), ("BA2026-999999", "没有这个案件")):
        answer = client.post(place, {"number": typed})
        assert (answer.status_code, sentence in answer.content.decode()) == (400, True)
    assert office.client("city").post(place, {"number": filing.number}).status_code == 404
    assert client.post(place, {"number": f" {filing.number.lower()} "}).url == reverse("scans")
    assert filing.documents.get().kind == "scan"
    assert filing.documents.get().attachment.owner_union == filing.site.managing_union
    assert StrayScan.objects.count() == 0
    assert client.post(place, {"number": filing.number}).status_code == 404


def test_a_scan_of_a_closed_case_waits_and_says_why(office: Office) -> None:
    refused = case_in(office, "refused")
    upload(office, ("旧.pdf", scan(code_of(refused))))
    assert "暂不备案,不再接收盖章扫描件" in StrayScan.objects.get().reason
    stray = StrayScan.objects.get()
    answer = office.client("district").post(
        reverse("scan-place", args=[stray.pk]), {"number": refused.number}
    )
    assert answer.status_code == 409
    assert StrayScan.objects.filter(pk=stray.pk).exists()


def test_a_scan_that_is_not_wanted_goes_with_its_file(
    office: Office, django_capture_on_commit_callbacks: Any
) -> None:
    upload(office, ("空白.jpg", photo("")))
    stray = StrayScan.objects.select_related("attachment").get()
    with django_capture_on_commit_callbacks(execute=True):
        office.client("district").post(reverse("scan-drop", args=[stray.pk]))
    assert Attachment.objects.count() == 0
    assert not stray.attachment.file.storage.exists(stray.attachment.file.name)


def test_scans_left_lying_are_swept_after_two_weeks(office: Office, settings: Any) -> None:
    upload(office, ("空白.jpg", photo("")))
    assert sweep_strays(now=NOW + timedelta(days=13)) == 0
    settings.CLOCK_PIN = (NOW + timedelta(days=15)).isoformat()
    assert sweep_stray_scans() == 1
    assert sweep_stray_scans() == 0
    assert Attachment.objects.count() == 0


def test_a_hostile_scan_is_refused_and_the_others_are_filed(office: Office) -> None:
    filing = case_in(office, "filed")
    answer = upload(
        office,
        ("脚本.pdf", plain_pdf(catalogue=SCRIPT)),
        ("健康证.pdf", scan("")),
        ("长.pdf", plain_pdf(pages=MOST_PAGES + 1)),
        ("好.pdf", scan(code_of(filing))),
    )
    page = answer.content.decode()
    assert answer.status_code == 400
    assert "脚本.pdf:PDF 中带有脚本" in page
    assert "健康证.pdf:人员证件不上传文件" in page
    assert f"最多 {MOST_PAGES} 页" in page
    assert filing.documents.count() == 1
    assert StrayScan.objects.count() == 0


def test_who_works_on_no_case_has_no_such_page(office: Office) -> None:
    for who in ("auditor", "finance", "admin"):
        answer = office.client(who).get(reverse("scans"))
        assert answer.status_code == 403
        assert "您的账号没有这项权限" in answer.content.decode()


def ruled(office: Office, due: str) -> None:
    """From today the measure asks for the stamped form at another time."""
    pack = pack_now("outdoor")
    succeed(pack, NOW.date(), seal_scan_due=due)


def test_where_the_pack_says_so_nothing_is_submitted_without_the_stamped_form(office: Office) -> None:
    ruled(office, "before_submit")
    filing, keeper = draft_of(office, "keeper"), actor_of(office.people["keeper"])
    with pytest.raises(NotReady, match="还缺盖章的申报表"):
        submit_filing(filing.pk, seen=filing.revision, actor=keeper, now=NOW)
    sheet_only = address_of(ORIGIN, f"{filing.number}-YS", filing.verify_token)
    take_in_scan(scan(sheet_only), "验收表.pdf", actor=keeper, now=NOW)
    with pytest.raises(NotReady, match="还缺盖章的申报表"):
        submit_filing(filing.pk, seen=filing.revision, actor=keeper, now=NOW)
    take_in_scan(scan(code_of(filing)), "申报表.pdf", actor=keeper, now=NOW)
    assert submit_filing(filing.pk, seen=filing.revision, actor=keeper, now=NOW).state == "district_check"


def test_where_the_pack_says_so_nothing_is_decided_without_the_stamped_form(office: Office) -> None:
    ruled(office, "before_decision")
    filing = case_in(office, "city_filing", by="district")
    last = actor_of(office.people["city2"])
    Filing.objects.filter(pk=filing.pk).update(signed_levels=filing.sign_levels - 1)
    with pytest.raises(TransitionRefused, match="还缺盖章的申报表扫描件"):
        approve_filing(filing.pk, actor=last, now=NOW)
    take_in_scan(scan(code_of(filing)), "申报表.pdf", actor=last, now=NOW)
    assert approve_filing(filing.pk, actor=last, now=NOW).state == "filed"


def test_after_the_filing_the_stamped_form_is_due_in_working_days(office: Office) -> None:
    filing = case_in(office, "filed")
    measure = measure_of(filing.pack_id)
    asked = {"has_scan": False, "filed_on": date(2026, 9, 25), "calendar": load_calendar()}
    told = scan_due(measure, **asked, today=date(2026, 9, 28))
    assert told.words == "盖章申报表尚未上传,还剩 9 个工作日(2026年10月15日前)"
    late = scan_due(measure, **asked, today=date(2026, 10, 19))
    assert (late.words, late.tag) == ("盖章申报表尚未上传,已超期 2 个工作日(2026年10月15日前)", "closed")
    assert problems_of_scan(filing, measure, "before_submit") == []
    waiting = scan_due(measure, **(asked | {"filed_on": None}), today=date(2026, 9, 28))
    assert waiting.words == "盖章申报表尚未上传,备案后 10 个工作日内补交,不影响办理"


def test_the_case_says_how_the_stamped_form_stands(office: Office) -> None:
    filing = case_in(office, "filed")
    address = reverse("filing", args=[filing.number])
    assert "盖章申报表尚未上传,还剩 10 个工作日" in office.client("keeper").get(address).content.decode()
    upload(office, ("申报表.pdf", scan(code_of(filing))))
    page = office.client("keeper").get(address).content.decode()
    assert "盖章申报表已归入本案" in page
    assert "有签批权限的人员可下载" in page
