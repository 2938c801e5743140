"""A nomination from the first click to the review: prefilled, handed in, sent back, ranked, taken back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from core.actor import SYSTEM
from core.models import AuditEntry, OwedMessage
from core.policy import NotAllowed
from core.workflow import TransitionRefused
from demonstration.models import Conflict, ConflictSource, Nomination, RoundState
from demonstration.nominating import services
from demonstration.nominating.policy import NOMINATIONS
from demonstration.nominating.selectors.rows import nominations_about
from demonstration.nominating.services import NotEligible, NotReady, Said
from inspection.assessing.policy import ASSESSMENTS
from inspection.assessing.services import Given, answer_items
from inspection.models import Assessment
from rulebook.outcome import Answer
from sites.paper_files import clean_paper
from sites.refusals import Refusal
from tests.demonstration.nominating.scenes import (
    again,
    filled,
    open_round,
    started,
    submitted,
)
from tests.demonstration.worlds import nominate
from tests.factories import NOW, Office
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
