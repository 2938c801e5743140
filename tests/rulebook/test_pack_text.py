"""A pack is written as the file that it can be read from, tables included."""

from __future__ import annotations

from dataclasses import replace
from datetime import time

import pytest

from rulebook.pack_files import BadPackFile, read_terms
from rulebook.pack_text import pack_text
from rulebook.rubric import Purpose
from rulebook.seeds import pack_texts
from rulebook.terms import Limit
from tests.factories.packs import TERMS
from tests.rulebook.rubrics import criterion
from tests.rulebook.test_rubric_rows import TABLE


@pytest.mark.parametrize("text", pack_texts())
def test_every_seed_is_written_and_read_back_as_the_same_terms(text):
    terms = read_terms(text, issuer="青岛市总工会")
    assert read_terms(pack_text(terms)) == terms


def test_tables_titles_with_quotes_and_odd_times_survive():
    terms = replace(
        TERMS,
        title='“试行”办法"补充"\\',
        note="第一行\n第二行",
        closing_time=time(16, 45),
        limits=(*TERMS.limits, Limit(code="rest", name="其他", days=3, counted="days")),
        rubrics=(TABLE,),
    )
    assert read_terms(pack_text(terms)) == terms


def test_half_points_are_written_as_points():
    half = replace(TABLE.dimensions[1], criteria=(criterion("N2.1", points=495), criterion("N2.2", points=5)))
    terms = replace(TERMS, rubrics=(replace(TABLE, dimensions=(TABLE.dimensions[0], half)),))
    assert "points = 49.5\n" in pack_text(terms)
    assert read_terms(pack_text(terms)) == terms


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("points = 40", "points = 41", "应等于满分 41 分"),
        ("points = 50", "points = 49", "各项满分合计 99 分"),
        ('how = "按登记数值"', 'how = "随便"', "“随便”不是可选的“how”"),
        ("10以上=40;6-10=20;6以下=0", "10以上=40;6-9=20;6以下=0", "9 至 10之间没有写明得几分"),
        ('fact = "area"', 'fact = "areas"', "“areas”不属于这一类型"),
        ("桌子、洗手盆|热水", "桌子、冰柜", "没有“冰柜”"),
        ('purposes = ["年度复核"]', 'purposes = ["月度"]', "“月度”不是可选的“purposes”"),
        ("pass_at = 80", "pass_at = 50", "不合格线应不高于合格线"),
    ],
)
def test_a_file_with_one_fault_is_refused_with_its_item_and_the_cure(old, new, words):
    text = pack_text(replace(TERMS, rubrics=(TABLE,)))
    assert old in text
    with pytest.raises(BadPackFile, match=words):
        read_terms(text.replace(old, new, 1))


def test_a_purpose_without_a_mark_is_told():
    marks = tuple(mark for mark in TABLE.marks if mark.purpose != Purpose.DEMONSTRATION)
    text = pack_text(replace(TERMS, rubrics=(replace(TABLE, marks=marks),)))
    with pytest.raises(BadPackFile, match="“示范评定”没有合格线"):
        read_terms(text)
