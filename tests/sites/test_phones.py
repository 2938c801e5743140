"""Telephone numbers as offices write them: taken in every usual spelling, refused with the count of their digits."""

from __future__ import annotations

import pytest

from sites.forms.fields import Phone
from sites.phones import phone_problem


@pytest.mark.parametrize(
    "text",
    [
        *("0532-85911234", "(0532)85911234", "0532 8591 1234", "053285911234", "0532-8591-1234", "85911234"),
        *("010-12345678", "021-62345678", "+86 532 85911234", "0086-10-12345678", "+86-13805321234"),
        *("0546-8321234", "0546-83212345", "8321234"),
        *(
            "0532-85911234转8001",
            "0532-85911234 转 8001",
            "0532-85911234-8001",
            "85911234-1",
            "0532-85911234分机12",
        ),
        *("12351", "110", "95598", "400-600-1234", "8008101234", "13805321234", "138 0532 1234", "8001"),
        *("0532-85911234、85911235", "0532-85911234/5911235", "0532-85911234;13805321234"),
    ],
)
def test_usual_spellings_are_taken(text: str) -> None:
    assert phone_problem("对外电话", text) == ""


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("0532-8588123", "区号 0532 后面应为 8 位号码,现在是 7 位"),
        ("0532-858812", "区号 0532 后面应为 8 位号码,现在是 6 位"),
        ("0532-859112345", "区号 0532 后面应为 8 位号码,现在是 9 位"),
        ("010-6234567", "区号 010 后面应为 8 位号码,现在是 7 位"),
        ("0546-832123", "区号 0546 后面应为 7 位或 8 位号码,现在是 6 位"),
        ("0546-832123456", "区号 0546 后面应为 7 位或 8 位号码,现在是 9 位"),
        ("0532-8588123转8001", "现在是 7 位"),
        ("+86 532 8588123", "区号 0532 后面应为 8 位号码,现在是 7 位"),
        ("0532-85911234、0532-8588123", "现在是 7 位"),
        ("0532-", "现在是 0 位"),
        *(
            (text, "对外电话只填电话号码")
            for text in ("问门卫", "1", "12", "+", "1380532123", "138053212345")
        ),
        *((text, "对外电话只填电话号码") for text in ("0000000", "00000", "9" * 30)),
        ("0532-85911234、", "对外电话只填电话号码"),
        ("1" * 12, "对外电话只填电话号码"),
    ],
)
def test_wrong_lengths_are_refused_with_what_is_wrong(text: str, said: str) -> None:
    problem = phone_problem("对外电话", text)
    assert said in problem
    assert problem.startswith("对外电话")
    assert "0532-85911234" in problem, "each sentence shows how it is written"


def test_the_field_of_a_form_says_the_same() -> None:
    field = Phone(label="办公电话(内部)")
    with pytest.raises(Exception, match="办公电话\\(内部\\)区号 0532 后面应为 8 位号码,现在是 7 位"):
        field.clean("0532-8588123")
    assert field.clean("０５３２－８５９１１２３４") == "0532-85911234"
    assert field.clean("") == ""
