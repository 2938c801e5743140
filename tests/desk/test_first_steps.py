"""The list of an administrator's first steps: open until done, gone when all is done, nobody else's."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from accounts.models import District, User
from desk.first_steps import first_steps
from desk.services import open_office
from tests.factories import NOW, actor_of, person, union
from tests.factories.packs import published_pack
from tests.office import build_office

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin() -> User:
    return open_office("宁波市总工会", username="zhang", name="张", password="x" * 12, now=NOW, districts=[])


def open_ones(user: User) -> list[str]:
    return [step.title for step in first_steps(actor_of(user), NOW.date()) if not step.is_done]


def test_the_list_is_worked_off_from_top_to_bottom_and_then_gone(admin: User) -> None:
    city = admin.home_union
    assert open_ones(admin) == ["区(市)", "工会", "人员与权限", "管理办法"]
    District.objects.create(code="330203", name="海曙区", short_name="海曙", city_name="宁波市")
    assert open_ones(admin) == ["工会", "人员与权限", "管理办法"]
    below = union("海曙区总工会", "district", city, governs_id="330203")
    assert open_ones(admin) == ["人员与权限", "管理办法"]
    person("city", "city", city)
    assert "人员与权限" in open_ones(admin)
    person("district", "district", below)
    assert open_ones(admin) == ["管理办法"]
    published_pack(city)
    assert first_steps(actor_of(admin), NOW.date()) == []


def test_the_desk_of_a_new_office_shows_the_list_with_links(admin: User, settings: Any) -> None:
    settings.CLOCK_PIN = NOW.isoformat()
    client = Client()
    client.force_login(admin)
    page = client.get("/desk/").content.decode()
    assert "启用前的准备" in page
    assert '<a href="/admin/accounts/district/"><span class="task__title">区(市)</span>' in page
    assert page.count("待完成") == 4
    assert page.count("已完成") == 1


def test_nobody_else_sees_the_list() -> None:
    office = build_office()
    assert first_steps(actor_of(office.people["city"]), NOW.date()) == []
    assert "启用前的准备" not in office.client("district").get("/desk/").content.decode()
