"""Which paper does each page of a scan belong to? Reads the codes on the pages; knows no case and no right."""

from __future__ import annotations

from dataclasses import dataclass

import zxingcpp
from PIL import Image

from filing.papers.codes import ReadCode, read_code
from sites.paper_files import BadPaper, CleanPaper, drawn_pages

#: More pages than this in one file are several files.
MOST_PAGES = 30
DOTS, LONGEST = 150, 2600
_ONLY_QR = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)

_TOO_MANY = f"一个文件最多 {MOST_PAGES} 页,请分成几个文件后上传。"


@dataclass(frozen=True)
class Run:
    """Pages that stand together and belong to one paper; ``code`` is empty when none of them could be read.

    ``first`` and ``last`` count from 0.
    """

    code: ReadCode | None
    first: int
    last: int

    @property
    def words(self) -> str:
        """第2页 or 第2至4页, as people count."""
        return (
            f"第{self.first + 1}页" if self.first == self.last else f"第{self.first + 1}至{self.last + 1}页"
        )


def code_on(page: Image.Image) -> ReadCode | None:
    """The first code of ours on a page; codes of others are passed over."""
    found = zxingcpp.read_barcodes(page, formats=_ONLY_QR)
    return next((code for each in found if (code := read_code(each.text))), None)


def runs_of(codes: list[ReadCode | None]) -> list[Run]:
    """Pages by paper: a page without a code follows the page before it, as the sheets of one form do."""
    runs: list[Run] = []
    for place, code in enumerate(codes):
        same = runs and (code is None or code == runs[-1].code)
        if same:
            runs[-1] = Run(runs[-1].code, runs[-1].first, place)
        else:
            runs.append(Run(code, place, place))
    return runs


def read_scan(paper: CleanPaper) -> list[Run]:
    """The papers in one scanned file. Raises ``BadPaper`` when there are too many pages to read at once."""
    if (paper.pages or 1) > MOST_PAGES:
        raise BadPaper(_TOO_MANY)
    return runs_of([code_on(page) for page in drawn_pages(paper, dots=DOTS, longest=LONGEST)])
