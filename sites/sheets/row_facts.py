"""What does a row say of a site: its facts, hours, pin and facilities? What cannot be read becomes a question."""

from __future__ import annotations

from sites.facilities import BY_CODE
from sites.fact_fields import FactField, FactValue
from sites.hours import to_json
from sites.refusals import Refusal
from sites.sheets.cells import Cell, text_of
from sites.sheets.columns import (
    COLUMNS,
    DATUM,
    FACILITIES,
    FACT,
    HOURS,
    LAT,
    LNG,
    NAME,
    REMARK,
    label_for,
)
from sites.sheets.names import types_mentioned
from sites.sheets.opening import every_day, parse_opening, plain_interval
from sites.sheets.questions import (
    BLANK,
    DAILY,
    KEEP,
    RETYPE,
    word_key,
)
from sites.sheets.row_places import RowReader
from sites.sheets.values import is_rough, read_facilities, read_pin, read_value, refuse_unusable
from sites.site_type import SiteType, validate_facts

_IN_ORDER = (
    ("built_on", "opened_on", "启用日期不能早于建成日期,请核对。"),
    ("agreement_starts_on", "agreement_ends_on", "协议截止日期不能早于起始日期,请核对。"),
)


class FactReader(RowReader):
    """The facts of the row, each by itself and then together."""

    def read_shared(self) -> None:
        for key, cell in self.cells.items():
            fact = COLUMNS[key].fact
            if fact is not None and not key.startswith(FACT):
                try:
                    self.site.facts[key] = self._value(key, fact, cell)
                except Refusal as refused:
                    self.refuse(key, cell, refused.sentence)
        for key, value in self.words.shared.items():
            typed = self.site.facts.setdefault(key, value)
            if typed != value:
                sentence = f"与本批统一填写的“{value}”不一致,请核对;留空则按统一填写的内容。"
                self.refuse(key, self.cells[key], sentence)
        if NAME not in self.cells and self.standing is None:
            self.refuse(NAME, None, "没有写阵地名称,请补填。")

    def _value(self, key: str, fact: FactField, cell: Cell) -> FactValue:
        words = self.words
        value = read_value(fact, cell, today=words.today, epoch=words.epoch, ten_thousands=key in self.large)
        if is_rough(cell.text):
            self.note_reading(key, text_of(cell), f"{fact.written(value)} {fact.unit}".strip())
        return value

    def read_hours_and_pin(self) -> None:
        cell = self.cells.get(HOURS)
        if cell is not None:
            self._read_hours(cell)
        if LAT in self.cells or LNG in self.cells:
            try:
                self.site.facts |= read_pin(self.cells, str(self.site.facts.get(DATUM, "")))
            except Refusal as refused:
                for key in (LAT, LNG, DATUM):
                    self.site.facts.pop(key, None)
                self.refuse(LAT if LAT in self.cells else LNG, self.cells.get(LAT), refused.sentence)
        else:
            self.site.facts.pop(DATUM, None)

    def _read_hours(self, cell: Cell) -> None:
        try:
            refuse_unusable(cell)
            bare = plain_interval(cell.text)
            if bare:
                self._read_bare_hours(bare, cell)
            else:
                self.site.facts[HOURS] = to_json(parse_opening(cell.text))
        except Refusal as refused:
            self.refuse(HOURS, cell, refused.sentence)

    def _read_bare_hours(self, bare: str, cell: Cell) -> None:
        """Hours without a day are asked about once for all rows that write the same."""
        key = word_key(HOURS, bare)
        given = self.words.answers.get(key)
        if given is not None and given.do == DAILY:
            self.site.facts[HOURS] = to_json(every_day(bare))
            self.note_reading(HOURS, bare, f"每天 {bare}")
        elif given is not None and given.do == RETYPE:
            self.site.facts[HOURS] = to_json(parse_opening(given.text))
        elif given is None or given.do != BLANK:
            sentence = (
                f"是每天 {bare},节假日也一样吗?是的,请选“是,每天”;不是的,请写明哪几天,如“工作日 {bare}”。"
            )
            self.ask(key, HOURS, text_of(cell), sentence, DAILY, RETYPE, BLANK)

    def read_typed(self, kind: SiteType) -> None:
        self._read_facilities(kind)
        by_label = {fact.label: fact for fact in kind.facts}
        before = self.standing.stored["type_facts"] if self.standing else {}
        raw: dict[str, object] = {
            fact.name: fact.written(before[fact.name]) for fact in kind.facts if fact.name in before
        }
        typed: set[str] = set()
        for key, cell in self.cells.items():
            if not key.startswith(FACT):
                continue
            fact = by_label.get(key.removeprefix(FACT))
            if fact is None:
                self.refuse(key, cell, f"“{kind.label}”没有“{label_for(key)}”这一项,请留空。")
                continue
            try:
                raw[fact.name] = fact.written(self._value(key, fact, cell))
                typed.add(fact.name)
            except Refusal as refused:
                self.refuse(key, cell, refused.sentence)
        clean, problems = validate_facts(kind, raw, self.words.today)
        for name in typed & problems.keys():
            sentence = problems[name]
            key = f"{FACT}{kind.fact(name).label}"
            self.refuse(key, self.cells.get(key), sentence)
        if clean:
            self.site.facts["type_facts"] = {**before, **clean}

    def _read_facilities(self, kind: SiteType) -> None:
        cell = self.cells.get(FACILITIES)
        if cell is not None:
            labels = {code: BY_CODE[code].label for code in kind.facilities}
            try:
                self.site.facts[FACILITIES] = read_facilities(kind.facilities, labels, cell)
            except Refusal as refused:
                self.refuse(FACILITIES, cell, refused.sentence)

    def read_remark(self, kind: SiteType) -> None:
        text = text_of(self.cells.get(REMARK))
        others = types_mentioned(text, kind)
        if others:
            self.ask(
                f"row:{self.site.place}:more",
                REMARK,
                text,
                f"备注里还提到“{'、'.join(others)}”。备注不导入;另有阵地的请另列一行,再确认本行。",
                KEEP,
            )

    def judge_whole(self) -> None:
        """What two facts say together, as the forms judge it."""
        told, year = self.site.facts, self.words.today.year
        facts = {**(self.standing.stored if self.standing else {}), **told}
        opened = str(told.get("opened_on", ""))
        if opened and int(opened[:4]) > year + 1:
            self.refuse("opened_on", self.cells.get("opened_on"), "启用日期不能晚于明年年底,请核对。")
        for first, last, sentence in _IN_ORDER:
            if not (first in told or last in told):
                continue
            if facts.get(first) and facts.get(last) and facts[last] < facts[first]:
                self.refuse(last, self.cells.get(last), sentence)
