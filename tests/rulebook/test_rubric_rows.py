"""Scoring tables live in their pack: written and read the same, in its digest, frozen with it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.db import DatabaseError, connection, transaction

from core.actor import SYSTEM
from core.models import AuditEntry
from core.workflow import TransitionRefused
from rulebook.models import Rubric, RubricCriterion, RubricMark, RubricVeto, RulePack
from rulebook.rubric import How, Purpose, Step, Veto
from rulebook.rubric_checks import vocabulary_of
from rulebook.rubric_files import read_rubric
from rulebook.rubric_words import rubric_row
from rulebook.selectors import measure_of, terms_of
from rulebook.services import BadPack, check_pack, copy_pack, create_pack, edit_pack
from rulebook.terms import as_plain, digest_of
from tests.factories import NOW, union
from tests.factories.packs import TERMS, published_pack, with_scan
from tests.rulebook.rubrics import ACCIDENT, ALL, criterion, mark, rubric

pytestmark = pytest.mark.django_db

AREA = criterion(
    "N1.2", How.THRESHOLD, 400, fact="area", steps=(Step(limit=1000, points=400), Step(limit=600, points=200))
)
TABLE = rubric(
    [
        AREA,
        criterion(
            "N1.4",
            How.CHECKLIST,
            100,
            items=("table", "wash_basin|hot_water"),
            steps=(Step(limit=2, points=100),),
        ),
    ],
    [criterion("N2.1", points=500, may_not_apply=True, evidence=("photo",))],
    vetoes=(ACCIDENT, Veto(code="V2", title="未达标", purposes=(Purpose.YEARLY,), fact="area", at_least=600)),
    marks=tuple(mark(purpose) for purpose in ALL),
)


@pytest.fixture
def city():
    return union("青岛市总工会", "city", is_issuer=True)


@pytest.fixture
def terms():
    assert any(rule.site_type == "nursing_room" for rule in TERMS.type_rules)
    return replace(TERMS, rubrics=(TABLE,))


def test_what_is_written_is_read_back_to_the_letter(city, terms):
    pack = create_pack(terms, issuer=city, actor=SYSTEM, now=NOW)
    assert terms_of(RulePack.objects.get(pk=pack.pk)) == terms


def test_a_table_is_part_of_the_digest_and_of_the_measure(city):
    pack = published_pack(city, rubrics=(TABLE,))
    plain = digest_of(terms_of(pack), issuer_code=city.code, number=pack.number)
    assert (
        pack.digest
        == plain
        != digest_of(replace(terms_of(pack), rubrics=()), issuer_code=city.code, number=1)
    )
    assert measure_of(pack.pk).rubric_for("nursing_room") == TABLE
    assert measure_of(pack.pk).rubric_for("mind_station") is None


def test_a_pack_without_a_table_says_nothing_of_tables():
    assert "rubrics" not in as_plain(TERMS)


def test_the_order_of_tables_does_not_change_the_digest_and_one_weight_does(terms):
    heavier = replace(AREA, points=405, steps=(Step(limit=1000, points=405),))
    other = replace(
        TABLE, dimensions=(replace(TABLE.dimensions[0], criteria=(heavier,)), *TABLE.dimensions[1:])
    )
    told = [
        digest_of(replace(TERMS, rubrics=(table,)), issuer_code="A", number=1) for table in (TABLE, other)
    ]
    assert told[0] != told[1]


def test_a_draft_is_saved_with_points_that_do_not_add_up_and_cannot_be_checked(city, terms):
    short = replace(TABLE, dimensions=TABLE.dimensions[:1])
    pack = with_scan(create_pack(replace(terms, rubrics=(short,)), issuer=city, actor=SYSTEM, now=NOW))
    with pytest.raises(TransitionRefused) as refused:
        check_pack(pack.pk, actor=SYSTEM, now=NOW)
    assert refused.value.reason == (
        "未能核对,请先改正评分表:\n评分表:各项满分合计 50 分,应为 100 分,请调整各项分值。"
    )
    edit_pack(pack.pk, terms, actor=SYSTEM, now=NOW)
    assert check_pack(pack.pk, actor=SYSTEM, now=NOW).state == "checked"


def test_a_table_of_a_type_that_the_pack_does_not_rule_is_refused(city, terms):
    stranger = replace(TABLE, site_type="mind_station")
    with pytest.raises(BadPack, match="不在阵地类型规则中"):
        create_pack(replace(terms, rubrics=(stranger,)), issuer=city, actor=SYSTEM, now=NOW)


def test_a_copy_takes_the_tables_along_and_an_edit_replaces_them(city):
    pack = published_pack(city, rubrics=(TABLE,))
    copy = copy_pack(pack.pk, actor=SYSTEM, now=NOW)
    assert terms_of(copy).rubrics == (TABLE,)
    edited = edit_pack(copy.pk, replace(terms_of(copy), rubrics=()), actor=SYSTEM, now=NOW)
    assert (terms_of(edited).rubrics, Rubric.objects.filter(pack=copy).count()) == ((), 0)


@pytest.mark.parametrize("model", [Rubric, RubricCriterion, RubricVeto, RubricMark])
def test_the_database_keeps_a_published_table(city, model):
    published_pack(city, rubrics=(TABLE,))
    table = model._meta.db_table
    column = "title" if model is not RubricMark else "purpose"
    for sql in (f"UPDATE {table} SET {column} = 'demonstration'", f"DELETE FROM {table}"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)
    row = model.objects.first()
    row.pk = None
    with pytest.raises(DatabaseError), transaction.atomic():
        row.save(force_insert=True)


def test_the_words_of_a_table_are_read_back_as_the_same_table():
    vocabulary = vocabulary_of("nursing_room")
    problems: list[str] = []
    assert read_rubric(rubric_row(TABLE, vocabulary), problems) == TABLE
    assert problems == []


def test_the_trail_tells_item_by_item_what_changed(city, terms):
    pack = create_pack(terms, issuer=city, actor=SYSTEM, now=NOW)
    moved = replace(AREA, steps=(Step(limit=1200, points=400), Step(limit=600, points=200)))
    first, second = TABLE.dimensions
    table = replace(TABLE, dimensions=(replace(first, criteria=(moved, *first.criteria[1:])), second))
    edit_pack(pack.pk, replace(terms, rubrics=(table,)), actor=SYSTEM, now=NOW)
    changes = AuditEntry.objects.get(action="pack.edit").changes
    assert list(changes) == ["评分表 N1.2"]
    before, after = changes["评分表 N1.2"]
    assert "10以上=40;6-10=20;6以下=0" in before
    assert "12以上=40;6-12=20;6以下=0" in after
