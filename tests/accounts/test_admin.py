"""The back office keeps people and unions by the services, tells every change, and cannot touch a case or a site."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import NoReverseMatch, reverse

from accounts.models import RoleGrant, Union, User
from core.models import JobRun
from inspection.models import CheckRun
from tests.accounts.back_office import NEW_PASSWORD, inline, new_person, save, told
from tests.factories import NOW, PASSWORD, build_office, build_tree, filing_in, grant, person

pytestmark = pytest.mark.django_db

TODAY = NOW.date()


@pytest.fixture
def tree():
    return build_tree()


@pytest.fixture
def back_office(tree):
    client = Client()
    client.force_login(person("gu", "administrator", tree.city, name="顾磊"))
    return client


def test_a_person_is_made_with_a_password_and_the_rights_of_the_role(back_office, tree):
    grant = {"role": "district", "union": tree.south.pk, "by_preset": "on", "site_types": ["mind_station"]}
    data = new_person(home_union=tree.south.pk) | inline(grant)
    save(back_office, "/admin/accounts/user/add/", data)
    user = User.objects.get(username="lina")
    assert user.check_password(NEW_PASSWORD)
    assert not user.is_staff
    (given,) = user.role_grants.all()
    assert (given.can_people, given.can_data, given.can_export, given.can_decide) == (False, True, True, True)
    assert given.site_types == ["mind_station"]
    assert told("grant.create").filter(actor_name="顾磊").count() == 1
    entry = told("admin.add").get(target_type="accounts.user")
    assert NEW_PASSWORD not in str(entry.as_sealed())
    assert user.password not in str(entry.as_sealed())


def test_rights_ticked_one_by_one_outrank_the_preset(back_office, tree):
    grant = {"role": "city", "union": tree.city.pk, "can_data": "on"}
    save(back_office, "/admin/accounts/user/add/", new_person() | inline(grant))
    given = RoleGrant.objects.get(user__username="lina")
    assert (given.can_data, given.can_export, given.can_decide) == (True, False, False)


def test_a_new_grant_starts_with_the_preset_ticked_and_all_types_as_checkboxes(back_office, tree):
    page = back_office.get("/admin/accounts/user/add/").content.decode()
    assert re.search(r'name="role_grants-__prefix__-by_preset"[^>]*checked', page)
    boxes = re.findall(r'type="checkbox" name="role_grants-__prefix__-site_types" value="(\w+)"', page)
    assert len(boxes) == 6


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("initial_password", "12345", "密码"),
        ("initial_password", "", "必填"),
        ("username", "GU", "已有人使用"),
        ("username", "李娜", "用户名"),
    ],
)
def test_a_bad_new_person_is_refused_in_words(back_office, field, value, sentence):
    response = back_office.post("/admin/accounts/user/add/", new_person(**{field: value}) | inline())
    assert response.status_code == 200
    assert sentence in response.content.decode()
    assert not User.objects.filter(name="李娜").exists()


def form_of(user, **more):
    data = {name: getattr(user, name) or "" for name in ("username", "name", "post", "office_phone", "email")}
    return data | {"home_union": user.home_union_id or "", "is_active": "on"} | more


def test_a_grant_is_changed_and_taken_away_with_an_entry_each(back_office, tree):
    user = person("li", "district", tree.south)
    path = f"/admin/accounts/user/{user.pk}/change/"
    row = {"id": RoleGrant.objects.get(user=user).pk, "user": user.pk, "can_data": "on"}
    save(back_office, path, form_of(user) | inline(existing=[row]))
    assert RoleGrant.objects.get(user=user).can_decide is False
    changes = told("grant.change").get().changes
    assert changes["签批决定"] == ["是", "否"]
    save(back_office, path, form_of(user) | inline(existing=[row | {"DELETE": "on"}]))
    assert not RoleGrant.objects.filter(user=user).exists()
    assert told("grant.revoke").get().actor_name == "顾磊"


def test_role_and_union_of_a_grant_stay_as_they_were_given(back_office, tree):
    user = person("li", "district", tree.south)
    row = {"id": RoleGrant.objects.get(user=user).pk, "user": user.pk, "role": "city", "union": tree.city.pk}
    save(back_office, f"/admin/accounts/user/{user.pk}/change/", form_of(user) | inline(existing=[row]))
    grant = RoleGrant.objects.get(user=user)
    assert (grant.role, grant.union) == ("district", tree.south)


def test_posted_flags_beyond_the_form_are_ignored(back_office, tree):
    user = person("li", "district", tree.south)
    row = {"id": RoleGrant.objects.get(user=user).pk, "user": user.pk}
    data = form_of(user, is_superuser="on", is_demo="on", password="plain") | inline(existing=[row])
    save(back_office, f"/admin/accounts/user/{user.pk}/change/", data)
    after = User.objects.get(pk=user.pk)
    assert (after.is_superuser, after.is_demo) == (False, False)
    assert after.check_password(PASSWORD)


def test_a_password_set_anew_leaves_an_entry(back_office, tree):
    user = person("li", "district", tree.south)
    form = {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD, "usable_password": "true"}
    response = back_office.post(f"/admin/accounts/user/{user.pk}/password/", form)
    assert response.status_code == 302
    assert User.objects.get(pk=user.pk).check_password(NEW_PASSWORD)
    assert NEW_PASSWORD not in str(told("admin.password").get().as_sealed())


#: Rows of the back office that can only be looked up.
LOOK_UPS = [
    *("core_auditentry", "core_owedmessage", "core_jobrun", "inspection_checkrun"),
    *("service_sites_servicesite", "filing_filing"),
]


@pytest.mark.parametrize("name", LOOK_UPS)
def test_a_look_up_offers_no_way_to_change_anything(name):
    office = build_office()
    client = Client()
    client.force_login(person("gu", "administrator", office.tree.city))
    case = filing_in("filed", office)
    JobRun.objects.create(key="k", kind="test", label="试做", asked_at=NOW, seen_at=NOW)
    CheckRun.objects.create(day=NOW.date(), code="officer_missing")
    pk = {"filing_filing": case.pk, "service_sites_servicesite": case.site_id}.get(name)
    model = next(model for model in admin.site._registry if model._meta.db_table == name)
    pk = pk or model._default_manager.first().pk
    before = list(model._default_manager.filter(pk=pk).values())
    assert client.get(reverse(f"admin:{name}_changelist")).status_code == 200
    for page, args in (("add", []), ("change", [pk]), ("delete", [pk])):
        response = client.post(reverse(f"admin:{name}_{page}", args=args), {"post": "yes", "state": "draft"})
        assert response.status_code == 403, page
    bulk = {"action": "delete_selected", "_selected_action": [pk], "post": "yes"}
    client.post(reverse(f"admin:{name}_changelist"), bulk)
    assert list(model._default_manager.filter(pk=pk).values()) == before


def test_cases_and_sites_are_in_the_back_office_as_look_ups_only(tree, rf):
    """A model that appears there later must be thought about here."""
    request = rf.get("/admin/")
    request.user = person("gu", "administrator", tree.city)
    guarded = ("filing", "service_sites", "inspection", "core")
    shown = {m: o for m, o in admin.site._registry.items() if m._meta.app_label in guarded}
    assert {model._meta.db_table for model in shown} == set(LOOK_UPS)
    for options in shown.values():
        assert not options.has_add_permission(request)
        assert not options.has_change_permission(request)
        assert not options.has_delete_permission(request)
    with pytest.raises(NoReverseMatch):
        reverse("admin:auth_group_changelist")


def test_looking_up_a_case_shows_it_without_its_secret_token():
    office = build_office()
    case = filing_in("district_check", office)
    client = Client()
    client.force_login(person("gu", "administrator", office.tree.city))
    page = client.get(f"/admin/filing/filing/{case.pk}/change/").content.decode()
    assert case.number in page
    assert case.verify_token not in page


def test_an_auditor_reads_the_trail_of_his_branch_and_nothing_else(tree):
    auditor = person("shen", "auditor", tree.south, is_staff=True)
    person("inside", "keeper", tree.primary)
    person("outside", "keeper", tree.north_primary)
    client = Client()
    client.force_login(auditor)
    page = client.get("/admin/core/auditentry/").content.decode()
    assert "inside · 阵地负责人" in page
    assert "outside · 阵地负责人" not in page
    for name in ("accounts_user", "accounts_union", "accounts_district", "core_owedmessage", "filing_filing"):
        assert client.get(reverse(f"admin:{name}_changelist")).status_code == 403, name


@pytest.fixture
def on_one_day(settings):
    """Midnight may pass while the suite runs."""
    settings.CLOCK_PIN = NOW.isoformat()


@pytest.mark.usefixtures("on_one_day")
def test_an_administrator_whose_grant_has_ended_is_out_at_the_next_request(tree):
    gone = person("gone", "administrator", tree.city, valid_until=TODAY)
    client = Client()
    client.force_login(gone)
    assert "系统管理" in client.get("/admin/").content.decode()
    RoleGrant.objects.filter(user=gone).update(valid_until=TODAY - timedelta(days=1))
    for page in ("/admin/", "/admin/accounts/user/", "/admin/accounts/user/add/"):
        assert client.get(page).status_code == 302, page
    change = {"name": "改名", "code": tree.street.code, "kind": "street", "parent": tree.south.pk}
    client.post(f"/admin/accounts/union/{tree.street.pk}/change/", change)
    assert Union.objects.get(pk=tree.street.pk).name == tree.street.name


@pytest.mark.usefixtures("on_one_day")
@pytest.mark.parametrize("role", ["city", "auditor"])
def test_another_grant_does_not_revive_an_ended_administrator(tree, role):
    gone = person("gone", "administrator", tree.city, valid_until=TODAY - timedelta(days=1))
    grant(gone, role, tree.city)
    client = Client()
    client.force_login(gone)
    assert client.get("/admin/accounts/user/").status_code == 403
    assert client.post("/admin/accounts/user/add/", new_person()).status_code == 403
    assert not User.objects.filter(username="lina").exists()
    assert User.objects.get(pk=gone.pk).is_superuser  # the flag lies; it is not asked


def test_a_lock_is_lifted_on_the_person_and_told(back_office, tree):
    locked = person("lina", "district", tree.south)
    person("other", "district", tree.south)
    for name in ("LINA", "other"):
        for _ in range(5):
            Client().post("/accounts/login/", {"username": name, "password": "wrong"})
    chosen = {"action": "lift_lockout", "_selected_action": [locked.pk]}
    page = back_office.post("/admin/accounts/user/", chosen, follow=True).content.decode()
    assert "已为 1 人解除登录锁定" in page
    (entry,) = told("admin.lift_lockout")
    assert (entry.label, entry.target_id, entry.actor_name) == ("解除登录锁定", str(locked.pk), "顾磊")
    tries = {"lina": 302, "other": 429}
    for name, status in tries.items():
        answer = Client().post("/accounts/login/", {"username": name, "password": PASSWORD})
        assert answer.status_code == status, name


def test_without_the_tick_nobody_enters_the_back_office(tree):
    for role in ("district", "city", "auditor", "finance"):
        client = Client()
        client.force_login(person(role, role, tree.city))
        response = client.get("/admin/")
        assert response.status_code == 302, role


def test_the_history_of_a_row_is_read_from_the_trail(back_office, tree):
    response = back_office.get(f"/admin/accounts/union/{tree.street.pk}/history/", follow=True)
    page = response.content.decode()
    assert response.redirect_chain[0][0].startswith("/admin/core/auditentry/?")
    assert tree.street.name in page
    assert tree.metro.name not in page


def test_the_page_of_a_person_tells_nothing_of_how_the_password_is_kept(back_office, tree):
    user = person("li", "district", tree.south)
    page = back_office.get(f"/admin/accounts/user/{user.pk}/change/").content.decode()
    assert "重设密码" in page
    for word in ("argon2", "算法", "盐", "哈希", user.password[:20]):
        assert word not in page


def texts_of(page):
    """What a reader sees, without scripts and addresses."""
    page = re.sub(r"<(script|style)\b.*?</\1>", " ", page, flags=re.S)
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


#: What stays in Latin letters: names of things, sample codes, names of people in tests.
LATIN = {"GB", "T", "AED", "ID", "Ctrl", "gu", "csv"}


def test_no_page_of_the_back_office_speaks_english_or_says_ni():
    office = build_office()
    client = Client()
    client.force_login(person("gu", "administrator", office.tree.city, name="顾磊"))
    case = filing_in("district_check", office)
    lists = [model for model in admin.site._registry]
    pages = [
        "/admin/",
        "/admin/accounts/user/add/",
        "/admin/accounts/union/add/",
        "/admin/accounts/district/add/",
    ]
    pages += [
        reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist") for model in lists
    ]
    pages += [f"/admin/accounts/user/{office.keeper.pk}/password/", f"/admin/filing/filing/{case.pk}/change/"]
    for address in pages:
        text = texts_of(client.get(address).content.decode())
        assert "你" not in text, address
        for word in (
            "third_party",
            "sent at",
            "Axes",
            "AXES",
            "Access",
            "attempt",
            "Username",
            "After you",
            "Reset",
        ):
            assert word not in text, (address, word)


def test_the_back_office_leads_to_the_desk_and_to_the_one_page_for_the_own_password(back_office):
    page = back_office.get("/admin/").content.decode()
    assert '<a href="/desk/">待办</a>' in page
    assert '<a href="/accounts/password/">修改密码</a>' in page
    assert back_office.get("/admin/password_change/")["Location"] == "/accounts/password/"


def test_the_back_office_speaks_chinese(back_office):
    page = back_office.get("/admin/").content.decode()
    assert "工会服务阵地管理后台" in page
    for word in ("人员", "工会", "区(市)", "操作日志", "待发消息", "后台任务"):
        assert word in page
