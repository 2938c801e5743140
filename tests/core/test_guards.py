"""What the database itself refuses, on the schema as the last migration leaves it."""

from __future__ import annotations

from datetime import date

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from core import guards
from core.actor import SYSTEM
from core.audit import record
from core.guards import check_guards, install_guards, installed_guards, lift_guards, missing_guards
from core.models import AuditEntry, AuditSeal, Heartbeat
from core.sealing import seal_entries
from rulebook.models import RulePack
from rulebook.services import seed_packs
from sites.models import SitePhoto, SiteVersion
from tests.factories import NOW, union
from tests.office import build_office, case_in

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


def replaced(table, key, *, how="INSERT", **columns):
    """Write a row over ``key`` the way that asks no DELETE trigger; true when the database refuses."""
    (found,) = [model for model in apps.get_models() if model._meta.db_table == table]
    names = [field.column for field in found._meta.concrete_fields]
    wanted = ", ".join("%s" if name in columns else f'"{name}"' for name in names)
    given = [columns[name] for name in names if name in columns]
    listed = ", ".join(f'"{name}"' for name in names)
    return refused_by_the_database(
        f"{how} OR REPLACE INTO {table} ({listed}) SELECT {wanted} FROM {table} WHERE id = %s", [*given, key]
    )


@pytest.fixture(params=[True, False], ids=["recursive triggers", "another program's connection"])
def through(request):
    """REPLACE must fail on our connections and on one that sets no pragma, such as the sqlite3 shell."""
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL has no REPLACE")
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA recursive_triggers")
        assert cursor.fetchone() == (1,)
        cursor.execute(f"PRAGMA recursive_triggers = {int(request.param)}")
    yield
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA recursive_triggers = 1")


def test_an_audit_entry_is_not_replaced(entry, through):
    assert replaced("core_auditentry", entry.pk, note="伪造")
    assert AuditEntry.objects.get(pk=entry.pk).note == "原文"


def test_a_published_measure_is_not_replaced_by_its_key_nor_by_its_day(through):
    pack = seed_packs(union("某市总工会", "city", is_issuer=True), actor=SYSTEM, now=NOW)[0]
    assert replaced("rulebook_rulepack", pack.pk, title="伪造")
    assert replaced("rulebook_rulepack", pack.pk, id=pack.pk + 1000, title="伪造", state="draft")
    assert RulePack.objects.get(pk=pack.pk).title == pack.title


def test_another_row_is_not_moved_onto_a_published_measure(through):
    city = union("某市总工会", "city", is_issuer=True)
    pack = seed_packs(city, actor=SYSTEM, now=NOW)[0]
    draft = RulePack.objects.create(
        issuer=city, family=pack.family, number=99, title="x", effective_from=date(2031, 1, 1)
    )
    assert refused_by_the_database(
        "UPDATE OR REPLACE rulebook_rulepack SET effective_from = %s WHERE id = %s",
        [pack.effective_from, draft.pk],
    )
    assert RulePack.objects.filter(pk=pack.pk, state="published").exists()


def test_a_line_of_a_published_measure_is_not_replaced_by_one_of_a_draft(through):
    city = union("某市总工会", "city", is_issuer=True)
    pack = seed_packs(city, actor=SYSTEM, now=NOW)[0]
    draft = RulePack.objects.create(
        issuer=city, family=pack.family, number=99, title="x", effective_from=date(2031, 1, 1)
    )
    line = pack.type_rules.first()
    assert replaced("rulebook_typerule", line.pk, pack_id=draft.pk)
    assert pack.type_rules.filter(pk=line.pk).exists()


@pytest.mark.pg
@pytest.mark.parametrize("table", [*APPEND_ONLY, "rulebook_rulepack", "service_sites_siteversion"])
def test_a_table_with_protected_rows_is_not_emptied_at_one_stroke(table, decided):
    seal_entries(now=NOW.replace(hour=12))
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # TRUNCATE waits for no other trigger
        cursor.execute(f"SELECT count(*) FROM {table}")
        before = cursor.fetchone()
    assert refused_by_the_database(f"TRUNCATE {table} CASCADE")
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        assert cursor.fetchone() == before > (0,)


@pytest.fixture
def decided():
    """The version in force of a filed site, with a picture."""
    office = build_office()
    return case_in(office, "filed", photos=1).version


def test_a_decided_version_is_neither_changed_nor_undecided_nor_deleted(decided):
    for change in ("address = '别处'", "decided_at = NULL", "decided_at = '2030-01-01T00:00:00+00:00'"):
        sql = f"UPDATE service_sites_siteversion SET {change} WHERE id = %s"
        assert refused_by_the_database(sql, [decided.pk]), change
    assert refused_by_the_database("DELETE FROM service_sites_siteversion WHERE id = %s", [decided.pk])
    before = decided.address, decided.decided_at
    decided.refresh_from_db()
    assert (decided.address, decided.decided_at) == before == ("文登路28号", NOW)


def test_a_decided_version_is_not_replaced(decided, through):
    assert replaced("service_sites_siteversion", decided.pk, address="别处")
    assert SiteVersion.objects.get(pk=decided.pk).address == "文登路28号"


def test_the_pictures_of_a_decided_version_stay_as_they_were_decided(decided):
    shown = decided.photos.get()
    draft = draft_of_another_site(decided)
    for sql, values in (
        ("UPDATE service_sites_sitephoto SET slot = 'nursing' WHERE id = %s", [shown.pk]),
        ("UPDATE service_sites_sitephoto SET version_id = %s WHERE id = %s", [draft.pk, shown.pk]),
        ("DELETE FROM service_sites_sitephoto WHERE id = %s", [shown.pk]),
        (
            "INSERT INTO service_sites_sitephoto (version_id, attachment_id, slot, position) "
            "SELECT version_id, attachment_id, slot, 1 FROM service_sites_sitephoto WHERE id = %s",
            [shown.pk],
        ),
    ):
        assert refused_by_the_database(sql, values), sql
    assert list(decided.photos.values_list("pk", "slot")) == [(shown.pk, "plate")]


def draft_of_another_site(version):
    site = version.site
    return SiteVersion.objects.create(site=site, number=9, district=site.district, created_at=NOW)


def test_the_pictures_of_a_draft_can_still_be_moved_and_removed(decided):
    office_draft = draft_of_another_site(decided)
    link = SitePhoto.objects.create(
        version=office_draft, attachment=decided.photos.get().attachment, slot="plate"
    )
    link.slot = "overview"
    link.save()
    link.delete()
    assert not office_draft.photos.exists()


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
