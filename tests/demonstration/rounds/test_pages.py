"""The pages of a round: who sees and does what, bad input is told beside its field, every number opens its rows."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.models import AuditEntry
from demonstration.models import Conflict, Round, RoundState
from demonstration.rounds.inbox import rounds_inbox
from tests.demonstration import addresses
from tests.demonstration.rounds.calls import again, drafted, published
from tests.demonstration.worlds import nominate
from tests.desks import desk_from
from tests.factories import NOW, actor_of, build_tree, person
from tests.inspection.reviews import twin


def typed():
    return {**addresses.typed(), "site_types": ["outdoor_station"]}


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


def at(name, row=None):
    return reverse(name, args=[row.pk] if row else [])


def frame(row=None, **typed_in):
    return {"key": str(uuid.uuid4()), **({"seen": str(row.revision)} if row else {}), **typed_in}


def body_of(response):
    return response.content.decode()


def test_a_call_is_written_graded_shared_out_and_published(office, city):
    written = city.post(at("round-new"), frame(**typed()))
    row = Round.objects.get()
    assert written["Location"] == at("round-grades", row)
    grades = frame(
        row,
        name1="五星",
        floor1="90",
        name2="四星",
        floor2="80",
        places2="5",
        name3="备选",
        places3="2",
        reserve3="on",
    )
    assert city.post(at("round-grades", row), grades)["Location"] == at("round-quotas", row)
    row = again(row)
    assert [(each.name, each.floor, each.places, each.is_reserve) for each in row.grades.all()] == [
        ("五星", 900, None, False),
        ("四星", 800, 5, False),
        ("备选", None, 2, True),
    ]
    places = frame(row, **{f"q{office.tree.south.pk}-outdoor_station": "2"})
    assert city.post(at("round-quotas", row), places).status_code == 302
    row = again(row)
    assert city.post(at("round-act", row), frame(row, action="publish")).status_code == 302
    assert again(row).state == RoundState.OPEN
    assert AuditEntry.objects.filter(action="round.publish", outcome="done").count() == 1


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("title", "", "请填写评定名称。"),
        ("year", "十年", "年度请填写 2020 到 2100 之间的整数。"),
        ("closes_at", "2026-02-30T10:00", "申报截止时间不是有效的时间"),
        ("closes_at", "2026-10-12T10:00", "申报截止时间应晚于开始时间"),
        ("recommend_until", "2026-10-13T10:00", "推荐截止时间早于申报截止时间"),
        ("review_until", "2026-10-13T10:00", "评审截止时间早于推荐截止时间"),
        ("least_score", "101", "不能大于 100 分"),
        ("visitors_per_case", "1", "实地评分至少 2 人"),
        ("publicity_days", "0", "公示天数请填写 1 到 60 之间的整数。"),
        ("site_types", "castle", "不在可选范围内"),
        ("contact_phone", "12", "联系电话"),
        ("call", "身份证 11010519491231002X", "身份证"),
    ],
)
def test_what_is_wrong_is_told_beside_its_field_and_kept(office, city, field, value, sentence):
    response = city.post(at("round-new"), frame(**{**typed(), field: value}))
    assert response.status_code == 400
    assert sentence in body_of(response)
    assert not Round.objects.exists()


def test_a_draft_says_everything_that_is_wanting(office, city):
    row = drafted(office, ready=False, document_number="", contact_phone="")
    body = body_of(city.get(at("round", row)))
    for words in ("请填写通知文号。", "请填写等次。", "请分配", "受理部门和联系电话"):
        assert words in body
    refused = city.post(at("round-act", row), frame(row, action="publish"))
    assert refused.status_code == 409
    assert "还不能发布" in body_of(refused)


def test_a_grade_that_decides_nothing_is_told_on_its_page(office, city):
    row = drafted(office, ready=False)
    response = city.post(at("round-grades", row), frame(row, name1="示范"))
    assert response.status_code == 409
    assert "请填写最低分或名额" in body_of(response)


def test_a_stale_form_is_answered_with_what_stands(office, city):
    row = drafted(office)
    stale = frame(row, **typed())
    city.post(at("round-edit", row), frame(row, **typed()))
    response = city.post(at("round-edit", row), stale)
    assert response.status_code == 409
    assert "内容已有更新" in body_of(response)


def test_the_list_of_candidates_says_why_not(office, sites, city):
    row = published(office, least_months=12)
    body = body_of(city.get(at("round-candidates", row)))
    assert "备案满 12 个月:2026年10月12日备案" in body
    assert "不符合条件" in body
    narrowed = body_of(city.get(at("round-candidates", row) + f"?branch={office.tree.north.pk}&verdict=no"))
    assert "市北站点" in narrowed
    assert "地铁站点" not in narrowed


def test_nobody_counts_what_stands_behind_his_wall(office, sites, city):
    row = published(office)
    Conflict.objects.create(
        user=office.city,
        nomination=nominate(row, sites[0]),
        source="declared",
        reason="亲属",
        entered_by="赵强",
        entered_at=NOW,
    )
    mine = city.get(at("round-candidates", row)).context["numbers"]
    others = signed_in(office.city2).get(at("round-candidates", row)).context["numbers"]
    assert (mine[0]["value"], others[0]["value"]) == (2, 3)


def test_another_citys_officer_finds_nothing(office, city):
    tree = build_tree("乙", governs=False)
    other = signed_in(person("othercity", "city", tree.city, name="邻市"))
    row = published(office)
    for name in ("round", "round-candidates"):
        assert other.get(at(name, row)).status_code == 404
    assert other.post(at("round-act", row), frame(row, action="drop", note="x")).status_code == 404
    assert AuditEntry.objects.filter(action="round.reach", outcome="refused").count() == 1


def test_a_longer_window_is_typed_with_its_reason(office, city):
    row = published(office)
    response = city.post(at("round-lengthen", row), frame(row, until="2026-10-13 10:00", note="台风"))
    assert response.status_code == 409
    assert response.context["form"]["note"].value() == "台风"
    assert (
        city.post(
            at("round-lengthen", row), frame(row, until="2026年12月31日 17:30", note="台风")
        ).status_code
        == 302
    )
    assert again(row).closes_at.hour in (9, 17)


def test_the_button_to_copy_is_there_once_a_round_is_over(office, city):
    row = published(office)
    assert "复制为下一年的评定" not in body_of(city.get(at("round", row)))
    assert city.post(at("round-copy", row), frame()).status_code == 409
    city.post(at("round-act", row), frame(row, action="drop", note="改期"))
    assert "复制为下一年的评定" in body_of(city.get(at("round", row)))


def test_drafts_and_passed_days_wait_on_the_desk_of_the_city_only(office):
    row = published(office)
    drafted(office, title="另一次评定", title_name="另一称号")
    inbox = desk_from(rounds_inbox, office.actor("city"), NOW)
    assert [item.reason for item in inbox.waiting] == ["通知待发布"]
    assert [item.title for item in inbox.upcoming] == [row.title]
    for name in ("district", "keeper"):
        found = desk_from(rounds_inbox, office.actor(name), NOW)
        assert found.waiting == found.upcoming == []


@pytest.mark.parametrize("name", ["rounds", "round", "round-candidates"])
def test_more_rows_ask_no_more(office, sites, city, name):
    row = published(office)

    def asked():
        city.get(at(name, None if name == "rounds" else row))
        with CaptureQueriesContext(
            connection,
        ) as caught:
            city.get(at(name, None if name == "rounds" else row))
        return len(caught)

    few = asked()
    for number in range(2):
        twin(sites[0], office.tree.primary, f"新站点{number}")
        drafted(office, title_name=f"称号{number}")
    assert asked() == few <= 11


def test_an_unknown_act_is_no_act(office, city):
    row = published(office)
    assert city.post(at("round-act", row), frame(row, action="lock")).status_code == 400


def test_a_window_of_yesterday_is_still_shown_as_it_was(office, city):
    row = published(office)
    Round.objects.filter(pk=row.pk).update(state=RoundState.RECOMMENDING)
    late = NOW + timedelta(days=40)
    inbox = desk_from(rounds_inbox, actor_of(office.city), late)
    assert [item.reason for item in inbox.waiting] == ["推荐已截止,请开始评审"]
