"""What the database itself refuses, on the schema as the last migration leaves it."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from core import guards
from core.actor import SYSTEM
from core.audit import record, seal_entries
from core.guards import check_guards, install_guards, installed_guards, lift_guards, missing_guards
from core.models import AuditEntry, AuditSeal, Heartbeat
from tests.factories import NOW

pytestmark = pytest.mark.django_db

#: Tables whose rows never change, by hand.
APPEND_ONLY = ["core_auditentry", "core_auditseal", "inspection_visit"]


@pytest.fixture
def entry():
    row = Heartbeat.objects.create(name="worker", seen_at=NOW)
    return record(SYSTEM, "test.done", row, now=NOW, note="原文")


def refused_by_the_database(sql, params=()):
    """True when the database raises; the row must still be there and the same, which the caller checks."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql, params)
    except DatabaseError as error:
        return "rows are protected" in str(error)
    return False


def test_update_of_an_audit_entry_fails_in_plain_sql(entry):
    assert refused_by_the_database("UPDATE core_auditentry SET note = 'x' WHERE id = %s", [entry.pk])
    assert AuditEntry.objects.get(pk=entry.pk).note == "原文"


def test_delete_of_an_audit_entry_fails_in_plain_sql(entry):
    assert refused_by_the_database("DELETE FROM core_auditentry WHERE id = %s", [entry.pk])
    assert AuditEntry.objects.filter(pk=entry.pk).exists()


def test_the_orm_cannot_change_or_delete_an_entry_either(entry):
    entry.note = "改写"
    for change in (entry.save, entry.delete, AuditEntry.objects.update, AuditEntry.objects.all().delete):
        with pytest.raises(DatabaseError, match="rows are protected"), transaction.atomic():
            change(**({"note": "改写"} if change == AuditEntry.objects.update else {}))
    assert AuditEntry.objects.get(pk=entry.pk).note == "原文"


def test_a_seal_cannot_be_changed_or_deleted(entry):
    seal_entries(now=NOW.replace(hour=12))
    assert refused_by_the_database("UPDATE core_auditseal SET digest = ''")
    assert refused_by_the_database("DELETE FROM core_auditseal")
    assert AuditSeal.objects.get().digest


def test_inserting_stays_free(entry):
    assert record(SYSTEM, "test.again", Heartbeat(name="beat"), now=NOW).pk > entry.pk


@pytest.mark.parametrize("table", APPEND_ONLY)
def test_every_append_only_table_has_both_guards(table):
    assert {f"guard_{table}_update", f"guard_{table}_delete"} <= installed_guards(connection)


def test_nothing_is_missing_on_the_final_schema():
    assert missing_guards(connection) == []
    assert check_guards(connection) == []


def test_installing_again_changes_nothing(entry):
    before = installed_guards(connection)
    install_guards(connection)
    install_guards(connection)
    assert installed_guards(connection) == before
    assert refused_by_the_database("DELETE FROM core_auditentry")


def test_a_lifted_guard_lets_through_is_named_by_the_check_and_comes_back_with_migrate(entry):
    lift_guards(connection)
    assert not refused_by_the_database("UPDATE core_auditentry SET note = 'x' WHERE id = %s", [entry.pk])
    (problem,) = check_guards(connection)
    assert problem.id == "core.E001"
    assert "guard_core_auditentry_delete" in problem.msg
    call_command("migrate", verbosity=0)
    assert check_guards(connection) == []
    assert refused_by_the_database("UPDATE core_auditentry SET note = 'y' WHERE id = %s", [entry.pk])


def test_the_check_is_registered_for_databases(entry):
    lift_guards(connection)
    with pytest.raises(Exception, match="database guards are missing"):
        call_command("check", databases=["default"])


def test_every_registered_guard_stands_on_a_table_of_a_model():
    """A guard on a misspelt table would never be installed and never be missed."""
    tables = {model._meta.db_table for model in apps.get_models(include_auto_created=True)}
    assert {guard.table for guard in guards._guards.values()} <= tables
