"""Who must have a second factor, and how it is turned on, changed, turned off and reset: never without the password."""

from __future__ import annotations

import uuid

import pytest
from django.contrib import admin
from django.core.checks import run_checks
from django.core.management import CommandError, call_command
from django.test import Client
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts.models import User
from accounts.second_factor.policy import must_have
from core.models import AuditEntry, OwedMessage
from tests.accounts.phones import (
    CODE,
    KEY,
    OWN,
    RECOVERY,
    SET_UP,
    code_now,
    codes_on,
    having,
    is_signed_in,
    rested,
    secret_on,
    with_password,
    wrong_code,
)
from tests.digest import changed, tables
from tests.factories import PASSWORD, actor_of, build_tree, person

pytestmark = pytest.mark.django_db

#: Counts tries and moments, not what people have.
BESIDE = {"axes_accessattempt", "axes_accessattemptexpiration", "axes_accessfailurelog"}


@pytest.fixture
def tree():
    return build_tree()


@pytest.fixture
def li(tree):
    return person("lina", "district", tree.south, name="李娜", email="lina@example.org")


@pytest.fixture
def expert(tree):
    return person("expert", "reviewer", tree.city, name="王维", home_union=None)


def opened(user):
    client = Client()
    client.force_login(user)
    return client


def act(client, action, password=PASSWORD):
    return client.post(OWN, {"action": action, "password": password})


# ---- Who must


@pytest.mark.parametrize(
    ("roles", "asked"),
    [
        (["reviewer"], {"reviewer"}),
        (["reviewer", "administrator"], {"reviewer", "administrator"}),
        (["none"], set()),
    ],
)
def test_the_setting_names_the_roles_that_must(tree, settings, roles, asked):
    settings.SECOND_FACTOR_ROLES = roles
    people = {role: person(role, role, tree.city) for role in ("reviewer", "administrator", "city")}
    assert {role for role, user in people.items() if must_have(user, actor_of(user))} == asked


def test_reviewers_must_unless_an_installation_says_otherwise(settings):
    assert settings.SECOND_FACTOR_ROLES == ["reviewer"]


def test_the_open_logins_of_the_demo_city_go_on_with_one_step(tree):
    person("reviewer1", "reviewer", tree.city, is_demo=True)
    client, answer = with_password("reviewer1")
    assert answer["Location"] == "/desk/"
    assert is_signed_in(client)


def test_a_mistyped_role_is_told_at_the_start(settings):
    settings.SECOND_FACTOR_ROLES = ["reviewer", "administrators"]
    (told,) = [each for each in run_checks() if each.id == "unionportal.E003"]
    assert "administrators" in told.msg
    settings.SECOND_FACTOR_ROLES = ["none"]
    assert not [each for each in run_checks() if each.id == "unionportal.E003"]


def test_whoever_must_sets_it_up_before_anything_opens(expert):
    client, answer = with_password("expert", next_url="/desk/reviews/")
    assert answer["Location"] == SET_UP
    assert client.get("/desk/reviews/").status_code == 302
    page = client.get(SET_UP).content.decode()
    key = secret_on(page)
    assert "data:image/svg+xml" in page and "otpauth://totp/" in page
    before = tables()
    wrong = client.post(SET_UP, {"code": wrong_code(key)})
    assert (wrong.status_code, changed(before)) == (400, set())
    assert secret_on(client.get(SET_UP).content.decode()) == key
    shown = code_now(key)
    done = client.post(SET_UP, {"code": shown})
    codes = codes_on(done.content.decode())
    assert len(set(codes)) == 10
    assert 'href="/desk/reviews/"' in done.content.decode()
    assert "no-store" in done["Cache-Control"]
    assert is_signed_in(client)
    assert client.post(SET_UP, {"code": shown})["Location"] == OWN
    assert codes[0] not in client.get(OWN).content.decode()
    entry = AuditEntry.objects.get(action="user.second_factor_on")
    assert (entry.label, entry.actor_name) == ("启用两步验证", "王维")
    assert key not in str(entry.as_sealed())
    again, _ = with_password("expert")
    assert again.post(CODE, {"code": shown}).status_code == 400
    rested()
    assert again.post(RECOVERY, {"code": codes[0]}).status_code == 302


def test_a_code_page_is_no_way_around_the_set_up(expert):
    client, _ = with_password("expert")
    assert client.get(CODE)["Location"] == "/accounts/login/"
    assert client.post(RECOVERY, {"code": "aaaa2222"})["Location"] == "/accounts/login/"


# ---- The own one


def test_staff_turn_it_on_with_the_password_and_the_other_sessions_end(li):
    here, *others = [opened(li) for _ in range(4)]
    assert "未启用" in here.get(OWN).content.decode()
    assert act(here, "on")["Location"] == SET_UP
    key = secret_on(here.get(SET_UP).content.decode())
    done = here.post(SET_UP, {"code": code_now(key)})
    assert len(codes_on(done.content.decode())) == 10
    assert is_signed_in(here)
    assert [is_signed_in(each) for each in others] == [False] * 3
    assert "还剩 10 个" in here.get(OWN).content.decode()


@pytest.mark.parametrize("action", ["on", "codes", "off"])
def test_every_change_ends_the_three_other_sessions_and_keeps_this_one(li, action):
    having(li, "aaaa2222")
    here, *others = [opened(li) for _ in range(4)]
    answer = act(here, action)
    if action == "on":
        key = secret_on(here.get(SET_UP).content.decode())
        answer = here.post(SET_UP, {"code": code_now(key)})
        assert list(TOTPDevice.objects.values_list("key", flat=True)) == [key]
    assert answer.status_code == (302 if action == "off" else 200)
    assert not StaticToken.objects.filter(token="aaaa2222").exists()
    assert StaticToken.objects.count() == (0 if action == "off" else 10)
    assert is_signed_in(here)
    assert [is_signed_in(each) for each in others] == [False] * 3


@pytest.mark.parametrize("password", ["", "wrong-password-1"])
@pytest.mark.parametrize("action", ["on", "codes", "off"])
def test_without_the_password_nothing_changes_and_nobody_is_signed_out(li, action, password):
    having(li, "aaaa2222")
    here, other = opened(li), opened(li)
    before = tables()
    answer = act(here, action, password)
    assert answer.status_code == 400
    assert ("当前密码不正确" if password else "请输入当前密码") in answer.content.decode()
    assert changed(before) - BESIDE == set()
    assert here.get(SET_UP)["Location"] == OWN
    assert is_signed_in(other)


def test_guessing_the_password_there_locks_like_the_sign_in(li):
    having(li)
    here = opened(li)
    assert [act(here, "off", "wrong").status_code for _ in range(5)] == [400] * 4 + [429]
    assert act(here, "off").status_code == 429
    assert TOTPDevice.objects.count() == 1
    assert is_signed_in(here)


def test_a_session_from_before_does_not_come_back_when_it_is_turned_off_again(li):
    old = opened(li)
    here = opened(li)
    act(here, "on")
    here.post(SET_UP, {"code": code_now(secret_on(here.get(SET_UP).content.decode()))})
    act(here, "off")
    assert not is_signed_in(old)


def test_turning_it_off_is_told_to_the_person(li):
    having(li)
    act(opened(li), "off")
    told = OwedMessage.objects.get(recipient_id=li.pk)
    assert (told.subject, told.address, told.is_urgent) == ("您的两步验证已关闭", "lina@example.org", True)
    assert with_password("lina")[1]["Location"] == "/desk/"


def test_whoever_must_have_it_cannot_turn_it_off(expert):
    having(expert)
    here = opened(expert)
    page = here.get(OWN).content.decode()
    assert 'value="off"' not in page
    refused = act(here, "off")
    assert refused.status_code == 403
    assert "换一部手机" in refused.content.decode()
    assert TOTPDevice.objects.count() == 1


# ---- Reset by somebody else


@pytest.fixture
def gu(tree):
    return person("gu", "administrator", tree.city, name="顾磊")


def reset(client, user, **typed):
    return client.post(f"/accounts/people/{user.pk}/second-factor/", {"key": str(uuid.uuid4()), **typed})


@pytest.mark.parametrize("who", ["li", "expert"])
def test_an_administrator_resets_with_a_reason_that_the_trail_keeps(gu, who, request):
    lost = having(request.getfixturevalue(who), "aaaa2222")
    session, office = opened(lost), opened(gu)
    assert reset(office, lost, reason=" ").status_code == 400
    assert TOTPDevice.objects.count() == 1
    assert reset(office, lost, reason="手机丢失,已当面核对").status_code == 302
    assert not TOTPDevice.objects.exists() and not StaticDevice.objects.exists()
    assert not is_signed_in(session)
    entry = AuditEntry.objects.get(action="user.second_factor_reset", outcome="done")
    assert (entry.actor_name, entry.target_id, entry.note) == ("顾磊", str(lost.pk), "手机丢失,已当面核对")
    assert "重新设置" in OwedMessage.objects.get(recipient_id=lost.pk).body
    assert reset(office, lost, reason="再来一次").status_code == 409


def test_the_last_administrator_is_reset_on_the_server(gu, capsys):
    having(gu)
    with pytest.raises(CommandError, match="没有用户名"):
        call_command("reset_second_factor", "nobody", reason="手机丢失")
    with pytest.raises(CommandError, match="请填写重置原因"):
        call_command("reset_second_factor", "gu", reason=" ")
    call_command("reset_second_factor", "GU", reason="手机和恢复码都丢失")
    assert "已重置顾磊的两步验证" in capsys.readouterr().out
    entry = AuditEntry.objects.get(action="user.second_factor_reset", outcome="done")
    assert (entry.actor_name, entry.note) == ("系统", "手机和恢复码都丢失")
    with pytest.raises(CommandError, match="不需要重置"):
        call_command("reset_second_factor", "gu", reason="再来一次")


def test_the_own_one_is_never_reset_that_way(gu):
    having(gu)
    office = opened(gu)
    refused = reset(office, gu, reason="忘带手机")
    assert refused.status_code == 403
    assert "需要输入密码" in refused.content.decode()
    assert TOTPDevice.objects.count() == 1


def test_an_officer_who_keeps_the_people_of_a_branch_reaches_neither_beyond_it_nor_administrators(
    tree, li, expert
):
    keeps = opened(person("keeps", "district", tree.south, rights={"people": True}))
    above = person("root", "administrator", tree.city, home_union=tree.south)
    elsewhere = person("north", "district", tree.north)
    for each in (li, above, elsewhere, expert):
        having(each)
    found = {
        each: reset(keeps, each, reason="手机丢失").status_code for each in (li, above, elsewhere, expert)
    }
    assert found == {li: 302, above: 403, elsewhere: 404, expert: 404}
    assert TOTPDevice.objects.count() == 3


@pytest.mark.parametrize("role", ["city", "district", "auditor"])
def test_whoever_does_not_keep_people_finds_nobody(tree, li, role):
    having(li)
    other = person("other", role, tree.city)
    assert reset(opened(other), li, reason="好奇").status_code == 404
    assert TOTPDevice.objects.count() == 1


def test_the_back_office_tells_whether_there_is_one_and_nothing_of_it(gu, li):
    having(li, "aaaa2222")
    page = opened(gu).get(f"/admin/accounts/user/{li.pk}/change/").content.decode()
    assert "已启用,还剩 1 个恢复码" in page
    assert f"/accounts/people/{li.pk}/second-factor/" in page
    assert KEY not in page and "aaaa2222" not in page
    assert not {TOTPDevice, StaticDevice} & set(admin.site._registry)


def test_no_secret_is_in_the_trail_or_in_a_message(gu, li):
    here = opened(li)
    act(here, "on")
    key = secret_on(here.get(SET_UP).content.decode())
    codes = codes_on(here.post(SET_UP, {"code": code_now(key)}).content.decode())
    codes += codes_on(act(here, "codes").content.decode())
    reset(opened(gu), User.objects.get(pk=li.pk), reason="手机丢失")
    told = repr([vars(each) for model in (AuditEntry, OwedMessage) for each in model.objects.all()])
    assert len(codes) == 20
    assert not [
        secret for secret in (key, *codes, *(each.replace("-", "") for each in codes)) if secret in told
    ]
