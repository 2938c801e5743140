"""Who notes an honour down, what is refused, and what the site's file shows."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.test import Client

from core.models import AuditEntry
from sites.models import Honour, ServiceSite
from tests.factories import Tree, build_tree, person
from tests.sites.public_sites import opened_site

pytestmark = pytest.mark.django_db


@pytest.fixture
def tree() -> Tree:
    return build_tree()


@pytest.fixture
def site(tree: Tree) -> ServiceSite:
    return opened_site(tree.primary, "中山公园驿站")


@pytest.fixture
def keeper(tree: Tree) -> Client:
    client = Client()
    client.force_login(person("keeper", "keeper", tree.primary))
    return client


def send(client: Client, site: ServiceSite, **typed: Any) -> Any:
    usual = {"key": str(uuid.uuid4()), "level": "city", "title": "示范驿站", "year": "2025"}
    return client.post(f"/desk/sites/{site.code}/honours/", {**usual, **typed})


def test_an_honour_stands_in_the_file_and_in_the_trail(site: ServiceSite, keeper: Client) -> None:
    assert send(keeper, site, document_number="青总发〔2025〕3号").status_code == 302
    page = keeper.get(f"/desk/sites/{site.code}/").content.decode()
    assert "市级 示范驿站 2025年(青总发〔2025〕3号)" in page
    assert f"/desk/sites/{site.code}/honours/" in page
    assert AuditEntry.objects.get(action="site.honour").about == f"site:{site.pk}"


def test_the_same_honour_is_noted_once_and_again_after_it_was_removed(
    site: ServiceSite, keeper: Client
) -> None:
    send(keeper, site)
    again = send(keeper, site)
    assert again.status_code == 409
    assert "已经登记过" in again.content.decode()
    row = Honour.objects.get()
    for _ in range(2):
        removed = keeper.post(
            f"/desk/sites/{site.code}/honours/", {"key": str(uuid.uuid4()), "remove": str(row.pk)}
        )
    assert removed.status_code == 409
    assert send(keeper, site).status_code == 302
    assert Honour.objects.filter(removed_at=None).count() == 1


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"title": ""}, "请填写荣誉名称。"),
        ({"title": "好" * 81}, "荣誉名称最多 80 个字"),
        ({"title": "张三13800138000"}, "手机号码"),
        ({"level": "world"}, "没有这个选项"),
        ({"year": "2031"}, "授予年份应在 1949 到"),
        ({"year": "0"}, "授予年份应在 1949 到"),
        ({"year": "二零二五"}, "请填写四位数字"),
        ({"document_number": "\u202e号3"}, "隐藏字符"),
    ],
)
def test_what_cannot_be_an_honour_is_refused_in_words(
    site: ServiceSite, keeper: Client, typed: dict[str, str], said: str
) -> None:
    response = send(keeper, site, **typed)
    assert response.status_code == 400
    assert said in response.content.decode()
    assert Honour.objects.count() == 0


@pytest.mark.parametrize("text", ["0", "-1", "x", "9" * 40, "１"])
def test_an_honour_of_another_site_or_none_is_not_removed(
    tree: Tree, site: ServiceSite, keeper: Client, text: str
) -> None:
    other = opened_site(tree.other_primary, "别处驿站")
    row = Honour.objects.create(
        site=other, level="city", title="示范", year=2025, added_at="2026-01-01T00:00:00+08:00"
    )
    for asked in (text, str(row.pk)):
        answer = keeper.post(f"/desk/sites/{site.code}/honours/", {"key": str(uuid.uuid4()), "remove": asked})
        assert answer.status_code == 409
    assert Honour.objects.get().removed_at is None


def test_who_only_reads_sees_them_and_writes_none(tree: Tree, site: ServiceSite, keeper: Client) -> None:
    send(keeper, site)
    auditor = Client()
    auditor.force_login(person("auditor", "auditor", tree.city))
    page = auditor.get(f"/desk/sites/{site.code}/honours/").content.decode()
    assert "市级 示范驿站 2025年" in page
    assert 'name="title"' not in page
    assert send(auditor, site, title="另一项").status_code == 403
    stranger = Client()
    stranger.force_login(person("north", "district", tree.north))
    assert send(stranger, site).status_code == 404
    assert Honour.objects.count() == 1
