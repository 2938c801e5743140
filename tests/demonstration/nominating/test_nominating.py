"""A nomination from the first click to the review: prefilled, handed in, sent back, ranked, taken back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from core.actor import SYSTEM
from core.models import AuditEntry, OwedMessage
from core.policy import NotAllowed
from core.workflow import NoteMissing, TransitionRefused
from demonstration.models import Conflict, ConflictSource, Nomination, NominationGap, RoundQuota, RoundState
from demonstration.nominating import services
from demonstration.nominating.policy import NOMINATIONS
from demonstration.nominating.replay import replay_quotas
from demonstration.nominating.selectors.rows import nominations_about
from demonstration.nominating.services import NotEligible, NotReady, QuotaFull, Said
from demonstration.rounds.services import start_review
from inspection.assessing.policy import ASSESSMENTS
from inspection.assessing.services import Given, answer_items
from inspection.models import Assessment
from rulebook.outcome import Answer
from sites.paper_files import clean_paper
from sites.refusals import Refusal
from tests.demonstration.nominating.scenes import (
    PRACTICES,
    again,
    filled,
    north_officer,
    open_round,
    returned,
    started,
    submitted,
)
from tests.demonstration.worlds import a_round, nominate
from tests.factories import NOW, Office
from tests.inspection.reviews import twin
from tests.pdfs import plain_pdf

SECOND = timedelta(seconds=1)


@pytest.fixture
def keeper(office: Office) -> Any:
    return office.actor("keeper")


@pytest.fixture
def district(office: Office) -> Any:
    return office.actor("district")


# The start


def test_a_draft_brings_everything_that_the_register_knows(
    office: Office, sites: list[Any], keeper: Any
) -> None:
    round = open_round(office)
    row = started(round, sites[0], keeper)
    assert (row.state, row.version_id, row.branch_id) == ("draft", sites[0].version_id, office.tree.south.pk)
    assert {each["code"]: each["is_met"] for each in row.eligibility}["open"] is True
    points = Assessment.objects.get(pk=row.assessment_id)
    assert (points.state, points.pack_id, points.purpose) == ("own", round.pack_id, "demonstration")
    assert points.cycle_last == round.opens_at.date() - timedelta(days=1)
    assert points.facts["area"]["value"] == sites[0].version.area_hundredths


def test_the_window_is_half_open(office: Office, sites: list[Any], keeper: Any) -> None:
    round = open_round(office)
    row = filled(started(round, sites[0], keeper), keeper)
    for moment in (round.closes_at, round.closes_at + SECOND):
        with pytest.raises(TransitionRefused, match="截止"):
            services.submit_nomination(row.pk, seen=row.revision, actor=keeper, now=moment)
        with pytest.raises(TransitionRefused, match="截止"):
            services.start_nomination(round.pk, sites[0].pk, actor=keeper, now=moment)
    with pytest.raises(TransitionRefused, match="开始"):
        services.start_nomination(round.pk, sites[0].pk, actor=keeper, now=round.opens_at - SECOND)
    late = services.submit_nomination(row.pk, seen=row.revision, actor=keeper, now=round.closes_at - SECOND)
    assert late.state == "submitted"
    assert AuditEntry.objects.filter(action="nomination.submit", outcome="refused").count() == 2


def test_a_round_that_was_closed_takes_nothing_whatever_the_clock_says(
    office: Office, sites: list[Any], keeper: Any
) -> None:
    for state in (RoundState.DRAFT, RoundState.RECOMMENDING, RoundState.REVIEW, RoundState.DROPPED):
        round = open_round(office, state=state)
        with pytest.raises(TransitionRefused, match="不接受申报"):
            started(round, sites[0], keeper)


def test_a_site_is_nominated_once(office: Office, sites: list[Any], keeper: Any, district: Any) -> None:
    round = open_round(office)
    first = started(round, sites[0], keeper)
    with pytest.raises(TransitionRefused, match="只能申报一次"):
        started(round, sites[0], district)
    with pytest.raises(IntegrityError), transaction.atomic():
        nominate(round, sites[0])
    services.discard_nomination(first.pk, actor=keeper, now=NOW)
    assert started(round, sites[0], district).state == "draft"


def test_two_rounds_may_ask_the_same_site(office: Office, sites: list[Any], keeper: Any) -> None:
    one, other = open_round(office), open_round(office, title_name="星级站点")
    assert started(one, sites[0], keeper).assessment_id != started(other, sites[0], keeper).assessment_id


def test_who_is_not_eligible_reads_every_reason_and_cannot_begin(
    office: Office, sites: list[Any], keeper: Any
) -> None:
    round = open_round(office, least_months=12)
    with pytest.raises(NotEligible, match="备案满 12 个月:2026年10月12日备案") as refused:
        started(round, sites[0], keeper)
    assert any(not each.is_met for each in refused.value.answers)
    assert not Nomination.objects.exists()


def test_what_became_ineligible_meanwhile_is_not_taken(office: Office, sites: list[Any], keeper: Any) -> None:
    round = open_round(office)
    row = filled(started(round, sites[0], keeper), keeper)
    type(sites[0]).objects.filter(pk=sites[0].pk).update(filed_on=None)
    with pytest.raises(NotEligible, match="没有备案日期"):
        services.submit_nomination(row.pk, seen=row.revision, actor=keeper, now=NOW)
    assert again(row).state == "draft"


def test_another_type_and_another_branch_are_refused(office: Office, sites: list[Any], keeper: Any) -> None:
    other = open_round(office, site_types=["nursing_room"])
    with pytest.raises(TransitionRefused, match="不在本次评定范围内"):
        started(other, sites[0], keeper)
    with pytest.raises(NotAllowed):
        started(open_round(office), sites[1], keeper)
    with pytest.raises(NotAllowed):
        started(open_round(office), sites[0], office.actor("city"))


# Writing and handing in


def test_everything_that_is_missing_is_told_at_once(office: Office, sites: list[Any], keeper: Any) -> None:
    row = started(open_round(office), sites[0], keeper)
    with pytest.raises(NotReady) as refused:
        services.submit_nomination(row.pk, seen=row.revision, actor=keeper, now=NOW)
    assert len(refused.value.problems) == 2
    assert "自评还有 3 项没有评分" in refused.value.problems[0]
    assert "主要做法" in refused.value.problems[1]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("做" * 801, "最多 800 个字,现有 801 个字"),
        ("联系 11010519491231002X", "身份证号码"),
        ("电话 13812345678", "手机号码"),
        ("a\u202eb", "隐藏字符"),
    ],
)
def test_practices_are_guarded(
    office: Office, sites: list[Any], keeper: Any, text: str, sentence: str
) -> None:
    row = started(open_round(office), sites[0], keeper)
    with pytest.raises(Refusal, match=sentence):
        services.save_practices(row.pk, text, actor=keeper, now=NOW, seen=row.revision)
    assert again(row).practices == ""


def test_eight_hundred_characters_fit(office: Office, sites: list[Any], keeper: Any) -> None:
    row = started(open_round(office), sites[0], keeper)
    saved = services.save_practices(row.pk, "做" * 800, actor=keeper, now=NOW, seen=row.revision)
    assert len(again(saved).practices) == 800


def test_what_is_handed_in_is_fixed_with_its_facts_and_points(
    office: Office, sites: list[Any], keeper: Any
) -> None:
    round = open_round(office)
    row = submitted(round, sites[0], keeper)
    points = Assessment.objects.get(pk=row.assessment_id)
    own = points.columns.get()
    assert (row.state, points.state, points.state_label) == ("submitted", "district", "已随申报提交")
    assert own.total is not None and own.outcome
    assert OwedMessage.objects.filter(key__startswith=f"nomination:{row.pk}:").exists()
    for actor in (keeper, office.actor("district"), office.actor("city")):
        with pytest.raises(NotAllowed, match="已随申报提交"):
            answer_items(points.pk, {"A1": Given(Answer(level="none"))}, actor=actor, now=NOW)
    with pytest.raises(TransitionRefused):
        services.save_practices(row.pk, "改", actor=keeper, now=NOW, seen=again(row).revision)


def test_papers_come_once_and_go_with_their_file(office: Office, sites: list[Any], keeper: Any) -> None:
    row = started(open_round(office), sites[0], keeper)
    paper = clean_paper(plain_pdf("duty"))
    first = services.add_paper(row.pk, paper, Said("值班制度", "A1"), actor=keeper, now=NOW)
    second = services.add_paper(row.pk, paper, Said("同一份"), actor=keeper, now=NOW)
    assert first == second
    for said, sentence in (
        (Said("值班制度", "Z9"), "没有这一项"),
        (Said("健康证"), "人员证件"),
        (Said(""), "材料名称"),
    ):
        with pytest.raises(Refusal, match=sentence):
            services.add_paper(row.pk, paper, said, actor=keeper, now=NOW)
    services.remove_paper(row.pk, first.pk, actor=keeper, now=NOW)
    assert not row.papers.exists()
    with pytest.raises(TransitionRefused, match="不在本申报"):
        services.remove_paper(row.pk, first.pk, actor=keeper, now=NOW)


# Sent back


def test_a_letter_opens_what_it_names_and_nothing_else(
    office: Office, sites: list[Any], keeper: Any, district: Any
) -> None:
    row = returned(submitted(open_round(office), sites[0], keeper), district, "practices")
    paper = clean_paper(plain_pdf("paper"))
    with pytest.raises(TransitionRefused, match="“申报材料”没有列入补正通知单"):
        services.add_paper(row.pk, paper, Said("材料"), actor=keeper, now=NOW)
    with pytest.raises(NotAllowed):
        answer_items(row.assessment_id, {"A1": Given(Answer(level="some"))}, actor=keeper, now=NOW)
    services.save_practices(row.pk, "补充了成效。", actor=keeper, now=NOW, seen=again(row).revision)


def test_of_the_points_only_the_named_items_open(
    office: Office, sites: list[Any], keeper: Any, district: Any
) -> None:
    row = returned(submitted(open_round(office), sites[0], keeper), district, "score.A1")
    answer_items(row.assessment_id, {"A1": Given(Answer(level="some"))}, actor=keeper, now=NOW)
    with pytest.raises(TransitionRefused, match="“特色宣传”没有列入补正通知单"):
        answer_items(row.assessment_id, {"A2": Given(Answer(points=0))}, actor=keeper, now=NOW)
    answer_items(row.assessment_id, {"A2": Given(Answer(points=200))}, actor=keeper, now=NOW)  # as it stands
    gap = NominationGap.objects.get()
    services.answer_gap(row.pk, gap.pk, actor=keeper, now=NOW)
    before = Assessment.objects.get(pk=row.assessment_id)
    assert before.state == "own"
    done = services.submit_nomination(row.pk, seen=again(row).revision, actor=keeper, now=NOW)
    assert (done.state, Assessment.objects.get(pk=row.assessment_id).state) == ("submitted", "district")


def test_an_answer_without_a_change_needs_a_word(
    office: Office, sites: list[Any], keeper: Any, district: Any
) -> None:
    row = returned(submitted(open_round(office), sites[0], keeper), district, "practices")
    gap = NominationGap.objects.get()
    assert gap.value_then == PRACTICES
    with pytest.raises(NoteMissing, match="还没有变化"):
        services.answer_gap(row.pk, gap.pk, actor=keeper, now=NOW)
    with pytest.raises(TransitionRefused, match="还有 1 项补正没有答复"):
        services.submit_nomination(row.pk, seen=again(row).revision, actor=keeper, now=NOW)
    services.answer_gap(row.pk, gap.pk, "情况属实", actor=keeper, now=NOW)
    assert services.submit_nomination(row.pk, seen=again(row).revision, actor=keeper, now=NOW)


def test_an_answer_falls_when_its_part_is_put_back(
    office: Office, sites: list[Any], keeper: Any, district: Any
) -> None:
    row = returned(submitted(open_round(office), sites[0], keeper), district, "practices")
    gap = NominationGap.objects.get()
    for text in ("改过。", PRACTICES):
        services.save_practices(row.pk, text, actor=keeper, now=NOW, seen=again(row).revision)
        if text != PRACTICES:
            services.answer_gap(row.pk, gap.pk, actor=keeper, now=NOW)
    with pytest.raises(NotReady, match="又改回了原来的内容"):
        services.submit_nomination(row.pk, seen=again(row).revision, actor=keeper, now=NOW)


def test_the_checker_closes_each_gap_and_recommends_only_then(
    office: Office, sites: list[Any], keeper: Any, district: Any
) -> None:
    row = returned(submitted(open_round(office), sites[0], keeper), district, "practices")
    gap = NominationGap.objects.get()
    services.answer_gap(row.pk, gap.pk, "属实", actor=keeper, now=NOW)
    services.submit_nomination(row.pk, seen=again(row).revision, actor=keeper, now=NOW)
    with pytest.raises(TransitionRefused, match="没有逐项确认"):
        services.recommend(row.pk, actor=district, now=NOW)
    services.judge_gap(row.pk, gap.pk, "settled", actor=district, now=NOW)
    with pytest.raises(TransitionRefused, match="已作出结论"):
        services.judge_gap(row.pk, gap.pk, "kept", actor=district, now=NOW)
    assert services.recommend(row.pk, actor=district, now=NOW).rank == 1


def test_a_kept_gap_stands_in_the_next_letter_and_a_new_part_needs_a_reason(
    office: Office, sites: list[Any], keeper: Any, district: Any
) -> None:
    row = returned(submitted(open_round(office), sites[0], keeper), district, "practices")
    gap = NominationGap.objects.get()
    services.answer_gap(row.pk, gap.pk, "属实", actor=keeper, now=NOW)
    services.submit_nomination(row.pk, seen=again(row).revision, actor=keeper, now=NOW)
    services.judge_gap(row.pk, gap.pk, "kept", actor=district, now=NOW)
    services.note_gap(row.pk, "papers", "缺少证明。", "上传。", actor=district, now=NOW)
    with pytest.raises(NoteMissing, match="“申报材料”在以前的补正通知中没有提出"):
        services.return_nomination(row.pk, actor=district, now=NOW, seen=again(row).revision)
    services.return_nomination(
        row.pk, actor=district, now=NOW, seen=again(row).revision, late_reason="新收到反映"
    )
    second = {gap.part: gap.is_late for gap in NominationGap.objects.filter(letter__number=2)}
    assert second == {"practices": False, "papers": True}


def test_the_register_is_taken_anew_when_the_letter_names_it(
    office: Office, sites: list[Any], keeper: Any, district: Any
) -> None:
    row = returned(submitted(open_round(office), sites[0], keeper), district, "register")
    version = sites[0].version
    version.pk, version.number, version.area_hundredths = None, version.number + 1, 100
    version._state.adding = True
    version.save(force_insert=True)
    gap = NominationGap.objects.get()
    with pytest.raises(NoteMissing):
        services.answer_gap(row.pk, gap.pk, actor=keeper, now=NOW)
    type(sites[0]).objects.filter(pk=sites[0].pk).update(version=version)
    services.answer_gap(row.pk, gap.pk, actor=keeper, now=NOW)
    before = Assessment.objects.get(pk=row.assessment_id).columns.get().total
    done = services.submit_nomination(row.pk, seen=again(row).revision, actor=keeper, now=NOW)
    points = Assessment.objects.get(pk=row.assessment_id)
    assert (done.version_id, points.version_id) == (version.pk, version.pk)
    assert points.facts["area"]["value"] == 100
    assert points.columns.get().total == before - 20 * 10


def test_nothing_is_returned_without_a_gap_or_after_the_recommendation(
    office: Office, sites: list[Any], keeper: Any, district: Any
) -> None:
    round = open_round(office)
    row = submitted(round, sites[0], keeper)
    with pytest.raises(TransitionRefused, match="还没有记下需补正的事项"):
        services.return_nomination(row.pk, actor=district, now=NOW, seen=row.revision)
    services.note_gap(row.pk, "papers", "缺少。", "补交。", actor=district, now=NOW)
    with pytest.raises(TransitionRefused, match="推荐已于"):
        services.return_nomination(
            row.pk, actor=district, now=round.recommend_until, seen=again(row).revision
        )
    with pytest.raises(services.NoSuchPart):
        services.note_gap(row.pk, "score.Z9", "缺少。", "补交。", actor=district, now=NOW)


# Ranking


def three(office: Office, sites: list[Any], keeper: Any, round: Any) -> list[Nomination]:
    others = [twin(sites[0], office.tree.primary, f"第{each}站点") for each in range(2)]
    return [submitted(round, site, keeper) for site in (sites[0], *others)]


def ranks(rows: list[Nomination]) -> list[int | None]:
    return [again(row).rank for row in rows]


def test_the_branch_ranks_inside_its_quota(
    office: Office, sites: list[Any], keeper: Any, district: Any
) -> None:
    rows = three(office, sites, keeper, open_round(office))
    for row in rows[:2]:
        services.recommend(row.pk, actor=district, now=NOW, note="同意推荐")
    with pytest.raises(QuotaFull, match="名额已用完:本工会共 2 个"):
        services.recommend(rows[2].pk, actor=district, now=NOW)
    services.move(rows[1].pk, up=True, actor=district, now=NOW)
    assert ranks(rows) == [2, 1, None]
    with pytest.raises(TransitionRefused, match="已经排在最前"):
        services.move(rows[1].pk, up=True, actor=district, now=NOW)
    services.take_back(rows[1].pk, actor=district, now=NOW)
    assert ranks(rows) == [1, None, None]
    services.recommend(rows[2].pk, actor=district, now=NOW)
    assert ranks(rows) == [1, None, 2]
    assert RoundQuota.objects.get(union=office.tree.south).taken == 2
    assert replay_quotas().differing == ()


def test_the_database_refuses_the_one_too_many(office: Office) -> None:
    open_round(office, places=1)
    quota = RoundQuota.objects.filter(union=office.tree.south)
    with pytest.raises(IntegrityError), transaction.atomic():
        quota.update(taken=2)


def test_a_counter_that_lies_is_told(office: Office) -> None:
    open_round(office, places=1)
    RoundQuota.objects.filter(union=office.tree.south).update(taken=1)
    assert [line.split(":")[1] for line in replay_quotas().differing] == ["已用 1 个,实有推荐 0 个"]


def test_a_withdrawn_recommendation_frees_its_place(
    office: Office, sites: list[Any], keeper: Any, district: Any
) -> None:
    rows = three(office, sites, keeper, open_round(office))
    for row in rows[:2]:
        services.recommend(row.pk, actor=district, now=NOW)
    with pytest.raises(NoteMissing):
        services.withdraw_nomination(rows[0].pk, note=" ", actor=keeper, now=NOW)
    services.withdraw_nomination(rows[0].pk, note="场地改造", actor=keeper, now=NOW)
    assert ranks(rows) == [None, 1, None]
    assert Assessment.objects.get(pk=rows[0].assessment_id).state == "void"
    services.recommend(rows[2].pk, actor=district, now=NOW)
    assert ranks(rows) == [None, 1, 2]


def test_without_a_quota_nothing_is_recommended(
    office: Office, sites: list[Any], keeper: Any, district: Any
) -> None:
    round = a_round(office, RoundState.OPEN, least_months=0)
    row = submitted(round, sites[0], keeper)
    with pytest.raises(TransitionRefused, match="没有给本工会分配"):
        services.recommend(row.pk, actor=district, now=NOW)


def test_recommending_ends_at_its_minute(
    office: Office, sites: list[Any], keeper: Any, district: Any
) -> None:
    round = open_round(office)
    row = submitted(round, sites[0], keeper)
    with pytest.raises(TransitionRefused, match="推荐已于"):
        services.recommend(row.pk, actor=district, now=round.recommend_until)
    assert (
        services.recommend(row.pk, actor=district, now=round.recommend_until - SECOND).state == "recommended"
    )


def test_who_is_passed_over_is_told_why(office: Office, sites: list[Any], keeper: Any, district: Any) -> None:
    row = submitted(open_round(office), sites[0], keeper)
    services.pass_over(row.pk, note="开放时间不足", actor=district, now=NOW)
    told = OwedMessage.objects.filter(recipient_id=office.keeper.pk).latest("pk")
    assert "未获推荐(开放时间不足)" in told.subject
    services.take_up(row.pk, actor=district, now=NOW)
    assert again(row).state == "submitted"


def test_another_branch_and_the_city_do_not_recommend(office: Office, sites: list[Any], keeper: Any) -> None:
    row = submitted(open_round(office), sites[0], keeper)
    for actor in (north_officer(office), office.actor("city"), keeper):
        with pytest.raises(NotAllowed):
            services.recommend(row.pk, actor=actor, now=NOW)


# The review begins


def test_the_review_takes_the_recommended_and_leaves_the_others_behind(
    office: Office, sites: list[Any], keeper: Any, district: Any
) -> None:
    round = open_round(office, places=1)
    rows = three(office, sites, keeper, round)
    draft = started(round, twin(sites[0], office.tree.primary, "草稿站点"), keeper)
    services.recommend(rows[0].pk, actor=district, now=NOW)
    returned(rows[1], district, "practices")
    type(round).objects.filter(pk=round.pk).update(state=RoundState.RECOMMENDING)
    start_review(round.pk, actor=office.actor("city"), now=round.recommend_until)
    assert [again(row).state for row in rows] == ["review", "passed_over", "passed_over"]
    assert again(draft).state == "withdrawn"
    assert again(rows[0]).rank == 1
    assert services.enter_review(round, now=NOW) == 0
    with pytest.raises(TransitionRefused):
        services.withdraw_nomination(rows[0].pk, note="不再参加", actor=keeper, now=NOW)
    told = OwedMessage.objects.filter(recipient_id=office.keeper.pk, subject__contains="未获推荐")
    assert told.count() == 2


# The wall


def wall(office: Office, row: Nomination, name: str) -> None:
    Conflict.objects.create(
        user_id=office.actor(name).id,
        nomination=row,
        source=ConflictSource.DECLARED,
        reason="亲属在该单位",
        entered_by="赵强",
        entered_at=NOW,
    )


def test_a_wall_hides_nomination_points_and_messages_and_stops_every_act(
    office: Office, sites: list[Any], keeper: Any, district: Any
) -> None:
    round = open_round(office)
    row = started(round, sites[0], keeper)
    wall(office, row, "district")
    assert district.id is not None
    assert not NOMINATIONS.visible_to(district).exists()
    assert not nominations_about(district, sites[0])
    assert not ASSESSMENTS.visible_to(district).filter(pk=row.assessment_id).exists()
    assert ASSESSMENTS.visible_to(office.actor("city2")).filter(pk=row.assessment_id).exists()
    filled(row, keeper)
    services.submit_nomination(row.pk, seen=again(row).revision, actor=keeper, now=NOW)
    assert not OwedMessage.objects.filter(recipient_id=district.id, key__startswith="nomination:").exists()
    for act in (
        lambda: services.recommend(row.pk, actor=district, now=NOW),
        lambda: services.note_gap(row.pk, "papers", "缺", "补", actor=district, now=NOW),
        lambda: services.withdraw_nomination(row.pk, note="不", actor=district, now=NOW),
    ):
        with pytest.raises(NotAllowed, match="回避"):
            act()


def test_the_system_sees_all(office: Office, sites: list[Any], keeper: Any) -> None:
    row = started(open_round(office), sites[0], keeper)
    wall(office, row, "district")
    assert NOMINATIONS.visible_to(SYSTEM).get() == row
