"""How is Chinese text found by two characters or by pinyin initials? One column, one query, both databases.

The column holds bigrams of each Han run, words of letters and digits, and the pinyin initials from every place
in the text. PostgreSQL reads it through a GIN index on ``to_tsvector('simple', …)``; SQLite scans it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from importlib import import_module
from typing import TYPE_CHECKING, Any, TypeVar

from django.db.models import Lookup, Model, QuerySet, TextField

M = TypeVar("M", bound=Model)

if TYPE_CHECKING:
    _TextLookup = Lookup[str]
else:
    _TextLookup = Lookup

_HAN = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]+")
_WORD = re.compile(r"[a-z0-9]+")
_INVISIBLE = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2060\ufeff]")

#: Initials are kept up to this length from each place; a longer query is cut to it.
INITIALS = 8

#: Place names that the pinyin table reads wrongly.
_READ_ANOTHER_WAY = {"单县": [["shàn"], ["xiàn"]], "乐陵": [["lào"], ["líng"]], "即墨": [["jí"], ["mò"]]}


@lru_cache(maxsize=1)
def _pinyin() -> Any:
    """The tables, with our place names; loaded by the first text that is indexed."""
    library = import_module("pypinyin")
    library.load_phrases_dict(_READ_ANOTHER_WAY)
    return library


def normalised(text: str) -> str:
    """Full width to half width, lower case, invisible characters gone."""
    return _INVISIBLE.sub("", unicodedata.normalize("NFKC", text)).lower()


def _bigrams(run: str) -> list[str]:
    return [run[i : i + 2] for i in range(len(run) - 1)] or [run]


def _initials(run: str) -> list[str]:
    pinyin = _pinyin()
    syllables = pinyin.lazy_pinyin(run, style=pinyin.Style.NORMAL)
    letters = "".join(syllable[:1] for syllable in syllables if syllable[:1].isascii())
    return [letters[i : i + INITIALS] for i in range(len(letters) - 1)]


def search_text(*texts: str, tokens: Iterable[str] = ()) -> str:
    """The content of a search column for these texts, with blanks around so that whole tokens can be told."""
    found: dict[str, None] = {}
    for text in map(normalised, texts):
        runs = _HAN.findall(text)
        for run in runs:
            found |= dict.fromkeys(_bigrams(run))
        found |= dict.fromkeys(_WORD.findall(text))
        found |= dict.fromkeys(_initials("".join(runs)))
    found |= dict.fromkeys(tokens)
    return f" {' '.join(found)} "


def query_tokens(words: str) -> list[str]:
    """What must be there: whole bigrams, and prefixes (ending in ``*``) for letters and single characters."""
    text = normalised(words)[:60]
    found: list[str] = []
    for run in _HAN.findall(text):
        found += _bigrams(run) if len(run) > 1 else [f"{run}*"]
    found += [f"{word[:INITIALS]}*" if word.isalpha() else f"{word}*" for word in _WORD.findall(text)]
    return list(dict.fromkeys(found))


class HasTokens(_TextLookup):
    """``column__tokens="山公 园* "``: every token stands in the column."""

    lookup_name = "tokens"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        column, column_params = self.process_lhs(compiler, connection)
        patterns = [f"% {t[:-1]}%" if t.endswith("*") else f"% {t} %" for t in str(self.rhs).split()]
        clause = " AND ".join(f"{column} LIKE %s" for _ in patterns) or "1 = 1"
        return f"({clause})", tuple(value for pattern in patterns for value in (*column_params, pattern))

    def as_postgresql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        column, column_params = self.process_lhs(compiler, connection)
        parts = [f"'{t[:-1]}':*" if t.endswith("*") else f"'{t}'" for t in str(self.rhs).split()]
        return f"to_tsvector('simple', {column}) @@ to_tsquery('simple', %s)", (
            *column_params,
            " & ".join(parts),
        )


TextField.register_lookup(HasTokens)


def matching(rows: QuerySet[M], words: str, column: str = "search") -> QuerySet[M]:
    """Rows whose search column holds all the words; words without a letter or character find nothing."""
    tokens = query_tokens(words)
    return rows.filter(**{f"{column}__tokens": " ".join(tokens)}) if tokens else rows.none()
