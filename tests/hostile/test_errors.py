"""K2 and I6: what a page that breaks leaves behind, and what cannot be altered by anybody who works here."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse

from core.guards import lift_guards
from core.models import AuditEntry
from core.registry import VERIFIERS
from core.sealing import seal_entries
from filing.phone import PhonePass, phone_code
from rulebook.models import RulePack
from tests.digest import changed, tables
from tests.office import NOW, Office, draft_of, form_at
from unionportal.logs import JsonFormatter

pytestmark = pytest.mark.django_db

PERSONAL = {
    "password": "shilaoren-beach-night",
    "phone": "13912345678",
    "line": "0532-85911234",
    "identity": "110101199003071233",
    "mail": "wangfang@union.example",
}


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """All that production writes: every logger, each with its trace."""
    written, root = io.StringIO(), logging.getLogger()
    handler = logging.StreamHandler(written)
    handler.setFormatter(JsonFormatter())
    root.addHandler(handler)
    yield written
    root.removeHandler(handler)


def broken(*args: Any, **kwargs: Any) -> None:
    """As a database would say it of the row that it could not keep."""
    said = ", ".join(f"{name}={value}" for name, value in PERSONAL.items())
    raise DatabaseError(f"Failing row contains ({said}); given {kwargs!r}")


def breaks(monkeypatch: pytest.MonkeyPatch, where: str) -> None:
    monkeypatch.setattr(where, broken)


def left_behind(answer: Any, log: io.StringIO, *secrets: str) -> list[str]:
    page, said = answer.content.decode(), log.getvalue()
    assert answer.status_code == 500
    assert "系统出错,本次没有办理" in page and "DatabaseError" in said, "it broke, and was told"
    assert answer["X-Request-Id"] in page and answer["X-Request-Id"] in said
    assert "Traceback" not in page
    return [each for each in (*PERSONAL.values(), *secrets) if each in page + said]


def test_k2_a_form_with_telephones_that_breaks_tells_nobody_of_them(
    office: Office, monkeypatch: pytest.MonkeyPatch, log: io.StringIO
) -> None:
    case, keeper = draft_of(office, "keeper"), office.client("keeper", raise_request_exception=False)
    form = form_at(keeper, reverse("filing-section", args=[case.number, "people"]), holding="manager_phone")
    breaks(monkeypatch, "filing.views.sections.save_section")
    typed = {**form.fields, "manager_phone": PERSONAL["phone"], "public_phone": PERSONAL["line"]}
    answer = keeper.post(form.action, typed)
    token = keeper.cookies["sessionid"].value
    assert left_behind(answer, log, token, case.verify_token) == []


def test_k2_signing_in_that_breaks_tells_no_password(
    office: Office, monkeypatch: pytest.MonkeyPatch, log: io.StringIO
) -> None:
    breaks(monkeypatch, "accounts.backends.OfficeBackend.authenticate")
    visitor = Client(raise_request_exception=False)
    typed = {"username": "keeper", "password": PERSONAL["password"]}
    assert left_behind(visitor.post("/accounts/login/", typed), log) == []


def test_k2_a_page_behind_a_link_that_breaks_does_not_tell_the_link(
    office: Office, monkeypatch: pytest.MonkeyPatch, log: io.StringIO
) -> None:
    case = draft_of(office, "keeper")
    code = phone_code(PhonePass(case.number, office.people["keeper"].pk))
    breaks(monkeypatch, "filing.views.phone.is_open_to")
    visitor = Client(raise_request_exception=False)
    assert left_behind(visitor.get(reverse("phone", args=[code])), log, code) == []
    breaks(monkeypatch, "demonstration.reviewing.views.invitation.invited_by_digest")
    link = "Zm9yLW9uZS1wZXJzb24tYWxvbmU"
    assert left_behind(visitor.get(reverse("review-invitation", args=[link])), log, link) == []
    shown = f"{reverse('verify', args=[case.number])}?k={case.verify_token}"
    with VERIFIERS.known("0", broken):  # asked first
        assert left_behind(visitor.get(shown), log, case.verify_token) == []


def test_i6_the_back_office_alters_neither_the_trail_nor_a_published_measure(office: Office) -> None:
    entry, pack = AuditEntry.objects.latest("pk"), RulePack.objects.filter(state="published").earliest("pk")
    officer = office.client("admin")
    before = tables()
    for name, row in (("core_auditentry", entry), ("rulebook_rulepack", pack)):
        for act in ("change", "delete"):
            typed = {"post": "yes", "note": "改写", "title": "改写", "_save": "保存"}
            answer = officer.post(reverse(f"admin:{name}_{act}", args=[row.pk]), typed)
            assert answer.status_code in (403, 404, 302), (name, act, answer.status_code)
        chosen = {"action": "delete_selected", "_selected_action": str(row.pk), "post": "yes"}
        officer.post(reverse(f"admin:{name}_changelist"), chosen)
    assert changed(before) <= {"core_auditentry"}, "but what was tried is told"
    assert AuditEntry.objects.get(pk=entry.pk).note == entry.note
    assert RulePack.objects.get(pk=pack.pk).title == pack.title


@pytest.mark.parametrize("table", ["core_auditentry", "rulebook_rulepack"])
@pytest.mark.parametrize("sql", ["UPDATE {} SET {} = 'x' WHERE id = %s", "DELETE FROM {} WHERE id = %s"])
def test_i6_the_application_s_own_role_alters_them_by_no_statement(
    office: Office, table: str, sql: str
) -> None:
    model, column = (AuditEntry, "note") if table == "core_auditentry" else (RulePack, "title")
    row = (
        model.objects.order_by("pk").first()
        if table == "core_auditentry"
        else RulePack.objects.filter(state="published").first()
    )
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql.format(table, column), [row.pk])
    with pytest.raises(DatabaseError), transaction.atomic():
        model.objects.filter(pk=row.pk).update(**{column: "x"})
    with pytest.raises(DatabaseError), transaction.atomic():
        model.objects.filter(pk=row.pk)._raw_delete("default")
    assert getattr(model.objects.get(pk=row.pk), column) == getattr(row, column)


def test_i6_what_the_owner_of_the_tables_altered_is_named(office: Office) -> None:
    seal_entries(now=NOW + timedelta(days=1))
    entry = AuditEntry.objects.order_by("pk")[3]
    lift_guards(connection)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE core_auditentry SET actor_name = '别人' WHERE id = %s", [entry.pk])
    with pytest.raises(CommandError, match=f"^第 {entry.pk} 条操作日志"):
        call_command("verify_audit")
