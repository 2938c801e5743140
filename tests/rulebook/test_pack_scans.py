"""The printed document stands beside its draft: one PDF, stored privately, frozen with the pack, asked for before the check."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.urls import reverse

from core.actor import SYSTEM
from core.models import AuditEntry
from core.policy import NotAllowed
from core.workflow import TransitionRefused
from rulebook.models import PackScan, RulePack
from rulebook.scan_files import MOST_BYTES, scan_problem
from rulebook.services import attach_scan, check_pack
from tests.factories import NOW, actor_of, person, union
from tests.factories.packs import SCAN, draft_pack, published_pack, with_scan
from tests.pdfs import plain_pdf

OTHER = plain_pdf("another")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "空文件"),
        (b"PK\x03\x04", "只能上传 PDF"),
        (b"%PDF-1.7\n", "不完整"),
        (b"%PDF-1.7\n/Encrypt 5 0 R\n%%EOF\n", "已加密"),
        (b"%PDF-1.7\n/OpenAction << /S /JavaScript >>\n%%EOF\n", "带有脚本"),
        (b"%PDF-1.7\n<< /S /J#61vaScript >>\n%%EOF\n", "带有脚本"),
        (b"%PDF-1.7\n" + b" " * MOST_BYTES + b"%%EOF", "超过 20 MB"),
    ],
)
def test_what_is_no_plain_pdf_is_refused_with_the_cure(data, words):
    assert words in scan_problem(data)


def test_a_scan_is_a_plain_pdf():
    assert scan_problem(plain_pdf("document")) == ""
    assert scan_problem(SCAN) == ""


@pytest.fixture
def city(db):
    return union("青岛市总工会", "city", is_issuer=True)


def files():
    storage = PackScan._meta.get_field("file").storage
    return sorted(storage.listdir("packs")[1]) if storage.exists("packs") else []


def test_the_scan_is_kept_under_a_generated_name_and_told(city):
    author = actor_of(person("bianzhi", "administrator", city))
    pack = draft_pack(city)
    scan = attach_scan(pack.pk, SCAN, actor=author, now=NOW)
    assert scan.file.read() == SCAN
    assert [name.endswith(".pdf") for name in files()] == [True]
    assert RulePack.objects.get(pk=pack.pk).author_ids == [author.id], "whoever brings it does not check"
    assert AuditEntry.objects.get(action="pack.edit").changes == {
        "印发原件扫描件": ["", f"已上传({scan.sha256[:12]})"]
    }


def test_another_file_takes_its_place_and_the_old_one_goes(city, django_capture_on_commit_callbacks):
    pack = with_scan(draft_pack(city))
    with django_capture_on_commit_callbacks(execute=True):
        scan = attach_scan(pack.pk, OTHER, actor=SYSTEM, now=NOW)
    assert (scan.file.read(), len(files()), PackScan.objects.count()) == (OTHER, 1, 1)


def test_who_may_not_write_attaches_nothing(city):
    pack = draft_pack(city)
    with pytest.raises(NotAllowed):
        attach_scan(pack.pk, SCAN, actor=actor_of(person("shizong", "city", city)), now=NOW)
    assert (files(), PackScan.objects.count()) == ([], 0)


def test_a_checked_and_a_published_pack_keep_their_scan(city):
    pack = with_scan(draft_pack(city))
    check_pack(pack.pk, actor=SYSTEM, now=NOW)
    with pytest.raises(TransitionRefused):
        attach_scan(pack.pk, OTHER, actor=SYSTEM, now=NOW)
    published = published_pack(city, effective_from=date(2027, 1, 1))
    scan = PackScan.objects.get(pack=published)
    for change in (scan.save, scan.delete):
        with pytest.raises(DatabaseError, match="rows are protected"), transaction.atomic():
            change()


def test_only_a_sample_is_checked_without_a_printed_document(city):
    with pytest.raises(TransitionRefused, match="印发原件扫描件"):
        check_pack(draft_pack(city).pk, actor=SYSTEM, now=NOW)
    sample = draft_pack(city, family="mind", is_sample=True)
    assert check_pack(sample.pk, actor=SYSTEM, now=NOW).state == "checked"


def test_a_successor_says_what_it_changes_before_it_is_checked(city):
    published_pack(city)
    pack = with_scan(draft_pack(city, effective_from=date(2027, 1, 1), change_notes=" "))
    with pytest.raises(TransitionRefused, match="还缺少修改说明"):
        check_pack(pack.pk, actor=SYSTEM, now=NOW)


# The page


@pytest.fixture
def page(client, city):
    client.force_login(person("guanli", "administrator", city))
    return client


def url_of(pack, name="scan"):
    return reverse(f"admin:rulebook_rulepack_{name}", args=[pack.pk])


def send(page, pack, data=SCAN, **more):
    return page.post(url_of(pack), {"file": SimpleUploadedFile("../办法.pdf", data), **more}, follow=True)


def test_it_is_uploaded_and_downloaded_as_it_was(page, city):
    pack = draft_pack(city)
    assert "还没有上传印发原件" in page.get(url_of(pack)).content.decode()
    assert "已保存印发原件扫描件" in send(page, pack).content.decode()
    answer = page.get(url_of(pack, "scan_file"))
    assert b"".join(answer.streaming_content) == SCAN
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_a_bad_file_is_told_beside_the_field(page, city):
    pack = draft_pack(city)
    assert "只能上传 PDF" in send(page, pack, b"MZ").content.decode()
    assert "这是空文件" in send(page, pack, b"").content.decode()
    assert not PackScan.objects.exists()


def test_a_stale_page_and_a_published_pack_take_no_file(page, city):
    pack = with_scan(draft_pack(city))
    assert send(page, pack, OTHER, seen=0).status_code == 409
    published = published_pack(city, effective_from=date(2027, 1, 1))
    assert 'type="file"' not in page.get(url_of(published)).content.decode()
    assert send(page, published, OTHER).status_code == 409
    assert {scan.file.read() for scan in PackScan.objects.all()} == {SCAN}


def test_without_a_file_there_is_nothing_to_download(page, city):
    assert page.get(url_of(draft_pack(city), "scan_file")).status_code == 404
