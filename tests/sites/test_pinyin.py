"""Names found by letters."""

from __future__ import annotations

import pytest

from core.search_text import INITIALS, query_tokens, search_text
from sites.pinyin import LONGEST, pinyin_tokens


def is_found(query: str, name: str, address: str = "") -> bool:
    """What both databases do with the column: whole tokens, or prefixes for letters."""
    column = search_text(name, address, tokens=pinyin_tokens(name))
    wanted = [f" {token[:-1]}" if token.endswith("*") else f" {token} " for token in query_tokens(query)]
    return bool(wanted) and all(each in column for each in wanted)


@pytest.mark.parametrize(
    "query", ["sns", "SNS", "shinan", "shinanshui", "shuiwu", "市南", "税务局", "mmxw", "南 mama"]
)
def test_a_name_is_found_by_two_characters_by_initials_and_by_pinyin(query: str) -> None:
    assert is_found(query, "市南税务局爱心妈妈小屋")


@pytest.mark.parametrize("query", ["shibei", "inan", "snn", "北", "市北", "%", "_", "' OR 1=1 --", ""])
def test_another_name_is_not(query: str) -> None:
    assert not is_found(query, "市南税务局爱心妈妈小屋")


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("市南区", "shinanqu"),
        ("市北区", "shibeiqu"),
        ("黄岛区", "huangdaoqu"),
        ("崂山区", "laoshanqu"),
        ("李沧区", "licangqu"),
        ("城阳区", "chengyangqu"),
        ("即墨区", "jimoqu"),
        ("胶州市", "jiaozhoushi"),
        ("平度市", "pingdushi"),
        ("莱西市", "laixishi"),
        ("单县", "shanxian"),
        ("乐陵", "laoling"),
        ("藏马山", "zangmashan"),
    ],
)
def test_place_names_are_said_as_people_there_say_them(name: str, said: str) -> None:
    assert pinyin_tokens(name)[0] == said
    assert pinyin_tokens(f"山东省{name}驿站").count(said[:LONGEST]) or any(
        token.startswith(said) for token in pinyin_tokens(f"山东省{name}驿站")
    )


def test_a_road_after_a_city_is_no_mayor() -> None:
    assert "changjianglu" in pinyin_tokens("青岛市黄岛区长江路")
    assert is_found("cjl", "黄岛区长江路驿站")
    assert is_found("csl", "青岛市长沙路驿站")


def test_tokens_fit_every_query_and_hold_only_letters() -> None:
    tokens = pinyin_tokens("青岛鑫博宇帽业有限公司爱心妈妈小屋", "9万吨冷库 KFC 𬭊")
    assert LONGEST > INITIALS
    assert all(token.isascii() and token.isalpha() and len(token) <= LONGEST for token in tokens)
    assert len(tokens) == len(set(tokens))
