"""The base of the back office: a save, a deletion, an inline row and an action each leave one entry."""

from __future__ import annotations

import pytest
from django.contrib import admin
from django.contrib.messages.storage.fallback import FallbackStorage
from django.test import RequestFactory
from django.urls import path

from accounts.models import District, RoleGrant, User
from core.actor import Actor
from core.admin import AuditedModelAdmin
from core.models import AuditEntry, Heartbeat
from tests.factories import NOW, build_tree, person

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]

GU = Actor(id=9, name="顾磊", office="市总工会")


@admin.action(description="全部标为在线")
def mark_seen(modeladmin, request, queryset):
    queryset.update(seen_at=NOW)


class HeartbeatAdmin(AuditedModelAdmin):
    actions = (mark_seen,)


class GrantInline(admin.TabularInline):
    model = RoleGrant
    fields = ("role", "union", "can_data")


class PersonAdmin(AuditedModelAdmin):
    fields = ("name",)
    inlines = (GrantInline,)


class DistrictAdmin(AuditedModelAdmin):
    fields = ("name", "radius_km")


SITE = admin.AdminSite()
SITE.register(Heartbeat, HeartbeatAdmin)
SITE.register(User, PersonAdmin)
SITE.register(District, DistrictAdmin)

urlpatterns = [path("admin/", SITE.urls)]


def posted(data, user=None):
    request = RequestFactory().post("/", data)
    request.user = user or User(username="gu", is_superuser=True, is_staff=True, is_active=True)
    request.actor = GU
    request.session = {}
    request._messages = FallbackStorage(request)
    request._dont_enforce_csrf_checks = True
    return request


def entries():
    return [(each.action, each.target_id, each.actor_name) for each in AuditEntry.objects.order_by("id")]


def beat(name):
    return Heartbeat.objects.create(name=name, seen_at=NOW)


def test_adding_changing_and_deleting_leave_an_entry_each():
    pages = HeartbeatAdmin(Heartbeat, SITE)
    form = {"name": "worker", "seen_at_0": "2026-10-12", "seen_at_1": "10:00:00"}
    assert posted_to(pages.add_view, form) == 302
    assert posted_to(pages.change_view, form | {"seen_at_1": "11:00:00"}, "worker") == 302
    assert posted_to(pages.delete_view, {"post": "yes"}, "worker") == 302
    assert entries() == [
        ("admin.add", "worker", "顾磊"),
        ("admin.change", "worker", "顾磊"),
        ("admin.delete", "worker", "顾磊"),
    ]
    assert not Heartbeat.objects.exists()


def posted_to(view, data, *args):
    return view(posted(data | {"_continue": "1"}), *args).status_code


def test_a_form_saved_unchanged_is_told_without_changes():
    beat("worker")
    form = {"name": "worker", "seen_at_0": "2026-10-12", "seen_at_1": "10:00:00"}
    assert posted_to(HeartbeatAdmin(Heartbeat, SITE).change_view, form, "worker") == 302
    assert AuditEntry.objects.get().changes == {}


@pytest.mark.parametrize("action", ["delete_selected", "mark_seen"])
def test_an_action_leaves_an_entry_on_each_chosen_row(action):
    for name in ("a", "b", "c"):
        beat(name)
    pages = HeartbeatAdmin(Heartbeat, SITE)
    data = {"action": action, "_selected_action": ["a", "b"], "index": "0", "post": "yes"}
    pages.changelist_view(posted(data))
    told = "admin.delete" if action == "delete_selected" else "admin.mark_seen"
    assert sorted(entries()) == [(told, "a", "顾磊"), (told, "b", "顾磊")]
    assert Heartbeat.objects.count() == (1 if action == "delete_selected" else 3)


def test_an_action_that_breaks_leaves_neither_change_nor_entry():
    @admin.action(description="坏")
    def broken(modeladmin, request, queryset):
        queryset.update(seen_at=NOW.replace(year=2030))
        raise RuntimeError

    class Broken(AuditedModelAdmin):
        actions = (broken,)

    beat("a")
    with pytest.raises(RuntimeError):
        Broken(Heartbeat, SITE).changelist_view(
            posted({"action": "broken", "_selected_action": ["a"], "index": "0"})
        )
    assert Heartbeat.objects.get().seen_at == NOW
    assert entries() == []


def test_rows_of_an_inline_are_told_one_by_one():
    tree = build_tree()
    user = person("li", "district", tree.south)
    kept = RoleGrant.objects.get(user=user)
    before = AuditEntry.objects.last().pk
    data = {
        "name": "李娜",
        "role_grants-TOTAL_FORMS": "2",
        "role_grants-INITIAL_FORMS": "1",
        "role_grants-0-id": kept.pk,
        "role_grants-0-user": user.pk,
        "role_grants-0-DELETE": "on",
        "role_grants-1-user": user.pk,
        "role_grants-1-role": "city",
        "role_grants-1-union": tree.city.pk,
    }
    assert posted_to(PersonAdmin(User, SITE).change_view, data, str(user.pk)) == 302
    told = AuditEntry.objects.filter(pk__gt=before).values_list("action", "target_type")
    assert sorted(told) == [
        ("admin.add", "accounts.rolegrant"),
        ("admin.change", "accounts.user"),
        ("admin.delete", "accounts.rolegrant"),
    ]
    assert [grant.role for grant in user.role_grants.all()] == ["city"]


def test_changes_are_told_in_the_words_of_the_form():
    form = {"name": "市南区", "radius_km": "12"}
    assert posted_to(DistrictAdmin(District, SITE).change_view, form, "370202") == 302
    assert AuditEntry.objects.get().changes == {"半径(公里)": ["10", "12"]}
