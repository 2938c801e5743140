"""How are the terms of a pack read from a TOML file? Pure; judges nothing but what ``terms`` judges."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import MISSING, Field, fields
from datetime import date, time
from decimal import Decimal
from typing import Any, TypeVar

from rulebook.row_values import tables_in
from rulebook.rubric_files import read_rubric
from rulebook.term_checks import problems_of, table_problems_of
from rulebook.terms import COLUMNS, LadderStep, Limit, SubsidyTier, Terms, TypeTerms

R = TypeVar("R", Limit, TypeTerms, SubsidyTier, LadderStep)

ROWS = {"sign_off_levels", "limit", "type", "subsidy", "ladder", "rubric"}
KINDS: dict[str, type] = {"str": str, "int": int, "bool": bool, "date": date, "time": time}


class BadPackFile(ValueError):
    """The file cannot be used; the message lists everything that is wrong with it."""


def read_terms(content: str, *, issuer: str = "") -> Terms:
    """The terms in this file; ``{issuer}`` in the title becomes the name of the issuing union."""
    table = _table(content)
    problems = [f"不认识的项目“{name}”。" for name in sorted(table.keys() - set(COLUMNS) - ROWS)]
    columns = [each for each in fields(Terms) if each.name in COLUMNS]
    values = _values(columns, {name: table[name] for name in table.keys() - ROWS}, "", problems)
    limits = _rows(Limit, "limit", table, problems)
    rules = _rows(TypeTerms, "type", table, problems)
    tiers = _rows(SubsidyTier, "subsidy", table, problems)
    ladder = _rows(LadderStep, "ladder", table, problems)
    levels = _names_in(table, "sign_off_levels", problems)
    rubrics = [read_rubric(row, problems) for row in tables_in(table, "rubric", problems)]
    _refuse(problems)
    terms = Terms(
        **{**values, "title": values["title"].replace("{issuer}", issuer)},
        limits=limits,
        sign_off_levels=levels,
        type_rules=rules,
        subsidy_tiers=tiers,
        ladder=ladder,
        rubrics=tuple(rubric for rubric in rubrics if rubric),
    )
    _refuse([*problems_of(terms), *table_problems_of(terms)])
    return terms


def _table(content: str) -> dict[str, Any]:
    try:
        return tomllib.loads(content, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        raise BadPackFile(f"不符合 TOML 格式:{error}") from None
    except (RecursionError, ValueError):  # nested without end, a number of thousands of digits
        raise BadPackFile("不符合 TOML 格式:层次或数字过长,请检查是否选错了文件。") from None


def _refuse(problems: list[str]) -> None:
    if problems:
        raise BadPackFile("\n".join(problems))


def _rows(kind: type[R], name: str, table: Mapping[str, Any], problems: list[str]) -> tuple[R, ...]:
    rows = (_row(kind, name, row, problems) for row in tables_in(table, name, problems))
    return tuple(row for row in rows if row is not None)


def _names_in(table: Mapping[str, Any], name: str, problems: list[str]) -> tuple[str, ...]:
    found = table.get(name, [])
    if isinstance(found, list) and all(isinstance(each, str) for each in found):
        return tuple(found)
    problems.append(f"项目“{name}”应为名称的列表,请对照样例。")
    return ()


def _row(kind: type[R], name: str, row: Mapping[str, Any], problems: list[str]) -> R | None:
    known = {each.name for each in fields(kind)}
    before = len(problems)
    problems += [f"[[{name}]] 中不认识的项目“{key}”。" for key in sorted(row.keys() - known)]
    values = _values(fields(kind), row, f"[[{name}]] ", problems)
    return kind(**values) if len(problems) == before else None


def _values(
    columns: tuple[Field[Any], ...] | list[Field[Any]],
    given: Mapping[str, Any],
    where: str,
    problems: list[str],
) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for column in columns:
        wanted = KINDS[str(column.type).removesuffix(" | None")]
        if column.name not in given:
            if column.default is MISSING:
                problems.append(f"{where}缺少项目“{column.name}”。")
        elif type(given[column.name]) is wanted:
            values[column.name] = given[column.name]
        else:
            problems.append(f"{where}项目“{column.name}”的写法不正确,请对照样例。")
    return values
