"""An expert from outside: from the link of the invitation to the receipt, every click counted; the officer beside it."""

from __future__ import annotations

import io
import re
from base64 import b32encode
from types import SimpleNamespace

from django_otp.plugins.otp_totp.models import TOTPDevice
from PIL import Image

from demonstration.models import Review, ReviewState
from tests.accounts.phones import OWN, code_now, secret_on
from tests.browser.reviewing_round import round_in_review
from tests.browser.targets import CASE_REVIEWED, INVITED, keep_to
from tests.browser.visitor import DESK, PHONE
from tests.office import PASSWORD
from tests.qr import read_qr

#: The level that is picked of each item, by the order of the page.
FIRST = ".item[data-step] .item__choices"


def invite(officer, round):
    """The officer invites; gives the link that is shown once."""
    officer.go(f"/desk/rounds/{round.pk}/reviewers/")
    officer.click(officer.page.get_by_role("link", name="邀请评审专家").first)
    officer.type("姓名", "王维")
    officer.type("用户名", "wangwei")
    officer.type("工作单位", "海洋大学")
    officer.click("发出邀请")
    return officer.page.get_by_label("邀请链接").input_value()


def choose_password(expert):
    expert.type("密码", PASSWORD)
    expert.type("再输一次密码", PASSWORD)
    expert.click("设置密码并继续")


def show_phone(expert):
    """The telephone has taken the secret and shows its code; gives the secret."""
    key = secret_on(expert.page.content())
    expert.type("验证码", code_now(key))
    expert.click("验证并启用")
    return key


def come_in(expert, link):
    """The whole first step of an invited person, the link counted as a click; gives the secret."""
    expert.clicks += 1
    expert.go(link.removeprefix(expert.home))
    choose_password(expert)
    key = show_phone(expert)
    expert.click("已保存,继续")
    return key


def score(expert):
    """Everything that is asked of the case on the screen."""
    expert.click("没有答的各项都没有这种情形")
    for group in expert.page.locator(FIRST).all():
        expert.click(group.locator("input").first)
    expert.page.locator(".running").get_by_text("已全部评完").wait_for()


def test_from_the_invitation_to_the_receipt(visit, office, live_server):
    round = round_in_review(office)
    officer = visit().be(office.client("city"))
    link = invite(officer, round)
    expert = visit(width=DESK)
    come_in(expert, link)
    keep_to(INVITED, expert)
    expert.click(expert.page.get_by_role("checkbox"))
    expert.click("签署承诺")
    assert expert.path == "/desk/reviews/"
    officer.go(f"/desk/rounds/{round.pk}/assignment/")
    officer.click("按下面的名单分配")
    expert.go("/desk/reviews/")
    codes = [row.nomination.code for row in Review.objects.order_by("nomination__code")]
    expert.click(f"申报 {codes[0]}")
    expert.page.locator("[data-scoring]").wait_for()
    before, typed = expert.clicks - 1, expert.typed
    assert "中山路" not in expert.text
    score(expert)
    keep_to(CASE_REVIEWED, SimpleNamespace(clicks=expert.clicks - before, typed=expert.typed - typed))
    for _ in codes[1:]:
        expert.click(expert.page.get_by_role("link", name="下一份待评").last)
        score(expert)
    expert.click(expert.page.get_by_role("link", name="检查并提交").last)
    assert expert.page.get_by_text("已评完").count() == len(codes)
    expert.click("全部提交")
    assert re.search(r"校验码 [0-9A-F]{4}", expert.text)
    assert set(Review.objects.values_list("state", flat=True)) == {ReviewState.SUBMITTED}


def test_the_pages_fit_phone_and_desk_and_hold_no_barrier(visit, office):
    round = round_in_review(office)
    officer, expert = visit().be(office.client("city")), visit()
    link = invite(officer, round)
    pages = [(expert, link.removeprefix(expert.home))]
    look(pages)
    choose_password(expert)
    look([(expert, expert.path)])
    show_phone(expert)
    fits(expert)
    expert.click("已保存,继续")
    statement = expert.path
    look([(expert, OWN), (expert, statement)])
    expert.click(expert.page.get_by_role("checkbox"))
    expert.click("签署承诺")
    look([(officer, f"/desk/rounds/{round.pk}/{part}/") for part in ("reviewers", "conflicts", "assignment")])
    officer.go(f"/desk/rounds/{round.pk}/assignment/")
    officer.click("按下面的名单分配")
    review = Review.objects.order_by("pk").first()
    duty = review.reviewer_id
    look(
        [
            (expert, "/desk/reviews/"),
            (expert, f"/desk/reviews/{review.pk}/"),
            (expert, f"/desk/reviews/duties/{duty}/compare/"),
            (expert, f"/desk/reviews/duties/{duty}/submit/"),
            (officer, f"/desk/rounds/{round.pk}/reviewers/"),
            (officer, f"/desk/rounds/{round.pk}/reviewers/invite/"),
        ]
    )


def look(pages):
    for visitor, path in pages:
        visitor.go(path)
        fits(visitor)


def fits(visitor):
    """The page that is open, which may be one that is shown once."""
    for width in (PHONE, DESK):
        visitor.wide(width)
        assert not visitor.scrolls_sideways(), (visitor.path, width, visitor.widest())
    assert visitor.barriers() == []


def test_the_second_step_of_another_day_and_a_lost_telephone(visit, office):
    """Printed recovery codes, the code page on a phone, a recovery code, a reset, and the set-up once more."""
    round = round_in_review(office)
    officer, expert = visit().be(office.client("city")), visit(width=PHONE)
    expert.go(invite(officer, round).removeprefix(expert.home))
    choose_password(expert)
    picture = expert.page.get_by_role("img", name=re.compile("^两步验证二维码")).screenshot()
    read = read_qr(Image.open(io.BytesIO(picture)))
    key = show_phone(expert)
    assert f"?secret={b32encode(bytes.fromhex(key)).decode()}&" in read
    expert.page.emulate_media(media="print")
    codes = expert.page.locator("#codes li").all_inner_texts()
    assert len(codes) == 10 and expert.page.locator("#codes li").last.is_visible()
    assert not expert.page.get_by_text("已保存,继续").is_visible()
    expert.page.emulate_media(media="screen")
    TOTPDevice.objects.update(last_t=-1)
    next_day = visit(width=PHONE)
    next_day.sign_in("wangwei")
    fits(next_day)
    next_day.type("验证码", code_now(key))
    next_day.click("登录")
    assert next_day.path == "/desk/"
    without = visit(width=PHONE)
    without.sign_in("wangwei")
    without.click("手机不在身边,使用恢复码")
    fits(without)
    without.type("恢复码", codes[0])
    without.click("登录")
    assert "还剩 9 个" in without.text
    officer.go(f"/desk/rounds/{round.pk}/reviewers/")
    officer.click(officer.page.locator("summary", has_text="王维"))
    officer.page.locator("form", has_text="重置原因").locator("textarea").fill("手机丢失,已电话核对")
    officer.click("重置两步验证")
    assert "已重置两步验证" in officer.text
    without.go("/desk/reviews/")
    assert without.path.startswith("/accounts/login/")
    without.sign_in("wangwei")
    assert without.path == "/accounts/second-factor/setup/"
    assert secret_on(without.page.content()) != key
