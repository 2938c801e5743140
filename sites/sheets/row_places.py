"""Of which type is the site of a row, whose is it, where does it stand? By its words, the answers given, the register."""

from __future__ import annotations

from collections.abc import Mapping

from sites.sheets.cells import Cell, CellKind, RawRow, text_of
from sites.sheets.columns import DISTRICT, NAME, TYPE, UNION, label_for
from sites.sheets.names import district_named, names_several, plain_name, type_named
from sites.sheets.questions import (
    BLANK,
    CHOOSE_DISTRICT,
    CHOOSE_TYPE,
    KEEP,
    MOST_SHOWN,
    RETYPE,
    SKIP,
    Question,
    Site,
    Words,
    cell_key,
    word_key,
)
from sites.sheets.standing import Standing
from sites.types import site_type


class RowReader:
    """What every part of reading a row needs: its cells, what it came to, and how something is asked."""

    def __init__(self, row: RawRow, words: Words, large: set[str], register: Mapping[str, Standing]) -> None:
        self.words, self.large, self.register = words, large, register
        self.site = Site(row)
        self.standing: Standing | None = None
        self.cells: dict[str, Cell] = {}

    def ask(self, key: str, column: str, typed: str, sentence: str, *answers: str) -> None:
        """Note a question, unless the whole row was left out by an answer."""
        given = self.words.answers.get(key)
        if given is not None and given.do == SKIP:
            self.site.is_left_out = True
        elif given is None or given.do != KEEP or KEEP not in answers:
            shown = typed if len(typed) <= MOST_SHOWN else f"{typed[:MOST_SHOWN]}…"
            self.site.questions.append(Question(key, label_for(column), shown, sentence, (*answers, SKIP)))

    def key(self, column: str) -> str:
        return cell_key(self.site.row, column)

    def refuse(self, column: str, cell: Cell | None, sentence: str) -> None:
        typed = "" if cell is None or cell.kind == CellKind.IDENTITY else text_of(cell)
        wanted = (RETYPE,) if column == NAME else (RETYPE, BLANK)
        self.ask(self.key(column), column, typed, sentence, *wanted)

    def note_reading(self, column: str, typed: str, meant: str) -> None:
        if typed and typed != meant:
            self.site.readings.append((label_for(column), typed[:MOST_SHOWN], meant))


class PlaceReader(RowReader):
    """Type, union and district of the row."""

    def find_type(self) -> None:
        """By its column, else as chosen for the whole file, else by the name of the sheet."""
        if self.standing is not None:
            self._keep_type(self.standing)
            return
        cell = self.cells.get(TYPE)
        text = text_of(cell)
        given = self.words.answers.get(word_key("type", text))
        if given is not None and given.do == CHOOSE_TYPE:
            self.site.site_type = given.text
            return
        wanted = self.words.site_type
        self.site.site_type = type_named(text) if text else wanted or type_named(self.site.row.sheet)
        if self.site.site_type:
            self.note_reading(TYPE, text, site_type(self.site.site_type).label)
            self._refuse_another_type(text, wanted)
            return
        if not text:
            sentence = "没有写阵地类型,请选择。"
        elif names_several(text):
            sentence = f"“{text[:20]}”写了几项功能。一行只能备案一处阵地,请选择主要类型;其他功能另列一行。"
        else:
            sentence = f"“{text[:20]}”不是系统中的类型名称,请选择对应的类型。"
        self.ask(word_key("type", text), TYPE, text, sentence, CHOOSE_TYPE)

    def _keep_type(self, standing: Standing) -> None:
        text, wanted = text_of(self.cells.get(TYPE)), self.words.site_type
        self.site.site_type = standing.site_type
        label = site_type(standing.site_type).label
        if text and type_named(text) != standing.site_type:
            sentence = f"名册中该阵地是“{label}”,类型不能用名单修改。请核对;留空则不变。"
            self.refuse(TYPE, self.cells[TYPE], sentence)
        self._refuse_another_type(label, wanted)

    def _refuse_another_type(self, text: str, wanted: str) -> None:
        if wanted and self.site.site_type != wanted:
            label = site_type(wanted).label
            sentence = f"本批选择的阵地类型是“{label}”,这一行写的是“{text[:20]}”。请核对;其他类型请另行上传。"
            self.ask(self.key(TYPE), TYPE, text, sentence)

    def find_places(self) -> None:
        self._find_union()
        text = text_of(self.cells.get(DISTRICT))
        given = self.words.answers.get(word_key("district", text))
        if given is not None and given.do == CHOOSE_DISTRICT:
            self.site.district = given.text
        elif text:
            self.site.district = district_named(text, self.words.districts)
            self.note_reading(DISTRICT, text, self.words.district_labels.get(self.site.district, text))
        elif self.standing is not None:
            self.site.district = self.standing.district
        elif self.site.union is not None:
            self.site.district = self.words.district_of.get(self.site.union, "")
        if not self.site.district:
            sentence = (
                f"“{text[:20]}”不是区(市)名称(功能区不是行政区),请选择阵地所在的区(市)。"
                if text
                else "没有写所属区(市),请选择。"
            )
            self.ask(word_key("district", text), DISTRICT, text, sentence, CHOOSE_DISTRICT)
        if self.words.union_of is not None and self.site.district:
            self._give_to_district(self.words.union_of)
        self._ask_whether_apart(text)

    def _ask_whether_apart(self, text: str) -> None:
        """A site may stand elsewhere than its union's district; asked once for all rows of that union there."""
        site, labels = self.site, self.words.district_labels
        over = self.words.district_of.get(site.union or 0, "")
        if self.standing is None and over and site.district and over != site.district:
            managed, stands = labels.get(over, over), labels.get(site.district, site.district)
            sentence = (
                f"主管工会属{managed},阵地写的是在{stands},对吗?"
                f"由{managed}的工会管理、设在{stands}的,请选“照常导入”;写错的,请改正后重新上传。"
            )
            self.ask(f"apart:{site.union}:{site.district}", DISTRICT, text, sentence, KEEP)

    def _give_to_district(self, union_of: Mapping[str, int]) -> None:
        """Unless the row names its union, or the register knows it."""
        if self.standing is not None or UNION in self.cells:
            return
        self.site.union = union_of.get(self.site.district)
        if self.site.union is None:
            self.ask(
                f"union:district:{self.site.district}",
                UNION,
                text_of(self.cells.get(DISTRICT)),
                "该区(市)的总工会不在您的管理范围内,或尚未登记,这一行不能导入。",
            )

    def _find_union(self) -> None:
        if self.standing is not None:
            self._keep_union(self.standing)
            return
        text = text_of(self.cells.get(UNION))
        given = self.words.answers.get(word_key("union", text)) if text else None
        meant = given.text if given is not None and given.do == RETYPE else text
        if not meant:
            self.site.union = self.words.union
            return
        self.site.union = self.words.unions.get(plain_name(meant))
        if self.site.union is None:
            sentence = f"您的管理范围内没有名称或代码为“{meant[:20]}”的工会,请写工会全称或工会代码。"
            self.ask(word_key("union", text), UNION, text, sentence, RETYPE)

    def _keep_union(self, standing: Standing) -> None:
        text = text_of(self.cells.get(UNION))
        self.site.union = standing.union
        if text and plain_name(text) not in standing.union_names:
            sentence = f"名册中该阵地由{standing.union_name}主管,主管工会不能用名单修改。请核对;留空则不变。"
            self.refuse(UNION, self.cells[UNION], sentence)
