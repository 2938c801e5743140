"""A district officer at a desk and a phone beside it: how one station is filed, step by step."""

from __future__ import annotations

from PIL import Image

from tests.browser.visitor import PHONE
from tests.office import picture
from tests.qr import read_qr

#: What the sample table asks a person at an acceptance, with what this officer says.
NOT_SO = ("V3", "V6")
BEST = {
    "O1.1": "临街无障碍,间距合理",
    "O1.3": "四项都做到",
    "O1.5": "站内可以如厕,或有指引",
    "O2.3": "可以直接进入,或请工作人员开门",
    "O2.6": "两项都做到",
}


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
    seen = read_qr(Image.open(folder / "code.png"))
    phone = visit(width=PHONE)
    phone.page.goto(seen)
    return phone


class Filer:
    """A district officer who files one station from the papers on the table.

    ``kept`` is asked after each step what a browser that was closed now would have lost. With ``like`` the officer
    begins with a similar site; what came along is only looked at.
    """

    def __init__(self, visitor, kept, like=""):
        self.visitor, self.kept, self.like = visitor, kept, like

    def begin(self):
        visitor = self.visitor
        visitor.go("/desk/")
        visitor.click("新建备案")
        visitor.click("户外劳动者服务站点")
        visitor.type("查找主管工会(", "yly")
        visitor.click("查找")
        if self.like:
            visitor.pick("复制相近阵地", self.like)
        visitor.click("开始填写")

    def save(self, *words, comes_along=False):
        told = self.visitor.page.get_by_role("status").filter(has_text=f"已从“{self.like}”带入,请核对")
        assert told.count() == bool(comes_along and self.like)
        self.visitor.click("保存并继续")
        self.kept(*words)

    def write(self):
        visitor, is_new = self.visitor, not self.like
        visitor.type("阵地名称", "燕儿岛路户外劳动者驿站")
        visitor.type("承建(共建)单位", "市南区园林养护中心")
        if is_new:
            visitor.choose("共建共享", "建设方式")
        self.save("燕儿岛路户外劳动者驿站", "共建共享", comes_along=True)
        visitor.type("详细地址", "燕儿岛路12号")
        visitor.choose("高德/腾讯", "坐标取自")
        visitor.type("坐标", "120.390300,36.066500")
        self.save("燕儿岛路12号", "120.390300")
        visitor.type("使用面积", "25.5")
        visitor.type("可容纳人数", "12")
        if is_new:
            for facility in ("饮水", "桌子", "微波炉", "手机充电"):
                visitor.choose(facility)
        self.save("25.5 平方米", "12 人", "饮水、手机充电、桌子、微波炉", comes_along=True)
        if is_new:
            visitor.choose("面向公众")
            visitor.choose("直接进入")
            visitor.click("工作日 9:00-18:00")
        self.save("面向公众", "直接进入", "18:00", comes_along=True)
        visitor.click("负责人甲 0532-85911234")
        visitor.type("对外电话", "0532-85911236")
        self.save("负责人甲", "0532-85911236")

    def prove(self, phone, pictures, agreement):
        phone.attach("#id_plate", pictures[0])
        phone.attach("#id_overview", pictures[1])
        phone.click("传到电脑")
        self.kept("照片")
        visitor = self.visitor
        visitor.page.locator(".phone .slot__picture img").first.wait_for()
        visitor.click("附件材料")
        visitor.type("有效期至", "2029-12-31")
        visitor.attach("#id_files", agreement)
        visitor.click("上传,接着核对并提交")

    def check(self):
        """The facts have answered what they can; two vetoes and five choices are left to the officer."""
        visitor = self.visitor
        visitor.click("开始自评")
        for code in NOT_SO:
            self.answered(code, "没有这种情形")
        for code, best in BEST.items():
            self.answered(code, best)
        visitor.click("回到核对并提交")

    def answered(self, code, words):
        """A tap that the page has saved by itself."""
        item = self.visitor.page.locator(f'[data-item="{code}"]')
        self.visitor.click(item.get_by_label(words))
        item.locator("[data-saved]").filter(has_text="已保存").wait_for()

    def hand_in(self):
        visitor = self.visitor
        visitor.choose_declaration()
        visitor.click("提交备案")
