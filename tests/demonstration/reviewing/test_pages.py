"""The pages of reviewers and of those who lead them: what they show and take, whom they refuse."""

from __future__ import annotations

import re
import uuid
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from core.models import AuditEntry
from demonstration.models import (
    Conflict,
    Review,
    ReviewAnswer,
    Reviewer,
    ReviewerState,
    ReviewState,
    Round,
    RoundPhase,
    RoundState,
    Sight,
)
from demonstration.reviewing import services
from tests.accounts.phones import SET_UP, code_now, codes_on, secret_on
from tests.demonstration.reviewing.panels import Panel, a_reviewer, given_to, scored
from tests.factories import NOW, PASSWORD

pytestmark = pytest.mark.django_db

JSON = {"HTTP_ACCEPT": "application/json"}


@pytest.fixture(autouse=True)
def _pinned(settings: Any) -> None:
    settings.CLOCK_PIN = NOW.isoformat()


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="accounts.backends.OfficeBackend")
    return client


def frame(**more: str) -> dict[str, str]:
    return {"key": str(uuid.uuid4()), "seen": "0", **more}


@pytest.fixture
def review(panel: Panel) -> Review:
    return given_to(panel.cases[0], panel.reviewers[0])


@pytest.fixture
def expert(panel: Panel) -> Client:
    return signed_in(panel.user(0))


@pytest.fixture
def city(panel: Panel) -> Client:
    return signed_in(panel.office.city)


def at(name: str, *args: Any) -> str:
    return reverse(name, args=args)


def page(client: Client, name: str, *args: Any) -> str:
    response = client.get(at(name, *args))
    assert response.status_code == 200, response.status_code
    return response.content.decode()


# ---- The way of an invited person


def test_the_link_is_shown_once_and_sets_a_password_once(panel: Panel, city: Client) -> None:
    typed = {"name": "王维", "username": "wangwei", "employer": "海洋大学", **frame()}
    address = at("round-invite", panel.round.pk)
    response = city.post(address, typed)
    link = re.search(r"/invitations/[\w-]+/", response.content.decode())
    assert link is not None
    assert "no-store" in response["Cache-Control"]
    assert city.post(address, typed).status_code == 302
    assert link.group() not in page(city, "round-reviewers", panel.round.pk)
    guest = Client()
    opened = guest.get(link.group()).content.decode()
    assert "wangwei" in opened
    assert "请准备好手机" in opened
    weak = guest.post(link.group(), {"password": "12345", "again": "12345"})
    assert weak.status_code == 400
    done = guest.post(link.group(), {"password": PASSWORD, "again": PASSWORD})
    row = Reviewer.objects.get(user__username="wangwei")
    statement = at("review-statement", row.pk)
    assert done["Location"] == SET_UP
    assert guest.get(statement).status_code == 302
    key = secret_on(guest.get(SET_UP).content.decode())
    told = guest.post(SET_UP, {"code": code_now(key)}).content.decode()
    assert f'href="{statement}"' in told
    assert len(codes_on(told)) == 10
    assert "保密和回避承诺" in guest.get(statement).content.decode()
    again = Client().get(link.group())
    assert again.status_code == 404
    assert "已经用过" in again.content.decode()


def test_an_invited_person_signs_or_declines(panel: Panel) -> None:
    row = a_reviewer(panel.round, "guest", ReviewerState.INVITED)
    client = signed_in(row.user)
    address = at("review-statement", row.pk)
    assert "请先签署" in page(client, "reviews-mine")
    refused = client.post(address, {"employer": "海洋大学", **frame()})
    assert refused.status_code == 400
    assert "勾选" in refused.content.decode()
    assert client.post(address, {"employer": "海洋大学", "agreed": "on", **frame()}).status_code == 302
    assert Reviewer.objects.get(pk=row.pk).state == ReviewerState.SIGNED
    declining = client.post(address, {"action": "decline", **frame(seen="1")})
    assert declining.status_code == 400
    done = client.post(address, {"action": "decline", "note": "出差", **frame(seen="1")})
    assert done.status_code == 302
    assert Reviewer.objects.get(pk=row.pk).state == ReviewerState.DECLINED


# ---- Scoring


def test_the_self_score_is_not_in_the_page_until_the_own_one_is_saved(
    panel: Panel, review: Review, expert: Client
) -> None:
    before = page(expert, "review-case", review.pk)
    assert "<dt>自评</dt>" not in before
    assert "150" not in re.sub(r'value="[^"]{30,}"', "", before)  # tokens and keys are drawn by chance
    told = expert.post(at("review-case", review.pk), {"A1-level": "all", "A1-seen": "0"}, **JSON).json()
    part = told["parts"]["columns-A1"]
    assert "<dt>自评</dt><dd>15" in part
    assert "请写评语" in part
    assert told["revisions"] == {"A1": 1}
    after = page(expert, "review-case", review.pk)
    assert after.count("<dt>自评</dt>") == 1
    expert.post(at("review-case", review.pk), {"A1-level": "", "A1-seen": "1"}, **JSON)
    assert "<dt>自评</dt>" not in page(expert, "review-case", review.pk)


def test_a_page_without_script_takes_the_whole_table_and_single_items(
    panel: Panel, review: Review, expert: Client
) -> None:
    address = at("review-case", review.pk)
    typed = {"A1-level": "all", "A1-seen": "0", "A2-points": "7.25", "A2-seen": "0"}
    refused = expert.post(address, typed)
    assert refused.status_code == 400
    assert 'value="7.25"' in refused.content.decode()
    assert not review.answers.exists()
    one = expert.get(f"{address}?item=A2").content.decode()
    assert "第 2 项,共 3 项" in one
    done = expert.post(f"{address}?item=A1", {"A1-level": "all", "A1-seen": "0", "then": "A2"})
    assert done["Location"] == f"{address}?item=A2"
    assert expert.post(at("review-no-vetoes", review.pk)).status_code == 302
    assert review.answers.get(code="V1").is_met is False


def test_the_page_that_saves_by_itself_hears_every_refusal_in_words(
    panel: Panel, review: Review, expert: Client
) -> None:
    address = at("review-case", review.pk)
    assert "B2" in expert.post(address, {"B2-points": "1", "B2-seen": "0"}, **JSON).json()["problems"]
    other = expert.post(address, {"A1-level": "all", "A1-seen": "0", "who": "999"}, **JSON)
    assert (other.status_code, review.answers.count()) == (409, 0)
    expert.post(address, {"A1-level": "all", "A1-seen": "0"}, **JSON)
    late = expert.post(address, {"A1-level": "none", "A1-seen": "0"}, **JSON)
    assert late.status_code == 409
    assert late.json()["present"]["A1"]["fields"]["level"] == "all"
    gone = Client().post(address, {"A1-level": "all", "A1-seen": "0"}, **JSON)
    assert gone.status_code == 401


def test_a_score_after_submitting_is_409(panel: Panel, review: Review, expert: Client) -> None:
    scored(review, panel.actor(0))
    duty = panel.reviewers[0]
    assert "全部提交" in page(expert, "reviews-submit", duty.pk)
    assert expert.post(at("reviews-submit", duty.pk), frame()).status_code == 302
    receipt = page(expert, "reviews-submit", duty.pk)
    assert "提交回执" in receipt
    assert re.search(r"校验码 [0-9A-F]{4} [0-9A-F]{4}", receipt)
    address = at("review-case", review.pk)
    for headers in ({}, JSON):
        late = expert.post(address, {"A1-level": "none", "A1-seen": "1"}, **headers)
        assert late.status_code == 409
    assert review.answers.get(code="A1").level == "all"
    assert expert.post(at("reviews-submit", duty.pk), frame(seen="1")).status_code == 409


def test_handing_in_lists_everything_that_is_missing(panel: Panel, review: Review, expert: Client) -> None:
    text = page(expert, "reviews-submit", panel.reviewers[0].pk)
    for missing in ("V1 发生安全责任事故", "A1 制度上墙", "A2 特色宣传"):
        assert missing in text
    assert "全部提交</button>" not in text
    assert expert.post(at("reviews-submit", panel.reviewers[0].pk), frame()).status_code == 409


def test_recusing_takes_the_case_away_at_once(panel: Panel, review: Review, expert: Client) -> None:
    address = at("review-recuse", review.pk)
    assert expert.post(address, frame(note=" ")).status_code == 400
    assert expert.post(address, frame(note="亲属在该单位")).status_code == 302
    assert Review.objects.get(pk=review.pk).state == ReviewState.RECUSED
    assert expert.get(at("review-case", review.pk)).status_code == 404
    assert panel.cases[0].code not in page(expert, "reviews-mine")


def test_cases_of_others_and_barred_ones_do_not_exist(panel: Panel, review: Review, expert: Client) -> None:
    other = given_to(panel.cases[1], panel.reviewers[1])
    barred = given_to(panel.cases[2], panel.reviewers[0])
    Conflict.objects.create(
        user=panel.user(0),
        nomination=panel.cases[2],
        source="entered",
        reason="亲属",
        entered_by="赵强",
        entered_at=NOW,
    )
    for row in (other, barred):
        for name in ("review-case", "review-comment", "review-recuse", "review-no-vetoes"):
            assert expert.post(at(name, row.pk), frame(note="x")).status_code == 404
        assert expert.get(at("review-case", row.pk)).status_code == 404
    assert AuditEntry.objects.filter(action="expert_review.reach", outcome="refused").exists()
    for user in (panel.office.city, panel.office.district, panel.user(1)):
        assert signed_in(user).get(at("review-case", review.pk)).status_code == 404


def test_others_are_seen_after_handing_in_where_the_phase_says_so(panel: Panel, expert: Client) -> None:
    for number in (0, 1):
        scored(given_to(panel.cases[0], panel.reviewers[number]), panel.actor(number))
    mine = Review.objects.get(reviewer=panel.reviewers[0])
    services.submit_reviews(panel.reviewers[1].pk, actor=panel.actor(1), now=NOW)
    RoundPhase.objects.create(round=panel.round, stage=RoundState.REVIEW, sights=[Sight.REVIEWERS_SEE_OTHERS])
    assert "其他专家的总分" not in page(expert, "review-case", mine.pk)
    services.submit_reviews(panel.reviewers[0].pk, actor=panel.actor(0), now=NOW)
    text = page(expert, "review-case", mine.pk)
    assert "其他专家的总分" in text
    assert panel.user(1).name not in text


def test_own_cases_stand_side_by_side(panel: Panel, review: Review, expert: Client) -> None:
    scored(review, panel.actor(0))
    given_to(panel.cases[1], panel.reviewers[0])
    text = page(expert, "reviews-compare", panel.reviewers[0].pk)
    assert str(panel.cases[0].site) in text
    assert "未评" in text
    assert "自评" not in text


@pytest.mark.parametrize("name", ["reviews-mine", "reviews-compare", "reviews-submit", "round-reviewers"])
def test_a_list_asks_as_often_for_three_cases_as_for_one(panel: Panel, name: str) -> None:
    args = {"reviews-mine": [], "round-reviewers": [panel.round.pk]}.get(name, [panel.reviewers[0].pk])
    client = signed_in(panel.office.city if name == "round-reviewers" else panel.user(0))

    def asked() -> int:
        client.get(at(name, *args))
        with CaptureQueriesContext(connection) as found:
            client.get(at(name, *args))
        return len(found)

    given_to(panel.cases[0], panel.reviewers[0])
    one = asked()
    for case in panel.cases[1:]:
        given_to(case, panel.reviewers[0])
    assert asked() == one
    assert one <= 13


# ---- Leading


def test_the_board_shows_who_is_how_far_and_opens_nothing_to_others(panel: Panel, city: Client) -> None:
    review = given_to(panel.cases[0], panel.reviewers[0])
    scored(review, panel.actor(0))
    text = page(city, "round-reviewers", panel.round.pk)
    assert "还缺专家的申报(3 份)" in text
    assert panel.user(0).name in text
    for user in (panel.office.district, panel.office.keeper, panel.user(0)):
        for name in ("round-reviewers", "round-conflicts", "round-assignment", "round-invite"):
            assert signed_in(user).get(at(name, panel.round.pk)).status_code == 404


def test_preview_and_confirmation_are_the_same(panel: Panel, city: Client) -> None:
    address = at("round-assignment", panel.round.pk)
    text = page(city, "round-assignment", panel.round.pk)
    plan = re.search(r'name="plan" value="(\w{64})"', text)
    assert plan is not None
    stale = city.post(address, frame(plan="0" * 64))
    assert (stale.status_code, Review.objects.count()) == (409, 0)
    assert city.post(address, frame(plan=plan.group(1))).status_code == 302
    assert Review.objects.count() == 6
    assert "不用重新分配" in page(city, "round-assignment", panel.round.pk)


def test_what_stands_behind_the_officers_wall_is_neither_shown_nor_counted(
    panel: Panel, city: Client
) -> None:
    services.assign_reviews(panel.round.pk, actor=panel.office.actor("city2"), now=NOW)
    secret = panel.cases[0]
    services.enter_conflict(
        secret.pk, panel.office.city.pk, "亲属", actor=panel.office.actor("city2"), now=NOW
    )
    for name in ("round-reviewers", "round-conflicts"):
        text = page(city, name, panel.round.pk)
        assert secret.code not in text
        assert str(secret.site) not in text
    board = page(city, "round-reviewers", panel.round.pk)
    assert "评审分配、名次和名单请由另一位同志办理" in board
    assert "<span>待评" not in board
    assert city.get(at("round-assignment", panel.round.pk)).status_code == 403
    assert city.post(at("round-assignment", panel.round.pk), frame()).status_code == 403
    assert re.search(
        r'number__value">2 <span class="number__unit">份</span></span>\s*<span>评审中的申报', board
    )
    whole = page(signed_in(panel.office.city2), "round-reviewers", panel.round.pk)
    assert re.search(r'number__value">6 <span class="number__unit">份</span></span>\s*<span>待评', whole)


def test_conflicts_are_entered_and_taken_back(panel: Panel, city: Client) -> None:
    address = at("round-conflicts", panel.round.pk)
    typed = {"user": str(panel.reviewers[0].user_id), "nomination": str(panel.cases[0].pk)}
    assert city.post(address, {**typed, **frame()}).status_code == 400
    assert city.post(address, {**typed, "reason": "亲属在该单位", **frame()}).status_code == 302
    assert city.post(address, {**typed, "reason": "亲属在该单位", **frame()}).status_code == 409
    row = Conflict.objects.get()
    assert "亲属在该单位" in page(city, "round-conflicts", panel.round.pk)
    drop = at("round-conflict-drop", panel.round.pk, row.pk)
    assert city.post(drop, frame(note="")).status_code == 409
    assert city.post(drop, frame(note="登记错误")).status_code == 302
    assert not Conflict.objects.exists()


def test_acts_on_reviewers(panel: Panel, city: Client) -> None:
    row = a_reviewer(panel.round, "guest", ReviewerState.INVITED)
    address = at("round-reviewer-act", panel.round.pk, row.pk)
    renewed = city.post(address, frame(action="renew"))
    assert "/invitations/" in renewed.content.decode()
    assert city.post(address, frame(action="take_back")).status_code == 409
    assert city.post(address, frame(action="take_back", seen="1")).status_code == 400
    assert city.post(address, frame(action="take_back", seen="1", note="换人")).status_code == 302
    assert Reviewer.objects.get(pk=row.pk).state == ReviewerState.ENDED
    assert city.post(at("round-remind", panel.round.pk), frame()).status_code == 302


def test_a_round_that_is_over_takes_no_score(panel: Panel, review: Review, expert: Client) -> None:
    Round.objects.filter(pk=panel.round.pk).update(state=RoundState.DROPPED)
    response = expert.post(at("review-case", review.pk), {"A1-level": "all", "A1-seen": "0"})
    assert response.status_code == 409
    assert not ReviewAnswer.objects.exists()
