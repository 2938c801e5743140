"""The sample scoring tables: complete, whole, judged by use only after use; what is planted in them is refused."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from core.actor import SYSTEM
from rulebook.models import RulePack
from rulebook.pack_files import BadPackFile, read_terms
from rulebook.pack_text import pack_text
from rulebook.rubric import How, Purpose
from rulebook.seeds import pack_texts, rubric_texts
from rulebook.selectors import terms_of
from rulebook.services import create_pack
from sites.facts import RECORDS, fact
from sites.types import site_types
from tests.factories import NOW, union
from tests.rulebook.seed_tables import TABLES, TEXTS, read

ACCEPTANCE, YEARLY, DEMONSTRATION = Purpose

#: Points of every item by head, and the sums of the heads.
POINTS = {
    "nursing_room": ([8, 8, 6, 10, 5, 5], [5, 6, 7, 6, 6, 5], [8, 6, 5, 4], (42, 35, 23)),
    "holiday_station": ([7, 8, 7, 7, 5, 4], [8, 5, 7, 7, 4, 3], [7, 6, 6, 5, 4], (38, 34, 28)),
    "childcare_centre": ([7, 6, 8, 8, 6, 3], [7, 8, 7, 5, 4, 4], [8, 7, 7, 5], (38, 35, 27)),
    "comprehensive_centre": ([7, 12, 7, 5, 5], [8, 8, 7, 6, 5], [8, 8, 5, 5, 4], (36, 34, 30)),
    "outdoor_station": ([7, 8, 6, 12, 3, 4], [5, 9, 4, 6, 5, 4, 4], [7, 6, 6, 4], (40, 37, 23)),
    "mind_station": ([10, 12, 8, 6], [12, 10, 8, 6], [10, 8, 4, 6], (36, 36, 28)),
}
#: Full marks on these are asked at acceptance.
BASICS = {
    "nursing_room": "N1.4 N1.5 N2.1",
    "holiday_station": "H1.1 H1.2 H1.3 H1.4 H2.1 H2.2",
    "childcare_centre": "C1.1 C1.3 C1.4 C1.5 C2.1 C2.2 C2.3 C2.4 C2.6",
    "comprehensive_centre": "W1.1 W1.3 W2.2",
    "outdoor_station": "O1.3 O1.4 O2.6",
    "mind_station": "M1.1 M2.1 M2.2",
}


every_type = pytest.mark.parametrize("site_type", sorted(TEXTS))


def test_every_type_has_one_table():
    assert len(TEXTS) == len(rubric_texts())
    assert TEXTS.keys() == {kind.code for kind in site_types()} == POINTS.keys()


@every_type
def test_a_table_has_the_points_and_sums_of_its_kind(site_type):
    *heads, sums = POINTS[site_type]
    rubric = TABLES[site_type]
    assert [[each.points // 10 for each in head.criteria] for head in rubric.dimensions] == heads
    assert tuple(head.points for head in rubric.dimensions) == tuple(10 * points for points in sums)
    assert [head.name for head in rubric.dimensions] == ["环境及配置", "日常管理", "使用效果"]
    for head in rubric.dimensions:
        codes = [each.code for each in head.criteria]
        assert codes == [f"{head.code}.{number}" for number in range(1, len(codes) + 1)]


@every_type
def test_a_table_says_that_it_is_a_sample_and_names_no_reference_code(site_type):
    text = TEXTS[site_type]
    head = "".join(line for line in text.splitlines()[:4] if line.startswith("#"))
    for words in ("试用样表", "不是正式印发文本", "替换", "依据公开资料编写", "拟定的默认值"):
        assert words in head
    assert not re.search(r"\bS\d{2,3}\b", text)
    assert TABLES[site_type].title.endswith("评分表(试用样表)")


@every_type
def test_at_acceptance_nothing_is_judged_by_use(site_type):
    *_, use = TABLES[site_type].dimensions
    for each in TABLES[site_type].criteria():
        measured = bool(each.fact) and fact(each.fact).provider == RECORDS
        assert (each.how == How.COUNT) is measured, each.code
        assert YEARLY in each.purposes and DEMONSTRATION in each.purposes
        if measured or each in use.criteria:
            assert ACCEPTANCE not in each.purposes, each.code
    for veto in TABLES[site_type].vetoes_for(ACCEPTANCE):
        assert not veto.fact or fact(veto.fact).provider != RECORDS


@every_type
def test_what_acceptance_cannot_do_without_counts_there(site_type):
    basics = [each for each in TABLES[site_type].criteria() if each.is_basic]
    assert [each.code for each in basics] == BASICS[site_type].split()
    assert all(ACCEPTANCE in each.purposes and not each.may_not_apply for each in basics)


@every_type
def test_whatever_is_found_can_be_answered_from_nothing_to_full(site_type):
    for each in TABLES[site_type].criteria():
        assert each.evidence, each.code
        if each.levels:
            assert (each.levels[0].points, each.levels[-1].points) == (each.points, 0), each.code
            assert len({level.label for level in each.levels}) == len(each.levels)


@every_type
def test_only_what_can_honestly_not_apply_may_be_left_out(site_type):
    """Too new for a year of records, not shown to the public, no meals, no requests, no reports, no crisis."""
    leaving = {each.code for each in TABLES[site_type].criteria() if each.may_not_apply}
    assert leaving == {"N2.4", "N3.4", "H1.5", "W2.4", "O2.7", "O3.3", "M3.3"} & {
        each.code for each in TABLES[site_type].criteria()
    }


@every_type
def test_the_marks_of_the_three_purposes(site_type):
    marks = [
        (mark.purpose, mark.pass_at, mark.rectify_at, mark.dimension_percent, mark.needs_basics)
        for mark in TABLES[site_type].marks
    ]
    assert marks == [
        (ACCEPTANCE, 700, 500, 0, True),
        (YEARLY, 800, 600, 0, False),
        (DEMONSTRATION, 900, 800, 80, False),
    ]


def test_two_talks_bind_the_primary_union_and_no_station():
    talks = TABLES["mind_station"].criterion("M3.1")
    assert (talks.how, talks.fact) == (How.CHOICE, "")
    assert "所属基层工会" in talks.standard and "不要求每个驿站" in talks.standard


def test_tables_stand_in_the_measures_of_their_family():
    """As a union would: the tables put below the measure in one file."""
    for text in pack_texts():
        types = [rule.site_type for rule in read_terms(text, issuer="某市总工会").type_rules]
        whole = "\n".join([text, *(TEXTS[site_type] for site_type in types)])
        terms = read_terms(whole, issuer="某市总工会")
        assert terms.rubrics == tuple(TABLES[each] for each in types)
        assert read_terms(pack_text(terms)) == terms


@pytest.mark.django_db
def test_tables_fit_into_the_rows_of_a_pack():
    city = union("青岛市总工会", "city", is_issuer=True)
    for text in pack_texts():
        terms = read_terms(text, issuer="青岛市总工会")
        rubrics = tuple(TABLES[rule.site_type] for rule in terms.type_rules)
        pack = create_pack(replace(terms, rubrics=rubrics), issuer=city, actor=SYSTEM, now=NOW)
        assert terms_of(RulePack.objects.get(pk=pack.pk)).rubrics == rubrics


# What is planted is refused in the words of whoever must mend it.


@pytest.mark.parametrize(
    ("was", "planted", "words"),
    [
        (
            'points = 5\nfact = "satisfaction"\nscale = "90以上=5;',
            'points = 4\nfact = "satisfaction"\nscale = "90以上=4;',
            "爱心妈妈小屋评分表(试用样表):各项满分合计 99 分,应为 100 分,请调整各项分值。",
        ),
        (
            "洗手盆|热水、冰箱",
            "洗手盆|热水、冷藏柜",
            "N1.4:设施清单中没有“冷藏柜”,请按备案表中的名称填写。",
        ),
        ("洗手盆|热水、冰箱", "课桌椅、冰箱", "N1.4:设施清单中没有“课桌椅”,请按备案表中的名称填写。"),
        ("10以上=8;6-10=4", "10以上=8;6-9=4", "N1.2:9 至 10之间没有写明得几分,请补一档。"),
        ("4以上=6;3=4.5;2=3", "4以上=6;2=3", "N3.2:3之间没有写明得几分,请补一档。"),
        ('fact = "area"', 'fact = "area_m2"', "N1.2:指定的登记资料“area_m2”不属于这一类型,请另选。"),
        (
            'fact = "area"',
            'fact = "holiday_station.area_per_child"',
            "N1.2:指定的登记资料“holiday_station.area_per_child”不属于这一类型,请另选。",
        ),
        ("may_not_apply = true", "may_not_aply = true", "N2.4:不认识的项目“may_not_aply”,请对照样例修改。"),
        ("needs_basics = true", "needs_basic = true", "验收:不认识的项目“needs_basic”,请对照样例修改。"),
        (
            "least_sample = 10",
            "sample = 10",
            "爱心妈妈小屋评分表(试用样表):不认识的项目“sample”,请对照样例修改。",
        ),
        ('name = "日常管理"', "", "N2:缺少项目“name”。"),
        ('title = "发生安全责任事故"', 'title = "事故"\nat_least = "无"', "V1:项目“at_least”应为数字。"),
        (
            'title = "发生安全责任事故"',
            'title = "事故"\nfact = "accidents"',
            "V1:指定的登记资料“accidents”不属于这一类型,请另选。",
        ),
        (
            'site_type = "nursing_room"',
            'site_type = "nursery"',
            "评分表:没有“nursery”这种阵地类型,请检查类型代码。",
        ),
    ],
)
def test_a_planted_wrong_is_refused_in_words(was, planted, words):
    text = TEXTS["nursing_room"]
    assert was in text
    assert read(text.replace(was, planted, 1))[1] == [words]
    with pytest.raises(BadPackFile, match=re.escape(words)):
        read_terms("\n".join([pack_texts()[-1], text.replace(was, planted, 1)]))
