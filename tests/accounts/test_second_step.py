"""Between the password and the desk: a code of the telephone or a recovery code, each once, slowed like a password."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest
import time_machine
from axes.models import AccessAttempt
from django.db.models import F
from django.test import Client
from django_otp.plugins.otp_static.models import StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts.models import User
from accounts.second_factor.pending import HALF_WAY
from accounts.services import change_password
from core.actor import SYSTEM
from core.models import AuditEntry
from tests.accounts.phones import (
    CODE,
    RECOVERY,
    code_now,
    having,
    is_signed_in,
    rested,
    with_password,
    wrong_code,
)
from tests.factories import NOW, PASSWORD, build_tree, person

pytestmark = pytest.mark.django_db

LIMIT = 5


@pytest.fixture
def li():
    return having(person("lina", "district", build_tree().south, name="李娜"), "aaaa2222", "bbbb3333")


@pytest.mark.parametrize("address", ["/accounts/password/", "/desk-of-nobody/"])
def test_the_password_alone_signs_nobody_in_and_the_code_leads_on(li, address):
    client, answer = with_password("lina", next_url=address)
    assert answer["Location"] == CODE
    assert not is_signed_in(client)
    assert "_auth_user_id" not in client.session
    halfway = client.cookies["sessionid"].value
    page = client.get(CODE).content.decode()
    assert "输入验证码" in page and "李娜" not in page
    done = client.post(CODE, {"code": code_now()})
    assert done["Location"] == ("/accounts/password/" if "password" in address else "/desk/")
    assert is_signed_in(client)
    assert client.cookies["sessionid"].value != halfway
    assert AuditEntry.objects.filter(action="user.sign_in").count() == 1


@pytest.mark.parametrize("steps", [-1, 0, 1])
def test_a_telephone_may_be_half_a_minute_wrong(li, steps):
    with time_machine.travel(time.time() // 30 * 30 + 15, tick=False):
        client, _ = with_password("lina")
        assert client.post(CODE, {"code": f" {code_now(steps=steps)} "}).status_code == 302
        assert is_signed_in(client)


@pytest.mark.parametrize("steps", [-3, 3])
def test_a_telephone_that_is_far_out_is_told_to_mind_its_clock(li, steps):
    client, _ = with_password("lina")
    answer = client.post(CODE, {"code": code_now(steps=steps)})
    assert answer.status_code == 400
    assert "自动设置时间" in answer.content.decode()
    assert not is_signed_in(client)


def test_a_code_is_taken_once(li):
    code = code_now()
    first, _ = with_password("lina")
    assert first.post(CODE, {"code": code}).status_code == 302
    second, _ = with_password("lina")
    again = second.post(CODE, {"code": code})
    assert again.status_code == 400
    assert "用过的要等下一个" in again.content.decode()
    assert not is_signed_in(second)


def test_five_wrong_codes_lock_the_name_before_a_right_one_is_looked_at(li):
    client, _ = with_password("lina")
    answers = [client.post(CODE, {"code": wrong_code()}).status_code for _ in range(LIMIT)]
    assert answers == [400] * 4 + [429]
    rested()
    locked = client.post(CODE, {"code": code_now()})
    assert (locked.status_code, int(locked["Retry-After"]) > 0) == (429, True)
    assert client.post(RECOVERY, {"code": "aaaa2222"}).status_code == 429
    assert with_password("lina")[1].status_code == 429
    assert not is_signed_in(client)
    assert StaticToken.objects.count() == 2
    assert AuditEntry.objects.get(action="user.locked_out").target_id == str(li.pk)
    kept = repr(list(AccessAttempt.objects.values("get_data", "post_data", "path_info")))
    assert "code=" in kept
    assert wrong_code() not in kept


def test_the_right_password_does_not_wipe_out_wrong_codes(li):
    for _ in range(LIMIT - 1):
        client, _ = with_password("lina")
        client.post(CODE, {"code": wrong_code()})
    client, _ = with_password("lina")
    assert client.post(CODE, {"code": wrong_code()}).status_code == 429


def test_a_wrong_code_is_followed_by_a_pause_also_from_elsewhere(li):
    """Whoever has the password and many addresses is slowed by the telephone's own count."""
    client, _ = with_password("lina")
    client.post(CODE, {"code": wrong_code()})
    TOTPDevice.objects.update(throttling_failure_count=F("throttling_failure_count") + 7)
    elsewhere, _ = with_password("lina", Client(REMOTE_ADDR="10.9.9.9"))
    soon = elsewhere.post(CODE, {"code": code_now()})
    assert soon.status_code == 400
    assert "请等 3 分钟再输入" in soon.content.decode()
    rested()
    assert elsewhere.post(CODE, {"code": code_now()}).status_code == 302


@pytest.mark.parametrize(
    ("page", "typed", "sentence"),
    [
        (CODE, "12345", "验证码是 6 位数字"),
        (CODE, "", "请输入手机上显示的 6 位数字"),
        (CODE, "abcdef", "验证码是 6 位数字"),
        (RECOVERY, "aaaa", "恢复码是 8 位字母和数字"),
        (RECOVERY, "zzzz9999", "不正确或已用过"),
    ],
)
def test_what_cannot_be_a_code_says_what_to_do(li, page, typed, sentence):
    client, _ = with_password("lina")
    answer = client.post(page, {"code": typed})
    assert answer.status_code == 400
    assert sentence in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]


def test_a_recovery_code_works_once_in_any_spelling_and_the_trail_tells_it(li):
    client, _ = with_password("lina")
    assert client.post(RECOVERY, {"code": "AAAA-2222"}).status_code == 302
    assert "还剩 1 个" in client.get("/accounts/messages/").content.decode()
    again, _ = with_password("lina")
    assert again.post(RECOVERY, {"code": "aaaa2222"}).status_code == 400
    assert not is_signed_in(again)
    entry = AuditEntry.objects.get(action="user.recovery_code")
    assert (entry.label, entry.actor_name, entry.changes) == (
        "使用恢复码登录",
        "李娜",
        {"剩余恢复码": ["", "1"]},
    )
    assert "aaaa" not in str(entry.as_sealed())


def test_the_way_between_the_steps_ends_with_its_time(li, settings):
    settings.CLOCK_PIN = NOW.isoformat()
    client, _ = with_password("lina")
    settings.CLOCK_PIN = (NOW + HALF_WAY - timedelta(seconds=1)).isoformat()
    assert client.get(CODE).status_code == 200
    settings.CLOCK_PIN = (NOW + HALF_WAY).isoformat()
    late = client.post(CODE, {"code": code_now()}, follow=True)
    assert late.redirect_chain == [("/accounts/login/", 302)]
    assert "请重新登录" in late.content.decode()
    assert not is_signed_in(client)


def test_a_changed_password_or_a_closed_account_ends_the_way_too(li):
    client, _ = with_password("lina")
    change_password(User.objects.get(pk=li.pk), "xinhaoshan-park-5", actor=SYSTEM, now=NOW)
    assert client.post(CODE, {"code": code_now()})["Location"] == "/accounts/login/"
    change_password(User.objects.get(pk=li.pk), PASSWORD, actor=SYSTEM, now=NOW)
    client, _ = with_password("lina")
    User.objects.filter(pk=li.pk).update(is_active=False)
    assert client.post(CODE, {"code": code_now()})["Location"] == "/accounts/login/"
    assert not is_signed_in(client)


def test_the_sign_in_page_of_the_back_office_is_no_way_around(li):
    having(person("gu", "administrator", li.home_union))
    client = Client()
    answer = client.post("/admin/login/", {"username": "gu", "password": PASSWORD, "next": "/admin/"})
    assert answer["Location"] == CODE
    assert client.get("/admin/").status_code == 302
    assert client.post(CODE, {"code": code_now()})["Location"] == "/admin/"
    assert client.get("/admin/").status_code == 200


def test_without_a_password_there_is_no_second_step(li):
    for page in (CODE, RECOVERY):
        assert Client().post(page, {"code": code_now()})["Location"] == "/accounts/login/"
    nobody, answer = with_password("nobody")
    assert answer.status_code == 200
    assert nobody.get(CODE)["Location"] == "/accounts/login/"
