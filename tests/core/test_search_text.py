"""Chinese text is found by two characters or by pinyin initials, the same on both databases."""

from __future__ import annotations

import pytest

from accounts.models import Union
from core.search_text import matching, query_tokens, search_text
from tests.factories import union

NAMES = [
    "中山公园户外劳动者驿站",
    "李沧区职工子女爱心托育托管中心",
    "黄岛区税务局爱心妈妈小屋",
    "山东港口青岛港工会",
    "100%关爱_驿站",
    "5G示范A座驿站",
    "即墨区总工会",
]


@pytest.fixture
def rows(db):
    for number, name in enumerate(NAMES):
        union(name, code=f"u{number}")


def found(words):
    return {each.name for each in matching(Union.objects.all(), words)}


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("中山", {NAMES[0]}),
        ("山公", {NAMES[0]}),
        ("公园", {NAMES[0]}),
        ("园公", set()),
        ("山", {NAMES[0], NAMES[3]}),
        ("爱心", {NAMES[1], NAMES[2]}),
        ("爱心妈妈", {NAMES[2]}),
        ("爱妈", set()),
        ("李沧 托管", {NAMES[1]}),
        ("李沧 妈妈", set()),
        ("zsgy", {NAMES[0]}),
        ("ZSGY", {NAMES[0]}),
        ("zsgy", {NAMES[0]}),
        ("gyhw", {NAMES[0]}),
        ("zgy", set()),
        ("jm", {NAMES[6]}),
        ("qdg", {NAMES[3]}),
        ("a座", {NAMES[5]}),
        ("5g", {NAMES[5]}),
        ("100", {NAMES[4]}),
        ("00", set()),
    ],
)
def test_what_is_found(rows, words, expected):
    assert found(words) == expected


@pytest.mark.parametrize(
    "words", ["%", "_", "%%%%" * 50, "关_", "关%爱", "100_", "' OR 1=1 --", "\\", ":*", "!&|"]
)
def test_signs_of_the_query_language_are_literal(rows, words):
    """A percent sign never matches everything: it finds what the letters beside it find, or nothing."""
    letters = {"关_": "关", "关%爱": "关 爱", "100_": "100", "' OR 1=1 --": "or 1 1"}.get(words)
    assert found(words) == (found(letters) if letters else set())
    assert found(words) != set(NAMES)


@pytest.mark.parametrize("words", ["", "   ", "!?", "。,", "\u200b"])
def test_words_without_a_letter_find_nothing(rows, words):
    assert found(words) == set()


def test_invisible_characters_and_width_do_not_hide_a_name(rows):
    assert found("中\u200b山") == {NAMES[0]}
    assert found("5G") == {NAMES[5]}


def test_a_long_query_is_cut_not_refused(rows):
    assert found("中山公园户外劳动者驿站" + "很" * 5000) == set()
    assert len(query_tokens("长" * 5000)) <= 60


def test_rare_characters_are_found_too(db):
    union("𬭊㐂坊驿站", code="rare")
    assert found("𬭊㐂") == {"𬭊㐂坊驿站"}


def test_the_column_holds_each_token_once_with_blanks_around():
    text = search_text("公园公园", tokens=["fwater"])
    assert text == " 公园 园公 gygy ygy gy fwater "


@pytest.mark.parametrize(
    ("name", "initials"), [("即墨", "jm"), ("单县", "sx"), ("乐陵", "ll"), ("重庆路", "cql")]
)
def test_place_names_are_read_as_people_say_them(name, initials):
    assert f" {initials} " in search_text(name)


def test_a_token_is_met_whole_or_not_at_all(rows):
    """Facilities are tokens of their own: ``fwater`` does not find ``fwaterdispenser``."""
    Union.objects.filter(name=NAMES[0]).update(search=search_text(NAMES[0], tokens=["fwaterdispenser"]))
    assert not Union.objects.filter(search__tokens="fwater").exists()
    assert not Union.objects.filter(search__tokens="dispenser").exists()
    assert Union.objects.get(search__tokens="fwaterdispenser").name == NAMES[0]
