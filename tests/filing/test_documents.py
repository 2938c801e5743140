"""Documents of a case: each file by itself, none of a person, handed out only as downloads to who may have them."""

from __future__ import annotations

import uuid
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.models import AuditEntry
from filing.document_kinds import PERSONAL, is_personal_name
from filing.models import CaseDocument, Filing
from filing.services import attach_document, checked_paper, submit_filing
from filing.services.documents import Described
from sites.models import Attachment
from tests.factories import NOW, actor_of
from tests.office import Office, build_office, case_in, draft_of, picture
from tests.pdfs import SCRIPT, plain_pdf

pytestmark = pytest.mark.django_db

IDENTITY_NUMBER = "11010519491231002X"


@pytest.fixture(autouse=True)
def _clock(settings: Any) -> None:
    settings.CLOCK_PIN = NOW.isoformat()


@pytest.fixture
def office() -> Office:
    return build_office()


@pytest.fixture
def filing(office: Office) -> Filing:
    return draft_of(office)


def address(filing: Filing) -> str:
    return reverse("filing-documents", args=[filing.number])


def file(name: str, data: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data, content_type="application/octet-stream")


def upload(office: Office, filing: Filing, *files: Any, who: str = "district", **said: str) -> Any:
    body = {"key": str(uuid.uuid4()), "kind": "fire", "title": "", "expires_on": "", **said}
    return office.client(who).post(address(filing), {**body, "files": list(files)})


def stored(suffix: str = "") -> list[Path]:
    root = Path(django_settings.MEDIA_ROOT)
    return [path for path in root.rglob(f"*{suffix}") if path.is_file()]


def test_good_documents_are_kept_although_others_fail(office: Office, filing: Filing) -> None:
    answer = upload(
        office,
        filing,
        file("消防.pdf", plain_pdf()),
        file("脚本.pdf", plain_pdf(catalogue=SCRIPT)),
        file("照片.jpg", picture()),
        title="消防检查意见书",
        expires_on="2027-06-30",
    )
    page = answer.content.decode()
    assert answer.status_code == 400
    assert "已保存 2 份,以下文件没有保存:" in page
    assert "脚本.pdf:PDF 中带有脚本" in page
    assert {each.expires_on for each in filing.documents.all()} == {date(2027, 6, 30)}
    assert sorted(path.suffix for path in stored() if "_s" not in path.stem) == [".jpg", ".pdf"]


def test_the_same_file_twice_is_one_document(office: Office, filing: Filing) -> None:
    for _ in range(2):
        assert upload(office, filing, file("a.pdf", plain_pdf())).status_code == 302
    assert filing.documents.count() == 1
    assert len(stored(".pdf")) == 1


def test_nothing_chosen_and_no_kind_are_said(office: Office, filing: Filing) -> None:
    page = upload(office, filing, kind="").content.decode()
    assert "请选择类别。" in page
    assert "还没有选择文件" in page


@pytest.mark.parametrize(
    "name",
    [
        "健康证.pdf",
        "李某 无 犯 罪 记录证明.pdf",
        "教师资格证(扫描).jpg",
        "身份证正反面.pdf",
        "户口簿.jpg",
        "体检_报告.pdf",
    ],
)
def test_papers_of_persons_are_refused_by_the_name_of_the_file(
    office: Office, filing: Filing, name: str
) -> None:
    answer = upload(office, filing, file(name, plain_pdf()))
    assert answer.status_code == 400
    assert PERSONAL in answer.content.decode()
    assert stored() == []


def test_papers_of_persons_are_refused_by_kind_and_by_title(office: Office, filing: Filing) -> None:
    for said in ({"kind": "health"}, {"kind": "other", "title": "工作人员健康证"}):
        answer = upload(office, filing, file("scan0001.pdf", plain_pdf()), **said)
        assert PERSONAL in answer.content.decode()
    assert filing.documents.count() == 0


def test_papers_of_the_site_are_not_taken_for_papers_of_persons() -> None:
    for name in (
        "食品经营许可证.pdf",
        "消防安全检查合格证.pdf",
        "共建协议(正本).pdf",
        "托育机构备案回执.pdf",
    ):
        assert not is_personal_name(name)


def test_an_identity_number_in_name_or_text_is_refused_before_anything_is_stored(
    office: Office, filing: Filing
) -> None:
    named = upload(office, filing, file(f"协议{IDENTITY_NUMBER}.pdf", plain_pdf()))
    assert "文件名中含有身份证号码" in named.content.decode()
    spaced = " ".join([IDENTITY_NUMBER[:6], IDENTITY_NUMBER[6:14], IDENTITY_NUMBER[14:]])
    held = upload(office, filing, file("协议.pdf", plain_pdf(f"No. {spaced}")))
    assert "文件中含有身份证号码" in held.content.decode()
    assert stored() == []
    assert Attachment.objects.count() == 0


@pytest.mark.parametrize(
    "name",
    [
        "../../etc/passwd.pdf",
        "..\\..\\boot.pdf",
        "/etc/x.pdf",
        "a\nb\r.pdf",
        ".hidden.pdf",
        "CON.pdf",
        "长" * 300 + ".pdf",
        'quo"te<script>.pdf',
    ],
)
def test_no_name_leaves_the_media_folder_or_the_page(office: Office, filing: Filing, name: str) -> None:
    assert upload(office, filing, file(name, plain_pdf())).status_code == 302
    document = filing.documents.get()
    assert [path.name for path in stored()] == [f"{document.attachment_id.hex}.pdf"]
    assert len(document.file_name) <= 80
    page = office.client("district").get(address(filing)).content.decode()
    assert "<script>" not in page
    given = office.client("district").get(reverse("filing-document", args=[filing.number, document.pk]))
    assert "\n" not in given["Content-Disposition"]
    assert "passwd" not in given["Content-Disposition"]


def test_a_wrong_ending_is_put_right_by_the_content(office: Office, filing: Filing) -> None:
    upload(office, filing, file("其实是照片.pdf", picture()), title="现场")
    document = filing.documents.get()
    answer = office.client("keeper").get(reverse("filing-document", args=[filing.number, document.pk]))
    assert answer["Content-Type"] == "image/jpeg"
    assert answer["Content-Disposition"].endswith(f"{filing.number}.jpg")


def test_a_document_is_a_download_in_a_sandbox(office: Office, filing: Filing) -> None:
    upload(office, filing, file("a.pdf", plain_pdf()), title="消防检查意见书")
    url = reverse("filing-document", args=[filing.number, filing.documents.get().pk])
    answer = office.client("keeper").get(url)
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''%E6%B6%88%E9%98%B2")
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert b"".join(answer.streaming_content).startswith(b"%PDF-")
    for stranger in ("district2", "city", "finance"):
        assert office.client(stranger).get(url).status_code == 404
    assert office.client("").get(url)["Location"].startswith("/accounts/login/")


def test_a_document_of_another_case_is_not_found_under_this_one(office: Office, filing: Filing) -> None:
    other = draft_of(office)
    upload(office, other, file("a.pdf", plain_pdf()))
    key = other.documents.get().pk
    client = office.client("district")
    assert client.get(reverse("filing-document", args=[filing.number, key])).status_code == 404
    assert client.post(reverse("filing-document-remove", args=[filing.number, key])).status_code == 404
    assert other.documents.count() == 1


def test_removing_a_document_takes_its_file_along(
    office: Office, filing: Filing, django_capture_on_commit_callbacks: Any
) -> None:
    upload(office, filing, file("a.pdf", plain_pdf()))
    url = reverse("filing-document-remove", args=[filing.number, filing.documents.get().pk])
    with django_capture_on_commit_callbacks(execute=True):
        assert office.client("keeper").post(url).url == address(filing)
    assert filing.documents.count() == 0
    assert Attachment.objects.count() == 0
    assert stored() == []


def test_after_submission_documents_neither_come_nor_go(office: Office) -> None:
    filing = draft_of(office, "keeper")
    upload(office, filing, file("a.pdf", plain_pdf()), who="keeper")
    submit_filing(
        filing.pk,
        seen=Filing.objects.get(pk=filing.pk).revision,
        actor=actor_of(office.people["keeper"]),
        now=NOW,
    )
    remove = reverse("filing-document-remove", args=[filing.number, filing.documents.get().pk])
    assert upload(office, filing, file("b.pdf", plain_pdf("b")), who="keeper").status_code == 400
    assert office.client("keeper").post(remove).status_code == 409
    assert upload(office, filing, file("b.pdf", plain_pdf("b")), who="city").status_code == 403
    assert filing.documents.count() == 1


def test_a_stamped_scan_may_come_after_submission_and_leaves_only_by_who_decides(
    office: Office, django_capture_on_commit_callbacks: Any
) -> None:
    filing = case_in(office, "filed")
    assert upload(office, filing, file("盖章.pdf", plain_pdf()), who="keeper", kind="scan").status_code == 302
    document = filing.documents.get()
    url = reverse("filing-document", args=[filing.number, document.pk])
    assert office.client("keeper").get(url).status_code == 403
    assert office.client("district").get(url).status_code == 200
    assert office.client("auditor").get(url).status_code == 403
    remove = reverse("filing-document-remove", args=[filing.number, document.pk])
    assert office.client("keeper").post(remove).status_code == 403
    with django_capture_on_commit_callbacks(execute=True):
        assert office.client("city").post(remove).status_code == 302
    entries = AuditEntry.objects.filter(
        action__startswith="filing.", target_id=str(filing.pk), outcome="done"
    )
    done = [each.action for each in entries]
    assert done[-2:] == ["filing.file_scan", "filing.remove_scan"]
    assert stored() == []


def test_a_closed_case_takes_no_scan(office: Office) -> None:
    filing = case_in(office, "refused")
    answer = upload(office, filing, file("盖章.pdf", plain_pdf()), who="keeper", kind="scan")
    assert answer.status_code == 409
    assert filing.documents.count() == 0


def test_no_file_stays_when_its_row_fails(
    office: Office, filing: Filing, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(**values: Any) -> CaseDocument:
        raise IntegrityError("the row cannot be written")

    monkeypatch.setattr(CaseDocument.objects, "create", broken)
    with pytest.raises(IntegrityError):
        attach_document(
            filing.pk,
            checked_paper(plain_pdf(), "a.pdf"),
            Described("fire"),
            actor=actor_of(office.people["district"]),
            now=NOW,
        )
    assert stored() == []
    assert Attachment.objects.count() == 0


def test_a_file_that_is_gone_is_not_found(office: Office, filing: Filing) -> None:
    upload(office, filing, file("a.pdf", plain_pdf()))
    document = filing.documents.get()
    Path(document.attachment.file.path).unlink()
    assert (
        office.client("keeper").get(reverse("filing-document", args=[filing.number, document.pk])).status_code
        == 404
    )


def test_the_case_shows_its_documents_and_what_has_ended(office: Office, filing: Filing) -> None:
    upload(office, filing, file("a.pdf", plain_pdf()), title="消防检查意见书", expires_on="2026-01-31")
    upload(office, filing, file("b.pdf", plain_pdf("b")), kind="agreement")
    page = office.client("keeper").get(reverse("filing", args=[filing.number])).content.decode()
    for said in ("消防检查意见书", "2026年1月31日已到期", "共建协议", "未知", "1 页 PDF", address(filing)):
        assert said in page


def test_more_documents_need_no_more_queries(office: Office, filing: Filing) -> None:
    client = office.client("district")
    upload(office, filing, file("a.pdf", plain_pdf()))
    client.get(address(filing))
    with CaptureQueriesContext(connection) as one:
        client.get(address(filing))
    for number in range(3):
        upload(office, filing, file("x.pdf", plain_pdf(f"x{number}")))
    with CaptureQueriesContext(connection) as many:
        client.get(address(filing))
    assert filing.documents.count() == 4
    assert len(many) == len(one)
