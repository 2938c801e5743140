"""What is asked to be supplied: letters, answers, and what they open."""

from __future__ import annotations

from typing import Any

import pytest

from core.policy import NotAllowed
from core.workflow import NoteMissing, TransitionRefused
from demonstration.models import NominationGap
from demonstration.nominating import services
from demonstration.nominating.services import NotReady, Said
from inspection.assessing.services import Given, answer_items
from inspection.models import Assessment
from rulebook.outcome import Answer
from sites.paper_files import clean_paper
from tests.demonstration.nominating.scenes import (
    PRACTICES,
    again,
    open_round,
    returned,
    submitted,
)
from tests.factories import NOW, Office
from tests.pdfs import plain_pdf


@pytest.fixture
def keeper(office: Office) -> Any:
    return office.actor("keeper")


@pytest.fixture
def district(office: Office) -> Any:
    return office.actor("district")


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
