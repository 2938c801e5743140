"""The daily journeys of a district and its keepers, with every click and every typed value counted against a target."""

from __future__ import annotations

import re
from io import BytesIO

import openpyxl
import pytest

from accounts.models import RoleGrant, User
from filing import services
from filing.handover import branch_of, duties_of, left_behind
from filing.models import Filing, FilingAuthor
from sites.models import ServiceSite, SiteKeeper
from tests.browser import targets
from tests.browser.filer import shots
from tests.browser.targets import keep_to
from tests.browser.visitor import PHONE
from tests.digest import changed, tables
from tests.factories import actor_of, person
from tests.office import NOW, case_in, site_of

ROWS = 40
KNOWN = ("大学路", "鱼山路", "福山路", "龙江路")
BROKEN_ROWS = {7: ("使用面积", "三间"), 23: ("启用日期", "去年春天")}

GAPS = (
    ("place.address", "地址不完整。", "写明门牌号。"),
    ("people.public_phone", "电话打不通。", "填写有人接听的电话。"),
    ("photos.plate", "照片模糊。", "文字清晰可辨。"),
)


def refused_while_a_gap_is_open(visitor, case):
    """Two of three are answered: the button is closed, and whoever forces it is refused."""
    visitor.go(f"/desk/filings/{case.number}/answers/")
    button = visitor.page.get_by_role("button", name="提交备案")
    assert button.is_disabled()
    visitor.page.locator("#id_declared").check()
    button.evaluate("(closed) => { closed.disabled = false }")
    visitor.click(button)
    assert "没有办理" in visitor.text
    assert Filing.objects.get(pk=case.pk).state == "returned"


def test_a_keeper_answers_three_gaps_on_a_phone(visit, office, tmp_path):
    case = case_in(office, "district_check", photos=1)
    due_before = case.due_on
    checker = actor_of(office.people["district"])
    for gap in GAPS:
        services.note_gap(case.pk, *gap, actor=checker, now=NOW)
    services.return_filing(case.pk, actor=checker, now=NOW)
    phone, beside = (visit(width=PHONE).be(office.client("keeper")) for _ in range(2))
    beside.go(f"/desk/filings/{case.number}/")
    assert "已暂停" in beside.text
    phone.go("/desk/")
    phone.click(phone.page.locator(f'a[href="/desk/filings/{case.number}/"]'))
    phone.click("详细地址")
    assert phone.page.locator("#id_directions").is_disabled()
    phone.type("详细地址", "文登路28号公园管理处一层")
    phone.click("保存并答复已补正")
    phone.click("对外电话")
    phone.type("对外电话", "0532-85911299")
    phone.click("保存并答复已补正")
    refused_while_a_gap_is_open(visit(width=PHONE).be(office.client("keeper")), case)
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
    assert not case.deficiencies.filter(answered_at=None).exists()
    assert case.due_on == due_before, "no day was lost, none was won"
    beside.go(f"/desk/filings/{case.number}/")
    assert "已暂停" not in beside.text
    assert re.search(r"还剩 \d+ 个工作日", beside.text), "the clock runs again, at once"
    keep_to(targets.RETURNED, phone)


def rows_of(known):
    """What the forty rows say: new stations, then known ones by their code, all but the last with another area."""
    new = [
        {"阵地名称": f"第{number}号户外劳动者驿站", "详细地址": f"文登路{number}号", "使用面积": "25.5"}
        for number in range(1, ROWS - len(known) + 1)
    ]
    told = [
        {
            "阵地编码": site.code,
            "阵地名称": site.name,
            "详细地址": site.version.address,
            "使用面积": "30" if site is not known[-1] else "25.5",
        }
        for site in known
    ]
    return [{"启用日期": "2024-05-01", **row} for row in new] + told


def filled(template, folder, name, rows, broken):
    """The downloaded template with these rows below its heads, and the column by which known sites are told."""
    book = openpyxl.load_workbook(BytesIO(template.read_bytes()))
    sheet = book.worksheets[0]
    sheet.cell(1, sheet.max_column + 1).value = "阵地编码"
    heads = [str(cell.value or "").rstrip("*") for cell in sheet[1]]
    for number, row in enumerate(rows):
        told = {**row, **dict([BROKEN_ROWS[number]] if broken and number in BROKEN_ROWS else [])}
        assert all(any(head.startswith(key) for head in heads) for key in told)
        for at, head in enumerate(heads, 1):
            plain = next((text for key, text in told.items() if head.startswith(key)), "")
            sheet.cell(3 + number, at).value = plain or None
    book.save(folder / name)
    return folder / name


#: What the undo may leave: the batch itself, what tells of it, and what was learned of the heads.
#: Who wrote in a list is a thing that the list says of itself.
TELLS_OF_IT = {
    *("filing_importbatch", "filing_importmapping", "filing_importauthor"),
    *("core_jobrun", "core_auditentry", "core_formkey"),
}


def test_a_district_takes_in_forty_sites_and_takes_them_back(visit, office, tmp_path):
    known = [site_of(case_in(office, "filed", name=f"{name}驿站", address=f"{name}9号")) for name in KNOWN]
    visitor = visit().be(office.client("district"))
    visitor.go("/desk/")
    visitor.click("批量导入")
    template = visitor.save("户外劳动者服务站点(xlsx)")
    stood = tables()
    visitor.attach("#id_file", filled(template, tmp_path, "名单.xlsx", rows_of(known), broken=True))
    visitor.click("上传并核对")
    for head, typed in BROKEN_ROWS.values():
        row = visitor.page.locator("tr", has_text=f"原文:{typed}").inner_text()
        assert head in row
    for number in BROKEN_ROWS:
        assert re.search(rf"第 ?{number + 3} ?行", visitor.text), "each by its row"
    staged = {"filing_importrow", "filing_importquestion", "filing_importedsite"}
    assert changed(stood) <= TELLS_OF_IT | staged, "the first upload changed nothing"
    visitor.click("放弃本批,重新上传")
    visitor.attach("#id_file", filled(template, tmp_path, "名单.xlsx", rows_of(known), broken=False))
    visitor.click("上传并核对")
    assert f"将建立 {ROWS - 4} 件备案草稿" in visitor.text
    assert "将办理变更备案(3 处)" in visitor.text
    assert visitor.text.count("25.5 平方米 → 30 平方米") == 3
    assert "1 行写有阵地编码,内容与名册一致" in visitor.text
    visitor.click("确认导入")
    assert f"已建立 {ROWS - 1} 件备案草稿" in visitor.text
    assert Filing.objects.filter(state="draft").count() == ROWS - 1
    assert "10月15日" in visitor.text, "offered for 72 hours"
    visitor.click("撤销本批")
    assert "本批已撤销" in visitor.text
    assert changed(stood) <= TELLS_OF_IT, "the undo restores the former state exactly"
    keep_to(targets.LISTED, visitor)


def test_a_district_cancels_a_site(visit, office, tmp_path):
    unlisted = {"listed_amap": False, "listed_baidu": False, "listed_tencent": False}
    pin = {"lat": "36.067100", "lng": "120.382600", "pin_datum": "wgs84"}
    site = site_of(case_in(office, "filed", **unlisted, **pin))
    near = site_of(case_in(office, "filed", name="大学路驿站", **{**pin, "lat": "36.069100"}))
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
    gone = "该阵地自2026年10月12日起停止服务,已经注销"
    assert "文登路28号" in public.text
    assert "已经注销" not in public.text
    assert near.name not in public.text
    services.sign_filing(case.pk, actor=actor_of(office.people["city"]), now=NOW)
    public.go(f"/s/{site.code}/")
    assert "文登路28号" in public.text, "not before it is accepted"
    services.approve_cancellation(case.pk, actor=actor_of(office.people["city2"]), now=NOW)
    public.go(f"/s/{site.code}/")
    assert gone in public.text
    assert "距此约 220 米" in public.text
    assert not public.scrolls_sideways()
    assert public.barriers() == []
    public.page.get_by_role("link", name=near.name).click()
    public.page.wait_for_url(f"**/s/{near.code}/")
    keep_to(targets.CANCELLED, visitor)


def without_an_owner(branch):
    """Sites that no active person keeps, and undecided cases that no active person writes."""
    keepers = SiteKeeper.objects.filter(user__is_active=True)
    roles = RoleGrant.objects.filter(role="keeper", user__is_active=True)
    paths = tuple(roles.values_list("union__path", flat=True))
    kept = set(keepers.values_list("site", flat=True))
    sites = ServiceSite.objects.filter(union_path__startswith=branch).exclude(state="cancelled")
    written = FilingAuthor.objects.filter(user__is_active=True).values("filing")
    cases = Filing.objects.filter(site__in=sites, decided_at=None).exclude(pk__in=written)
    lost = [site.name for site in sites if site.pk not in kept and not site.union_path.startswith(paths)]
    return [*lost, *cases.values_list("number", flat=True)]


def test_a_keeper_leaves_and_a_colleague_takes_over(visit, office):
    site = site_of(case_in(office, "filed"))
    draft = case_in(office, "draft", name="草稿驿站")
    running = case_in(office, "district_check", name="在办驿站")
    SiteKeeper.objects.create(site=site, user=office.people["keeper"], since=NOW.date())
    office.people["heir"] = person("heir", over=office.primary, name="赵接班")
    keeper, heir = visit().be(office.client("keeper")), visit(width=PHONE).be(office.client("heir"))
    keeper.go("/desk/")
    keeper.click("人员离岗,办理交接")
    due = f"{running.due_on.month}月{running.due_on.day}日到期"
    for listed in (site.name, draft.number, running.number, due):
        assert listed in keeper.text
    keeper.pick("接收人", "赵接班")
    keeper.type("交接原因", "退休")
    keeper.click("提交,等接收人确认")
    heir.go("/desk/")
    heir.click("keeper同志的交接")
    for listed in (site.name, draft.number, running.number, due):
        assert listed in heir.text
    branch = branch_of(office.primary)
    assert without_an_owner(branch) == []
    heir.click("确认接收")
    left, taken = (duties_of(office.people[name], branch) for name in ("keeper", "heir"))
    assert len(left) == 0, "no open duty is left with who went"
    assert [each.pk for each in taken.sites] == [site.pk]
    assert {each.pk for each in taken.cases} == {draft.pk, running.pk}
    User.objects.filter(username="keeper").update(is_active=False)
    assert without_an_owner(branch) == []
    assert list(left_behind(actor_of(office.people["district"]))) == []
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


def test_more_than_the_target_fails(monkeypatch):
    monkeypatch.delenv(targets.SWITCH, raising=False)  # nobody really clicked this

    class Clumsy:
        clicks, typed = targets.LEAVING.clicks + 1, 0

    with pytest.raises(AssertionError, match="7 clicks"):
        keep_to(targets.LEAVING, Clumsy())
