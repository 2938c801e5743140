"""How are the terms of a pack written as the file that ``pack_files`` reads back? Pure; tables in the words of offices."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields
from datetime import date, time
from decimal import Decimal
from typing import Any

from rulebook.rubric_checks import Vocabulary, vocabulary_of
from rulebook.rubric_words import rubric_row
from rulebook.terms import COLUMNS, LadderStep, Limit, SubsidyTier, Terms, TypeTerms

HEAD = (
    "# 管理办法版本文件:修改后可在管理后台“管理办法版本”中导入为新草稿。分值以分为单位,各项说明见导入页。\n"
)


def pack_text(terms: Terms) -> str:
    """The whole pack as a file; what has no value is left out."""
    return HEAD + "\n".join(_lines(_table_of(terms), "")).lstrip("\n") + "\n"


def _table_of(terms: Terms) -> dict[str, Any]:
    return {
        **{name: value for name in COLUMNS if (value := getattr(terms, name)) is not None},
        "sign_off_levels": list(terms.sign_off_levels),
        "limit": [_row(limit) for limit in terms.limits],
        "type": [_row(rule) for rule in terms.type_rules],
        "subsidy": [_row(tier) for tier in terms.subsidy_tiers],
        "ladder": [_row(step) for step in terms.ladder],
        "rubric": [
            rubric_row(rubric, vocabulary_of(rubric.site_type) or Vocabulary({}, {}))
            for rubric in terms.rubrics
        ],
    }


def _row(item: Limit | TypeTerms | SubsidyTier | LadderStep) -> dict[str, Any]:
    told = {each.name: getattr(item, each.name) for each in fields(item)}
    return {name: value for name, value in told.items() if value is not None}


def _lines(table: Mapping[str, Any], path: str) -> list[str]:
    """Plain values first, then the rows below, each under its own head."""
    below = {name: value for name, value in table.items() if _is_rows(value)}
    plain = {name: value for name, value in table.items() if name not in below and value != []}
    lines = [f"{name} = {_value(value)}" for name, value in plain.items()]
    for name, rows in below.items():
        head = f"{path}.{name}" if path else name
        for row in rows:
            lines += ["", f"[[{head}]]", *_lines(row, head)]
    return lines


def _is_rows(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and isinstance(value[0], Mapping)


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return f"[{', '.join(_value(each) for each in value)}]"
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, int | Decimal):
        return str(value)
    return json.dumps(str(value), ensure_ascii=False)
