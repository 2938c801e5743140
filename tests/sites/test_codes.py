"""Permanent codes, tokens and filing numbers."""

from __future__ import annotations

import random

import pytest

from rulebook.number_pattern import NumberPatternError, check_number_pattern
from sites.codes import (
    ALPHABET,
    TOKEN_LENGTH,
    format_filing_number,
    is_same_token,
    is_valid_code,
    make_code,
    make_token,
    normalise_code,
)

PATTERN = "{district}-{type}-{year}-{serial:04d}"


def test_the_same_source_gives_the_same_codes_and_another_gives_others() -> None:
    first, again, other = random.Random(7), random.Random(7), random.Random(8)
    codes = [make_code(first) for _ in range(50)]
    assert codes == [make_code(again) for _ in range(50)]
    assert not set(codes) & {make_code(other) for _ in range(50)}


def test_a_made_code_is_valid_starts_with_a_letter_and_holds_nothing_ambiguous() -> None:
    rng = random.Random(1)
    for _ in range(2_000):
        code = make_code(rng)
        assert is_valid_code(code)
        assert code[0].isalpha()
        assert not set(code) & set("01OILU")


def test_every_slip_of_one_character_and_nearly_every_swap_is_noticed() -> None:
    rng = random.Random(2)
    swaps = missed = 0
    for _ in range(100):
        code = make_code(rng)
        for place in range(8):
            for char in set(ALPHABET) - {code[place]}:
                assert not is_valid_code(code[:place] + char + code[place + 1 :])
            if place and code[place] != code[place - 1]:
                swaps += 1
                missed += is_valid_code(code[: place - 1] + code[place] + code[place - 1] + code[place + 1 :])
    assert swaps > 500
    assert missed / swaps < 0.01


def test_a_code_is_read_as_people_write_it() -> None:
    code = make_code(random.Random(3))
    wide = "".join(chr(ord(c) + 0xFEE0) for c in code)
    for written in (code.lower(), f" {code[:4]}-{code[4:]} ", wide, f"{code[:2]}\u200b{code[2:]}"):
        assert normalise_code(written) == code
        assert is_valid_code(written)


@pytest.mark.parametrize("text", ["", "ABC", "爱心妈妈小屋驿站", "00000000", "23456789", "A" * 400])
def test_other_texts_are_no_codes(text: str) -> None:
    assert not is_valid_code(text)


def test_tokens_are_long_never_twice_the_same_and_compared_whole() -> None:
    tokens = {make_token() for _ in range(500)}
    assert len(tokens) == 500
    assert {len(token) for token in tokens} == {TOKEN_LENGTH}
    token = tokens.pop()
    assert is_same_token(token.lower(), token)
    assert not is_same_token(token[:-1], token)
    assert not is_same_token("令牌", token)
    assert not is_same_token("", "")


def test_a_filing_number_is_written_by_its_pattern() -> None:
    assert format_filing_number(PATTERN, "370203", "MMXW", 2026, 12) == "370203-MMXW-2026-0012"
    assert format_filing_number(PATTERN, "370203", "MMXW", 2026, 12345) == "370203-MMXW-2026-12345"
    assert format_filing_number("QD{year}{serial:06d}", "370203", "MMXW", 2026, 1) == "QD2026000001"
    with pytest.raises(ValueError, match="start at 1"):
        format_filing_number(PATTERN, "370203", "MMXW", 2026, 0)


@pytest.mark.parametrize(
    ("pattern", "part"),
    [
        ("{district}-{type}-{serial:04d}", "必须包含 {year}"),
        ("{district}-{type}-{year}", "必须包含 {year} 和 {serial}"),
        ("青工发〔{year}〕{serial}号", "“青工发〔”不能使用"),
        ("{year}/{serial}", "“/”不能使用"),
        ("{year}-{serial.__class__}", "“{serial.__class__}”不能使用"),
        ("{year!r}-{serial}", "“{year}”不能使用"),
        ("{year:>1000000000}-{serial}", "“{year}”不能使用"),
        ("{year}-{serial:0999999999d}", "“{serial}”不能使用"),
        ("{0}-{year}-{serial}", "“{0}”不能使用"),
        ("{}-{year}-{serial}", "“{}”不能使用"),
        ("{union}-{year}-{serial}", "“{union}”不能使用"),
        ("{year}-{serial", "花括号不成对"),
        ("", "必须包含"),
    ],
)
def test_a_pattern_that_repeats_numbers_or_reaches_elsewhere_is_refused(pattern: str, part: str) -> None:
    with pytest.raises(NumberPatternError) as caught:
        check_number_pattern(pattern)
    assert part in caught.value.sentence
