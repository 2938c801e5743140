"""Papers that are uploaded: real ones are kept clean, everything else is refused in words."""

from __future__ import annotations

import zlib
from io import BytesIO
from zipfile import ZipFile

import pypdfium2
import pytest
from PIL import Image

from sites.images import BadPicture
from sites.paper_files import MOST_PAGES, BadPaper, clean_paper, cut_paper, drawn_pages
from tests.office import picture
from tests.pdfs import (
    EMBEDDED,
    LAUNCH,
    LAUNCH_LINK,
    NAMED_SCRIPT,
    SCRIPT,
    SPELT_LAUNCH,
    encrypted_pdf,
    hidden_in_object_stream,
    plain_pdf,
    stream,
)

ACTIVE = "脚本、附件或会启动程序"


def zipped() -> bytes:
    out = BytesIO()
    with ZipFile(out, "w") as archive:
        archive.writestr("word/vbaProject.bin", b"macro")
    return out.getvalue()


def test_a_plain_pdf_is_kept_with_its_pages_and_its_text() -> None:
    paper = clean_paper(plain_pdf("fire check", pages=3))
    assert (paper.pages, paper.width, paper.height) == (3, 595, 842)
    assert paper.data.startswith(b"%PDF-")
    assert "fire check" in paper.text


def test_a_picture_of_a_paper_is_drawn_anew() -> None:
    data = picture() + b"<script>alert(1)</script>"
    paper = clean_paper(data)
    assert paper.pages is None
    assert b"script" not in paper.data
    assert Image.open(BytesIO(paper.data)).size == (60, 40)


@pytest.mark.parametrize(
    "data",
    [
        plain_pdf(catalogue=SCRIPT),
        plain_pdf(catalogue=NAMED_SCRIPT),
        plain_pdf(catalogue=LAUNCH),
        plain_pdf(catalogue=SPELT_LAUNCH),
        plain_pdf(page=LAUNCH_LINK),
        plain_pdf(catalogue=EMBEDDED),
        hidden_in_object_stream(LAUNCH),
        hidden_in_object_stream(SCRIPT),
        plain_pdf(catalogue=b"/AA << /WC << /S /SubmitForm /F (http://x) >> >>"),
    ],
    ids=["script", "named", "launch", "spelt", "link", "embedded", "packed", "packed script", "submit"],
)
def test_a_pdf_that_does_more_than_show_pages_is_refused(data: bytes) -> None:
    with pytest.raises(BadPaper, match=ACTIVE):
        clean_paper(data)


def test_a_launch_that_no_page_reaches_is_refused_too() -> None:
    """Another reader may find what ours does not look at."""
    with pytest.raises(BadPaper, match=ACTIVE):
        clean_paper(plain_pdf(more={50: b"<< /S /Launch /F (cmd.exe) >>"}))


@pytest.mark.parametrize("password", ["", "secret"])
def test_a_locked_pdf_is_refused(password: str) -> None:
    with pytest.raises(BadPaper, match="已加密"):
        clean_paper(encrypted_pdf(password))


@pytest.mark.parametrize("share", [0.01, 0.3, 0.6, 0.9])
def test_a_torn_pdf_is_refused_or_still_whole(share: float) -> None:
    data = plain_pdf(pages=4)
    try:
        paper = clean_paper(data[: int(len(data) * share)])
    except BadPaper as refused:
        assert "不完整或已损坏" in refused.sentence
    else:
        assert paper.pages and len(pypdfium2.PdfDocument(paper.data)) == paper.pages


def test_too_many_pages_are_refused_before_any_is_read() -> None:
    with pytest.raises(BadPaper, match=f"超过 {MOST_PAGES} 页"):
        clean_paper(plain_pdf(pages=10_000))


def test_what_stands_before_behind_and_between_the_pages_is_not_kept() -> None:
    html = b"<html><script>alert('marker')</script>"
    with pytest.raises(BadPaper):
        clean_paper(html + plain_pdf())
    zip_behind = plain_pdf() + zipped()
    script_behind = plain_pdf() + html
    loose = plain_pdf().replace(b"\nxref", b"\n% marker " + html + b"\nxref")
    for data in (zip_behind, script_behind, loose):
        try:
            kept = clean_paper(data).data
        except BadPaper as refused:
            assert "损坏" in refused.sentence
        else:
            assert b"marker" not in kept
            assert b"vbaProject" not in kept
            assert b"PK\x03\x04" not in kept


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "空文件"),
        (zipped(), "可能带有宏"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "可能带有宏"),
        (b"{\\rtf1 text}", "可能带有宏"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>", "SVG"),
        (b"\xef\xbb\xbf<?xml version='1.0'?><svg/>", "SVG"),
        (b"<!DOCTYPE html><p>", "SVG 或网页"),
        (b"MZ\x90\0 a program", "只能上传 PDF 或照片"),
        (b"%!PS-Adobe-3.0", "只能上传 PDF 或照片"),
        (b"%PDF-1.7\n", "不完整或已损坏"),
    ],
)
def test_anything_else_is_refused_with_what_to_do(data: bytes, sentence: str) -> None:
    with pytest.raises(BadPaper, match=sentence):
        clean_paper(data)


def test_a_torn_picture_is_refused_as_a_picture() -> None:
    with pytest.raises(BadPicture):
        clean_paper(picture(size=(800, 800))[:200])


def test_a_file_above_the_limit_is_refused_unread() -> None:
    with pytest.raises(BadPaper, match="超过 20 MB"):
        clean_paper(b"%PDF-1.7" + b"\0" * (20 * 1024 * 1024))


def test_a_stream_that_swells_is_not_unpacked_into_memory_without_end() -> None:
    bomb = stream(zlib.compress(b"0 " * 40_000_000), b"/Filter /FlateDecode")
    assert len(bomb) < 200_000
    paper = clean_paper(plain_pdf(more={60: bomb}))
    assert len(paper.data) < 1_000_000


def test_some_pages_become_a_paper_of_their_own() -> None:
    paper = clean_paper(plain_pdf(pages=5))
    part = cut_paper(paper, 1, 2)
    assert part.pages == 2
    assert len(pypdfium2.PdfDocument(part.data)) == 2
    assert part.sha256 != paper.sha256
    assert cut_paper(paper, 0, 4) is paper


def test_the_same_upload_gives_the_same_file_every_time() -> None:
    data = plain_pdf(pages=3)
    first, second = clean_paper(data), clean_paper(data)
    assert first.sha256 == second.sha256
    one = cut_paper(first, 0, 0)
    assert b"/CreationDate(D:00000000000000" in one.data
    assert one.sha256 == cut_paper(second, 0, 0).sha256


def test_a_huge_page_is_drawn_small() -> None:
    data = plain_pdf().replace(b"[0 0 595 842]", b"[0 0 14400 14400]")
    drawn = list(drawn_pages(clean_paper(data), dots=150, longest=2000))
    assert [max(each.size) for each in drawn] == [2000]
