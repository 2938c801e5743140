"""What was done stays as it was told; the seal names what was altered all the same."""

from __future__ import annotations

import re
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from core.actor import SYSTEM, Actor
from core.audit import history_about, last_entry_on, record, record_each
from core.guards import lift_guards
from core.models import AuditEntry, AuditSeal, Heartbeat
from core.sealing import SEAL_MARGIN, first_altered, seal_entries
from tests.factories import NOW

pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(hours=1)
WANG = Actor(id=7, name="王芳", office="市南区总工会", path="1.2.")


@pytest.fixture
def row():
    return Heartbeat.objects.create(name="worker", seen_at=NOW)


def tell(row, note="", *, at=NOW, outcome="done"):
    return record(WANG, "filing.approve", row, now=at, label="同意备案", note=note, outcome=outcome)


def test_an_entry_says_who_for_which_office_did_what_when(row):
    entry = tell(row, "材料齐全")
    assert entry.sentence == "王芳(市南区总工会)已于2026年10月12日 10:00办理“同意备案”"
    assert (entry.actor_id, entry.target_type, entry.target_id) == (7, "core.heartbeat", "worker")


def test_the_last_entry_passes_over_refused_attempts(row):
    done = tell(row)
    tell(row, outcome="refused")
    assert last_entry_on(row) == done


def test_a_history_is_told_newest_first_and_only_about_one_thing(row):
    other = Heartbeat.objects.create(name="beat", seen_at=NOW)
    first, second = tell(row, "一"), tell(row, "二")
    tell(other)
    assert list(history_about(first.about)) == [second, first]


def test_sealing_twice_seals_once_and_the_chain_goes_on(row):
    first = tell(row)
    seal = seal_entries(now=LATER)
    assert (seal.first_id, seal.last_id, seal.entries) == (first.pk, first.pk, 1)
    assert seal_entries(now=LATER) is None
    second = tell(row)
    following = seal_entries(now=LATER)
    assert (following.first_id, following.previous) == (second.pk, seal.digest)
    assert first_altered() == ""


def told_at_once(rows):
    record_each(
        WANG, "filing.start", rows, now=NOW, label="批量\t新建", after="draft", details={"batch": "一\\N"}
    )


def test_entries_written_at_once_say_what_single_ones_would_have_said(row):
    other = Heartbeat.objects.create(name="a\tb\n\\N", seen_at=NOW)
    told_at_once([row, other])
    usual = [
        record(
            WANG, "filing.start", each, now=NOW, label="批量\t新建", after="draft", details={"batch": "一\\N"}
        )
        for each in (row, other)
    ]
    told = AuditEntry.objects.order_by("pk").values()
    plain = [{name: value for name, value in entry.items() if name != "id"} for entry in told]
    assert plain[:2] == plain[2:]
    assert [entry["id"] for entry in told[2:]] == [entry.pk for entry in usual]


def test_entries_written_at_once_are_sealed_and_cannot_be_altered(row):
    tell(row)
    told_at_once([row] * 3)
    with pytest.raises(DatabaseError), transaction.atomic():
        AuditEntry.objects.filter(action="filing.start").update(note="改写")
    assert seal_entries(now=LATER).entries == 4
    assert first_altered() == ""
    last = AuditEntry.objects.latest("pk")
    alter("UPDATE core_auditentry SET note = %s WHERE id = %s", "改写", last.pk)
    assert first_altered() == f"第 {last.pk} 条操作日志"


def test_the_newest_entries_wait_because_an_elder_may_not_be_committed_yet(row):
    tell(row, at=NOW)
    young = tell(row, at=NOW + timedelta(minutes=5))
    seal = seal_entries(now=NOW + SEAL_MARGIN + timedelta(minutes=1))
    assert seal.entries == 1
    assert seal.last_id < young.pk


def test_an_entry_written_with_an_earlier_time_does_not_overtake_a_young_one(row):
    """Rows brought in later with past dates stand behind younger ones; the seal stops before the first that waits."""
    tell(row, at=NOW)
    waiting = tell(row, at=LATER)
    tell(row, at=NOW - timedelta(days=30))
    seal = seal_entries(now=LATER)
    assert seal.last_id < waiting.pk
    assert seal_entries(now=LATER + timedelta(days=1)).entries == 2
    assert first_altered() == ""


def sealed_entries(row, count=5):
    entries = [tell(row, f"第{n}条") for n in range(count)]
    seal_entries(now=LATER)
    return entries


def alter(sql, *params):
    lift_guards(connection)
    with connection.cursor() as cursor:
        cursor.execute(sql, params)


def test_the_check_is_silent_while_nothing_was_altered(row):
    sealed_entries(row)
    out = StringIO()
    call_command("verify_audit", stdout=out)
    assert out.getvalue().startswith("操作日志完整:到2026年10月12日 11:00已封存 5 条,都与封存时一致。\n")
    record(SYSTEM, "test", row, now=LATER)
    call_command("verify_audit", stdout=out)
    assert "另有 1 条等待封存,没有核对。" in out.getvalue()


def test_the_check_says_so_when_nothing_was_ever_sealed(row):
    record(SYSTEM, "test", row, now=NOW)
    out = StringIO()
    call_command("verify_audit", stdout=out)
    assert out.getvalue().startswith("操作日志还没有封存过,1 条都没有核对。")


@pytest.mark.parametrize(
    ("column", "value"),
    [("note", "改写"), ("actor_name", "李四"), ("at", NOW - timedelta(days=1)), ("outcome", "refused")],
)
def test_the_check_names_the_first_altered_entry(row, column, value):
    entries = sealed_entries(row)
    alter(
        f"UPDATE core_auditentry SET {column} = %s WHERE id IN (%s, %s)", value, entries[2].pk, entries[4].pk
    )
    with pytest.raises(CommandError, match=f"^第 {entries[2].pk} 条操作日志"):
        call_command("verify_audit")


@pytest.mark.parametrize("place", [0, 2, 4])
def test_the_check_notices_a_deleted_entry(row, place):
    entries = sealed_entries(row)
    alter("DELETE FROM core_auditentry WHERE id = %s", entries[place].pk)
    assert "缺少 1 条" in first_altered()
    if place == 2:
        assert first_altered() == f"操作日志第 {entries[1].pk} 条与第 {entries[3].pk} 条之间缺少 1 条,"


@pytest.mark.parametrize("place", ["before the first block", "between two blocks", "within a block"])
def test_the_check_notices_an_added_entry(row, place):
    """Numbers that were never used: a try that was taken back leaves such gaps."""
    told = tell(row)
    alter("DELETE FROM core_auditentry")
    for key in (1, 2, 3, 5, 6, 7):
        told.pk = key * 10
        told.save(force_insert=True)
        if key == 3:
            seal_entries(now=LATER)
    seal_entries(now=LATER)
    assert first_altered() == ""
    told.pk = {"before": 5, "between": 40, "within": 55}[place.split()[0]]
    told.save(force_insert=True)
    assert first_altered() == f"第 {told.pk} 条操作日志是后来添加的,"


def test_who_noted_a_seal_elsewhere_finds_out_that_the_end_was_cut_off(row):
    sealed_entries(row)
    sealed_entries(row)
    out = StringIO()
    call_command("verify_audit", stdout=out)
    code = re.search("封存码 ([0-9a-f]{16})", out.getvalue())[1]
    call_command("verify_audit", seal=code, stdout=out)
    last = AuditSeal.objects.order_by("last_id").last()
    alter("DELETE FROM core_auditentry WHERE id >= %s", last.first_id)
    alter("DELETE FROM core_auditseal WHERE id = %s", last.pk)
    assert first_altered() == ""
    with pytest.raises(CommandError, match="末尾可能被截掉"):
        call_command("verify_audit", seal=code)


def test_the_check_notices_an_altered_seal_and_a_missing_block(row):
    sealed_entries(row)
    sealed_entries(row)
    first, second = AuditSeal.objects.order_by("last_id")
    alter("UPDATE core_auditseal SET marks = %s WHERE id = %s", "0" * len(first.marks), first.pk)
    assert first_altered() == f"第 {first.first_id}–{first.last_id} 条的封存记录"
    alter("DELETE FROM core_auditseal WHERE id = %s", first.pk)
    assert first_altered() == f"第 {second.first_id}–{second.last_id} 条的封存记录"


def test_an_entry_survives_the_person_and_the_row_it_tells_about(row):
    entry = tell(row)
    row.delete()
    assert AuditEntry.objects.get(pk=entry.pk).actor_name == "王芳"


def test_a_system_entry_has_no_person(row):
    entry = record(SYSTEM, "site.open", row, now=NOW)
    assert (entry.actor_id, entry.actor_name) == (None, "系统")
