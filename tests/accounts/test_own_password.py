"""A password that somebody else chose opens one page only, until the person has chosen another."""

from __future__ import annotations

import pytest
from django.test import Client

from accounts.models import User
from tests.accounts.back_office import NEW_PASSWORD, inline, new_person, save
from tests.factories import PASSWORD, build_tree, person

pytestmark = pytest.mark.django_db

OWN = "my-own-seagull-1898"


@pytest.fixture
def tree():
    return build_tree()


@pytest.fixture
def back_office(tree):
    client = Client()
    client.force_login(person("gu", "administrator", tree.city, name="顾磊"))
    return client


def signed_in(username, password):
    client = Client()
    response = client.post("/accounts/login/", {"username": username, "password": password})
    assert response.status_code == 302
    return client


def change(client, new):
    form = {"old_password": NEW_PASSWORD, "new_password1": new, "new_password2": new}
    return client.post("/accounts/password/", form)


def test_a_new_person_chooses_a_password_before_anything_else(back_office, tree):
    grant = {"role": "district", "union": tree.south.pk, "by_preset": "on"}
    save(back_office, "/admin/accounts/user/add/", new_person(home_union=tree.south.pk) | inline(grant))
    client = signed_in("lina", NEW_PASSWORD)
    for address in ("/desk/", "/desk/filings/", "/desk/sites/?print=1", "/admin/"):
        assert client.get(address)["Location"] == "/accounts/password/", address
    assert client.post("/desk/filings/new/", {"type": "nursing_room"})["Location"] == "/accounts/password/"
    page = client.get("/accounts/password/").content.decode()
    assert "您现在用的密码是系统管理员设置的。" in page
    assert "请再输入一次新密码。" in page
    assert change(client, OWN)["Location"] == "/desk/"
    assert client.get("/desk/").status_code == 200
    assert not User.objects.get(username="lina").must_change_password


def test_the_same_password_again_is_no_new_one(back_office):
    save(back_office, "/admin/accounts/user/add/", new_person() | inline())
    client = signed_in("lina", NEW_PASSWORD)
    assert "新密码不能和当前密码相同" in change(client, NEW_PASSWORD).content.decode()
    assert User.objects.get(username="lina").must_change_password


def test_a_password_set_anew_by_an_administrator_is_replaced_too(back_office, tree):
    user = person("li", "district", tree.south)
    form = {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD, "usable_password": "true"}
    back_office.post(f"/admin/accounts/user/{user.pk}/password/", form)
    client = signed_in("li", NEW_PASSWORD)
    assert client.get("/desk/")["Location"] == "/accounts/password/"


def test_signing_out_and_public_pages_are_never_in_the_way(back_office, tree):
    user = person("li", "district", tree.south)
    User.objects.filter(pk=user.pk).update(must_change_password=True)
    client = signed_in("li", PASSWORD)
    assert client.get("/").status_code == 200
    assert client.post("/large-type/", {"next": "/"}).status_code == 302
    assert client.post("/accounts/logout/")["Location"] == "/accounts/login/"
    assert "_auth_user_id" not in client.session


def test_an_administrator_who_sets_the_own_password_there_is_not_asked_again(back_office):
    own = User.objects.get(username="gu")
    form = {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD, "usable_password": "true"}
    back_office.post(f"/admin/accounts/user/{own.pk}/password/", form)
    assert not User.objects.get(pk=own.pk).must_change_password
