"""Names leave a text however they are spelt; the rest of it stays as it was."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from demonstration.masking import MASK, mask_of

NAMES = ["海之家(中山路)驿站", "青岛地铁集团有限公司工会", "市南区", "王芳", "CANARY Ltd", "0532-8591 1234"]


@pytest.mark.parametrize(
    "text",
    [
        "海之家",
        "海 之 家",
        "海·之·家",
        "海之家(中山路)驿站",
        "海之家(中山路)驿站",
        "青岛地铁集团",
        "青岛地铁集团有限公司",
        "市南区",
        "王芳",
        "王 芳",
        "canary",
        "CANARY",
        "0532-85911234",
        "13800138000",
        "138 0013 8000",
        "91370200163567890X",
    ],
)
def test_a_name_in_any_spelling_goes(text: str) -> None:
    masked = mask_of(NAMES)(f"在{text},全天开放。")
    assert masked.startswith("在")
    assert masked.endswith(",全天开放。")
    assert MASK in masked
    assert not any(part in masked for part in ("海", "家", "青岛", "地铁", "王", "芳", "138", "8591"))


@pytest.mark.parametrize(
    "text", ["全天开放,设有母婴专区。", "2026年10月12日,面积 25.5 平方米。", "(一)做法;(二)成效"]
)
def test_what_names_nobody_stays_as_it_was(text: str) -> None:
    assert mask_of(NAMES)(text) == text


@given(st.text(min_size=2, max_size=12), st.text(max_size=40), st.text(max_size=40))
def test_no_name_is_left_in_any_text(name: str, before: str, after: str) -> None:
    clean = "".join(name.split())
    masked = mask_of([name])(f"{before}{name}{after}")
    if len(clean) >= 2 and clean == name and not set(name) & set(MASK):
        assert name not in masked.replace(MASK, "") or name in f"{before}{after}"


@pytest.mark.parametrize(
    ("name", "written"), [("Groß", "GROSS"), ("0ß", "0ß"), ("Café", "Cafe\u0301"), ("Cafe\u0301", "CAFÉ")]
)
def test_the_same_letters_are_the_same_however_they_are_stored(name: str, written: str) -> None:
    assert mask_of([name])(f"在{written}里") == f"在{MASK}里"


def test_nothing_to_hide_hides_nothing_but_numbers() -> None:
    assert mask_of([])("王芳,电话 85911234") == f"王芳,电话 {MASK}"
