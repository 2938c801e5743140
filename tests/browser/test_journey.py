"""Three rows of a list compiled from press reports are filed by hand, accepted, signed, and read by the public.

What was published is typed; what was not stays visibly 未核实 from the first page to the last.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from filing.models import Filing
from tests.factories.people import TODAY
from tests.office import site_of

SHEET = Path(__file__).parents[1] / "data" / "qingdao_published_list.xlsx"

#: More than this for one site, and a district officer with forty of them stays with the spreadsheet.
MOST_CLICKS, MOST_TYPED = 38, 10


def published(name: str) -> dict[str, str]:
    """The row of the list by its heads, as messy as it is."""
    rows = openpyxl.load_workbook(SHEET, read_only=True).worksheets[0].iter_rows(values_only=True)
    table = [[str(cell or "").strip() for cell in row] for row in rows]
    heads = next(row for row in table if "阵地名称" in row)
    return dict(zip(heads, next(row for row in table if name in row), strict=True))


def iso_day(text: str) -> str:
    year, month, day = map(int, re.findall(r"\d+", text))
    return f"{year:04d}-{month:02d}-{day:02d}"


@dataclass(frozen=True)
class Row:
    """What the officer makes of one row: choices by their words, facts by label."""

    name: str
    officer: str
    others: tuple[str, str]
    type_label: str
    union: str
    access: str
    accepted_by: str
    facts: dict[str, str] = field(default_factory=dict)
    listed: bool = True
    first_line: str = "开放时间还未核实,建议先向附近工会或物业问一下"


ROWS = (
    Row(
        "李沧区职工子女爱心托育托管中心",
        "district2",
        ("district", "district3"),
        "职工子女托育服务中心",
        "李沧区工人文化宫工会(李沧区总工会)",
        "工会会员",
        "city",
        {"托位数": "72", "教室间数": "4", "工作人员数": "24"},
    ),
    Row(
        "中山公园户外劳动者驿站",
        "district",
        ("district2", "district3"),
        "户外劳动者服务站点",
        "市南区总工会(青岛市总工会)",
        "面向公众",
        "district",
    ),
    Row(
        "黄岛区税务局爱心妈妈小屋",
        "district3",
        ("district", "district2"),
        "爱心妈妈小屋",
        "黄岛区税务局工会(西海岸新区总工会)",
        "本单位职工",
        "district3",
        listed=False,
        first_line="仅供本单位职工使用",
    ),
)


class Desk:
    """One officer at the desk who works from the printed row."""

    def __init__(self, visitor: Any, row: Row) -> None:
        self.visitor, self.row, self.told = visitor, row, published(row.name)

    def begin(self) -> None:
        visitor, row = self.visitor, self.row
        visitor.sign_in(row.officer)
        assert visitor.path == "/desk/"
        visitor.click("新建备案")
        visitor.click(row.type_label)
        visitor.choose(row.union)
        visitor.click("开始填写")

    def write_sections(self) -> None:
        visitor, told = self.visitor, self.told
        visitor.type("阵地名称", told["阵地名称"])
        if told["承建(共建)单位"]:
            visitor.type("承建(共建)单位", told["承建(共建)单位"])
        if told["启用时间"]:
            visitor.type("启用日期", iso_day(told["启用时间"]))
        visitor.click("保存并继续")
        visitor.type("详细地址", told["详细地址"])
        visitor.click("保存并继续")
        if told["面积"].startswith("约"):
            visitor.type("使用面积", "".join(re.findall(r"\d+", told["面积"])))
        for label, value in self.row.facts.items():
            visitor.type(label, value)
        visitor.click("保存并继续")
        visitor.choose(self.row.access)
        visitor.click("保存并继续")
        visitor.click("保存并继续")
        visitor.click("核对并提交")

    def hand_in(self) -> str:
        """Check the answers, submit, read the receipt; gives the number of the case."""
        visitor = self.visitor
        assert visitor.path.endswith("/answers/")
        assert self.told["阵地名称"] in visitor.text
        assert "未核实" in visitor.text
        assert visitor.page.locator(".unknown").count() > 5
        visitor.page.locator("#id_declared").check()
        visitor.clicks += 1
        visitor.click("提交备案")
        assert visitor.path.endswith("/receipt/")
        paper = visitor.page.locator("body").inner_text()
        assert "收件回执" in paper
        assert "扫码可核验本回执" in paper
        return re.search(r"BA\d{4}-\d{6}", paper)[0]


def accept(visitor: Any, number: str, day: date = TODAY) -> None:
    """From the desk to the case, then the acceptance form as it was filled in at the door."""
    visitor.click(visitor.page.locator(f'a[href="/desk/filings/{number}/"]'))
    visitor.type("验收日期", day.isoformat())
    visitor.type("验收人员", "王建国、刘敏")
    visitor.type("现场人员", "孙丽华")
    visitor.choose("合格")
    visitor.click("登记验收")
    assert "待市总备案" in visitor.text


def sign(visit: Any, username: str, number: str, button: str) -> Any:
    visitor = visit()
    visitor.sign_in(username)
    visitor.click(visitor.page.locator(f'a[href="/desk/filings/{number}/"]'))
    visitor.click(button)
    return visitor


@pytest.mark.parametrize("row", ROWS, ids=[row.officer for row in ROWS])
def test_a_published_row_goes_from_the_sign_in_to_the_public_page(office, visit, row):
    officer = visit()
    desk = Desk(officer, row)
    desk.begin()
    desk.write_sections()
    number = desk.hand_in()
    assert officer.clicks <= MOST_CLICKS, officer.clicks
    assert officer.typed <= MOST_TYPED, officer.typed

    filing = Filing.objects.get(number=number)
    assert (filing.state, filing.submitted_as) == ("acceptance", "district")
    others_see_nothing(office, row, [f"/desk/filings/{number}/{part}" for part in PARTS])

    inspector = officer if row.accepted_by == row.officer else visit()
    if inspector is officer:
        officer.go("/desk/")
    else:
        officer.go(f"/desk/filings/{number}/")
        assert not officer.page.get_by_role("button", name="登记验收").count()
        inspector.sign_in(row.accepted_by)
    accept(inspector, number)

    first = sign(visit, "city", number, "签署意见")
    assert not first.page.get_by_role("button", name="同意备案").count()
    second = sign(visit, "city2", number, "同意备案")
    assert "已备案" in second.text

    site = site_of(filing)
    assert re.fullmatch(r"370\d{3}-[A-Z]{4}-2026-0001", site.filing_number)
    assert site.filing_number in second.text
    others_see_nothing(office, row, [f"/desk/sites/{site.code}/"])
    public_reads(visit(), row, site.code)


PARTS = ("", "answers/", "identity/", "photos/", "receipt/", "receipt/code.svg", "print/")


def others_see_nothing(office: Any, row: Row, addresses: list[str]) -> None:
    for username in row.others:
        client = office.client(username)
        assert {address: client.get(address).status_code for address in addresses} == dict.fromkeys(
            addresses, 404
        )


def public_reads(visitor: Any, row: Row, code: str) -> None:
    told = published(row.name)
    assert visitor.go(f"/s/{code}/") == 200
    assert row.first_line in visitor.page.locator(".door").inner_text()
    assert told["阵地名称"] in visitor.text
    assert told["详细地址"] in visitor.text
    assert visitor.page.locator(".unknown").count() >= 2
    visitor.go(f"/?q={row.name[:2]}")
    found = row.name in visitor.page.locator("section[aria-label=查找结果]").inner_text()
    assert found is row.listed
