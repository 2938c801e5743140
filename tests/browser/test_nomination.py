"""A site is put forward by its keeper on a phone without script, sent back once, mended and recommended by its branch."""

from __future__ import annotations

from types import SimpleNamespace

from demonstration.models import Nomination, Round, RoundState
from demonstration.nominating import services
from tests.browser.test_imports import looked_at
from tests.browser.visitor import PHONE
from tests.demonstration.nominating.scenes import filled, started
from tests.demonstration.worlds import a_round
from tests.factories import NOW, actor_of
from tests.inspection.boards import put_in_force
from tests.inspection.reviews import twin
from tests.office import case_in, site_of
from tests.pdfs import plain_pdf

PRACTICES = "全天开放,配齐桌椅、饮水、充电和急救用品;每周两次志愿服务,全年服务户外劳动者两万人次。"


def a_city_with_a_call(office):
    """Two sites of one union in use, and a round with one place for their branch."""
    first = site_of(case_in(office, "filed"))
    put_in_force()
    first.refresh_from_db()
    other = twin(first, office.primary, "中山公园驿站")
    tree = SimpleNamespace(city=office.city)
    round = a_round(SimpleNamespace(tree=tree), RoundState.OPEN, quotas={office.south: 1}, least_months=0)
    return Round.objects.get(pk=round.pk), first, other


def put_forward(keeper, site, tmp_path, see):
    keeper.go(f"/desk/sites/{site.code}/")
    see("nomination-site-file")
    keeper.click(keeper.page.locator("#nominations a"))
    see("nomination-conditions")
    keeper.click("开始申报")
    see("nomination-draft")
    keeper.click(keeper.page.locator(".task-list a", has_text="自评"))
    keeper.page.locator("input[name='A1-level'][value=all]").check()
    keeper.page.locator("input[name='A2-points']").fill("20")
    keeper.page.locator("input[name='V1-met'][value=no]").check()
    see("nomination-points")
    keeper.click("保存评分")
    assert "提交自评" not in keeper.text
    keeper.click(keeper.page.get_by_role("link", name="返回申报"))
    keeper.click(keeper.page.locator(".task-list a", has_text="主要做法"))
    see("nomination-practices")
    keeper.type("主要做法", "联系电话 13812345678")
    keeper.click("保存")
    assert "手机号码" in keeper.text
    keeper.type("主要做法", PRACTICES)
    keeper.click("保存")
    keeper.click(keeper.page.locator(".task-list a", has_text="申报材料"))
    file = tmp_path / "duty.pdf"
    file.write_bytes(plain_pdf("duty"))
    keeper.type("材料名称", "值班制度")
    keeper.attach("input[name=files]", file)
    keeper.click("上传")
    assert "已保存 1 份材料" in keeper.text
    see("nomination-papers")
    keeper.click("返回申报")
    keeper.click("核对并提交")
    see("nomination-check")
    keeper.choose_declaration()
    keeper.click("提交申报")
    assert "接下来" in keeper.text
    see("nomination-receipt")


def send_back(district, row):
    district.go("/desk/")
    district.click("湛山户外劳动者驿站 示范申报")
    looked_at(district, "nomination-at-the-branch")
    district.click(district.page.locator("a[href*='part=practices']"))
    looked_at(district, "nomination-gap")
    district.choose("没有写具体做法和成效。写明怎样做、服务了多少人次、有什么效果。")
    district.click("记下这一项")
    district.click("退回补正")
    assert "补正通知单已发出" in district.text
    district.go(f"/desk/nominations/{row.number}/letters/1/")
    looked_at(district, "nomination-letter")


def mend(keeper, row, see):
    keeper.go(f"/desk/nominations/{row.number}/")
    see("nomination-returned")
    keeper.click(keeper.page.locator(".gap a", has_text="去修改"))
    see("nomination-mend")
    keeper.type("主要做法", f"{PRACTICES}满意率百分之九十八。")
    keeper.click("保存")
    keeper.click(keeper.page.locator(".gap button", has_text="已补正"))
    keeper.click("核对并提交")
    keeper.choose_declaration()
    keeper.click("提交申报")


def test_a_site_is_put_forward_sent_back_and_recommended(visit, office, tmp_path):
    round, site, other = a_city_with_a_call(office)
    keeper = visit(script=False, width=PHONE).be(office.client("keeper"))
    beside = visit().be(office.client("keeper"))

    def see(name):
        """The same page again, by somebody whose browser can be asked."""
        beside.go(keeper.path)
        looked_at(beside, name)

    put_forward(keeper, site, tmp_path, see)
    # Site file, condition, begin, 3 parts with their ways back, check, declare, hand in: no click is for the register.
    assert keeper.clicks <= 15, keeper.clicks
    row = Nomination.objects.get()
    keeper.go(f"/desk/rounds/{round.pk}/nominate/")
    see("nomination-choose")

    district = visit().be(office.client("district"))
    send_back(district, row)
    mend(keeper, row, see)
    by = actor_of(office.people["keeper"])
    second = filled(started(round, other, by), by)
    services.submit_nomination(second.pk, seen=second.revision, actor=by, now=NOW)

    district.go(f"/desk/nominations/{row.number}/")
    looked_at(district, "nomination-answered")
    district.click(district.page.locator(".gap button", has_text="确认已补正"))
    district.go(f"/desk/rounds/{round.pk}/nominations/")
    looked_at(district, "nominations-waiting")
    district.click(district.page.locator("#ranking button", has_text="湛山户外劳动者驿站"))
    assert "名额已用完" in district.text
    looked_at(district, "nominations-ranked")
    row.refresh_from_db()
    assert (row.state, row.rank) == ("recommended", 1)

    district.go(f"/desk/nominations/{second.number}/")
    assert district.page.get_by_role("link", name="推荐", exact=True).count() == 0
    district.page.locator("summary", has_text="您现在不能办理的事项").click()
    assert "名额已用完" in district.text
    looked_at(district, "nominations-full")
    district.go(f"/desk/nominations/{row.number}/form/")
    looked_at(district, "nomination-form")
