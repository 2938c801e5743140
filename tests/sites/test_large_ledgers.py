"""A large ledger is written in the background, fetched by its asker alone, and erased after a day."""

from __future__ import annotations

import io
import os
import uuid
from datetime import timedelta
from pathlib import Path

import pytest
from openpyxl import load_workbook

from accounts.models import User
from core.jobs import BROKEN
from core.models import AuditEntry, JobRun
from core.tasks import resume_jobs, run_job
from sites.ledger import services
from sites.models import LedgerExport
from sites.tasks import erase_ledgers
from tests.factories import NOW, build_tree
from tests.sites.ledgers import body, bytes_of, csv_rows
from tests.sites.public_sites import opened_site
from tests.sites.test_ledger import clock, signed_in

pytestmark = pytest.mark.django_db

__all__ = ["clock"]

Standing = JobRun.Standing


@pytest.fixture
def tree(monkeypatch, settings, tmp_path):
    monkeypatch.setattr(services, "AT_ONCE", 2)
    settings.MEDIA_ROOT = tmp_path
    tree = build_tree()
    for name in ("甲驿站", "乙驿站", "丙驿站"):
        opened_site(tree.primary, name)
    return tree


@pytest.fixture
def district(tree, clock):
    return signed_in("district", "district", tree.south)


def asked(client, **chosen):
    """The address of the ledger that was asked for."""
    sent = client.post("/desk/export/", body(**chosen))
    assert sent.status_code == 302, sent.content.decode()
    return sent["Location"]


def files(tmp_path):
    return [path for path in Path(tmp_path).rglob("*") if path.is_file() and "ledgers" in path.parts]


def said(client, address):
    return client.get(address).content.decode()


def test_the_job_starts_with_the_commit_and_the_page_leads_to_the_file(
    district, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks() as calls:
        address = asked(district)
    page = said(district, address)
    assert "正在生成台账" in page
    assert "0 / 3 处" in page
    assert "?file=1" not in page
    for call in calls:
        call()
    job = JobRun.objects.get()
    assert (job.standing, job.done, job.result_url) == (Standing.DONE, 3, address)
    assert f'href="{address}?file=1"' in said(district, address)
    answer = district.get(f"{address}?file=1")
    assert answer["Cache-Control"] == "private, no-store"
    assert answer["Content-Disposition"].startswith("attachment")
    sheet = load_workbook(io.BytesIO(bytes_of(answer))).worksheets[0]
    assert [row[1] for row in sheet.iter_rows(min_row=4, values_only=True)][:3] == [
        "丙驿站",
        "乙驿站",
        "甲驿站",
    ]


def test_a_csv_of_the_job_is_the_csv_of_the_request(district, monkeypatch):
    address = asked(district, form="csv")
    run_job(JobRun.objects.get().pk)
    made = bytes_of(district.get(f"{address}?file=1"))
    monkeypatch.setattr(services, "AT_ONCE", 5)
    rows = csv_rows(district)
    assert made.decode("utf-8-sig").count("\r\n") == len(rows) + 1 == 4
    assert JobRun.objects.count() == 1


def test_a_small_one_is_still_made_at_once(district):
    assert len(csv_rows(district, q="甲驿站")) == 1
    assert JobRun.objects.count() == 0


def test_nobody_else_finds_it_and_a_taken_right_ends_it(tree, district):
    address = asked(district)
    other = signed_in("other", "district", tree.south)
    User.objects.get(username="district").role_grants.all().delete()
    run_job(JobRun.objects.get().pk)
    job = JobRun.objects.get()
    assert job.standing is Standing.FAILED
    assert job.error
    for query in ("", "?file=1"):
        assert other.get(address + query).status_code == 404
        assert district.get(address + query).status_code == 403


def test_a_failed_one_says_so_and_is_made_again_once(district, tmp_path, django_capture_on_commit_callbacks):
    address = asked(district)
    row = LedgerExport.objects.get()
    spoilt = row.spec
    LedgerExport.objects.update(spec=spoilt | {"site_types": ["no such type"]})
    run_job(JobRun.objects.get().pk)
    LedgerExport.objects.update(spec=spoilt)
    page = said(district, address)
    assert BROKEN in page
    assert "重新生成" in page
    form = {"key": str(uuid.uuid4())}
    with django_capture_on_commit_callbacks(execute=True):
        assert district.post(address, form)["Location"] == address
        assert district.post(address, form)["Location"] == address
    assert "?file=1" in said(district, address)
    assert len(files(tmp_path)) == 1
    assert AuditEntry.objects.filter(action="ledger.make_again", outcome="done").count() == 1
    assert district.post(address, {"key": str(uuid.uuid4())}).status_code == 409


def test_a_file_left_by_a_dying_run_is_replaced(district, tmp_path, clock):
    asked(district)
    row = LedgerExport.objects.get()
    (tmp_path / "ledgers").mkdir()
    (tmp_path / "ledgers" / row.pk.hex).write_bytes(b"half")
    clock(NOW + timedelta(minutes=4))
    resume_jobs()
    (path,) = files(tmp_path)
    assert path.read_bytes().startswith(b"PK")


def test_after_a_day_the_file_is_erased_and_cannot_be_fetched(district, tmp_path, clock):
    address = asked(district)
    run_job(JobRun.objects.get().pk)
    clock(NOW + timedelta(hours=24))
    assert erase_ledgers() == 0
    assert district.get(f"{address}?file=1").status_code == 200
    clock(NOW + timedelta(hours=24, seconds=1))
    refused = district.get(f"{address}?file=1")
    assert refused.status_code == 409
    assert "请重新导出" in refused.content.decode()
    assert (erase_ledgers(), erase_ledgers()) == (1, 0)
    assert files(tmp_path) == []


def test_what_a_dead_run_left_behind_is_swept_after_a_day(district, tmp_path, clock):
    """Its row never learned of the file; a fresh one may belong to a run that is still at work."""
    (tmp_path / "ledgers").mkdir()
    for name, age in (("old", timedelta(days=1, seconds=1)), ("fresh", timedelta(hours=23))):
        (tmp_path / "ledgers" / name).write_bytes(b"PK")
        written = (NOW - age).timestamp()
        os.utime(tmp_path / "ledgers" / name, (written, written))
    assert erase_ledgers() == 1
    assert [path.name for path in files(tmp_path)] == ["fresh"]


def test_a_stored_file_is_no_longer_given_out_when_its_asker_reaches_less(tree, district):
    """Moved to another district with the right to export: what the old grant had shown stays behind."""
    address = asked(district)
    run_job(JobRun.objects.get().pk)
    user = User.objects.get(username="district")
    row = user.role_grants.get()
    row.union = tree.north
    row.save()
    answer = district.get(f"{address}?file=1")
    assert answer.status_code == 409
    said_now = answer.content.decode()
    assert "重新导出" in said_now
    assert "甲驿站" not in said_now
