"""What the papers say, in every shape: the same words on the page, in the PDF and in the Word file."""

from __future__ import annotations

import re
import shutil
import subprocess
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pypdfium2
import pytest
from docx import Document
from PIL import Image, ImageDraw, ImageFile
from pypdf import PdfReader

from core.clock import LEGAL_ZONE
from filing.papers import pdf
from filing.papers.codes import PaperNumber, ReadCode, address_of, paper_number, read_code
from filing.papers.endings import CancelPaper, Change, ChangePaper, Equipment, MapEntry
from filing.papers.html import html_of
from filing.papers.notices import Gap, NoticePaper
from filing.papers.paper import Code, Entry
from filing.papers.pdf import can_make_pdf
from filing.papers.sheets import Heading, Signed, opinions_of
from filing.papers.word import word_of
from filing.particulars import EMPLOYER_DUTY
from tests.conftest import IN_CI
from tests.qr import read_qr

ORIGIN = "https://zhendi.example.org/"
RARE = "𬭊㐂䶮"
HOSTILE = f"{RARE}<b>&\"'{{{{ 7*7 }}}}{{% raw %}}"

needs_pdf = pytest.mark.skipif(not IN_CI and not can_make_pdf(), reason="no Pango or no Chinese font here")

HEADING = Heading(
    "爱心妈妈小屋注销备案表", "BA2026-000007", code=Code("BA2026-000007-SB", "abcdefgh23", "0F43")
)


def notice(**changes: Any) -> NoticePaper:
    said = {
        "heading": Heading(
            "补正通知单", "BA2026-000007", code=Code("BA2026-000007-BZ1", "abcdefgh23", "0F43 66D7")
        ),
        "addressee": "中山公园管理处工会",
        "site_name": "中山公园驿站",
        "gaps": (
            Gap(1, "照片:门牌", "看不清字", "字迹清楚的门牌照片"),
            Gap(2, "位置", "没有门牌号", "与产权证一致", late_reason="验收时发现"),
        ),
        "number": "BZ-1",
        "due_on": date(2026, 10, 26),
        "office": "市南区总工会",
        "person": "李娜",
        "phone": "0532-85911234",
        "issued_at": datetime(2026, 10, 12, 9, 0, tzinfo=LEGAL_ZONE),
    }
    return NoticePaper(**(said | changes))


def cancel(**changes: Any) -> CancelPaper:
    said = {
        "heading": HEADING,
        "site": (Entry("阵地名称", "中山公园妈妈小屋"),),
        "reason": "房屋拆迁",
        "last_day": date(2026, 11, 30),
        "equipment": (Equipment("冰箱", "GH-2023-0012", "1 台", "调拨到湛山妈妈小屋"),),
        "plate": "已收回,交区总工会保管",
        "maps": (MapEntry("高德地图", date(2026, 12, 1)), MapEntry("百度地图", is_listed=True)),
        "told_users": "门口张贴告示",
    }
    return CancelPaper(**(said | changes))


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def text_of_pdf(data: bytes) -> str:
    return squeezed("".join(page.extract_text() for page in PdfReader(BytesIO(data)).pages))


def text_of_word(data: bytes) -> str:
    document = Document(BytesIO(data))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return squeezed("".join([*(each.text for each in document.paragraphs), *cells]))


def test_a_notice_names_everything_at_once_and_says_so_first() -> None:
    page = html_of(notice().paper(), ORIGIN)
    assert page.index("以下为需补正的全部事项:") < page.index("照片:门牌")
    for said in ("看不清字", "字迹清楚的门牌照片", "没有门牌号(后补提出:验收时发现)", "请于2026年10月26日前"):
        assert said in page
    assert "联系人:李娜、0532-85911234。" in page
    assert "补正情况" not in page


def test_a_notice_with_answers_shows_what_became_of_each() -> None:
    gaps = (Gap(1, "位置", "没有门牌号", answer="已补正", verdict="已补正"), Gap(2, "名称", "与牌匾不符"))
    page = html_of(notice(gaps=gaps).paper(), ORIGIN)
    answers = page[page.index("补正情况") :]
    assert "已补正" in answers
    assert "与牌匾不符" not in answers


def test_cancelling_a_nursing_room_does_not_free_the_employer() -> None:
    assert EMPLOYER_DUTY in html_of(cancel(is_nursing_room=True).paper(), ORIGIN)
    assert EMPLOYER_DUTY not in html_of(cancel().paper(), ORIGIN)


def test_a_cancellation_says_where_things_plate_and_map_entries_go() -> None:
    page = html_of(cancel().paper(), ORIGIN)
    for said in (
        "GH-2023-0012",
        "调拨到湛山妈妈小屋",
        "2026年11月30日",
        "已收回,交区总工会保管",
        "门口张贴告示",
    ):
        assert said in page
    assert "高德地图2026年12月1日已下架;百度地图未下架" in page
    assert "没有用工会经费购置的设备。" in html_of(cancel(equipment=()).paper(), ORIGIN)


def test_a_change_shows_old_beside_new() -> None:
    rows = (Change("使用面积", "20 平方米", "35 平方米"), Change("楼层", "", "2 层"))
    paper = ChangePaper(
        HEADING, (Entry("阵地名称", "驿站"),), rows, "扩建", date(2026, 11, 1), date(2026, 11, 30)
    )
    page = squeezed(re.sub("<[^>]+>", " ", html_of(paper.paper(), ORIGIN)))
    assert "使用面积20平方米35平方米" in page
    assert "楼层未填2层" in page
    assert "2026年11月1日至2026年11月30日" in page


def test_opinions_stand_in_the_order_of_the_offices() -> None:
    everything = opinions_of(Signed(), frozenset({"host", "department", "upper"}))
    assert [block.title for block in everything.blocks] == [
        "申报工会意见(盖章)",
        "上级工会代章",
        "场地(共建)单位意见(盖章)",
        "区(市)、产业工会意见(盖章)",
        "市总工会主管部门意见(部门章)",
        "市总工会意见(盖章)",
    ]
    assert len(opinions_of(Signed()).blocks) == 3


def test_texts_reach_the_page_as_text() -> None:
    page = html_of(cancel(reason=HOSTILE).paper(), ORIGIN)
    assert "<b>" not in page
    assert "{{ 7*7 }}" in page


@pytest.mark.parametrize("made", [cancel(reason=HOSTILE, plate="甲\n乙"), notice(site_name=HOSTILE)])
def test_no_name_breaks_the_word_file_or_runs_in_it(made: Any) -> None:
    data = word_of(made.paper(), ORIGIN)
    assert ZipFile(BytesIO(data)).testzip() is None
    text = text_of_word(data)
    assert squeezed(HOSTILE) in text
    assert "49" not in text.replace("0049", "")
    assert "{%tr" not in text


def test_the_word_file_holds_the_rows_of_each_table_and_the_code() -> None:
    data = word_of(cancel(is_nursing_room=True).paper(), ORIGIN)
    text = text_of_word(data)
    for said in ("GH-2023-0012", "房屋拆迁", "申报工会意见(盖章)", EMPLOYER_DUTY, "BA2026-000007-SB"):
        assert said in text
    picture = next(name for name in ZipFile(BytesIO(data)).namelist() if name.endswith(".png"))
    drawn = Image.open(BytesIO(ZipFile(BytesIO(data)).read(picture)))
    assert read_qr(drawn) == address_of(ORIGIN, "BA2026-000007-SB", "abcdefgh23")


@needs_pdf
def test_the_pdf_says_what_was_typed_rare_surnames_too() -> None:
    data = pdf.pdf_of(html_of(cancel(reason=f"{RARE}来信").paper(), ORIGIN))
    text = text_of_pdf(data)
    assert f"{RARE}来信" in text
    assert "GH-2023-0012" in text
    assert "—1—" in text


@needs_pdf
@pytest.mark.skipif(not IN_CI and shutil.which("pdffonts") is None, reason="no pdffonts on this machine")
def test_every_letter_of_the_pdf_has_a_chinese_font(tmp_path: Path) -> None:
    """Without a font the text can still be copied, but the page shows empty boxes."""
    file = tmp_path / "paper.pdf"
    file.write_bytes(pdf.pdf_of(html_of(cancel(reason=RARE).paper(), ORIGIN)))
    told = subprocess.run(["pdffonts", str(file)], capture_output=True, text=True, check=True).stdout
    fonts = told.splitlines()[2:]
    assert any(re.search(r"CJK|FangSong|WenQuanYi|SimSun|SimHei", line) for line in fonts), told
    assert all(line.split()[-5] == "yes" for line in fonts), told  # each is embedded


def sealed(page: Image.Image) -> Image.Image:
    """The page as a scanner sees it: a red seal over the form and partly over the code, laid on askew."""
    ink = Image.new("RGBA", page.size)
    draw = ImageDraw.Draw(ink)
    for left, top in ((page.width * 0.55, page.height * 0.6), (page.width * 0.66, page.height * 0.2)):
        size = page.width * 0.19
        draw.ellipse(
            (left, top, left + size, top + size), fill=(200, 20, 20, 70), outline=(200, 20, 20, 150), width=9
        )
    stamped = Image.alpha_composite(page.convert("RGBA"), ink).convert("RGB")
    return stamped.rotate(3, expand=True, fillcolor="white", resample=Image.Resampling.BICUBIC)


@needs_pdf
def test_the_code_is_read_from_a_stamped_page_scanned_askew() -> None:
    data = pdf.pdf_of(html_of(cancel().paper(), ORIGIN))
    page = pypdfium2.PdfDocument(data)[0].render(scale=150 / 72).to_pil()
    assert read_qr(sealed(page)) == address_of(ORIGIN, "BA2026-000007-SB", "abcdefgh23")


@needs_pdf
def test_a_sample_says_so_on_every_page() -> None:
    rows = tuple(Equipment(f"设备{number}") for number in range(60))
    heading = Heading("注销备案表", "BA2026-000007", is_sample=True)
    pages = PdfReader(
        BytesIO(pdf.pdf_of(html_of(cancel(heading=heading, equipment=rows).paper(), ORIGIN)))
    ).pages
    assert len(pages) > 2
    for page in pages:
        assert "试用样表,非正式印发文本" in squeezed(page.extract_text())


@needs_pdf
def test_while_drawing_nothing_is_read_but_our_own_files(tmp_path: Path) -> None:
    secret = tmp_path / "secret.css"
    secret.write_text("body::before { content: 'geheim' }")
    page = html_of(cancel().paper(), ORIGIN).replace(
        "</head>",
        f'<link rel="stylesheet" href="file://{secret}"><link rel="stylesheet" href="http://127.0.0.1:9/x.css"></head>',
    )
    assert "geheim" not in text_of_pdf(pdf.pdf_of(page))
    for address in (f"file://{secret}", "http://127.0.0.1:9/x", "https://paper.invalid/etc/passwd"):
        with pytest.raises(ValueError):
            pdf.static_bytes(address)
    with pytest.raises(Exception, match=r"outside|escape|joined"):
        pdf.static_bytes("https://paper.invalid/static/../../pyproject.toml")


def test_numbers_of_papers_come_back_as_they_were_written() -> None:
    for text in ("BA2026-000007", "BA2026-000007-SB", "BA2026-000007-BZ12"):
        assert str(paper_number(text)) == text
    for text in (
        "",
        "BA2026-7",
        "BA2026-000007-sb",
        "BA2026-000007-SB-1",
        "BA2026-000007-SBX",
        "BA٢٠٢٦-000007",
    ):
        assert paper_number(text) is None


def test_a_scanned_text_that_is_no_code_of_ours_is_not_read() -> None:
    good = address_of("http://10.0.0.1:8000/", "BA2026-000007-SB", "abcdefgh23")
    assert read_code(good) == ReadCode(PaperNumber("BA2026-000007", "SB"), "abcdefgh23")
    for text in (
        "https://zhendi.example.org/s/ABC/",
        "https://x/verify/BA2026-000007/",
        "https://x/verify/BA2026-000007/more/?k=abcdefgh23",
        "http://[x/verify/BA2026-000007/?k=abcdefgh23",
        "微信",
        good + "&x=" + "长" * 500,
    ):
        assert read_code(text) is None


@needs_pdf
def test_making_a_pdf_does_not_let_broken_pictures_in() -> None:
    """The library tells Pillow to read on where a picture breaks off; an upload is read by the same Pillow."""
    assert can_make_pdf()
    assert ImageFile.LOAD_TRUNCATED_IMAGES is False


@needs_pdf
def test_a_paper_without_its_style_sheet_is_no_paper():
    with pytest.raises(pdf.BarePaper, match="no-such"):
        pdf.pdf_of('<link rel="stylesheet" href="/static/css/no-such.css"><p>收件回执</p>')


def test_style_sheets_are_found_where_nothing_was_collected(settings, tmp_path):
    settings.TESTING, settings.STATIC_ROOT = False, tmp_path
    assert b"@page" in pdf.static_bytes("https://paper.invalid/static/css/print.css")
