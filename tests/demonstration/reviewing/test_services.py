"""People are invited, sign, get cases by the rule, score, recuse and hand in: what follows, and what is refused."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from core.models import OwedMessage
from core.workflow import NoteMissing, StaleEdit, TransitionRefused
from demonstration.models import (
    AssignmentRun,
    Conflict,
    ConflictSource,
    Nomination,
    NominationState,
    Review,
    ReviewerState,
    ReviewKind,
    ReviewState,
    Round,
    RoundState,
)
from demonstration.reviewing import services
from demonstration.reviewing.replay import replay_assignments, replay_scores
from demonstration.reviewing.services import Declared, LateWords
from demonstration.reviewing.services.assigning import digest_of_plan
from demonstration.reviewing.services.planning import plan_assignment
from inspection.assessing.services import BadAnswers, Given
from inspection.models import Assessment
from rulebook.outcome import Answer
from tests.demonstration.reviewing.given_cases import LATER, assigned, pairs
from tests.demonstration.reviewing.panels import Panel, a_reviewer, given_to, scored
from tests.factories import NOW, actor_of

pytestmark = pytest.mark.django_db


# ---- Assignment


def test_each_case_gets_its_people_and_loads_are_even(panel: Panel) -> None:
    run = assigned(panel)
    found = pairs(panel)
    assert all(sum(case == each.pk for case, _ in found) == 2 for each in panel.cases)
    loads = [sum(who == each.pk for _, who in found) for each in panel.reviewers]
    assert max(loads) - min(loads) <= 1
    assert (run.number, run.seed) == (1, panel.round.seed)


def test_the_same_seed_gives_the_same_and_a_second_run_changes_nothing(panel: Panel) -> None:
    preview = plan_assignment(panel.round, panel.round.seed)
    assigned(panel, seen_plan=digest_of_plan(preview))
    first = pairs(panel)
    assert {(preview.cases[c].pk, int(who)) for c, who in preview.parts["papers"].plan.new} == first
    assigned(panel)
    assert pairs(panel) == first
    found = replay_assignments()
    assert (found.replayed, found.differing) == (2, ())


def test_a_run_that_was_altered_is_told_by_the_replay(panel: Panel) -> None:
    run = assigned(panel)
    with pytest.raises(DatabaseError), transaction.atomic():
        AssignmentRun.objects.filter(pk=run.pk).update(made_by="别人")
    run.result["papers"]["new"][0][1] = str(panel.reviewers[-1].pk + 99)
    run.pk, run.number = None, 2
    run._state.adding = True
    run.save(force_insert=True)
    assert len(replay_assignments().differing) == 1


def test_nothing_is_done_when_the_preview_is_no_longer_true(panel: Panel) -> None:
    preview = digest_of_plan(plan_assignment(panel.round, panel.round.seed))
    a_reviewer(panel.round, "late")
    with pytest.raises(StaleEdit, match="预览以后"):
        assigned(panel, seen_plan=preview)
    assert not pairs(panel)


def test_a_round_without_a_seed_gets_one_with_its_first_run_and_keeps_it(panel: Panel) -> None:
    Round.objects.filter(pk=panel.round.pk).update(seed="")
    assigned(panel)
    seed = Round.objects.get(pk=panel.round.pk).seed
    assert len(seed) == 64
    assert assigned(panel).seed == seed


def test_begun_and_submitted_work_stays_where_it_is(panel: Panel) -> None:
    assigned(panel)
    begun = Review.objects.filter(reviewer=panel.reviewers[0]).first()
    assert begun is not None
    scored(begun, panel.actor(0))
    for number in range(4):
        a_reviewer(panel.round, f"more{number}")
    assigned(panel)
    assert Review.objects.get(pk=begun.pk).state == ReviewState.OPEN
    assert len({who for _, who in pairs(panel)}) > len(panel.reviewers)
    assert Review.objects.filter(state=ReviewState.RELEASED).exists()


def test_who_is_barred_gets_nothing_and_what_cannot_be_filled_says_why(panel: Panel) -> None:
    for each in panel.reviewers[:3]:
        services.enter_conflict(
            panel.cases[0].pk, each.user_id, "亲属", actor=panel.office.actor("city"), now=NOW
        )
    run = assigned(panel)
    assert {who for case, who in pairs(panel) if case == panel.cases[0].pk} == {panel.reviewers[3].pk}
    ((code, has, wants, why),) = run.result["papers"]["unfilled"]
    assert (code, has, wants) == (panel.cases[0].code, 1, 2)
    assert "须回避" in why


def test_own_branch_is_never_given(panel: Panel) -> None:
    home = panel.office.tree.south
    row = a_reviewer(panel.round, "south", ReviewerState.INVITED, home=home)
    services.sign_statement(row.pk, Declared("市南区总工会"), actor=actor_of(row.user), now=NOW)
    assigned(panel)
    assert panel.cases[0].pk not in {case for case, who in pairs(panel) if who == row.pk}
    assert Conflict.objects.filter(user=row.user, source=ConflictSource.TREE).exists()


def test_visits_are_scored_by_so_many_as_the_round_says(panel: Panel) -> None:
    Round.objects.filter(pk=panel.round.pk).update(visitors_per_case=2)
    assigned(panel)
    visits = Review.objects.filter(nomination=panel.cases[0], kind=ReviewKind.VISIT)
    assert visits.count() == 2


@pytest.mark.parametrize("state", [RoundState.OPEN, RoundState.RECOMMENDING])
def test_nothing_is_assigned_before_the_review(panel: Panel, state: str) -> None:
    Round.objects.filter(pk=panel.round.pk).update(state=state)
    with pytest.raises(TransitionRefused, match="评审阶段"):
        assigned(panel)


# ---- Scores


def test_automatic_items_are_worked_out_and_never_typed(panel: Panel) -> None:
    review = given_to(panel.cases[0], panel.reviewers[0])
    with pytest.raises(BadAnswers, match="不用填写"):
        services.answer_items(review.pk, {"B2": Given(Answer(points=200))}, actor=panel.actor(0), now=NOW)
    scored(review, panel.actor(0))
    services.submit_reviews(panel.reviewers[0].pk, actor=panel.actor(0), now=LATER)
    review.refresh_from_db()
    assert review.state == ReviewState.SUBMITTED
    assert '"B2","scored",200' in review.outcome


def test_a_second_device_never_overwrites_in_silence(panel: Panel) -> None:
    review = given_to(panel.cases[0], panel.reviewers[0])
    give = {"A1": Given(Answer(level="all"), seen=0)}
    services.answer_items(review.pk, give, actor=panel.actor(0), now=NOW)
    services.answer_items(review.pk, give, actor=panel.actor(0), now=NOW)
    with pytest.raises(LateWords) as late:
        services.answer_items(
            review.pk, {"A1": Given(Answer(level="none"), seen=0)}, actor=panel.actor(0), now=NOW
        )
    assert late.value.present["A1"].level == "all"


def test_handing_in_names_what_is_missing_and_then_stands(panel: Panel) -> None:
    actor, duty = panel.actor(0), panel.reviewers[0]
    first, second = (given_to(case, duty) for case in panel.cases[:2])
    scored(first, actor)
    with pytest.raises(TransitionRefused, match=f"{panel.cases[1].code} 缺评分:V1"):
        services.submit_reviews(duty.pk, actor=actor, now=LATER)
    assert Review.objects.get(pk=first.pk).state == ReviewState.OPEN
    scored(second, actor, comment="")
    with pytest.raises(TransitionRefused, match="缺评语:A1 制度上墙、A2 特色宣传"):
        services.submit_reviews(duty.pk, actor=actor, now=LATER)
    scored(second, actor)
    assert services.submit_reviews(duty.pk, actor=actor, now=LATER) == 2
    with pytest.raises(TransitionRefused):
        scored(first, actor, A1=Answer(level="none"))
    with pytest.raises(TransitionRefused, match="没有待提交"):
        services.submit_reviews(duty.pk, actor=actor, now=LATER)
    found = replay_scores()
    assert (found.replayed, found.differing) == (2, ())


def test_a_changed_score_is_told_by_the_replay(panel: Panel) -> None:
    review = given_to(panel.cases[0], panel.reviewers[0])
    scored(review, panel.actor(0))
    services.submit_reviews(panel.reviewers[0].pk, actor=panel.actor(0), now=LATER)
    for change in (
        lambda: review.answers.filter(code="A2").update(points=0),
        lambda: review.answers.filter(code="A2").delete(),
        lambda: Review.objects.filter(pk=review.pk).update(total=1),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    Assessment.objects.filter(pk=panel.cases[0].assessment_id).update(facilities=[])
    assert len(replay_scores().differing) == 1


@pytest.mark.parametrize(
    ("own", "asked"),
    [(80, True), (85, False), (100, False), (115, False), (120, True)],
)
def test_a_comment_is_asked_from_the_stated_distance_on(panel: Panel, own: int, asked: bool) -> None:
    """The site says 10 points of A2; the round asks from 2 points on."""
    review = given_to(panel.cases[0], panel.reviewers[0])
    scored(
        review,
        panel.actor(0),
        comment="",
        A1=Answer(level="some"),
        A2=Answer(points=own),
        V1=Answer(is_met=False),
    )
    if asked:
        with pytest.raises(TransitionRefused, match="A2"):
            services.submit_reviews(panel.reviewers[0].pk, actor=panel.actor(0), now=LATER)
    else:
        assert services.submit_reviews(panel.reviewers[0].pk, actor=panel.actor(0), now=LATER) == 1


def test_no_score_counts_after_the_stated_minute_or_outside_the_review(panel: Panel) -> None:
    review = given_to(panel.cases[0], panel.reviewers[0])
    give = {"A1": Given(Answer(level="all"))}
    last = panel.round.review_until - timedelta(seconds=1)
    services.answer_items(review.pk, give, actor=panel.actor(0), now=last)
    with pytest.raises(TransitionRefused, match="截止"):
        services.answer_items(
            review.pk,
            {"A1": Given(Answer(level="none"))},
            actor=panel.actor(0),
            now=panel.round.review_until,
        )
    Round.objects.filter(pk=panel.round.pk).update(state=RoundState.RECOMMENDING)
    with pytest.raises(TransitionRefused, match="不在评审阶段"):
        services.answer_items(review.pk, give, actor=panel.actor(0), now=NOW)


def test_a_nomination_that_left_the_round_takes_no_score(panel: Panel) -> None:
    review = given_to(panel.cases[0], panel.reviewers[0])
    Nomination.objects.filter(pk=panel.cases[0].pk).update(state=NominationState.WITHDRAWN)
    with pytest.raises(TransitionRefused, match="不在您的评审名单"):
        scored(review, panel.actor(0))
    assert services.release_reviews(panel.cases[0].pk, now=LATER) == 1


def test_recusal_is_no_score_and_its_place_is_filled_at_once(panel: Panel) -> None:
    assigned(panel)
    review = Review.objects.filter(reviewer=panel.reviewers[0]).first()
    assert review is not None
    scored(review, panel.actor(0))
    with pytest.raises(NoteMissing):
        services.recuse_from(review.pk, note="", actor=panel.actor(0), now=LATER)
    services.recuse_from(review.pk, note="亲属在该单位", actor=panel.actor(0), now=LATER)
    review.refresh_from_db()
    assert (review.state, review.total) == (ReviewState.RECUSED, None)
    there = {who for case, who in pairs(panel) if case == review.nomination_id}
    assert len(there) == 2
    assert panel.reviewers[0].pk not in there
    assigned(panel)
    assert panel.reviewers[0].pk not in {who for case, who in pairs(panel) if case == review.nomination_id}


def test_a_conflict_found_later_takes_also_a_submitted_score_away(panel: Panel) -> None:
    assigned(panel)
    review = Review.objects.filter(reviewer=panel.reviewers[0]).first()
    assert review is not None
    for each in Review.objects.filter(reviewer=panel.reviewers[0]):
        scored(each, panel.actor(0))
    services.submit_reviews(panel.reviewers[0].pk, actor=panel.actor(0), now=LATER)
    city = panel.office.actor("city")
    row = services.enter_conflict(
        review.nomination_id, panel.reviewers[0].user_id, "两年内任职", actor=city, now=LATER
    )
    assert Review.objects.get(pk=review.pk).state == ReviewState.RECUSED
    standing = pairs(panel, ReviewState.OPEN, ReviewState.SUBMITTED)
    assert sum(case == review.nomination_id for case, _ in standing) == 2
    with pytest.raises(TransitionRefused, match="已经登记过"):
        services.enter_conflict(
            review.nomination_id, panel.reviewers[0].user_id, "再次", actor=city, now=LATER
        )
    services.drop_conflict(row.pk, note="登记错误", actor=city, now=LATER)
    assert not Conflict.objects.filter(pk=row.pk).exists()


def test_an_officer_behind_a_wall_enters_nothing_about_it(panel: Panel) -> None:
    city = panel.office.actor("city")
    services.enter_conflict(panel.cases[0].pk, panel.office.city.pk, "亲属", actor=city, now=NOW)
    with pytest.raises(TransitionRefused, match="没有找到"):
        services.enter_conflict(panel.cases[0].pk, panel.reviewers[0].user_id, "打听", actor=city, now=NOW)


def test_reminders_go_to_those_who_are_late_and_name_no_case(panel: Panel) -> None:
    given_to(panel.cases[0], panel.reviewers[0])
    done = given_to(panel.cases[0], panel.reviewers[1])
    scored(done, panel.actor(1))
    services.submit_reviews(panel.reviewers[1].pk, actor=panel.actor(1), now=NOW)
    city = panel.office.actor("city")
    assert services.remind_reviewers(panel.round.pk, actor=city, now=LATER) == 1
    assert services.remind_reviewers(panel.round.pk, actor=city, now=LATER) == 1
    told = OwedMessage.objects.get(key__startswith="reviewer:")
    assert told.recipient_id == panel.reviewers[0].user_id
    words = f"{told.subject}{told.body}{told.url}"
    assert "1 份" in words
    for secret in (panel.cases[0].code, str(panel.cases[0].site), panel.cases[0].number):
        assert secret not in words
