"""Three buttons for everybody: one answer a form, nothing of the visitor kept, a crowd refused, a closed site polite."""

from __future__ import annotations

import json
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.core import serializers
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from core.models import AuditEntry, FormKey
from sites.models import RatingCount, ServiceSite
from sites.use.services import rating
from tests.factories import NOW, Tree, person
from tests.office import form_at
from tests.sites.public_sites import closed_site, opened_site

pytestmark = pytest.mark.django_db

ADDRESS = "203.0.113.77"


@pytest.fixture(autouse=True)
def _stopped_clock(settings: Any) -> None:
    settings.CLOCK_PIN = NOW.isoformat()


@pytest.fixture
def site(tree: Tree) -> ServiceSite:
    return opened_site(tree.primary, "湛山驿站")


def at(site: ServiceSite) -> str:
    return f"/s/{site.code}/rate/"


def answered(client: Client, site: ServiceSite, answer: str = "satisfied", **more: Any) -> Any:
    typed = {"key": str(uuid.uuid4()), "answer": answer}
    return client.post(at(site), {**typed, **more}, REMOTE_ADDR=ADDRESS)


def counts() -> list[tuple[int, int, int]]:
    return list(RatingCount.objects.values_list("satisfied", "mostly", "dissatisfied"))


def test_the_three_answers_are_added_up_by_the_day(client: Client, site: ServiceSite) -> None:
    for answer in ("satisfied", "satisfied", "mostly", "dissatisfied"):
        response = answered(client, site, answer)
        assert response["Location"] == f"{at(site)}?done=1"
    assert counts() == [(2, 1, 1)]
    row = RatingCount.objects.get()
    assert (row.first_day, row.last_day, row.source) == (NOW.date(), NOW.date(), "online")
    assert "已收到您的评价" in client.get(f"{at(site)}?done=1").content.decode()


def test_one_form_counts_one_answer_also_when_another_button_follows(
    client: Client, site: ServiceSite
) -> None:
    form = form_at(client, at(site), action="/rate/")
    typed = {**form.fields, "answer": "satisfied"}
    for answer in ("satisfied", "satisfied", "dissatisfied"):
        assert client.post(at(site), {**typed, "answer": answer}).status_code == 302
    assert counts() == [(1, 0, 0)]


def test_nothing_of_the_visitor_is_kept(client: Client, site: ServiceSite, settings: Any) -> None:
    settings.CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "rating"}
    }
    answered(client, site, "dissatisfied")
    kept = [*RatingCount.objects.all(), *AuditEntry.objects.all(), *FormKey.objects.all()]
    text = serializers.serialize("json", kept)
    assert ADDRESS not in text
    told = AuditEntry.objects.get(action="use.rating")
    assert (told.actor_id, told.about) == (None, f"use:{site.pk}")
    assert "dissatisfied" not in json.dumps([told.changes, told.details, told.note])
    remembered = cache._cache  # type: ignore[attr-defined]  # all that this kind of cache holds
    assert remembered
    assert ADDRESS not in str(remembered)


def test_a_keeper_does_not_read_when_each_answer_came(tree: Tree, client: Client, site: ServiceSite) -> None:
    answered(client, site, "dissatisfied")
    keeper = Client()
    keeper.force_login(person("keeper", "keeper", tree.primary))
    for page in (f"/desk/sites/{site.code}/use/ratings/", f"/desk/sites/{site.code}/"):
        assert "满意度评价 · 访客" not in keeper.get(page).content.decode()
        assert "<strong>满意度评价</strong>" not in keeper.get(page).content.decode()


def test_a_page_needs_its_token_and_starts_no_session(site: ServiceSite) -> None:
    strict = Client(enforce_csrf_checks=True)
    page = strict.get(at(site))
    assert set(page.cookies) == {"csrftoken"}
    typed = {"key": str(uuid.uuid4()), "answer": "mostly"}
    assert strict.post(at(site), typed).status_code == 403
    token = {"csrfmiddlewaretoken": page.cookies["csrftoken"].value}
    assert strict.post(at(site), {**typed, **token}).status_code == 302
    assert counts() == [(0, 1, 0)]


@pytest.mark.parametrize(
    ("typed", "status"),
    [({"answer": "great"}, 400), ({"answer": ""}, 400), ({"key": "x"}, 400), ({"key": ""}, 400)],
)
def test_what_is_no_answer_is_refused(
    client: Client, site: ServiceSite, typed: dict[str, str], status: int
) -> None:
    assert answered(client, site, **typed).status_code == status
    assert counts() == []


def test_a_crowd_from_one_network_is_told_to_come_tomorrow(
    client: Client, site: ServiceSite, tree: Tree, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rating, "MOST_A_NETWORK", 2)
    statuses = [answered(client, site).status_code for _ in range(3)]
    assert statuses == [302, 302, 429]
    refused = answered(client, site)
    assert refused["Retry-After"] == str(14 * 3600)
    assert "这一次没有计入" in refused.content.decode()
    neighbour = client.post(
        at(site), {"key": str(uuid.uuid4()), "answer": "mostly"}, REMOTE_ADDR="203.0.113.9"
    )
    assert neighbour.status_code == 429
    other = client.post(at(site), {"key": str(uuid.uuid4()), "answer": "mostly"}, REMOTE_ADDR="198.51.100.9")
    assert other.status_code == 302
    assert answered(client, opened_site(tree.primary, "另一处", number="Z-1")).status_code == 302


def test_a_network_has_another_mark_every_day() -> None:
    today, tomorrow = NOW.date(), NOW.date().replace(day=13)
    assert rating.mark_of("203.0.113.1", today) == rating.mark_of("203.0.113.200", today)
    assert rating.mark_of("203.0.113.1", today) != rating.mark_of("203.0.113.1", tomorrow)
    assert rating.mark_of("2001:db8::1", today) == rating.mark_of("2001:db8::ffff", today)
    assert rating.mark_of("2001:db8:0:1::1", today) != rating.mark_of("2001:db8::1", today)
    assert rating.mark_of("", today) == rating.mark_of("testclient", today)


def test_a_closed_site_answers_politely_and_counts_nothing(client: Client, site: ServiceSite) -> None:
    closed_site(site)
    page = client.get(at(site))
    assert (page.status_code, "恢复开放后欢迎您再来评价" in page.content.decode()) == (200, True)
    assert 'name="answer"' not in page.content.decode()
    assert answered(client, site).status_code == 409
    ServiceSite.objects.filter(pk=site.pk).update(state="cancelled")
    assert "已经停止服务" in client.get(at(site)).content.decode()
    assert counts() == []


def test_an_unlisted_room_is_rated_by_who_stands_at_its_door(tree: Tree, client: Client) -> None:
    room = opened_site(
        tree.primary, "爱心妈妈小屋", site_type="nursing_room", access="own_staff", floor="3楼", room="301"
    )
    page = client.get(at(room)).content.decode()
    assert "爱心妈妈小屋" in page
    assert "301" not in page
    assert answered(client, room).status_code == 302


@pytest.mark.parametrize("code", ["NOSUCHCODE", "x", "2222222222"])
def test_a_code_that_nobody_has_is_not_found(client: Client, code: str) -> None:
    assert client.get(f"/s/{code}/rate/").status_code == 404
    assert client.post(f"/s/{code}/rate/", {"key": str(uuid.uuid4()), "answer": "mostly"}).status_code == 404


def test_the_page_asks_little_and_always_the_same(tree: Tree, client: Client, site: ServiceSite) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get(at(site))
        return len(queries)

    first = asked()
    for number in range(3):
        answered(client, site)
        opened_site(tree.primary, f"第{number}处", number=f"R-{number}")
    assert asked() == first <= 2


def test_the_result_of_a_year_has_its_sample_and_counts_paper_and_telephone_together(
    tree: Tree, client: Client, site: ServiceSite
) -> None:
    keeper = Client()
    keeper.force_login(person("keeper", "keeper", tree.primary))
    page = f"/desk/sites/{site.code}/use/ratings/"
    assert "还没有评价" in keeper.get(page).content.decode()
    answered(client, site, "mostly")
    form = form_at(keeper, page, holding="seen")
    paper = {"first_day": "2026-09-01", "last_day": "2026-09-30"}
    typed = {**form.fields, **paper, "satisfied": "4", "mostly": "0", "dissatisfied": "3"}
    assert keeper.post(page, typed).status_code == 302
    shown = keeper.get(page).content.decode()
    assert "62.5%" in shown
    assert "有效评价 8 份(满意 4、基本满意 1、不满意 3)。少于 10 份,考核时不计这一项。" in shown
    poster = keeper.get(f"{page}poster/").content.decode()
    assert "data:image/svg+xml" in poster
    assert f"http://testserver/s/{site.code}/rate/" in poster


def test_the_page_of_the_site_leads_there_while_it_is_open(client: Client, site: ServiceSite) -> None:
    assert at(site) in client.get(f"/s/{site.code}/").content.decode()
    closed_site(site)
    assert at(site) not in client.get(f"/s/{site.code}/").content.decode()


def test_one_telephone_counts_once_a_day_and_its_last_answer_stands(site: ServiceSite, settings: Any) -> None:
    phone, other = Client(), Client()
    for client in (phone, other):
        client.get(at(site))
    assert answered(phone, site, "dissatisfied")["Location"] == f"{at(site)}?done=1"
    assert counts() == [(0, 0, 1)]
    again = answered(phone, site, "satisfied")
    assert again["Location"] == f"{at(site)}?done=1&again=1"
    assert counts() == [(1, 0, 0)]
    assert "一天只计一次,以您这次的评价为准" in phone.get(again["Location"]).content.decode()
    answered(phone, site, "satisfied")
    answered(other, site, "mostly")
    assert counts() == [(1, 1, 0)], "another telephone in the same network is another visitor"
    settings.CLOCK_PIN = (NOW + timedelta(days=1)).isoformat()
    answered(phone, site, "mostly")
    assert sorted(counts()) == [(0, 1, 0), (1, 1, 0)]
