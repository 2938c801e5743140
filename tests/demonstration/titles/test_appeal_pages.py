"""A site asks on the page that a decision be looked at again, and somebody else answers."""

from __future__ import annotations

import pytest
from django.urls import reverse

from core.models import AuditEntry, OwedMessage
from core.outbox import owe
from core.registry import panels_at
from core.walls import entries_seen, messages_seen
from demonstration.models import (
    Appeal,
    Conflict,
    Designation,
    Nomination,
    NominationState,
)
from demonstration.nominating.selectors.rows import nomination_within
from tests.demonstration.titles.scenes import named, posted
from tests.demonstration.titles.visiting import body_of, changed, frame, signed_in
from tests.demonstration.worlds import nominate
from tests.factories import NOW, actor_of, person


@pytest.fixture(autouse=True)
def pinned(settings):
    settings.CLOCK_PIN = NOW.isoformat()


@pytest.fixture
def city(office):
    return signed_in(office.city)


@pytest.fixture
def keeper(office):
    return signed_in(office.keeper)


@pytest.fixture
def titles(office, sites):
    return named(office, sites)


# Asking


def test_a_site_asks_and_somebody_else_answers(office, titles, keeper, city):
    row = titles[0]
    city.post(reverse("title-revoke", args=[row.number]), changed(row))
    body = body_of(keeper.get(reverse("title", args=[row.number])))
    assert "2026年10月26日前(10 个工作日内)" in body
    address = reverse("title-appeal", args=[row.number])
    assert keeper.post(address, frame(reason="")).status_code == 400
    assert keeper.post(address, frame(reason="请再看一次。")).status_code == 302
    assert keeper.post(address, frame(reason="请再看一次。")).status_code == 409
    asked = Appeal.objects.get()
    page = reverse("appeal", args=[asked.number])
    assert "没有参与原决定的另一位同志" in body_of(city.get(page))
    answer = frame(asked, verdict="change", reply="经核实,应予恢复。")
    assert city.post(page, answer).status_code == 403
    other = signed_in(person("second", "city", office.tree.city, name="市总复核"))
    assert "申请复核待答复" in body_of(other.get("/desk/"))
    assert "申请复核待答复" not in body_of(city.get("/desk/"))
    assert other.post(page, frame(asked, verdict="", reply="")).status_code == 400
    assert other.post(page, answer).status_code == 302
    assert Designation.objects.get(pk=row.pk).state == "valid"


def test_a_nomination_below_the_line_shows_the_way(office, sites, keeper, city):
    round = posted(office, sites[1:])
    row = nominate(round, sites[0], NominationState.UNSELECTED)
    address = reverse("nomination-appeal", args=[row.number])
    row = nomination_within(office.actor("keeper"), row.number)
    panels = dict(panels_at("nomination", office.actor("keeper"), row, NOW))
    assert panels["demonstration/_appeal_panel.html"]["url"] == address
    assert panels_at("nomination", office.actor("city"), row, NOW) == []
    assert city.get(address).status_code == 403
    assert keeper.post(address, frame(reason="请再看一次。")).status_code == 302
    asked = Appeal.objects.get()
    act = reverse("appeal-act", args=[asked.number])
    assert city.post(act, frame(asked, action="withdraw")).status_code == 403
    assert keeper.post(act, frame(asked, action="answer")).status_code == 400
    assert keeper.post(act, frame(asked, action="withdraw")).status_code == 302
    assert Appeal.objects.get().state == "withdrawn"


def test_a_selected_nomination_has_nothing_to_ask(office, sites, keeper):
    round = posted(office, sites[:1])
    row = Nomination.objects.get(round=round)
    assert keeper.get(reverse("nomination-appeal", args=[row.number])).status_code == 409


def test_whoever_stands_behind_a_wall_finds_no_request(office, sites, keeper):
    round = posted(office, sites[1:])
    row = nominate(round, sites[0], NominationState.UNSELECTED)
    keeper.post(reverse("nomination-appeal", args=[row.number]), frame(reason="请再看一次。"))
    other = person("second", "city", office.tree.city, name="市总复核")
    Conflict.objects.create(
        user=other, nomination=row, source="declared", reason="亲属", entered_by="赵强", entered_at=NOW
    )
    client = signed_in(other)
    assert client.get(reverse("appeal", args=[Appeal.objects.get().number])).status_code == 404
    assert client.get(reverse("nomination-appeal", args=[row.number])).status_code == 404
    assert Appeal.objects.get().number not in body_of(client.get(reverse("appeals")))
    number = Appeal.objects.get().number
    asked = AuditEntry.objects.filter(action="appeal.ask")
    assert asked.filter(entries_seen(office.actor("city"))).exists()
    assert not asked.filter(entries_seen(actor_of(other))).exists()
    owe(other.pk, f"申请复核 {number}", key="x", now=NOW, url=reverse("appeal", args=[number]))
    assert not OwedMessage.objects.filter(messages_seen(actor_of(other)), key="x").exists()
