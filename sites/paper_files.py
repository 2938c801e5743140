"""What may be kept of an uploaded paper? A picture drawn anew, or a PDF that is nothing but pages.

Bytes in, bytes out. What a file is, its content says and not its name. A PDF is read by the library that browsers
use and written out anew, so that nothing before, behind or between its objects is kept; only a file with electronic
signatures stays as it came, because a new copy would break them.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from io import BytesIO
from threading import Lock

import pypdfium2
from PIL import Image
from pypdfium2 import raw

from core.text_guard import has_identity_number
from sites.images import clean_picture
from sites.refusals import Refusal

MOST_BYTES = 20 * 1024 * 1024
MOST_PAGES = 100
#: Letters read of one page when a file is searched for identity numbers.
MOST_LETTERS = 20_000

_EMPTY = "这是空文件,请重新选择。"
_TOO_BIG = "文件超过 20 MB,请压缩或分成几个文件后重新上传。"
_NEITHER = "只能上传 PDF 或照片(JPG、PNG、WebP),请另存后重新上传。"
_OFFICE = "不能上传 Word、Excel、WPS 等可编辑文件或压缩包,其中可能带有宏。请另存为 PDF 后上传。"
_DRAWN = "不能上传 SVG 或网页文件,请另存为 PDF 或照片后上传。"
_LOCKED = "PDF 已加密,请去掉密码和权限限制后重新上传。"
_BROKEN = "PDF 不完整或已损坏,请重新导出后上传。"
_TOO_MANY_PAGES = f"PDF 超过 {MOST_PAGES} 页,请只上传需要的部分。"
_ACTIVE = "PDF 中带有脚本、附件或会启动程序的内容,不能保存。请用“打印为 PDF”另存一份后上传。"

#: Names in a PDF that stand for more than pages; spelt out, they end where a name ends.
_ACTIVE_NAME = re.compile(
    rb"/(?:JavaScript|Launch|EmbeddedFiles?|RichMedia|XFA|SubmitForm|ImportData|GoToE|Rendition)"
    rb"(?=[\s/<>\[\]()\x00]|$)"
)
_RANDOM_MARK = re.compile(rb"/ID\[((?:<[0-9A-Fa-f]*>)*)\]")
#: When a new document was begun, which would make every copy another file.
_MADE_AT = re.compile(rb"(?<=/CreationDate\(D:)\d{14}")
_SPELT = re.compile(rb"#([0-9A-Fa-f]{2})")
_OFFICE_STARTS = (b"PK\x03\x04", b"PK\x05\x06", b"\xd0\xcf\x11\xe0", b"{\\rtf", b"Rar!", b"7z\xbc\xaf")
_DRAWN_MARK = re.compile(rb"<(?:svg|html|!doctype|script|\?xml)\b", re.IGNORECASE)

#: The library keeps state of its own and is not made for several threads.
_ONE_AT_A_TIME = Lock()


class BadPaper(Refusal):
    """A file that is not kept; the sentence says why and what to do."""


@dataclass(frozen=True)
class CleanPaper:
    """What is kept; ``pages`` is empty for a picture. Width and height are pixels, of a PDF points of its first page.

    ``text``: all that can be read in a PDF, to be searched before anything is stored.
    """

    data: bytes
    sha256: str
    width: int
    height: int
    pages: int | None = None
    text: str = ""


def clean_paper(data: bytes) -> CleanPaper:
    """The paper as it may be kept; raises ``BadPaper`` or ``BadPicture``."""
    if not data:
        raise BadPaper(_EMPTY)
    if len(data) > MOST_BYTES:
        raise BadPaper(_TOO_BIG)
    if data.startswith(b"%PDF-"):
        return _clean_pdf(data)
    if not _looks_like_a_picture(data):
        raise BadPaper(_why_not(data))
    picture = clean_picture(data)
    return CleanPaper(picture.jpeg, picture.sha256, picture.width, picture.height)


def _why_not(data: bytes) -> str:
    """What to do instead, for a file that is neither PDF nor picture."""
    if data.startswith(_OFFICE_STARTS):
        return _OFFICE
    return _DRAWN if _DRAWN_MARK.search(data[:1024]) else _NEITHER


def _looks_like_a_picture(data: bytes) -> bool:
    starts = (b"\xff\xd8\xff", b"\x89PNG", b"RIFF", b"GIF8")
    return data.startswith(starts) or data[4:8] == b"ftyp"


#: Of the words on its pages, not of its pixels.
PERSONAL_NUMBER = "文件中含有身份证号码,请遮盖或删除后重新上传。"


@contextmanager
def opened_pdf(data: bytes) -> Iterator[pypdfium2.PdfDocument]:
    """The document, one at a time in this process; raises ``BadPaper`` for what cannot be opened."""
    with _ONE_AT_A_TIME:
        try:
            document = pypdfium2.PdfDocument(data)
        except pypdfium2.PdfiumError as reason:
            raise BadPaper(_LOCKED if "password" in str(reason) else _BROKEN) from None
        try:
            yield document
        except pypdfium2.PdfiumError:
            raise BadPaper(_BROKEN) from None
        finally:
            document.close()


def personal_in_pdf(data: bytes) -> str:
    """Why the text of this PDF may not be kept: a sentence, or nothing. One that cannot be read is told as well."""
    try:
        with opened_pdf(data) as document:
            text = _text_of(document)
    except BadPaper as bad:
        return str(bad)
    return PERSONAL_NUMBER if has_identity_number(text) else ""


def _clean_pdf(data: bytes) -> CleanPaper:
    with opened_pdf(data) as document:
        pages = len(document)
        if raw.FPDF_GetSecurityHandlerRevision(document) >= 0:
            raise BadPaper(_LOCKED)
        if not pages:
            raise BadPaper(_BROKEN)
        if pages > MOST_PAGES:
            raise BadPaper(_TOO_MANY_PAGES)
        copy = _written_anew(document)
        if _does_more_than_show(document) or _is_active(data) or _is_active(copy):
            raise BadPaper(_ACTIVE)
        kept = data if raw.FPDF_GetSignatureCount(document) > 0 else copy
        text = _text_of(document)
        width, height = (max(1, round(side)) for side in document.get_page_size(0))
    return CleanPaper(kept, hashlib.sha256(kept).hexdigest(), width, height, pages, text)


def _written_anew(document: pypdfium2.PdfDocument) -> bytes:
    """The objects that the document uses, each in the clear and every name spelt out; the same file every time.

    The library draws a random mark for each copy; it is replaced by one of the same length that never changes.
    """
    out = BytesIO()
    document.save(out)
    body, mark, end = out.getvalue().rpartition(b"trailer")
    return body + mark + _RANDOM_MARK.sub(lambda found: b"/ID[" + _zeros(found[1]) + b"]", end)


def _zeros(marks: bytes) -> bytes:
    return re.sub(rb"[0-9A-Fa-f]", b"0", marks)


def _does_more_than_show(document: pypdfium2.PdfDocument) -> bool:
    scripts = raw.FPDFDoc_GetJavaScriptActionCount(document)
    return bool(scripts > 0 or raw.FPDFDoc_GetAttachmentCount(document) > 0)


def _is_active(data: bytes) -> bool:
    spelt_out = _SPELT.sub(lambda found: bytes([int(found[1], 16)]), data)
    return _ACTIVE_NAME.search(spelt_out) is not None


def _text_of(document: pypdfium2.PdfDocument) -> str:
    """What the pages and the title of the document say."""
    said = [str(value) for value in document.get_metadata_dict().values()]
    for number in range(len(document)):
        page = document[number]
        letters = page.get_textpage()
        said.append(letters.get_text_range(0, min(letters.count_chars(), MOST_LETTERS)))
        letters.close()
        page.close()
    return "\n".join(said)


def cut_paper(paper: CleanPaper, first: int, last: int) -> CleanPaper:
    """Some pages of a PDF as a paper of their own; ``first`` and ``last`` count from 0 and are both kept."""
    if paper.pages is None or last - first + 1 == paper.pages:
        return paper
    with opened_pdf(paper.data) as document:
        part = pypdfium2.PdfDocument.new()
        part.import_pages(document, list(range(first, last + 1)))
        data = _MADE_AT.sub(b"00000000000000", _written_anew(part))
        part.close()
    digest = hashlib.sha256(data).hexdigest()
    return replace(paper, data=data, sha256=digest, pages=last - first + 1, text="")


def drawn_pages(paper: CleanPaper, *, dots: int, longest: int) -> Iterator[Image.Image]:
    """Each page as a scanner would give it, at ``dots`` an inch and at most ``longest`` pixels a side."""
    if paper.pages is None:
        yield Image.open(BytesIO(paper.data))
        return
    for number in range(paper.pages):
        with opened_pdf(paper.data) as document:
            page = document[number]
            scale = min(dots / 72, longest / max(*page.get_size(), 1))
            picture = page.render(scale=scale, grayscale=True).to_pil()
            page.close()
        yield picture
