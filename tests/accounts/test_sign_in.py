"""Signing in: one sentence for every failure, a lock before the password is looked at, no way to another host."""

from __future__ import annotations

import re

import pytest
from axes.models import AccessAttempt
from django.contrib.auth.hashers import MD5PasswordHasher
from django.test import Client

from accounts.models import User
from accounts.services import change_password
from core.actor import SYSTEM
from core.models import AuditEntry
from tests.factories import NOW, build_tree, person
from tests.factories.people import PASSWORD

pytestmark = pytest.mark.django_db

LOGIN = "/accounts/login/"
LIMIT = 5


class CountingHasher(MD5PasswordHasher):
    """Knows how often a password was really compared."""

    compared = 0
    hashed = 0

    def encode(self, password, salt):
        CountingHasher.hashed += 1
        return super().encode(password, salt)

    def verify(self, password, encoded):
        CountingHasher.compared += 1
        return super().verify(password, encoded)


@pytest.fixture(autouse=True)
def counting_hasher(settings):
    settings.PASSWORD_HASHERS = [f"{__name__}.CountingHasher"]
    CountingHasher.compared = 0


@pytest.fixture
def li():
    return person("lina", "district", build_tree().south, name="李娜")


def sign_in(client, username="lina", password=PASSWORD, query="", **headers):
    return client.post(f"{LOGIN}{query}", {"username": username, "password": password}, **headers)


def words_of(response):
    """The page as read, without what differs by chance or by what was typed."""
    text = re.sub(r"<[^>]+>", " ", response.content.decode())
    return re.sub(r"\s+", " ", text)


def is_signed_in(client):
    return client.get("/accounts/password/").status_code == 200


def test_the_right_password_leads_to_the_desk(client, li):
    response = sign_in(client)
    assert (response.status_code, response["Location"]) == (302, "/desk/")
    assert is_signed_in(client)


def test_the_user_name_may_be_typed_in_capitals_and_with_blanks(client, li):
    sign_in(client, " LiNa ")
    assert is_signed_in(client)


def test_an_unknown_name_a_wrong_password_and_a_closed_account_read_the_same(li):
    closed = person("closed")
    User.objects.filter(pk=closed.pk).update(is_active=False)
    answers = [
        sign_in(Client(), *who) for who in (("lina", "wrong"), ("nobody", "wrong"), ("closed", PASSWORD))
    ]
    assert {answer.status_code for answer in answers} == {200}
    assert len({words_of(answer) for answer in answers}) == 1
    assert "用户名或密码不正确" in words_of(answers[0])


@pytest.mark.parametrize("form", [LOGIN, "/admin/login/"])
@pytest.mark.parametrize("name", ["lina", "nobody", "closed", "LINA"])
def test_a_name_that_exists_costs_the_same_work_as_one_that_does_not(li, form, name):
    """By the hashes really computed, not by the time they take."""
    closed = person("closed")
    User.objects.filter(pk=closed.pk).update(is_active=False)
    CountingHasher.hashed = 0
    Client().post(form, {"username": name, "password": "wrong"})
    assert CountingHasher.hashed == 1


def test_the_account_is_locked_before_the_password_is_looked_at(client, li):
    for _ in range(LIMIT):
        answer = sign_in(client, password="wrong")
    assert answer.status_code == 429
    assert int(answer["Retry-After"]) > 0
    compared = CountingHasher.compared
    locked = sign_in(client)
    assert locked.status_code == 429
    assert words_of(locked) == words_of(answer)
    assert CountingHasher.compared == compared
    assert not is_signed_in(client)


def test_the_lock_falls_at_the_set_number_not_before(client, li):
    for _ in range(LIMIT - 1):
        assert sign_in(client, password="wrong").status_code == 200
    assert sign_in(client).status_code == 302
    assert is_signed_in(client)


def test_a_forged_forwarding_header_does_not_buy_more_tries(client, li):
    for number in range(LIMIT):
        answer = sign_in(client, password="wrong", headers={"X-Forwarded-For": f"10.0.0.{number}"})
    assert answer.status_code == 429
    for number in range(50):
        locked = sign_in(client, headers={"X-Forwarded-For": f"10.0.1.{number}", "X-Real-IP": "1.1.1.1"})
        assert locked.status_code == 429
    assert not is_signed_in(client)


def test_a_name_nobody_has_is_locked_the_same_way(client, li):
    answers = [sign_in(Client(), "nobody", "wrong").status_code for _ in range(LIMIT)]
    known = [sign_in(Client(), "lina", "wrong").status_code for _ in range(LIMIT)]
    assert answers == known
    assert answers[-1] == 429


def test_one_password_tried_on_many_names_locks_the_address_before_a_hash(client, li, settings):
    settings.LOCKOUT_ADDRESS_LIMIT = 12
    tried = [sign_in(Client(), f"name{number}", "spring-2026").status_code for number in range(12)]
    assert tried == [200] * 11 + [429]
    compared = CountingHasher.compared
    assert sign_in(client).status_code == 429
    assert CountingHasher.compared == compared
    assert not is_signed_in(client)
    assert sign_in(Client(REMOTE_ADDR="10.9.9.9")).status_code == 302


@pytest.mark.parametrize("form", [LOGIN, "/admin/login/"])
def test_another_spelling_of_the_name_buys_no_further_tries_on_either_form(li, form):
    spellings = ["lina", "LINA", "Lina", " liNA ", "ｌｉｎａ"]
    tries = [Client().post(form, {"username": name, "password": "wrong"}).status_code for name in spellings]
    assert tries == [200] * 4 + [429]
    compared = CountingHasher.compared
    for name in ("lINA", "lına", "ＬＩＮＡ"):
        for page in (LOGIN, "/admin/login/"):
            locked = Client().post(page, {"username": name, "password": PASSWORD})
            assert locked.status_code == 429, (name, page)
    assert CountingHasher.compared == compared


def test_an_open_session_goes_on_while_the_account_is_locked(client, li):
    sign_in(client)
    for _ in range(LIMIT + 1):
        sign_in(Client(), password="wrong")
    assert is_signed_in(client)


def test_the_lock_ends_with_its_time(client, li, settings):
    for _ in range(LIMIT):
        sign_in(client, password="wrong")
    AccessAttempt.objects.update(attempt_time=NOW.replace(year=2020))
    assert sign_in(client).status_code == 302
    assert is_signed_in(client)


def test_an_administrator_releases_a_locked_name_and_the_trail_tells_it(client, li):
    for _ in range(LIMIT):
        sign_in(client, password="wrong")
    assert sign_in(client).status_code == 429
    office = Client()
    office.force_login(person("gu", "administrator", li.home_union))
    attempt = AccessAttempt.objects.get()
    page = office.get("/admin/axes/accessattempt/").content.decode()
    assert "lina" in page
    assert "删除一条记录,即解除该用户名在该地址的锁定。" in page
    office.post(f"/admin/axes/accessattempt/{attempt.pk}/delete/", {"post": "yes"})
    assert sign_in(client).status_code == 302
    entry = AuditEntry.objects.get(action="admin.delete")
    assert (entry.label, entry.target_label) == ("解除登录锁定", f"lina {attempt.ip_address}")


def test_the_session_id_changes_at_sign_in(client, li):
    client.get(LOGIN)
    session = client.session
    session["planted"] = "1"
    session.save()
    client.cookies["sessionid"] = planted = session.session_key
    sign_in(client)
    assert client.cookies["sessionid"].value != planted
    stolen = Client()
    stolen.cookies["sessionid"] = planted
    assert not is_signed_in(stolen)


def test_a_copied_cookie_is_worth_nothing_after_signing_out(client, li):
    sign_in(client)
    copied = Client()
    copied.cookies["sessionid"] = client.cookies["sessionid"].value
    assert is_signed_in(copied)
    client.post("/accounts/logout/")
    response = copied.get("/accounts/password/")
    assert (response.status_code, response["Location"].split("?")[0]) == (302, LOGIN)


def test_a_session_id_in_the_address_is_ignored(client, li):
    sign_in(client)
    key = client.cookies["sessionid"].value
    assert Client().get(f"/accounts/password/?sessionid={key}").status_code == 302


def test_signing_out_needs_a_post(client, li):
    sign_in(client)
    assert client.get("/accounts/logout/").status_code == 405
    assert is_signed_in(client)


@pytest.mark.parametrize("form", [LOGIN, "/admin/login/"])
def test_coming_and_going_is_in_the_trail_without_the_address(client, form):
    gu = person("gu", "administrator", build_tree().city, name="顾磊")
    headers = {"REMOTE_ADDR": "10.77.77.77"}
    client.post(form, {"username": "gu", "password": PASSWORD}, **headers)
    client.post("/accounts/logout/", **headers)
    entries = AuditEntry.objects.filter(action__startswith="user.sign_")
    assert [(each.label, each.actor_id, each.target_id) for each in entries] == [
        ("登录", gu.pk, str(gu.pk)),
        ("退出登录", gu.pk, str(gu.pk)),
    ]
    assert "10.77" not in "".join(repr(vars(each)) for each in entries)


def test_a_lock_is_told_once_when_it_falls_and_only_of_people_there_are(client, li):
    for _ in range(LIMIT + 3):
        sign_in(client, "LiNa", "wrong", REMOTE_ADDR="10.77.77.77")
        sign_in(client, "my-secret-2026", "wrong")
    (entry,) = AuditEntry.objects.filter(action="user.locked_out")
    assert (entry.target_id, entry.actor_name, entry.actor_id) == (str(li.pk), "访客", None)
    assert "10.77" not in repr(vars(entry))
    assert not AuditEntry.objects.filter(action="user.sign_in").exists()
    assert "my-secret" not in repr([vars(each) for each in AuditEntry.objects.all()])


@pytest.mark.parametrize(
    "target",
    [
        "//evil.example",
        "///evil.example",
        "https:evil.example",
        "https://evil.example/desk/",
        "/\\evil.example",
        "\\\\evil.example",
        "/%0d%0aLocation:%20https://evil.example",
        "%0d%0aSet-Cookie:%20a=b",
        "javascript:alert(1)",
        "data:text/html,x",
        "http:///evil.example",
        "\thttps://evil.example",
    ],
)
def test_next_never_leads_to_another_host(client, li, target):
    as_field = {"username": "lina", "password": PASSWORD, "next": target}
    in_address = sign_in(Client(), query=f"?next={target}")
    for response in (in_address, Client().post(LOGIN, as_field)):
        assert response.status_code == 302
        assert response["Location"] == "/desk/"
        assert not response.cookies.get("a")


def test_next_leads_back_to_the_page_that_asked(client, li):
    assert sign_in(client, query="?next=/accounts/password/")["Location"] == "/accounts/password/"


def test_a_new_password_ends_every_other_session_and_keeps_this_one(li):
    here, *elsewhere = [Client() for _ in range(4)]
    for client in (here, *elsewhere):
        sign_in(client)
    new = "laoshan-mineral-water-7"
    form = {"old_password": PASSWORD, "new_password1": new, "new_password2": new}
    assert here.post("/accounts/password/", form).status_code == 302
    assert is_signed_in(here)
    assert [is_signed_in(client) for client in elsewhere] == [False, False, False]
    assert AuditEntry.objects.filter(action="user.password", actor_id=li.pk).count() == 1


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ({"old_password": "wrong"}, "当前密码不正确"),
        ({"new_password2": "another-one-9"}, "两次输入的新密码不一致"),
        ({"new_password1": "123456", "new_password2": "123456"}, "密码"),
    ],
)
def test_a_bad_password_change_says_why_and_changes_nothing(client, li, form, sentence):
    sign_in(client)
    good = {
        "old_password": PASSWORD,
        "new_password1": "taiping-road-88x",
        "new_password2": "taiping-road-88x",
    }
    response = client.post("/accounts/password/", good | form)
    assert response.status_code == 200
    assert sentence in words_of(response)
    assert User.objects.get(pk=li.pk).check_password(PASSWORD)


def test_a_password_set_by_an_administrator_ends_the_session_too(client, li):
    sign_in(client)
    change_password(User.objects.get(pk=li.pk), "xinhaoshan-park-5", actor=SYSTEM, now=NOW)
    assert not is_signed_in(client)


def test_a_disabled_account_is_out_at_the_very_next_request(client, li):
    sign_in(client)
    User.objects.filter(pk=li.pk).update(is_active=False)
    assert not is_signed_in(client)
