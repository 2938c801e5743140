"""Personal data and hidden characters in free text."""

from __future__ import annotations

import random
from datetime import date, timedelta

import pytest

from core.text_guard import (
    has_identity_number,
    has_mobile_number,
    is_identity_number,
    normalise_text,
    text_problems,
)
from sites.refusals import Refusal
from sites.text_guard import guarded_text

#: The worked example of the standard, not a person.
SAMPLE = "11010519491231002X"


def made_number(rng: random.Random) -> str:
    """An identity number made by solving for the check character with another formula than the module's."""
    day = date(1940, 1, 1) + timedelta(days=rng.randrange(30_000))
    body = (
        rng.choice(["370202", "110105", "440305", "650102"]) + f"{day:%Y%m%d}" + f"{rng.randrange(1000):03d}"
    )
    for check in "0123456789X":
        value = 0
        for char in body + check:
            value = value * 2 + (10 if char == "X" else int(char))
        if value % 11 == 1:
            return body + check
    raise AssertionError("one character always fits")


def test_the_sample_of_the_standard_is_an_identity_number_and_every_other_check_is_not() -> None:
    assert is_identity_number(SAMPLE)
    assert [c for c in "0123456789X" if is_identity_number(SAMPLE[:-1] + c)] == ["X"]


def test_every_made_number_is_found_in_every_disguise() -> None:
    rng = random.Random(20260701)
    for _ in range(300):
        number = made_number(rng)
        wide = "".join(chr(ord(c) + 0xFEE0) for c in number)
        split = f"{number[:6]} {number[6:10]}-{number[10:14]} {number[14:]}"
        dashed = "—".join([number[:6], number[6:14], number[14:]])
        hidden = "\u200b".join(number)
        glued = f"编号37{number}号"
        for text in (number, number.lower(), wide, split, dashed, hidden, glued, f"身份证{number},请查收"):
            assert has_identity_number(text), text


@pytest.mark.parametrize(
    "text",
    [
        "91350100M000100Y43",
        "81370202TEQD020231",
        "370203-MMXW-2026-0012",
        "0532-85911234 转 8001",
        "110105194912310021",
        "110105194913310020",
        "990105194912310025",
        "",
        "开放时间 8:30-11:30 13:30-17:00",
    ],
)
def test_codes_phones_and_broken_numbers_are_no_identity_numbers(text: str) -> None:
    assert not has_identity_number(text)


@pytest.mark.parametrize(
    "text",
    [
        "13805321234",
        "+86 138-0532-1234",
        "电话１３８０５３２１２３４。",
        "0086 13805321234",
        "0532-85911234 13805321234 0532-85911235",
    ],
)
def test_mobile_numbers_are_found_when_asked(text: str) -> None:
    assert has_mobile_number(text)
    assert text_problems("备注", text) == []
    assert text_problems("备注", text, mobiles=True) == [
        "备注中含有手机号码,请删除后再保存,对外只公布办公电话。"
    ]


@pytest.mark.parametrize("text", ["0532-85911234", "12805321234", "400-600-1234", "2026年10月13日 18:00"])
def test_office_phones_and_dates_are_no_mobiles(text: str) -> None:
    assert not has_mobile_number(text)


def test_the_sentence_names_the_field() -> None:
    with pytest.raises(Refusal, match=r"^位置说明中含有身份证号码,请删除后再保存。$"):
        guarded_text("位置说明", f"找 {SAMPLE}")


def test_direction_marks_are_refused_even_beside_an_identity_number() -> None:
    assert text_problems("阵地名称", f"爱心\u202e小屋 {SAMPLE}") == [
        "阵地名称中含有改变文字方向的隐藏字符,请删除后重新输入。",
        "阵地名称中含有身份证号码,请删除后再保存。",
    ]


def test_a_text_is_stored_in_one_spelling() -> None:
    assert normalise_text("  ＡＢ１２　爱心\u200b妈妈 \t 小屋\ufeff\n二楼 ") == "AB12 爱心妈妈 小屋 二楼"
    assert normalise_text("e\u0301 \x00 ok") == "é ok"


def test_rare_characters_and_line_breaks_come_back_the_same() -> None:
    assert normalise_text("𬭊㐂路") == "𬭊㐂路"
    assert normalise_text("一 \r\n  二\r三", keep_lines=True) == "一\n二\n三"


def test_a_lone_surrogate_is_dropped_because_no_database_takes_it() -> None:
    assert normalise_text("名\ud800称").encode() == "名称".encode()
