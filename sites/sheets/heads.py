"""Which row of a sheet holds the heads, and which column is which? By name, in any order; nothing by position."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache

from sites.sheets.cells import RawRow, is_filled, text_of
from sites.sheets.columns import BY_NAME, NAME, REGISTERED
from sites.sheets.limits import MOST_ROWS_ABOVE

_BRACKETS = re.compile(r"[(\[【〔][^()\[\]【】〔〕]*[)\]】〕]")
_BLANKS = re.compile(r"[\s*:、,。_-]+")
_TEN_THOUSANDS = re.compile(r"万元?")
_TOTALS = frozenset({"合计", "总计", "小计", "共计", "累计", "总数", "合计数"})
_REMARKS = re.compile(r"(?:备?注|说明|填表|制表|填报|审核|联系|单位盖章|负责人签)")

#: What is longer is no head.
_LONGEST_HEAD = 60

#: A head row names at least this many columns that are known, or all of them.
_LEAST_KNOWN = 2


@lru_cache(maxsize=1024)
def head_key(text: str) -> str:
    """One spelling of a head: half width, without brackets, blanks and marks."""
    plain = unicodedata.normalize("NFKC", text)
    return _BLANKS.sub("", _BRACKETS.sub("", plain)) or _BLANKS.sub("", plain)


_KNOWN = {head_key(name): key for name, key in BY_NAME.items()}


def known_column(head: str) -> str:
    """Key of the column that this head names; empty when it is not known."""
    return _KNOWN.get(head_key(head), "")


def counts_ten_thousands(head: str) -> bool:
    """Whether the head says that amounts below it stand in 万元."""
    return bool(_TEN_THOUSANDS.search(unicodedata.normalize("NFKC", head)))


@dataclass(frozen=True)
class Heads:
    """The head row of one sheet; ``texts`` as they stand there, empty for a column without one."""

    sheet: str
    number: int
    texts: tuple[str, ...]

    @cached_property
    def known(self) -> list[str]:
        """Key of the column at each place by name alone; asked for every row."""
        return self.columns({})

    @cached_property
    def keys(self) -> list[str]:
        """The spellings of the heads, empty places left out; asked for every row."""
        return list(map(head_key, filter(None, self.texts)))

    def columns(self, mapping: Mapping[str, str]) -> list[str]:
        """Key of the column at each place, by what the officer chose or else by name; empty is ignored."""
        keys = [mapping.get(head_key(text), known_column(text)) if text else "" for text in self.texts]
        return [key if key not in keys[:at] else "" for at, key in enumerate(keys)]


def find_heads(rows: Iterable[RawRow]) -> Heads | None:
    """The best of the first rows; ``None`` when none of them names what is known."""
    best: tuple[int, Heads] | None = None
    for row in rows:
        if row.number > MOST_ROWS_ABOVE:
            break
        weight, heads = _weighed(row)
        if weight and (best is None or weight > best[0]):
            best = weight, heads
    return best[1] if best else None


def _weighed(row: RawRow) -> tuple[int, Heads]:
    """How many columns the row names, 0 when it is no row of heads; a name of the site counts twice."""
    texts = tuple(" ".join(text_of(each)[:_LONGEST_HEAD].split()) for each in row.cells)
    keys = {known_column(text) for text in texts if text} - {""}
    names_all = len(keys) == sum(map(bool, texts)) and NAME in keys
    weight = len(keys) + (NAME in keys) if len(keys) >= _LEAST_KNOWN or names_all else 0
    return weight, Heads(row.sheet, row.number, texts)


def unknown_heads(heads: Iterable[Heads], decided: Mapping[str, str]) -> list[str]:
    """Heads for which the officer has to say what they are, each once, as they stand in the file."""
    found: dict[str, str] = {}
    for each in heads:
        for text in filter(None, each.texts):
            key = head_key(text)
            if key not in decided and not known_column(text):
                found.setdefault(key, text)
    return list(found.values())


def passed_columns(heads: Iterable[Heads], taken: Iterable[str] = ()) -> list[str]:
    """That columns which the register fills in itself are passed over, in a sentence when there are any.

    ``taken``: those of them that this list may say.
    """
    known = {known_column(text) for each in heads for text in each.texts}
    labels = [f"“{column.label}”" for column in REGISTERED if column.key in known.difference(taken)]
    return [f"{'、'.join(labels)}由系统登记,不从名单导入。"] if labels else []


def passed_over(row: RawRow, heads: Heads) -> str:
    """Why a row is no site: a total, a repeated head, a remark, an example; empty when it is one."""
    texts = ["".join(text_of(each).split()) for each in row.cells]
    filled = list(filter(None, texts))
    if {text.rstrip(":") for text in filled[:2]} & _TOTALS:
        return "合计行"
    if _repeats(filled, heads.keys):
        return "重复的表头"
    if len(filled) == 1 and _REMARKS.match(filled[0]):
        return "说明行"
    if texts and texts[0] in ("示例", "例", "样例"):
        return "示例行"
    return ""


def _repeats(texts: list[str], keys: list[str]) -> bool:
    """Whether these are the heads once more; of most rows one cell is looked at."""
    return len(texts) == len(keys) and all(
        head_key(text) == key for text, key in zip(texts, keys, strict=True)
    )


def is_blank_row(row: RawRow, heads: Heads) -> bool:
    """Nothing but a serial number: prepared lines that nobody filled."""
    keys = heads.known
    return not any(
        is_filled(cell)
        for cell, key in zip(row.cells, [*keys, *[""] * len(row.cells)], strict=False)
        if key != "serial"
    )
