"""What a pack says, as a value: what is wrong with it, what it lacks, how it is digested and used."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time

import pytest

from rulebook.number_pattern import pattern_problem
from rulebook.pack_files import BadPackFile, read_terms
from rulebook.seeds import pack_texts
from rulebook.term_checks import gaps_of, problems_of
from rulebook.terms import SAMPLE_MARK, Limit, Measure, Terms, TypeTerms, digest_of
from rulebook.workdays import WorkCalendar

TERMS = Terms(
    family="women",
    title="办法",
    effective_from=date(2026, 1, 1),
    document_number="青工发〔2026〕1号",
    issued_on=date(2025, 12, 1),
    limits=(
        Limit(code="district_check", name="审核", days=5),
        Limit(code="rectification", name="整改", days=30, counted="days"),
    ),
    sign_off_levels=("经办(复核)", "签批"),
    type_rules=(TypeTerms(site_type="nursing_room", name="爱心妈妈小屋", area_warn_tenths=100),),
)
PLAIN = WorkCalendar(special={}, known_years=frozenset({2026}), version={2026: 1})


def measure(**changes):
    return Measure(**vars(replace(TERMS, **changes)), pk=1, issuer_id=1, number=1, digest="d")


@pytest.mark.parametrize(
    ("pattern", "is_fine"),
    [
        ("{district}-{type}-{year}-{serial:04d}", True),
        ("{year}{serial}", True),
        ("QD-{year}-{serial:06d}", True),
        ("{district}-{serial:04d}", False),
        ("{year}-{district}", False),
        ("{year}-{serial:4d}", False),
        ("{year}号{serial}", False),
        ("{year.__class__}-{serial}", False),
        ("{year}-{serial", False),
        ("{other}-{year}-{serial}", False),
    ],
)
def test_a_number_pattern_needs_year_and_serial_and_nothing_strange(pattern, is_fine):
    assert (pattern_problem(pattern) == "") is is_fine


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"title": " "}, "请填写管理办法的名称"),
        ({"family": "men"}, "“men”不是可选的代码"),
        ({"seal_scan_due": "never"}, "“never”不是可选的代码"),
        ({"limits": (Limit(code="a b", name="x", days=1),)}, "代码“a b”不能使用"),
        ({"limits": (*TERMS.limits, *TERMS.limits)}, "重复出现"),
        ({"limits": (Limit(code="returned", name="x", days=0),)}, "1 至 366 个工作日"),
        ({"limits": (Limit(code="returned", name="x", days=367),)}, "1 至 366 个工作日"),
        ({"limits": (Limit(code="wait", name="x", days=1831, counted="days"),)}, "1 至 1830 个自然日"),
        ({"limits": (Limit(code="returned", name="x", days=5, counted="weeks"),)}, "“weeks”不是可选的代码"),
        ({"number_pattern": "{serial}"}, "须包含 {year} 和 {serial}"),
        ({"sign_off_levels": ("经办", "")}, "缺少名称"),
        ({"type_rules": (TypeTerms(site_type="x1", name="x", min_inspectors=0),)}, "1 至 9 人"),
        (
            {"type_rules": (TypeTerms(site_type="x1", name="甲", area_warn_tenths=5, area_floor_tenths=9),)},
            "小于最低面积",
        ),
    ],
)
def test_what_is_wrong_is_said_in_a_sentence(changes, words):
    assert problems_of(TERMS) == []
    (problem,) = problems_of(replace(TERMS, **changes))
    assert words in problem


def test_only_a_sample_may_lack_number_and_date_of_its_document():
    bare = replace(TERMS, document_number="", issued_on=None, limits=())
    assert gaps_of(TERMS) == []
    assert gaps_of(bare) == ["文号", "印发日期", "办理时限"]
    assert gaps_of(replace(bare, is_sample=True)) == ["办理时限"]


def test_any_change_changes_the_digest_and_the_order_of_entry_does_not():
    base = digest_of(TERMS, issuer_code="QD", number=1)
    assert digest_of(replace(TERMS, limits=TERMS.limits[::-1]), issuer_code="QD", number=1) == base
    others = {
        digest_of(TERMS, issuer_code="JN", number=1),
        digest_of(TERMS, issuer_code="QD", number=2),
        digest_of(replace(TERMS, closing_time=time(17, 0)), issuer_code="QD", number=1),
        digest_of(replace(TERMS, sign_off_levels=TERMS.sign_off_levels[::-1]), issuer_code="QD", number=1),
        digest_of(replace(TERMS, limits=TERMS.limits[:1]), issuer_code="QD", number=1),
        digest_of(replace(TERMS, type_rules=()), issuer_code="QD", number=1),
    }
    assert len(others | {base}) == 7


def test_a_measure_counts_each_period_as_it_says():
    monday = date(2026, 3, 9)
    assert measure().due_for("district_check", monday, PLAIN).date == date(2026, 3, 16)
    assert measure().due_for("rectification", monday, PLAIN).date == date(2026, 4, 8)
    assert measure().due_for("acceptance", monday, PLAIN) is None
    assert measure().days_for("district_check") == 5
    assert measure().days_for("acceptance") is None


def test_a_measure_knows_the_types_it_governs():
    assert measure().rule_for("nursing_room").min_inspectors == 2
    with pytest.raises(LookupError):
        measure().rule_for("mind_station")


def test_a_citation_names_document_and_sample():
    assert measure().citation == "《办法》(青工发〔2026〕1号)"
    assert measure(is_sample=True, document_number="").citation == f"《办法》({SAMPLE_MARK})"


def test_seed_files_are_whole_and_of_three_families():
    seeds = [read_terms(text, issuer="青岛市总工会") for text in pack_texts()]
    assert sorted(terms.family for terms in seeds) == ["mind", "outdoor", "women"]
    for terms in seeds:
        assert gaps_of(terms) == []
        assert terms.is_sample
    (women,) = (terms for terms in seeds if terms.family == "women")
    assert women.title == "青岛市总工会女职工关爱服务阵地建设管理办法(试行)"
    assert women.effective_from == date(2023, 6, 29)
    assert {limit.code: limit.days for limit in women.limits} == {
        "district_check": 5,
        "returned": 10,
        "acceptance": 15,
        "reacceptance": 10,
        "city_filing": 10,
        "seal_scan": 10,
        "expiry_notice": 30,
        "use_silence": 90,
        "map_listing": 60,
        "fault_repair": 7,
        "confirmation": 180,
        "confirm_hours": 90,
        "confirm_phone": 90,
        "self_check_notice": 30,
        "self_check_late": 60,
        "title_notice": 60,
        "rectification": 30,
        "season_notice": 30,
        "report_answer": 5,
        "ladder_notice": 10,
        "ladder_answer": 5,
        "cooling_off": 365,
        "publicity": 5,
    }
    assert {rule.site_type: rule.acceptance_level for rule in women.type_rules} == {
        "nursing_room": "district",
        "holiday_station": "third_party",
        "childcare_centre": "city",
        "comprehensive_centre": "district",
    }


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("family = ", "不符合 TOML 格式"),
        ('family = "women"', "缺少项目“title”"),
        ('family = "women"\ntitle = "x"\neffective_from = "明年"', "“effective_from”的写法不正确"),
        ('family = "women"\ntitle = "x"\neffective_from = 2026-01-01\ncolour = 1', "不认识的项目“colour”"),
        ('family = "men"\ntitle = "x"\neffective_from = 2026-01-01', "不是可选的代码"),
        (
            'family = "women"\ntitle = "x"\neffective_from = 2026-01-01\n[[limit]]\ncode = "a1"\ndays = true',
            "“days”的写法",
        ),
    ],
)
def test_a_bad_pack_file_is_refused_in_words(text, words):
    with pytest.raises(BadPackFile, match=words):
        read_terms(text)


def test_a_pack_published_long_ago_keeps_its_digest() -> None:
    """These were written down once; a new term must not change what old packs are known by."""
    known = {
        None: "1e553898516677228548a6bea9fac6cd39c57c6b6144d0b28523ff37d9254ad4",
        500: "d080a1cc03f8af255db543f19dc3ee2e070ee7848a27c349d7ec07eb16649ee9",
    }
    for spacing, digest in known.items():
        assert digest_of(replace(TERMS, min_spacing_m=spacing), issuer_code="QD", number=1) == digest
