"""A bad table is caught wherever it comes in: saved as a draft it is told and not checked, as a file it is not taken in."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.actor import SYSTEM
from core.workflow import TransitionRefused
from rulebook.models import RulePack
from rulebook.pack_files import BadPackFile, read_terms
from rulebook.pack_text import pack_text
from rulebook.rubric import How, Step
from rulebook.services import BadPack, check_pack, copy_pack
from rulebook.term_checks import table_problems_of
from tests.factories import NOW, union
from tests.factories.packs import TERMS, draft_pack, published_pack, with_scan
from tests.rulebook.rubrics import criterion
from tests.rulebook.seed_tables import TABLES

ROOM = TABLES["nursing_room"]


def with_first(changed):
    """The sample table with its first item changed."""
    head = ROOM.dimensions[0]
    first = replace(head, criteria=(changed(head.criteria[0]), *head.criteria[1:]))
    return replace(ROOM, dimensions=(first, *ROOM.dimensions[1:]))


def short(each):
    points = tuple(replace(level, points=min(level.points, 70)) for level in each.levels)
    return replace(each, points=70, levels=points)


def on(fact, *steps):
    scale = tuple(Step(limit=limit, points=points) for limit, points in steps)
    return lambda each: criterion(each.code, How.THRESHOLD, each.points, fact=fact, steps=scale)


BAD = {
    "points that make 99": (with_first(short), "各项满分合计 99 分,应为 100 分"),
    "a fact of another type": (
        with_first(on("mind_station.counsellors", (2, 80))),
        "“mind_station.counsellors”不属于这一类型",
    ),
    "a step that does not rise": (with_first(on("area", (1000, 80), (600, 80))), "各档得分应随界限依次提高"),
    "two steps at one limit": (with_first(on("area", (600, 80), (600, 40))), "有两档的界限相同"),
}


@pytest.mark.parametrize(("table", "words"), BAD.values(), ids=BAD.keys())
@pytest.mark.django_db
def test_a_draft_with_a_bad_table_is_never_checked(table, words):
    city = union("青岛市总工会", "city", is_issuer=True)
    pack = with_scan(draft_pack(city, rubrics=(table,)))
    with pytest.raises(TransitionRefused, match=words):
        check_pack(pack.pk, actor=SYSTEM, now=NOW)
    assert RulePack.objects.get(pk=pack.pk).state == "draft"


def test_the_sample_itself_is_fine():
    assert table_problems_of(replace(TERMS, rubrics=(ROOM,))) == []


@pytest.mark.parametrize(
    ("scale", "words"),
    [
        ("10以上=8;6-9=4;6以下=0", "9 至 10之间没有写明得几分"),
        ("10以上=8;6-10=4", "没有写明得几分"),
        ("10以上=8;6-11=4;6以下=0", "有两档的范围重叠"),
    ],
)
def test_a_gap_between_steps_is_told_where_the_table_is_written(scale, words):
    text = pack_text(replace(TERMS, rubrics=(ROOM,)))
    assert "10以上=8;6-10=4;6以下=0" in text
    with pytest.raises(BadPackFile, match=words):
        read_terms(text.replace("10以上=8;6-10=4;6以下=0", scale, 1))


@pytest.mark.django_db
def test_a_copy_for_a_day_that_is_taken_is_refused():
    pack = published_pack(union("青岛市总工会", "city", is_issuer=True))
    with pytest.raises(BadPack, match="已有同一施行日期的版本"):
        copy_pack(pack.pk, actor=SYSTEM, now=NOW, effective_from=pack.effective_from)
    assert RulePack.objects.count() == 1


WHOLE_FILE = pack_text(replace(TERMS, rubrics=(ROOM,)))
HEAD = WHOLE_FILE.split("sign_off_levels", 1)[0]

#: Files that are TOML and still no pack.
STRANGE = {
    "a number for rows": f"{HEAD}limit = 5",
    "numbers as rows": f"{HEAD}limit = [1, 2]",
    "a text for names": f'{HEAD}sign_off_levels = "经办"',
    "numbers as names": f"{HEAD}sign_off_levels = [1]",
    "a table for rows": f'{HEAD}[rubric]\ntitle = "x"',
    "a text as a rubric": f'{HEAD}rubric = ["x"]',
    "numbers as heads": f'{HEAD}[[rubric]]\nsite_type = "nursing_room"\ntitle = "x"\ndimension = [1]\nveto = 3',
    "purposes of numbers": WHOLE_FILE.replace("purposes = [", "purposes = [1, [2], ", 1),
    "no end of a scale": WHOLE_FILE.replace("10以上=8", "999999999999以上=8", 1),
    "a veto at infinity": f'{WHOLE_FILE}\n[[rubric.veto]]\ncode = "V9"\ntitle = "x"\npurposes = []\nfact = "area"\nat_least = inf',
    "a veto at no number": f'{WHOLE_FILE}\n[[rubric.veto]]\ncode = "V9"\ntitle = "x"\npurposes = []\nfact = "area"\nat_least = nan',
    "ten thousand levels": f"{HEAD}limit = {'[' * 10_000}{']' * 10_000}",
    "a number of ten thousand digits": f"{HEAD}min_spacing_m = {'9' * 10_000}",
}


@pytest.mark.parametrize("text", STRANGE.values(), ids=STRANGE.keys())
def test_a_file_that_is_no_pack_is_told_in_words(text):
    with pytest.raises(BadPackFile, match="请"):
        read_terms(text)


#: What no row holds: PostgreSQL refuses to write it, SQLite keeps it.
OVERFULL = {
    "a title": ({"title": "管" * 5000}, "名称"),
    "a spacing": ({"min_spacing_m": 10**12}, "间距"),
    "a level": ({"sign_off_levels": ("签" * 500,)}, "环节"),
    "a table": ({"rubrics": (replace(ROOM, title="表" * 500),)}, "评分表名称"),
    "a sample": ({"rubrics": (replace(ROOM, least_sample=10**6),)}, "有效问卷"),
    "an item": ({"rubrics": (with_first(lambda each: replace(each, title="项" * 500)),)}, "N1.1"),
    "a share": (
        {"rubrics": (replace(ROOM, marks=(replace(ROOM.marks[0], dimension_percent=10**6),)),)},
        "最低得分比例",
    ),
}


@pytest.mark.parametrize(("how", "words"), OVERFULL.values(), ids=OVERFULL.keys())
@pytest.mark.django_db
def test_what_no_row_holds_is_told_before_it_is_written(how, words):
    with pytest.raises(BadPack, match=words):
        draft_pack(union("青岛市总工会", "city", is_issuer=True), **how)
    assert not RulePack.objects.exists()
