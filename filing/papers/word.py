"""How does a paper become a Word file that an office can edit? A template made here, filled by docxtpl.

The template is built from the parts of the paper at the moment it is asked for; texts reach it only through
docxtpl with escaping on, so that no name can break the file or run as a template.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from importlib import import_module
from typing import Any

from core.qr import stamped_qr_png
from core.words import chinese_day
from filing.papers.codes import address_of
from filing.papers.paper import Closing, Grid, Listing, Opinions, Paper, Passage
from rulebook.terms import SAMPLE_MARK

TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

#: GB/T 9704: margins in millimetres, type area of 156 mm.
TOP, BOTTOM, LEFT, RIGHT = 37, 35, 28, 26
WIDTH = 156
LABEL_WIDTH = 30
CODE_WIDTH = 25
FONT, TITLE_FONT = "仿宋_GB2312", "方正小标宋简体"
BODY_POINTS, TITLE_POINTS, CELL_POINTS = 16, 22, 12


def word_of(paper: Paper, origin: str) -> bytes:
    """The file, with the code as a picture."""
    docxtpl = import_module("docxtpl")
    shared = import_module("docx.shared")
    template = docxtpl.DocxTemplate(_Template(paper).bytes())
    context: dict[str, Any] = {"paper": paper, "parts": paper.parts, "day": _day}
    if paper.code:
        drawn = stamped_qr_png(address_of(origin, paper.code.number, paper.code.token))
        context["picture"] = docxtpl.InlineImage(template, drawn, width=shared.Mm(CODE_WIDTH))
    template.render(context, autoescape=True)
    out = io.BytesIO()
    template.save(out)
    return out.getvalue()


def _day(moment: Any) -> str:
    return chinese_day(moment) if moment else "      年    月    日"


class _Template:
    """The document with marks of docxtpl where texts go; it holds no text of the case."""

    def __init__(self, paper: Paper) -> None:
        self.docx = import_module("docx.shared")
        self.enum = import_module("docx.enum.text")
        self.document = import_module("docx").Document()
        self._page(paper)
        self._head(paper)
        shapes: dict[type, Callable[[str, Any], None]] = {
            Grid: self._grid,
            Listing: self._listing,
            Opinions: self._opinions,
            Passage: self._passage,
            Closing: self._closing,
        }
        for place, part in enumerate(paper.parts):
            shapes[type(part)](f"parts[{place}]", part)
        for place in range(len(paper.notes)):
            self._line(f"{{{{ paper.notes[{place}] }}}}", points=CELL_POINTS)

    def bytes(self) -> io.BytesIO:
        out = io.BytesIO()
        self.document.save(out)
        out.seek(0)
        return out

    def _page(self, paper: Paper) -> None:
        section = self.document.sections[0]
        section.page_width, section.page_height = self.docx.Mm(210), self.docx.Mm(297)
        section.top_margin, section.bottom_margin = self.docx.Mm(TOP), self.docx.Mm(BOTTOM)
        section.left_margin, section.right_margin = self.docx.Mm(LEFT), self.docx.Mm(RIGHT)
        self._set_font(self.document.styles["Normal"], FONT, BODY_POINTS)
        if paper.is_sample:
            self._write(section.header.paragraphs[0], SAMPLE_MARK, align="RIGHT", points=CELL_POINTS)
        foot = section.footer.paragraphs[0]
        self._write(foot, "— ", align="CENTER", points=14)
        number = import_module("docx.oxml").OxmlElement("w:fldSimple")
        number.set(import_module("docx.oxml.ns").qn("w:instr"), "PAGE")
        foot._p.append(number)
        foot.add_run(" —")

    def _head(self, paper: Paper) -> None:
        for place in range(len(paper.marks)):
            self._line(f"{{{{ paper.marks[{place}] }}}}", align="RIGHT", points=CELL_POINTS)
        self._line("{{ paper.title }}", align="CENTER", points=TITLE_POINTS, font=TITLE_FONT)
        for place in range(len(paper.numbers)):
            self._line(f"{{{{ paper.numbers[{place}] }}}}", points=CELL_POINTS)
        if paper.code:
            self._line("{{ picture }}", align="RIGHT", points=CELL_POINTS)
            said = "{{ paper.code.number }}  资料摘要 {{ paper.code.digest }}"
            self._line(said, align="RIGHT", points=CELL_POINTS)

    def _grid(self, name: str, part: Grid) -> None:
        """Rows of one or two pairs, each shape drawn where the row asks for it."""
        table = self._table(4)
        self._mark(table, f"{{%tr for row in {name}.rows %}}")
        self._mark(table, "{%tr if row|length == 2 %}")
        pair = ["{{ row[0].label }}", "{{ row[0].words }}", "{{ row[1].label }}", "{{ row[1].words }}"]
        self._row(table, pair)
        self._mark(table, "{%tr else %}")
        single = table.add_row().cells
        self._cell(single[0], "{{ row[0].label }}")
        self._cell(single[1].merge(single[3]), "{{ row[0].words }}")
        self._mark(table, "{%tr endif %}")
        self._mark(table, "{%tr endfor %}")
        self._widths(table, [LABEL_WIDTH, WIDTH // 2 - LABEL_WIDTH] * 2)

    def _listing(self, name: str, part: Listing) -> None:
        columns = len(part.head)
        table = self._table(columns)
        caption = table.add_row().cells
        self._cell(caption[0].merge(caption[-1]), f"{{{{ {name}.caption }}}}", align="CENTER")
        self._row(table, [f"{{{{ {name}.head[{place}] }}}}" for place in range(columns)])
        if part.rows:
            self._mark(table, f"{{%tr for row in {name}.rows %}}")
            self._row(table, [f"{{{{ row[{place}] }}}}" for place in range(columns)])
            self._mark(table, "{%tr endfor %}")
        else:
            empty = table.add_row().cells
            self._cell(empty[0].merge(empty[-1]), f"{{{{ {name}.empty }}}}")
        first = 14 if part.is_numbered else WIDTH // columns
        self._widths(table, [first, *[(WIDTH - first) // (columns - 1)] * (columns - 1)])

    def _opinions(self, name: str, part: Opinions) -> None:
        table = self._table(4)
        for place, block in enumerate(part.blocks):
            said = f"{name}.blocks[{place}]"
            cells = table.add_row().cells
            self._cell(cells[0], f"{{{{ {said}.title }}}}", align="CENTER")
            wide = cells[1].merge(cells[3])
            self._cell(wide, f"{{{{ {said}.opinion }}}}")
            for _ in range(2):
                wide.add_paragraph()
            signer = "" if block.is_signature else f"{{{{ {said}.role }}}}:{{{{ {said}.signer }}}}        "
            seal = f"({{{{ {said}.seal }}}})" if block.seal else "        "
            self._write(wide.add_paragraph(), signer + seal, align="RIGHT", points=CELL_POINTS)
            self._write(wide.add_paragraph(), f"{{{{ day({said}.on) }}}}", align="RIGHT", points=CELL_POINTS)
        self._widths(table, [LABEL_WIDTH, WIDTH // 2 - LABEL_WIDTH] * 2)

    def _passage(self, name: str, part: Passage) -> None:
        if part.to:
            self._line(f"{{{{ {name}.to }}}}")
        for place in range(len(part.paragraphs)):
            line = self._line(f"{{{{ {name}.paragraphs[{place}] }}}}", points=BODY_POINTS)
            line.paragraph_format.first_line_indent = self.docx.Pt(2 * BODY_POINTS)

    def _closing(self, name: str, part: Closing) -> None:
        self._line("")
        self._line(f"{{{{ {name}.office }}}}(盖章)", align="RIGHT")
        self._line(f"{{{{ day({name}.on) }}}}", align="RIGHT")

    def _table(self, columns: int) -> Any:
        """A ruled table; a line before it keeps two tables from growing into one."""
        gap = self.document.add_paragraph()
        gap.paragraph_format.line_spacing = self.docx.Pt(2)
        table = self.document.add_table(0, columns, style="Table Grid")
        table.autofit = False
        return table

    def _widths(self, table: Any, millimetres: list[int]) -> None:
        for column, width in zip(table.columns, millimetres, strict=True):
            column.width = self.docx.Mm(width)

    def _mark(self, table: Any, text: str) -> None:
        """A row that steers docxtpl and is gone afterwards."""
        table.add_row().cells[0].text = text

    def _row(self, table: Any, texts: list[str]) -> None:
        for cell, text in zip(table.add_row().cells, texts, strict=True):
            self._cell(cell, text)

    def _cell(self, cell: Any, text: str, align: str = "LEFT") -> None:
        self._write(cell.paragraphs[0], text, align=align, points=CELL_POINTS)

    def _line(self, text: str, *, align: str = "LEFT", points: int = BODY_POINTS, font: str = FONT) -> Any:
        return self._write(self.document.add_paragraph(), text, align=align, points=points, font=font)

    def _write(self, paragraph: Any, text: str, *, align: str, points: int, font: str = FONT) -> Any:
        paragraph.alignment = getattr(self.enum.WD_ALIGN_PARAGRAPH, align)
        paragraph.paragraph_format.space_after = self.docx.Pt(0)
        run = paragraph.add_run(text)
        self._set_font(run, font, points)
        return paragraph

    def _set_font(self, part: Any, name: str, points: int) -> None:
        """The name for Latin letters and for Chinese ones: Word keeps them apart."""
        part.font.name = name
        part.font.size = self.docx.Pt(points)
        fonts = part.element.get_or_add_rPr().get_or_add_rFonts()
        fonts.set(import_module("docx.oxml.ns").qn("w:eastAsia"), name)
