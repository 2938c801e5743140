"""What does one row say of one site, and what has to be asked about it? Nothing is looked up here.

The words of a list are compared with names that the caller brings; answers that a person gave before are applied
first, so that the same question is never put twice.
"""

from __future__ import annotations

from collections.abc import Mapping

from sites.codes import normalise_code
from sites.refusals import Refusal
from sites.sheets.cells import Cell, CellKind, RawRow, is_filled, text_of
from sites.sheets.columns import (
    CODE,
    COLUMNS,
    DISTRICT,
    FACILITIES,
    HOURS,
    LAT,
    LNG,
    NAME,
    TYPE,
    UNION,
)
from sites.sheets.questions import (
    BLANK,
    KEEP,
    RETYPE,
    Site,
    Words,
)
from sites.sheets.row_facts import FactReader
from sites.sheets.row_places import PlaceReader
from sites.sheets.standing import Standing, differing, told_anew
from sites.sheets.values import refuse_unusable
from sites.types import site_type


def understand(
    row: RawRow,
    keys: list[str],
    heads: tuple[str, ...],
    large: set[str],
    words: Words,
    register: Mapping[str, Standing] | None = None,
) -> Site:
    """The site of this row. ``keys``: column of each place; ``large``: columns whose head says 万元.

    ``register``: sites within reach by the codes that the rows may carry; of these only what differs is kept.
    """
    return _Reader(row, words, large, register or {}).read(keys, heads)


#: Columns whose cells are judged when they are read.
_READ_AS_VALUES = frozenset(
    key for key, column in COLUMNS.items() if column.fact is not None or key in (HOURS, FACILITIES)
)
#: Columns whose cells are words to be looked up.
_NAMED = frozenset({TYPE, UNION, DISTRICT, CODE, LAT, LNG})


class _Reader(PlaceReader, FactReader):
    """Goes through one row; what cannot be read becomes a question and leaves its fact empty."""

    def read(self, keys: list[str], heads: tuple[str, ...]) -> Site:
        self._collect(keys, heads)
        self._ask_about_row()
        if CODE in self.cells and not self._meets_register():
            return self.site
        self.find_type()
        self.find_places()
        kind = site_type(self.site.site_type) if self.site.site_type else None
        self.read_shared()
        self.read_hours_and_pin()
        if kind is not None:
            self.read_typed(kind)
            self.read_remark(kind)
        self.judge_whole()
        self._keep_differences()
        return self.site

    def _collect(self, keys: list[str], heads: tuple[str, ...]) -> None:
        """The filled cells by column, with the answers given for them; ignored ones only for what is forbidden."""
        cells = self.site.row.cells
        for at in range(max(len(cells), len(keys))):
            key = keys[at] if at < len(keys) else ""
            head = heads[at] if at < len(heads) else ""
            column = key or head or f"第{at + 1}列"
            cell = self._answered(column, cells[at] if at < len(cells) else None)
            if cell is not None and self._is_usable(key, column, cell):
                self.cells[key] = cell

    def _answered(self, column: str, cell: Cell | None) -> Cell | None:
        """The cell as a person corrected it."""
        if not self.words.answers:
            return cell
        given = self.words.answers.get(self.key(column))
        if given is None or given.do not in (BLANK, RETYPE):
            return cell
        return Cell(CellKind.TEXT, given.text) if given.do == RETYPE and given.text else None

    def _is_usable(self, key: str, column: str, cell: Cell) -> bool:
        """Whether the cell goes on to its column. Where nothing is taken from, only identity numbers count."""
        if key in _READ_AS_VALUES:
            return True
        if key in _NAMED or cell.kind == CellKind.IDENTITY:
            try:
                refuse_unusable(cell)
            except Refusal as refused:
                self.refuse(column, cell, refused.sentence)
                return False
        return bool(key) and is_filled(cell)

    def _ask_about_row(self) -> None:
        if self.site.row.is_hidden:
            self.ask(
                f"row:{self.site.place}:hidden",
                "",
                "",
                "这一行在文件中是隐藏的(可能被筛选)。请核对是否要导入。",
                KEEP,
            )

    def _meets_register(self) -> bool:
        """A row with a code is about that site; a code that leads nowhere within reach says no more than that."""
        typed = text_of(self.cells[CODE])
        self.site.code = normalise_code(typed)
        standing = self.register.get(self.site.code)
        if standing is None or standing.why_not:
            sentence = (
                f"您的办理范围内没有阵地编码“{typed[:20]}”。请核对编码;新建的阵地请把编码留空后重新上传。"
            )
            self.ask(self.key(CODE), CODE, typed, standing.why_not if standing else sentence, RETYPE)
            return False
        self.standing, self.site.base = standing, standing.version
        self.site.known_name = str(standing.stored[NAME])
        kept = {key: self.cells[key] for key in self.words.shared if key in self.cells}
        self.cells = told_anew(standing, self.cells) | kept
        return True

    def _keep_differences(self) -> None:
        """The facts of a site of the register are those that the row changes."""
        standing, site = self.standing, self.site
        if standing is not None:
            site.facts = differing(standing, site.facts)
            is_moved = site.district != standing.district
            site.is_unchanged = not (site.facts or is_moved or site.questions)
