"""The daily journeys of a district and its keepers, with every click and every typed value counted against a target."""

from __future__ import annotations

import re
from io import BytesIO

import openpyxl
import pytest
from PIL import Image
from zxingcpp import read_barcodes

from filing import services
from filing.handover import branch_of, duties_of
from filing.models import Filing
from sites.models import ServiceSite, SiteKeeper
from tests.browser import targets
from tests.browser.targets import keep_to
from tests.browser.visitor import PHONE
from tests.digest import changed, tables
from tests.factories import actor_of, person, union
from tests.office import NOW, case_in, picture, site_of

ROWS = 40
BROKEN_ROWS = {7: ("使用面积", "三间"), 23: ("启用日期", "去年春天")}


def shots(folder, *names):
    """Pictures as a phone takes them, each another one."""
    for number, name in enumerate(names, 1):
        (folder / name).write_bytes(picture(shade=number))
    return [folder / name for name in names]


def phone_by_code(visit, desktop, folder):
    """Read the code off the screen and open its page, as a phone does."""
    with desktop.page.expect_response("**/phone.svg"):
        desktop.click(desktop.page.locator(".phone summary"))
    code = desktop.page.locator(".phone img")
    code.evaluate("(picture) => picture.decode()")
    code.screenshot(path=folder / "code.png")
    (seen,) = read_barcodes(Image.open(folder / "code.png"))
    phone = visit(width=PHONE)
    phone.page.goto(seen.text)
    return phone


class Filer:
    """A district officer who files one station from the papers on the table."""

    def __init__(self, visitor):
        self.visitor = visitor

    def begin(self):
        visitor = self.visitor
        visitor.go("/desk/")
        visitor.click("新建备案")
        visitor.click("户外劳动者服务站点")
        visitor.type("查找主管工会(", "yly")
        visitor.click("查找")
        visitor.click("开始填写")

    def write(self):
        visitor = self.visitor
        visitor.type("阵地名称", "燕儿岛路户外劳动者驿站")
        visitor.type("承建(共建)单位", "市南区园林养护中心")
        visitor.choose("共建共享", "建设方式")
        visitor.click("保存并继续")
        visitor.type("详细地址", "燕儿岛路12号")
        visitor.choose("高德/腾讯", "坐标取自")
        visitor.type("坐标", "120.390300,36.066500")
        visitor.click("保存并继续")
        visitor.type("使用面积", "25.5")
        visitor.type("可容纳人数", "12")
        for facility in ("饮水", "桌子", "微波炉", "手机充电"):
            visitor.choose(facility)
        visitor.click("保存并继续")
        visitor.choose("面向公众")
        visitor.choose("直接进入")
        visitor.click("工作日 9:00-18:00")
        visitor.click("保存并继续")
        visitor.click("负责人甲 0532-85911234")
        visitor.type("对外电话", "0532-85911236")
        visitor.click("保存并继续")

    def prove(self, phone, pictures, agreement):
        phone.attach("#id_plate", pictures[0])
        phone.attach("#id_overview", pictures[1])
        phone.click("传到电脑")
        visitor = self.visitor
        visitor.page.locator(".phone .slot__picture img").first.wait_for()
        visitor.click("附件材料")
        visitor.type("有效期至", "2029-12-31")
        visitor.attach("#id_files", agreement)
        visitor.click("上传")

    def hand_in(self):
        visitor = self.visitor
        visitor.click("核对并提交")
        visitor.choose_declaration()
        visitor.click("提交备案")


def test_a_district_officer_files_a_site(visit, office, tmp_path):
    case_in(office, "filed", name="湛山户外劳动者驿站")
    for number in range(12):
        union(f"第{number}街道工会", "street", office.south)
    visitor = visit().be(office.client("district"))
    filer = Filer(visitor)
    filer.begin()
    filer.write()
    case = Filing.objects.latest("pk")
    later = visit().be(office.client("district"))
    later.go(f"/desk/filings/{case.number}/answers/")
    for kept in ("燕儿岛路户外劳动者驿站", "燕儿岛路12号", "25.5 平方米", "负责人甲", "0532-85911236"):
        assert kept in later.text, "a browser that was closed loses nothing"
    phone = phone_by_code(visit, visitor, tmp_path)
    *pictures, agreement = shots(tmp_path, "门牌.jpg", "全景.jpg", "协议.jpg")
    filer.prove(phone, pictures, agreement)
    filer.hand_in()
    assert visitor.path.endswith("/receipt/")
    paper = visitor.page.locator("body").inner_text()
    assert case.number in paper
    assert "收件回执" in paper
    case.refresh_from_db()
    assert case.state == "acceptance"
    assert case.version.photos.count() == 2
    assert case.documents.get().expires_on.year == 2029
    assert case.version.manager_phone == "0532-85911234"
    visitor.save("下载 PDF")
    keep_to(targets.FILED, visitor, phone)


GAPS = (
    ("place.address", "地址不完整。", "写明门牌号。"),
    ("people.public_phone", "电话打不通。", "填写有人接听的电话。"),
    ("photos.plate", "照片模糊。", "文字清晰可辨。"),
)


def test_a_keeper_answers_three_gaps_on_a_phone(visit, office, tmp_path):
    case = case_in(office, "district_check", photos=1)
    checker = actor_of(office.people["district"])
    for gap in GAPS:
        services.note_gap(case.pk, *gap, actor=checker, now=NOW)
    services.return_filing(case.pk, actor=checker, now=NOW)
    phone = visit(width=PHONE).be(office.client("keeper"))
    phone.go("/desk/")
    phone.click(phone.page.locator(f'a[href="/desk/filings/{case.number}/"]'))
    phone.click("详细地址")
    assert phone.page.locator("#id_building").is_disabled()
    phone.type("详细地址", "文登路28号公园管理处一层")
    phone.click("保存并答复已补正")
    phone.click("对外电话")
    phone.type("对外电话", "0532-85911299")
    phone.click("保存并答复已补正")
    beside = visit(width=PHONE).be(office.client("keeper"))
    beside.go(f"/desk/filings/{case.number}/answers/")
    assert beside.page.get_by_role("button", name="提交备案").is_disabled(), "two of three are answered"
    phone.click("照片:门牌")
    phone.attach("#id_plate", *shots(tmp_path, "门牌.jpg"))
    phone.click("上传并答复已补正")
    assert not phone.scrolls_sideways(), phone.widest()
    phone.click("核对并提交")
    phone.choose_declaration()
    phone.click("提交备案")
    assert phone.path.endswith("/receipt/")
    case.refresh_from_db()
    assert case.state == "district_check"
    assert case.due_on is not None, "the clock runs again"
    assert not case.deficiencies.filter(answered_at=None).exists()
    keep_to(targets.RETURNED, phone)


def filled(template, folder, name, broken):
    """The downloaded template with forty stations below its heads."""
    book = openpyxl.load_workbook(BytesIO(template.read_bytes()))
    sheet = book.worksheets[0]
    heads = [str(cell.value or "").rstrip("*") for cell in sheet[1]]
    for number in range(ROWS):
        told = {
            "阵地名称": f"第{number + 1}号户外劳动者驿站",
            "详细地址": f"文登路{number + 1}号",
            "使用面积": "25.5",
            "启用日期": "2024-05-01",
        }
        if broken and number in BROKEN_ROWS:
            told.update([BROKEN_ROWS[number]])
        for at, head in enumerate(heads, 1):
            plain = next((text for key, text in told.items() if head.startswith(key)), "")
            sheet.cell(3 + number, at).value = plain or None
    book.save(folder / name)
    return folder / name


def test_a_district_takes_in_forty_sites_and_takes_them_back(visit, office, tmp_path):
    visitor = visit().be(office.client("district"))
    visitor.go("/desk/")
    visitor.click("批量导入")
    template = visitor.save("户外劳动者服务站点(xlsx)")
    before = (ServiceSite.objects.count(), Filing.objects.count())
    visitor.attach("#id_file", filled(template, tmp_path, "名单.xlsx", broken=True))
    visitor.click("上传并核对")
    for head, typed in BROKEN_ROWS.values():
        row = visitor.page.locator("tr", has_text=f"原文:{typed}").inner_text()
        assert head in row
    assert re.search(r"第 ?10 ?行", visitor.text), "each by its row"
    assert before == (ServiceSite.objects.count(), Filing.objects.count()), "the first upload changed nothing"
    visitor.click("放弃本批,重新上传")
    visitor.attach("#id_file", filled(template, tmp_path, "名单.xlsx", broken=False))
    visitor.click("上传并核对")
    assert f"将建立 {ROWS} 件备案草稿" in visitor.text
    stood = tables()
    visitor.click("确认导入")
    assert f"已建立 {ROWS} 件备案草稿" in visitor.text
    assert Filing.objects.count() == ROWS
    visitor.click("撤销本批")
    assert "本批已撤销" in visitor.text
    left = {
        name for name in changed(stood) if name.startswith(("service_sites_", "accounts_", "filing_filing"))
    }
    assert left == set(), "the undo restores the register and the cases exactly"
    keep_to(targets.LISTED, visitor)


def test_a_district_cancels_a_site(visit, office, tmp_path):
    facts = {"listed_amap": False, "listed_baidu": False, "listed_tencent": False}
    site = site_of(case_in(office, "filed", **facts))
    visitor, public = visit().be(office.client("district")), visit(width=PHONE)
    visitor.go(f"/desk/sites/{site.code}/")
    visitor.click("注销备案")
    visitor.click("开始填写")
    visitor.pick("注销原因", "场地单位收回场地")
    visitor.type("停止服务日期", NOW.date().isoformat())
    visitor.choose("没有用工会经费购置的设备")
    visitor.choose("已收回", "统一标识牌")
    visitor.attach("#id_plate_photo", *shots(tmp_path, "拆牌.jpg"))
    assert visitor.page.get_by_role("group", name=re.compile("^地图标注")).get_by_label("未上图").is_checked()
    visitor.type("怎样告知使用者", "已在门口张贴通知。")
    visitor.click("保存并继续")
    visitor.choose_declaration()
    visitor.click("提交备案")
    assert visitor.path.endswith("/receipt/")
    case = Filing.objects.get(kind="cancel")
    assert case.documents.get().title == "标识牌照片"
    public.go(f"/s/{site.code}/")
    assert "已注销" not in public.text, "not before it is accepted"
    for officer, step in (("city", services.sign_filing), ("city2", services.approve_cancellation)):
        step(case.pk, actor=actor_of(office.people[officer]), now=NOW)
    public.go(f"/s/{site.code}/")
    assert "注销" in public.text
    keep_to(targets.CANCELLED, visitor)


def test_a_keeper_leaves_and_a_colleague_takes_over(visit, office):
    site = site_of(case_in(office, "filed"))
    draft = case_in(office, "draft", name="草稿驿站")
    SiteKeeper.objects.create(site=site, user=office.people["keeper"], since=NOW.date())
    office.people["heir"] = person("heir", over=office.primary, name="赵接班")
    keeper, heir = visit().be(office.client("keeper")), visit(width=PHONE).be(office.client("heir"))
    keeper.go("/desk/")
    keeper.click("人员离岗,办理交接")
    keeper.pick("接收人", "赵接班")
    keeper.type("交接原因", "退休")
    keeper.click("提交,等接收人确认")
    heir.go("/desk/")
    heir.click("keeper同志的交接")
    assert draft.number in heir.text
    heir.click("确认接收")
    branch = branch_of(office.primary)
    left, taken = (duties_of(office.people[name], branch) for name in ("keeper", "heir"))
    assert len(left) == 0, "no open duty is left with who went"
    assert [each.pk for each in taken.sites] == [site.pk]
    assert [each.pk for each in taken.cases] == [draft.pk]
    assert not heir.scrolls_sideways()
    keep_to(targets.LEAVING, keeper, heir)


def test_the_table_keeps_the_rows_of_the_other_journeys(tmp_path):
    table = tmp_path / "journeys.md"
    for target in (targets.LEAVING, targets.FILED, targets.LEAVING):
        targets.write(target, target.row(5, 1, NOW.date()), table)
    rows = [line for line in table.read_text(encoding="utf-8").splitlines() if line.startswith("| a ")]
    assert [row.split(" | ")[0] for row in rows] == [
        f"| {targets.FILED.journey}",
        f"| {targets.LEAVING.journey}",
    ]


def test_more_than_the_target_fails():
    class Clumsy:
        clicks, typed = targets.LEAVING.clicks + 1, 0

    with pytest.raises(AssertionError, match="7 clicks"):
        keep_to(targets.LEAVING, Clumsy())
