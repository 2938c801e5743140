"""Unified social credit codes, against published and made samples."""

from __future__ import annotations

import random

import pytest

from sites.credit_code import (
    ALPHABET,
    CreditCodeError,
    check_character,
    check_credit_code,
    is_credit_code,
)

#: The first is the sample published with the standard; the others are invented and belong to nobody.
VALID = [
    "91350100M000100Y43",
    "81370202TEQD020231",
    "81370203TEQD02031A",
    "81370211TEQD02111G",
    "81370215TEQD02154P",
    "91370281TEQD028163",
    "12370285TEQD02859F",
    "52370212TEQD0212XN",
]
MISMATCH = "统一社会信用代码第18位校验不符,请对照证书重新输入。"


def sentence_for(text: str) -> str:
    with pytest.raises(CreditCodeError) as caught:
        check_credit_code(text)
    return caught.value.sentence


@pytest.mark.parametrize("code", VALID)
def test_a_valid_code_is_taken_and_every_other_last_character_refused(code: str) -> None:
    assert check_credit_code(code) == code
    assert [c for c in ALPHABET if is_credit_code(code[:-1] + c)] == [code[-1]]


def test_letters_in_the_first_eight_places_are_legal() -> None:
    rng = random.Random(32100)
    for first in ("Y1", "N2", "N3", "A9"):
        body = first + "".join(rng.choice(ALPHABET) for _ in range(15))
        total = sum(ALPHABET.index(c) * 3**i for i, c in enumerate(body))
        assert check_credit_code(body + ALPHABET[(31 - total % 31) % 31])


@pytest.mark.parametrize("digit", "0123456789AY")
def test_one_character_typed_eighteen_times_is_no_code_whatever_its_check(digit: str) -> None:
    assert sentence_for(digit * 17 + check_character(digit * 17)).startswith("统一社会信用代码")
    assert not is_credit_code(digit * 18)


@pytest.mark.parametrize("start", ["00", "01", "14", "20", "84", "90", "94", "98", "B1", "G1", "Y2", "YY"])
def test_the_first_two_places_must_be_an_authority_and_a_class_it_registers(start: str) -> None:
    body = f"{start}370202TEQD02023"
    assert f"前两位“{start}”" in sentence_for(body + check_character(body))


def test_places_of_the_body_that_are_all_alike_name_nobody() -> None:
    body = "91370200000000000"
    assert "第9至17位全是“0”" in sentence_for(body + check_character(body))


def test_every_single_slip_and_every_swap_of_neighbours_is_noticed() -> None:
    for code in VALID:
        for place in range(18):
            for char in set(ALPHABET) - {code[place]}:
                assert not is_credit_code(code[:place] + char + code[place + 1 :])
            if place and code[place] != code[place - 1]:
                swapped = code[: place - 1] + code[place] + code[place - 1] + code[place + 1 :]
                assert not is_credit_code(swapped)


@pytest.mark.parametrize(
    "text",
    [
        "91350100m000100y43",
        " 9135 0100 M000 100Y 43 ",
        "91350100-M000100Y-43",
        "９１３５０１００Ｍ０００１００Ｙ４３",
        "91350100\u200bM000100Y43\ufeff",
    ],
)
def test_width_case_and_blanks_are_put_right(text: str) -> None:
    assert check_credit_code(text) == VALID[0]


def test_each_fault_has_its_sentence() -> None:
    assert sentence_for(VALID[0][:-1] + "Z") == (
        "统一社会信用代码第18位“Z”不是允许的字符(只用数字和除 I、O、S、V、Z 以外的字母),请对照证书重新输入。"
    )
    assert sentence_for(VALID[0][:-1] + "4") == MISMATCH
    assert sentence_for(VALID[0][:-1]) == "统一社会信用代码应为18位,现在是17位,请对照证书重新输入。"
    assert sentence_for("") == "统一社会信用代码应为18位,现在是0位,请对照证书重新输入。"
    assert "第3位“O”" in sentence_for("91O50100M000100Y43")
    assert "现在是20位" in sentence_for("9.13501001234568E+17")
    assert "第1位“税”" in sentence_for("税350100M000100Y439")
