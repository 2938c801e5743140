"""The pages of an order: scores, lines, another cut to look at, decisions, the locked list on paper."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from demonstration.models import Conflict, Nomination, NominationState, Round, RoundGrade, RoundState
from tests.demonstration.ranking.test_locking import CLEAR, Panel
from tests.demonstration.worlds import a_meeting, a_reviewer, a_round, many_sites, nominate, scored
from tests.factories import NOW, person


@pytest.fixture(autouse=True)
def pinned(settings):
    settings.CLOCK_PIN = NOW.isoformat()


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def city(office):
    return signed_in(office.city)


def at(name, row, *more):
    return reverse(name, args=[row.pk, *more])


def body_of(response):
    return response.content.decode()


def frame(row, **typed):
    return {"key": str(uuid.uuid4()), "seen": str(row.revision), **typed}


def test_the_order_is_shown_with_what_stands_at_the_lines(office, sites, city):
    panel = Panel(office, sites, *CLEAR)
    body = body_of(city.get(at("round-ranking", panel.round)))
    for words in ("90.50", "85.05", "70.00", "示范站点", "备选", "未入选", "线下第一名是", "相差 5.45 分"):
        assert words in body


def test_who_was_named_stays_in_the_order(office, sites, city):
    panel = Panel(office, sites, *CLEAR)
    Nomination.objects.filter(pk=panel.rows[0].pk).update(state=NominationState.NAMED)
    body = body_of(city.get(at("round-ranking", panel.round)))
    for words in ("90.50", "85.05", "70.00"):
        assert words in body


def test_another_line_names_who_would_change(office, sites, city):
    panel = Panel(office, sites, *CLEAR)
    first = RoundGrade.objects.get(round=panel.round, position=1)
    body = body_of(city.get(at("round-ranking", panel.round) + f"?grade={first.pk}&places=2"))
    assert "有 <strong>2</strong> 处变动" in body
    assert "备选 → 示范站点" in body
    assert Nomination.objects.filter(round=panel.round, grade__isnull=False).count() == 0


@pytest.mark.parametrize(
    "query", ["?grade=x&places=9", "?places=-1", "?page=99", "?type=castle", "?floor=1e9&grade=1"]
)
def test_what_is_not_understood_moves_nothing(office, sites, city, query):
    panel = Panel(office, sites, *CLEAR)
    assert city.get(at("round-ranking", panel.round) + query).status_code == 200


def test_who_has_a_conflict_sees_no_order(office, sites, city):
    panel = Panel(office, sites, *CLEAR)
    Conflict.objects.create(
        user=office.city,
        nomination=panel.rows[0],
        source="declared",
        reason="亲属",
        entered_by="赵强",
        entered_at=NOW,
    )
    for name in ("round-ranking", "round-lock", "round-list"):
        assert city.get(at(name, panel.round)).status_code == 403
    assert "得分和名次" not in body_of(city.get(at("round", panel.round)))
    assert "得分和名次" in body_of(signed_in(office.city2).get(at("round", panel.round)))


def test_districts_and_keepers_see_no_order(office, sites):
    panel = Panel(office, sites, *CLEAR)
    for user in (office.district, office.keeper):
        assert signed_in(user).get(at("round-ranking", panel.round)).status_code == 403


def test_a_grade_is_decided_with_its_reason_and_taken_back(office, sites, city):
    panel = Panel(office, sites, *CLEAR)
    row = panel.rows[0]
    url = at("round-decide", panel.round, row.number)
    assert city.get(url).status_code == 200
    assert "请填写理由" in body_of(city.post(url, frame(row, grade="none", reason="")))
    assert city.post(url, frame(row, grade="none", reason="存在问题,待核实。")).status_code == 302
    row.refresh_from_db()
    assert row.override_reason == "存在问题,待核实。"
    assert "调整:存在问题" in body_of(city.get(at("round-ranking", panel.round)))
    assert city.post(url, frame(row, undo="1")).status_code == 302
    row.refresh_from_db()
    assert row.override_reason == ""


def test_a_stale_decision_is_refused(office, sites, city):
    panel = Panel(office, sites, *CLEAR)
    row = panel.rows[0]
    url = at("round-decide", panel.round, row.number)
    city.post(url, frame(row, grade="none", reason="一"))
    assert city.post(url, frame(row, grade="none", reason="二")).status_code == 409


def test_a_nomination_of_another_round_is_not_found(office, sites, city):
    panel, other = Panel(office, sites, *CLEAR), a_round(office)
    foreign = nominate(other, sites[0])
    assert city.get(at("round-decide", panel.round, foreign.number)).status_code == 404


def test_a_list_is_locked_with_a_new_meeting_and_printed_with_its_digest(office, sites, city):
    panel = Panel(office, sites, *CLEAR)
    url = at("round-lock", panel.round)
    assert "示范站点 1 处、备选 1 处、未入选 1 处" in body_of(city.get(url))
    wanting = city.post(url, frame(panel.round, meeting="new"))
    assert wanting.status_code == 400
    for words in ("请填写会议名称。", "请填写会议日期。", "请填写纪要编号。"):
        assert words in body_of(wanting)
    typed = {
        "meeting": "new",
        "name": "主席办公会",
        "held_on": "2026-10-12",
        "minutes_number": "〔2026〕第9期",
    }
    done = city.post(url, frame(panel.round, **typed))
    assert done["Location"] == at("round-list", panel.round)
    row = panel.again
    assert row.state == RoundState.LOCKED
    body = body_of(city.get(at("round-list", panel.round)))
    for words in ("主席办公会,2026年10月12日,纪要编号 〔2026〕第9期", row.list_digest, "90.50"):
        assert words in body
    assert city.get(url).status_code == 404


def test_a_grade_that_nobody_reached_is_not_told_with_the_last_of_another(office, sites, city):
    panel = Panel(office, sites, *CLEAR)
    RoundGrade.objects.filter(round=panel.round, position=1).update(places=3, floor=0)
    body = body_of(city.get(at("round-ranking", panel.round)))
    assert "“备选”:没有申报列入" in body
    assert "“备选”:最后一名是" not in body


def test_a_meeting_before_the_call_carries_no_list(office, sites, city):
    panel = Panel(office, sites, *CLEAR)
    old = a_meeting(office.tree.city, held_on=(NOW - timedelta(days=30)).date(), minutes_number="旧")
    refused = city.post(at("round-lock", panel.round), frame(panel.round, meeting=str(old.pk)))
    assert refused.status_code == 409
    assert "会议早于评定通知的发布日期" in body_of(refused)
    assert panel.again.state == RoundState.REVIEW


def test_the_sealed_list_shows_what_was_sealed_whatever_came_of_a_line(office, sites, city):
    panel = Panel(office, sites, *CLEAR)
    panel.lock(office)
    url = at("round-list", panel.round)
    before = body_of(city.get(url))
    assert before.count("备选") == 1
    first = RoundGrade.objects.get(round=panel.round, position=1)
    Nomination.objects.filter(pk=panel.rows[1].pk).update(grade=first)
    Nomination.objects.filter(pk=panel.rows[2].pk).update(grade=first, override_reason="后来写的")
    assert body_of(city.get(url)) == before


def test_who_leaves_the_list_afterwards_moves_nobody_up_in_the_order(office, sites, city):
    panel = Panel(office, sites, *CLEAR)
    panel.lock(office)
    url = at("round-ranking", panel.round)
    places = [row["cells"][0]["text"] for row in city.get(url).context["rows"]]
    Nomination.objects.filter(pk=panel.rows[0].pk).update(state=NominationState.EXCLUDED)
    after = city.get(url).context["rows"]
    assert [row["cells"][0]["text"] for row in after] == places == ["第 1 名", "第 2 名", "第 3 名"]


def test_the_grade_that_stands_is_chosen_beforehand(office, sites, city):
    panel = Panel(office, sites, *CLEAR)
    first = RoundGrade.objects.get(round=panel.round, position=1)

    def chosen(row):
        response = city.get(at("round-decide", panel.round, row.number))
        return response.context["form"]["grade"].value()

    assert chosen(panel.rows[0]) == str(first.pk)
    assert chosen(panel.rows[2]) == "none"


def test_nothing_is_chosen_beforehand_for_a_tie_across_a_line(office, sites, city):
    panel = Panel(office, sites, (900, 900), (900, 900), (700, 700))
    response = city.get(at("round-decide", panel.round, panel.rows[0].number))
    assert response.context["form"]["grade"].value() == ""


def test_a_meeting_of_tomorrow_and_open_ties_are_told_on_the_form(office, sites, city):
    panel = Panel(office, sites, (900, 900), (900, 900), (700, 700))
    url = at("round-lock", panel.round)
    typed = {"meeting": "new", "name": "主席办公会", "held_on": "2026-10-13", "minutes_number": "1"}
    late = city.post(url, frame(panel.round, **typed))
    assert late.status_code == 409
    assert "晚于今天" in body_of(late)
    ties = city.post(url, frame(panel.round, meeting=str(panel.meeting.pk)))
    assert ties.status_code == 409
    assert "同分" in body_of(ties)


def test_severity_is_shown_to_the_department_only_where_the_round_says_so(office, sites, city):
    panel = Panel(office, sites, *CLEAR)
    assert "宽严分析" not in body_of(city.get(at("round-ranking", panel.round)))
    Round.objects.filter(pk=panel.round.pk).update(adjusts=True)
    body = body_of(city.get(at("round-ranking", panel.round)))
    assert "评分不足,不作比较" in body
    assert "参考名次</h3>" not in body


def test_enough_scores_give_leanings_and_ranks(office, sites, city):
    panel = Panel(office, sites, adjusts=True)
    people = [
        *panel.people,
        *(a_reviewer(panel.round, person(f"more{n}", name=f"专家甲{n}")) for n in range(2)),
    ]
    rows = [
        *panel.rows,
        *(nominate(panel.round, site, "review") for site in many_sites(office, sites[0], 13)),
    ]
    for at_row, row in enumerate(rows):
        for at_one, one in enumerate(people):
            scored(row, one, 700 + 10 * at_row + (30 if at_one == 3 else 0) + (at_row * 7 + at_one * 5) % 9)
    body = body_of(city.get(at("round-ranking", panel.round)))
    assert "偏宽" in body
    assert "可能在第" in body


def test_the_method_is_told_on_one_page(city):
    body = body_of(city.get(reverse("round-method")))
    assert "参考名次不能说明什么" in body


def test_more_rows_ask_no_more(office, sites, city):
    panel = Panel(office, sites, *CLEAR)

    def asked():
        city.get(at("round-ranking", panel.round))
        with CaptureQueriesContext(connection) as caught:
            city.get(at("round-ranking", panel.round))
        return len(caught)

    few = asked()
    for site in many_sites(office, sites[0], 3):
        scored(nominate(panel.round, site, "review"), panel.people[0], 800)
    assert asked() == few <= 10
