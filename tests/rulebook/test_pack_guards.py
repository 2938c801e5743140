"""A published measure cannot be changed in the database."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from core.actor import SYSTEM
from rulebook.models import RulePack, TimeLimit
from rulebook.selectors import terms_of
from rulebook.services import (
    edit_pack,
)
from tests.factories import NOW, union
from tests.factories.packs import TERMS, draft_pack, published_pack

pytestmark = pytest.mark.django_db


@pytest.fixture
def city():
    return union("青岛市总工会", "city", is_issuer=True)


# What the database refuses

REFUSED = [
    "UPDATE rulebook_rulepack SET title = 'x' WHERE id = {pack}",
    "UPDATE rulebook_rulepack SET state = 'draft' WHERE id = {pack}",
    "DELETE FROM rulebook_rulepack WHERE id = {pack}",
    "UPDATE rulebook_timelimit SET days = 99 WHERE pack_id = {pack}",
    "UPDATE rulebook_signofflevel SET name = 'x' WHERE pack_id = {pack}",
    "UPDATE rulebook_typerule SET min_inspectors = 1 WHERE pack_id = {pack}",
    "DELETE FROM rulebook_timelimit WHERE pack_id = {pack}",
    "DELETE FROM rulebook_signofflevel WHERE pack_id = {pack}",
    "DELETE FROM rulebook_typerule WHERE pack_id = {pack}",
    "UPDATE rulebook_rulepack SET change_notes = 'x', trial_until = NULL WHERE id = {pack}",
    "UPDATE rulebook_typerule SET quota_percent = 99 WHERE pack_id = {pack}",
    "INSERT INTO rulebook_subsidytier (pack_id, site_type, label, condition, amount_fen)"
    " VALUES ({pack}, 'nursing_room', 'x', 'x', 100)",
    "INSERT INTO rulebook_ladderstep (pack_id, action, days, wording) VALUES ({pack}, 'remind', 0, 'x')",
    "UPDATE rulebook_timelimit SET pack_id = {draft} WHERE pack_id = {pack}",
    "UPDATE rulebook_timelimit SET pack_id = {pack}, code = 'other' WHERE pack_id = {draft}",
    "INSERT INTO rulebook_signofflevel (pack_id, name, \"order\") VALUES ({pack}, 'x', 9)",
    "INSERT INTO rulebook_timelimit (pack_id, code, name, days, counted)"
    " VALUES ({pack}, 'x1', 'x', 1, 'days')",
    "INSERT INTO rulebook_typerule (pack_id, site_type, name, acceptance_level, min_inspectors)"
    " VALUES ({pack}, 'x1', 'x', 'city', 2)",
]


def run(sql, **keys):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql.format(**keys))
        return cursor.rowcount


@pytest.mark.parametrize("sql", REFUSED)
def test_plain_sql_cannot_touch_a_published_pack(city, sql):
    pack, draft = published_pack(city), draft_pack(city, effective_from=date(2027, 1, 1))
    with pytest.raises(DatabaseError, match="rows are protected"):
        run(sql, pack=pack.pk, draft=draft.pk)
    assert terms_of(RulePack.objects.get(pk=pack.pk)) == TERMS


@pytest.mark.parametrize("sql", [sql for sql in REFUSED if "{draft}" not in sql])
def test_the_same_statements_pass_on_a_draft(city, sql):
    pack = draft_pack(city)
    if sql.startswith("DELETE FROM rulebook_rulepack"):
        edit_pack(
            pack.pk, replace(TERMS, limits=(), sign_off_levels=(), type_rules=()), actor=SYSTEM, now=NOW
        )
    assert run(sql, pack=pack.pk) >= 1


def test_the_orm_cannot_touch_a_published_pack_either(city):
    pack = published_pack(city)
    limit = TimeLimit.objects.get(pack=pack)
    for change in (pack.save, pack.delete, limit.save, limit.delete, RulePack.objects.all().delete):
        with pytest.raises(DatabaseError, match="rows are protected"), transaction.atomic():
            change()


def test_a_published_pack_cannot_be_without_digest(city):
    pack = draft_pack(city)
    with pytest.raises(IntegrityError):
        run("UPDATE rulebook_rulepack SET state = 'published' WHERE id = {pack}", pack=pack.pk)


def test_a_state_that_does_not_exist_is_refused(city):
    pack = draft_pack(city)
    with pytest.raises(IntegrityError):
        run("UPDATE rulebook_rulepack SET state = 'gone' WHERE id = {pack}", pack=pack.pk)
