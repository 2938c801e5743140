"""The sample scoring tables as they are read, by site type."""

from __future__ import annotations

import tomllib
from decimal import Decimal

from rulebook.rubric import Rubric
from rulebook.rubric_checks import problems_of_rubric, vocabulary_of
from rulebook.rubric_files import read_rubric
from rulebook.seeds import rubric_texts


def rows_of(text):
    return tomllib.loads(text, parse_float=Decimal)["rubric"]


def read(text) -> tuple[Rubric | None, list[str]]:
    """The one table of this text, and everything that is wrong with it."""
    problems: list[str] = []
    (row,) = rows_of(text)
    rubric = read_rubric(row, problems)
    if rubric is not None:
        problems += problems_of_rubric(rubric, vocabulary_of(rubric.site_type))
    return rubric, problems


def table(text) -> Rubric:
    rubric, problems = read(text)
    assert (rubric is not None, problems) == (True, [])
    return rubric


TEXTS = {rows_of(text)[0]["site_type"]: text for text in rubric_texts()}
TABLES = {site_type: table(text) for site_type, text in TEXTS.items()}
