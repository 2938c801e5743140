"""Where the measure has a table, a site is accepted by its points: prepared with the case, scored at the door."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.models import AuditEntry
from core.workflow import TransitionRefused
from filing.contributions import case_foot
from filing.models import Filing
from filing.score_pages import score_of
from filing.services import (
    BadVisit,
    NotReady,
    accept_on_site,
    begin_self_check,
    clear_self_check,
    submit_filing,
    withdraw_filing,
)
from inspection.assessing import services as scoring
from inspection.assessing.replay import replay_assessments
from inspection.models import Assessment
from rulebook.outcome import Answer
from rulebook.rubric import Veto
from sites.models import SiteVersion
from tests.factories import ADDRESS_GAP, NOW, build_office, filing_in, mend, return_with, visit_facts, walk
from tests.inspection.boards import FULL, TABLE, answer, board, put_in_force

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    made = build_office()
    put_in_force()
    return made


@pytest.fixture
def draft(office):
    return filing_in("draft", office)


def again(filing):
    return Filing.objects.select_related("site", "version", "assessment").get(pk=filing.pk)


def submitted(office, filing):
    return submit_filing(filing.pk, seen=again(filing).revision, actor=office.actor("keeper"), now=NOW)


def at_the_door(office):
    return again(filing_in("acceptance", office))


def visit(office, filing, **how):
    return accept_on_site(filing.pk, visit_facts(**how), actor=office.actor("district"), now=NOW)


def test_a_case_without_a_self_check_gets_its_table_when_it_is_handed_in(office, draft):
    row = again(submitted(office, draft)).assessment
    assert (row.purpose, row.state, row.frozen_at) == ("acceptance", "district", NOW)
    assert not row.columns.exists()


def test_the_table_is_to_be_filled_only_at_the_door(office, draft):
    before = score_of(again(submitted(office, draft)), NOW)
    assert before is not None
    assert (before.link, "没有评" in before.words) == ("查看评分表", False)
    there = score_of(at_the_door(office), NOW)
    assert there is not None
    assert (there.link, there.words) == ("逐项验收评分", "验收评分还有 3 项没有评。")


def test_the_list_of_assessments_names_a_site_that_is_still_a_draft_and_its_one_day(office, client):
    filing = at_the_door(office)
    client.force_login(office.district)
    page = client.get("/desk/inspections/assessments/").content.decode()
    assert filing.version.name in page
    assert "未命名" not in page
    day = filing.assessment.cycle_last
    assert f">{day.year}年{day.month}月{day.day}日<" in page.replace("\n", "").replace(" ", "")


def test_a_self_check_follows_the_draft_until_it_is_handed_in(office, draft):
    row = begin_self_check(draft.pk, actor=office.actor("keeper"), now=NOW)
    assert row.frozen_at is None
    assert begin_self_check(draft.pk, actor=office.actor("keeper"), now=NOW).pk == row.pk
    answer(row, office)
    filing = again(submitted(office, draft))
    assert filing.assessment_id == row.pk
    column = filing.assessment.columns.get(column="own")
    assert (column.handed_in_by, column.total) == ("王芳", board(row).outcomes["own"].total)


def test_a_half_done_self_check_is_finished_or_cleared(office, draft):
    row = begin_self_check(draft.pk, actor=office.actor("keeper"), now=NOW)
    answer(row, office, A1=Answer(level="all"))
    with pytest.raises(NotReady, match="自评还有 2 项没有评"):
        submitted(office, draft)
    clear_self_check(draft.pk, actor=office.actor("keeper"), now=NOW)
    assert Assessment.objects.get(pk=row.pk).state == "void"
    assert again(submitted(office, draft)).assessment_id != row.pk


def test_the_verdict_is_what_the_points_say_whatever_was_typed(office):
    filing = at_the_door(office)
    answer(filing.assessment, office, "district")
    filing = visit(office, filing, verdict="fail")
    assert (filing.state, filing.last_visit.verdict) == ("city_filing", "pass")
    assert again(filing).assessment.state == "concluded"
    assert replay_assessments().differing == ()


def test_no_visit_is_recorded_while_an_item_has_no_points(office):
    filing = at_the_door(office)
    answer(filing.assessment, office, "district", A1=Answer(level="all"))
    with pytest.raises(BadVisit, match="验收评分还有 2 项没有评"):
        visit(office, filing)
    assert again(filing).state == "acceptance"


def test_a_site_to_be_mended_gets_a_table_for_the_next_look_with_the_points_it_has(office):
    filing = at_the_door(office)
    answer(
        filing.assessment,
        office,
        "district",
        A1=Answer(level="none"),
        A2=Answer(points=50),
        V1=Answer(is_met=False),
    )
    first = filing.assessment
    filing = again(visit(office, filing, verdict="fix"))
    assert (filing.state, filing.last_visit.verdict) == ("reacceptance", "fix")
    second = filing.assessment
    assert second.pk != first.pk
    assert board(second).outcomes["district"] == board(first).outcomes["district"]
    answer(second, office, "district", A1=Answer(level="all"), A2=Answer(points=200))
    filing = again(visit(office, filing, verdict="pass"))
    assert (filing.state, filing.last_visit.kind) == ("city_filing", "reacceptance")
    assert [row.state for row in Assessment.objects.order_by("pk")] == ["concluded", "concluded"]


def test_a_veto_at_the_door_fails_the_site(office):
    filing = at_the_door(office)
    answer(filing.assessment, office, "district")
    answer(filing.assessment, office, "district", V1=Answer(is_met=True))
    assert visit(office, filing, verdict="fail").last_visit.verdict == "fail"


def test_facts_that_were_mended_are_frozen_anew(office, draft):
    row = begin_self_check(draft.pk, actor=office.actor("keeper"), now=NOW)
    answer(row, office)
    filing = submitted(office, draft)
    filing = return_with(filing, office.actor("district"), ADDRESS_GAP)
    filing = again(mend(filing, office.actor("keeper")))
    assert (filing.state, filing.assessment_id) == ("district_check", row.pk)
    assert filing.assessment.state == "district"
    assert replay_assessments().differing == ()


def test_what_was_said_of_a_veto_before_its_fact_was_known_gives_way_to_the_fact():
    office = build_office()
    small = Veto(code="V2", title="面积不足", purposes=TABLE.vetoes[0].purposes, fact="area", at_least=1000)
    put_in_force(replace(TABLE, vetoes=(*TABLE.vetoes, small)))
    draft = filing_in("draft", office)
    SiteVersion.objects.filter(pk=draft.version_id).update(area_hundredths=None)
    row = begin_self_check(draft.pk, actor=office.actor("keeper"), now=NOW)
    answer(row, office, **FULL, V2=Answer(is_met=True))
    SiteVersion.objects.filter(pk=draft.version_id).update(area_hundredths=2000)
    filing = again(submitted(office, draft))
    line = board(filing.assessment).outcomes["own"].vetoes[1]
    assert (line.is_met, line.by_fact) == (False, True)
    filing = again(walk(filing, "pass_check", office))
    scoring.take_over(filing.assessment_id, actor=office.actor("district"), now=NOW)
    assert visit(office, filing).last_visit.verdict == "pass"
    assert replay_assessments().differing == ()


def test_a_case_that_ends_takes_its_open_points_along(office):
    filing = at_the_door(office)
    withdraw_filing(filing.pk, note="另行选址。", actor=office.actor("district"), now=NOW)
    assert again(filing).assessment.state == "void"


def test_a_submitted_case_begins_no_self_check(office, draft):
    filing = submitted(office, draft)
    with pytest.raises(TransitionRefused):
        begin_self_check(filing.pk, actor=office.actor("keeper"), now=NOW)


def test_an_acceptance_is_not_reviewed_or_voided_by_hand(office):
    row = at_the_door(office).assessment
    for act in (scoring.review_assessment, lambda *a, **k: scoring.void_assessment(*a, note="不要", **k)):
        with pytest.raises(TransitionRefused):
            act(row.pk, actor=office.actor("district"), now=NOW)


def test_without_a_table_the_inspectors_say_the_verdict(office):
    put_in_force(None, day=NOW.date().replace(day=NOW.day + 1))
    later = NOW.replace(day=NOW.day + 1)
    filing = filing_in("acceptance", office, now=later)
    assert again(filing).assessment is None
    assert walk(filing, "visit_pass", office, now=later).last_visit.verdict == "pass"
    assert not AuditEntry.objects.filter(action="assessment.accept").exists()


def test_whoever_is_through_with_the_points_finds_the_way_on(office, draft):
    def foot(filing, by):
        panel = case_foot(office.actor(by), again(filing).assessment, NOW)
        return panel and panel["url"]

    begin_self_check(draft.pk, actor=office.actor("keeper"), now=NOW)
    case = f"/desk/filings/{draft.number}/"
    assert foot(draft, "keeper") == f"{case}answers/"
    assert foot(draft, "city") is None, "who cannot score is not sent anywhere"
    clear_self_check(draft.pk, actor=office.actor("keeper"), now=NOW)
    door = at_the_door(office)
    assert foot(door, "district") == f"/desk/filings/{door.number}/#visit"
    answer(door.assessment, office, "district")
    visit(office, door)
    assert foot(door, "district") is None
