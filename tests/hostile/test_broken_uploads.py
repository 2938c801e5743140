"""D6: a line that breaks, empty files, one file too many, a disk that takes nothing: no row without file, and after the
sweep no file without row.
"""

from __future__ import annotations

import io
import uuid
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from filing.models import CaseDocument
from filing.models.imports import ImportBatch
from sites.models import Attachment, SitePhoto
from sites.services.storing import GRACE, sweep_files
from tests.imports.lists import HEADS, book_of, csv_of, row_of, saved
from tests.office import draft_of, picture
from tests.pdfs import plain_pdf
from unionportal.middleware import WholeBodies


@pytest.fixture
def draft(office):
    return draft_of(office, "district")


@pytest.fixture
def client(office):
    return office.client("district")


def files_on_disk(settings):
    root = Path(settings.MEDIA_ROOT)
    return sorted(path for path in root.rglob("*") if path.is_file()) if root.exists() else []


def kept():
    return (
        Attachment.objects.count(),
        SitePhoto.objects.count(),
        CaseDocument.objects.count(),
        ImportBatch.objects.count(),
    )


def noise():
    """A picture of many bytes, so that nine tenths of it are a picture too, for a careless reader."""
    return picture("PNG", size=(300, 300))


UPLOADS = {
    "photo": ("photos/", "plate", "门牌.png", noise, {}),
    "document": ("documents/", "files", "协议.pdf", lambda: plain_pdf("paper " * 2000), {"kind": "fire"}),
    "sheet": (
        "/desk/import/",
        "file",
        "名单.xlsx",
        lambda: saved(book_of([HEADS, row_of(1)])),
        {"mode": "drafts"},
    ),
    "csv": (
        "/desk/import/",
        "file",
        "名单.csv",
        lambda: csv_of([HEADS, *map(row_of, range(1, 60))]).encode(),
        {"mode": "drafts"},
    ),
}


def sent(client, draft, case, share):
    """The request as the server hands it on; of the body so large a share has come. Gives the status."""
    page, field, name, make, typed = UPLOADS[case]
    address = page if page.startswith("/") else f"/desk/filings/{draft.number}/{page}"
    said = {
        "union": draft.site.managing_union.parent_id,
        "key": str(uuid.uuid4()),
        "title": "",
        "expires_on": "",
        **typed,
    }
    body = encode_multipart(BOUNDARY, {**said, field: SimpleUploadedFile(name, make())})
    come = {"wsgi.input": io.BytesIO(body[: int(len(body) * share)]), "CONTENT_LENGTH": str(len(body))}

    def application(environ, start_response):
        return client.generic("POST", address, body, MULTIPART_CONTENT, **environ)

    return WholeBodies(application)(come, None).status_code


@pytest.mark.parametrize("case", UPLOADS)
def test_a_line_cut_at_nine_tenths_keeps_nothing(client, draft, settings, case):
    before = kept()
    for share in (0.9, 0.999, 0.5, 0.01, 0):
        assert sent(client, draft, case, share) in (400, 403), share
    assert kept() == before
    assert files_on_disk(settings) == []


@pytest.mark.parametrize("case", UPLOADS)
def test_the_same_upload_with_its_whole_body_is_kept(client, draft, case):
    before = kept()
    assert sent(client, draft, case, 1) == 302
    assert kept() != before


@pytest.mark.parametrize(("page", "field"), [("photos/", "plate"), ("documents/", "files")])
def test_an_empty_file_is_refused_in_words(client, draft, settings, page, field):
    upload = {field: SimpleUploadedFile("空.jpg", b""), "kind": "fire", "key": str(uuid.uuid4())}
    answer = client.post(f"/desk/filings/{draft.number}/{page}", upload)
    assert answer.status_code == 400
    assert "空文件" in answer.content.decode()
    assert files_on_disk(settings) == []


@pytest.fixture
def no_room(settings):
    """A disk that takes no file: where the folders of files should be, something else stands."""
    root = Path(settings.MEDIA_ROOT)
    root.mkdir(parents=True, exist_ok=True)
    for folder in ("attachments", "imports"):
        (root / folder).write_bytes(b"")


@pytest.mark.parametrize("case", UPLOADS)
def test_a_disk_that_takes_nothing_is_told_in_words_and_keeps_no_row(client, draft, no_room, caplog, case):
    page, field, name, make, typed = UPLOADS[case]
    upload = {field: SimpleUploadedFile(name, make()), "title": "", "expires_on": "", **typed}
    upload |= {"key": str(uuid.uuid4()), "union": draft.site.managing_union.parent_id}
    before = kept()
    answer = client.post(page if page.startswith("/") else f"/desk/filings/{draft.number}/{page}", upload)
    assert answer.status_code == 400
    assert "服务器存不下文件,没有保存。请联系本单位系统管理员检查存储空间" in answer.content.decode()
    assert page.startswith("/") or f"{name}:服务器存不下文件" in answer.content.decode()
    assert kept() == before
    assert "cannot be stored" in caplog.text, "the log of the system tells why"


def test_the_sweep_takes_files_without_a_row_and_leaves_all_others(client, draft, settings):
    sent(client, draft, "photo", 1)
    sent(client, draft, "document", 1)
    mine = files_on_disk(settings)
    folder = mine[0].parent
    lost = [folder / f"{uuid.uuid4().hex}{ending}" for ending in (".jpg", "_s.jpg", ".pdf")]
    for path in lost:
        path.write_bytes(b"half of a pic")
    other = folder / "README"
    other.write_text("nobody's")
    now = datetime.now(UTC)
    assert sweep_files(now=now) == 0, "what is young may belong to a transaction that is still open"
    assert sweep_files(now=now + GRACE + timedelta(minutes=1)) == 3
    assert files_on_disk(settings) == sorted([*mine, other])
    assert sweep_files(now=now + GRACE + timedelta(minutes=1)) == 0
