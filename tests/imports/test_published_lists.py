"""Real lists through the pages: what is clear becomes drafts, the rest is asked in one list, nothing is guessed."""

from __future__ import annotations

from pathlib import Path

from filing.models import Filing, FilingAuthor
from filing.models.imports import ImportBatch
from tests.imports.lists import asked_on, book_of, saved

PUBLISHED = Path(__file__).parents[1] / "data" / "qingdao_published_list.xlsx"


def published(desk) -> ImportBatch:
    return desk.taken(PUBLISHED.read_bytes(), "一览表.xlsx")


def test_the_published_list_is_understood_but_for_what_is_asked_in_one_list(desk):
    batch = published(desk)
    assert batch.state == "review"
    asked = [text for text, _ in asked_on(desk.page(batch))]
    wanted = (
        "三间",
        "寒暑假 8:30",
        "不到30",
        "工作日",
        "2020年",
        "职工心灵驿站/法律援助",
        "东楼3314平",
        "工会驿站",
    )
    for typed in (*wanted, "共享职工之家", "另有托管驿站一处", "2021-10", "1200+2400", "高新区"):
        assert sum(f"原文:{typed}" in text for text in asked) == 1, typed
    assert len(asked) == 13
    assert "第 10 行、第 11 行、第 12 行、第 13 行、第 14 行、第 16 行、第 17 行" in " ".join(asked)


def test_total_row_serial_numbers_and_title_become_no_sites_and_are_told(desk):
    batch = published(desk)
    assert batch.total_rows == 21
    assert batch.notices == ["“阵地一览表”第 24 行是合计行,不导入。"]


def test_what_was_read_in_other_words_is_shown_beside_its_meaning(desk):
    readings = {(column, typed): meant for column, typed, meant, _ in published(desk).readings}
    assert readings["阵地类型", "寒暑假托管"] == "职工子女寒暑假爱心托管驿站"
    assert readings["所属区(市)", "西海岸新区(黄岛区)"] == "黄岛区"
    assert readings["所属区(市)", "市北"] == "市北区"
    assert readings["使用面积", "约1000平方米"] == "1000 平方米"


def test_the_answered_list_becomes_drafts_with_what_it_said_and_nothing_more(desk):
    batch = published(desk)
    desk.answer(
        batch,
        ("工会驿站", "outdoor_station", ""),
        ("共享职工之家", "skip", ""),
        ("法律援助", "mind_station", ""),
        ("高新区", "370214", ""),
        ("1200+2400", "text", "3600"),
        ("另有托管驿站", "keep", ""),
        rest="blank",
    )
    assert asked_on(desk.page(batch)) == [], "the second check asks nothing more"
    assert "将建立 19 件备案草稿,另有 2 行按您的答复不导入" in desk.page(batch)
    assert Filing.objects.count() == 0, "nothing is made before it is confirmed"
    desk.act(batch, "confirm")
    assert (batch.state, batch.created_sites) == ("done", 19)
    made = {each.version.name: each for each in Filing.objects.select_related("version", "site")}
    park = made["中山公园户外劳动者驿站"]
    facts = (park.version.opened_on.isoformat(), park.version.area_hundredths, park.version.access)
    assert facts == ("2021-03-23", None, "")
    assert (park.state, park.site.state, park.site.code) == ("draft", "planned", None)
    assert made["“工小贝”职工子女托育中心"].version.area_hundredths == 43861
    assert made["黄岛区税务局爱心妈妈小屋"].version.area_hundredths is None
    assert made["王林庄驿站"].site.site_type == "outdoor_station"
    assert made["青岛高新区职工服务中心"].site.district_id == "370214"
    assert FilingAuthor.objects.filter(user=desk.office.people["importer"]).count() == 19
    page = desk.page(batch)
    assert park.number in page and "已建立 19 件备案草稿" in page


def test_a_list_of_another_city_fares_as_well(desk):
    """Heads of two words, merged districts, a unit in the head, 编号 nobody knows, marks instead of 是."""
    book = book_of(
        [
            ["某某市户外劳动者服务阵地统计表"],
            ["填报单位:某某市总工会"],
            [
                "NO.",
                "站点 名称*",
                "区 县",
                "具体地址",
                "面积(㎡)",
                "投用时间",
                "工会投入(万元)",
                "临街一层",
                "微信群",
            ],
            [1, "新华路驿站", "市南区", "新华路1号", 20, "2023年5月1日", 1.5, "√", "群A"],
            [2, "解放路驿站", None, "解放路2号", "18.5平", "2023.6.1", "2万元", "×", "群B"],
            [3, "人民路驿站", "市北", "人民路3号", "约30", 45000, 30000, "是", ""],
            ["合 计", None, None, None, 68.5, None, "=SUM(G4:G6)"],
            ["注:面积为使用面积。"],
        ],
        title="户外站点",
    )
    book.active.merge_cells("A1:I1")
    book.active.merge_cells("C4:C5")
    batch = desk.taken(saved(book), "统计表.xlsx")
    assert batch.state == "mapping", "one head is not known"
    page = desk.page(batch)
    assert page.index("微信群") < page.index("站点 名称*"), "what has to be chosen comes first"
    desk.act(batch, "map", **mapped(batch, "微信群", "-"))
    assert [text for text, _ in asked_on(desk.page(batch))] == []
    found = {each.name: each for each in batch.sites.all()}
    second, third = found["解放路驿站"], found["人民路驿站"]
    assert second.site_type == "outdoor_station", "the sheet is named after the type"
    assert second.district_id == "370202", "a cell merged downwards counts for each of its rows"
    assert (second.facts["area_hundredths"], second.facts["union_fen"]) == (1850, 2_000_000)
    assert found["新华路驿站"].facts["union_fen"] == 1_500_000, "the head says 万元"
    assert third.facts["opened_on"] == "2023-03-15", "a day as a serial number"
    assert second.facts["type_facts"] == {"street_level": False}
    assert [each for each in batch.notices if "合计行" in each or "说明行" in each] == batch.notices


def mapped(batch: ImportBatch, head: str, column: str) -> dict[str, str]:
    """The fields of the heads page: as they stand there, but for one head."""
    texts = [text for _, _, texts in batch.heads for text in texts if text]
    known = {
        "NO.": "serial",
        "站点 名称*": "name",
        "区 县": "district",
        "具体地址": "address",
        "面积(㎡)": "area_hundredths",
    }
    known |= {
        "投用时间": "opened_on",
        "工会投入(万元)": "union_fen",
        "临街一层": "fact:临街一层",
        head: column,
    }
    return {f"head-{at}": known[text] for at, text in enumerate(texts)}
