"""Objections are handled on the pages of the office."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.registry import Reader
from demonstration.models import Conflict, Objection
from demonstration.publicity import services
from demonstration.publicity.inbox import publicity_inbox
from desk.inbox import gather
from tests.demonstration.publicity.scenes import (
    answered,
    entries_of,
    objected,
    posted,
)
from tests.demonstration.publicity.visiting import SIGNED, at, body_of, frame, signed_in
from tests.desks import desk_from
from tests.factories import NOW, actor_of, person


@pytest.fixture(autouse=True)
def pinned(settings):
    settings.CLOCK_PIN = NOW.isoformat()


@pytest.fixture
def city(office):
    return signed_in(office.city)


@pytest.fixture
def row(office, sites):
    return posted(office, sites, reserve=1)


def test_the_handler_takes_and_answers_by_form(city, row):
    said = objected(entries_of(row)[0], SIGNED)
    page, act = reverse("objection", args=[said.number]), reverse("objection-act", args=[said.number])
    assert "刘同志,0532-85910001" in body_of(city.get(page))
    answer = {"action": "answer", "verdict": "rejected", "findings": "已查看。", "reply": "情况不属实。"}
    assert city.post(act, frame(said, **answer)).status_code == 409
    assert city.post(act, frame(said, action="take")).status_code == 302
    assert city.post(act, frame(said, **{**answer, "reply": ""})).status_code == 400
    assert city.post(act, frame(said, **{**answer, "verdict": "x"})).status_code == 400
    assert city.post(act, frame(said, action="x")).status_code == 400
    assert city.post(act, {**frame(said, **answer), "seen": "0"}).status_code == 409
    assert city.post(act, frame(said, **answer)).status_code == 302
    assert "情况不属实。" in body_of(city.get(page))


def test_others_see_only_that_it_is_signed(office, row):
    said = objected(entries_of(row)[0], SIGNED)
    plain = person("plain", "city", office.tree.city, rights={"decide": False}, name="经办")
    auditor = person("audit", "auditor", office.tree.city, name="监督员")
    page, act = reverse("objection", args=[said.number]), reverse("objection-act", args=[said.number])
    for user in (plain, auditor):
        client = signed_in(user)
        body = body_of(client.get(page)) + body_of(client.get(at("round-publicity", row)))
        assert "有署名" in body
        assert "刘同志" not in body
        assert "85910001" not in body
        assert client.post(act, frame(said, action="take")).status_code == 403
    for user in (office.district, office.keeper):
        assert signed_in(user).get(page).status_code == 404
        assert signed_in(user).post(act, frame(said, action="take")).status_code == 404


def test_behind_a_wall_there_is_no_objection_and_no_notice_of_the_office(city, office, row):
    first = entries_of(row)[0]
    said = objected(first)
    Conflict.objects.create(
        user=office.city,
        nomination_id=first.nomination_id,
        source="declared",
        reason="亲属",
        entered_by="赵强",
        entered_at=NOW,
    )
    assert city.get(reverse("objection", args=[said.number])).status_code == 404
    for name in ("round-publicity", "publicity-extend", "publicity-restart", "publicity-channel"):
        assert city.get(at(name, row)).status_code == 403
    assert city.get(reverse("publicity-bundle", args=[row.round_id, row.number])).status_code == 403
    assert said.number not in body_of(city.get(reverse("desk")))


def test_a_letter_is_entered_by_form(city, row):
    url = at("publicity-objection", row)
    typed = {
        "entry": str(entries_of(row)[0].pk),
        "channel": "信函",
        "received_at": "2026-10-12T10:00",
        "text": "不开放。",
    }
    assert city.get(url).status_code == 200
    assert city.post(url, frame(**{**typed, "received_at": ""})).status_code == 400
    assert city.post(url, frame(**{**typed, "received_at": "2026-10-12T09:00"})).status_code == 409
    assert city.post(url, frame(**typed)).status_code == 302
    assert Objection.objects.get().channel == "信函"


def test_the_desk_says_what_waits(office, row):
    said = objected(entries_of(row)[0])

    def lines(name):
        actor = getattr(office, name)
        return [(each.title, each.reason) for each in gather(Reader(actor_of(actor), NOW)).waiting]

    assert (f"{entries_of(row)[0].name} 公示异议 {said.number}", "异议待受理") in lines("city")
    assert all(said.number not in title for title, _ in lines("district"))
    answered(said, office, is_upheld=False)
    services.end_notices(now=row.ends_at)
    assert (row.title, "公示期满,请作出命名决定") in lines("city")
    assert all(said.number not in title for title, _ in lines("city"))


def test_the_lists_of_the_desk_cost_the_same_for_one_and_for_many(office, row):
    entry = entries_of(row)[0]

    def cost():
        actor = office.actor("city")
        with CaptureQueriesContext(
            connection,
        ) as sent:
            desk_from(publicity_inbox, actor, NOW)
        return len(sent)

    objected(entry)
    one = cost()
    objected(entry)
    objected(entry)
    assert cost() == one <= 8
