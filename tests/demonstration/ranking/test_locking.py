"""The list of a round: what keeps it open, what it writes, that it can be worked out again, and that it can be withdrawn."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core.models import AuditEntry
from core.policy import NotAllowed
from core.workflow import NoteMissing, TransitionRefused
from demonstration.models import (
    Conflict,
    Nomination,
    NominationState,
    Review,
    ReviewState,
    Round,
    RoundGrade,
    RoundState,
)
from demonstration.ranking import services
from demonstration.ranking.replay import replay_lists
from demonstration.ranking.selectors import tables_of
from demonstration.rounds.services import unlock_list
from tests.demonstration.worlds import a_meeting, a_reviewer, a_round, nominate, scored
from tests.factories import NOW, build_tree, person

GRADES = (
    {"position": 1, "name": "示范站点", "floor": 800, "places": 1},
    {"position": 2, "name": "备选", "places": 1, "is_reserve": True},
)


class Panel:
    """Three nominations under review, two reviewers, and the totals that they gave."""

    def __init__(self, office, sites, *totals, **columns):
        columns.setdefault("reviewers_per_case", 2)
        self.round = a_round(office, RoundState.REVIEW, grades=GRADES, **columns)
        self.rows = [
            nominate(self.round, site, NominationState.REVIEW, branch_id=office.tree.south.pk)
            for site in sites
        ]
        self.people = [a_reviewer(self.round, person(f"expert{n}", name=f"专家{n}")) for n in range(2)]
        for row, given in zip(self.rows, totals, strict=False):
            for reviewer, total in zip(self.people, given, strict=False):
                scored(row, reviewer, total)
        self.meeting = a_meeting(office.tree.city)

    def lock(self, office, **more):
        more.setdefault("meeting_id", self.meeting.pk)
        return services.lock_list(self.round.pk, actor=office.actor("city"), now=NOW, **more)

    def told(self):
        rows = Nomination.objects.filter(round=self.round).order_by("pk")
        return [(row.state, row.final_place, row.score, row.grade.name if row.grade else "") for row in rows]

    @property
    def again(self):
        return Round.objects.get(pk=self.round.pk)


CLEAR = ((900, 910), (850, 851), (700, 700))


def test_the_order_is_written_once_with_its_meeting_and_digest(office, sites):
    panel = Panel(office, sites, *CLEAR)
    panel.lock(office)
    row = panel.again
    assert (row.state, row.meeting_id, row.locked_at) == (RoundState.LOCKED, panel.meeting.pk, NOW)
    assert len(row.list_digest) == 64
    assert panel.told() == [
        ("selected", 1, 9050, "示范站点"),
        ("reserve", 2, 8505, "备选"),
        ("unselected", 3, 7000, ""),
    ]
    assert AuditEntry.objects.filter(action="round.lock", outcome="done").count() == 1


@pytest.mark.parametrize("meeting", [None, 0, "other"])
def test_no_list_without_a_meeting_of_the_issuer(office, sites, meeting):
    panel = Panel(office, sites, *CLEAR)
    if meeting == "other":
        meeting = a_meeting(build_tree("乙", governs=False).city).pk
    with pytest.raises(TransitionRefused, match="请先登记会议"):
        panel.lock(office, meeting_id=meeting)
    assert panel.again.state == RoundState.REVIEW


def test_no_list_while_a_review_is_open(office, sites):
    panel = Panel(office, sites, *CLEAR)
    Review.objects.filter(nomination=panel.rows[0]).update(state=ReviewState.OPEN)
    with pytest.raises(TransitionRefused, match="没有提交"):
        panel.lock(office, note="不等了")


def test_no_list_with_a_case_that_nobody_scored(office, sites):
    panel = Panel(office, sites, *CLEAR[:2])
    with pytest.raises(TransitionRefused, match=f"代号 {panel.rows[2].code} 还没有任何评分"):
        panel.lock(office, note="不等了")


def test_few_reviews_need_a_word(office, sites):
    panel = Panel(office, sites, (900,), (850, 850), (700, 700))
    with pytest.raises(TransitionRefused, match="有 1 份申报的评审少于 2 份"):
        panel.lock(office)
    panel.lock(office, note="一位专家因病退出,经会议同意。")
    assert panel.again.state == RoundState.LOCKED


def test_a_tie_on_the_line_is_decided_by_people_with_a_reason(office, sites):
    panel = Panel(office, sites, (900, 900), (900, 900), (700, 700))
    with pytest.raises(TransitionRefused, match="2 份申报同分"):
        panel.lock(office)
    first, reserve = RoundGrade.objects.filter(round=panel.round).order_by("position")
    city = office.actor("city")
    with pytest.raises(NoteMissing):
        services.decide_grade(panel.rows[1].pk, first.pk, reason=" ", actor=city, now=NOW)
    services.decide_grade(panel.rows[1].pk, first.pk, reason="服务人次更多。", actor=city, now=NOW)
    services.decide_grade(panel.rows[0].pk, reserve.pk, reason="列为备选。", actor=city, now=NOW)
    panel.lock(office)
    assert [state for state, *_ in panel.told()] == ["reserve", "selected", "unselected"]


def test_a_grade_with_more_than_its_places_is_refused(office, sites):
    panel = Panel(office, sites, *CLEAR)
    first = RoundGrade.objects.get(round=panel.round, position=1)
    services.decide_grade(panel.rows[2].pk, first.pk, reason="条件好。", actor=office.actor("city"), now=NOW)
    with pytest.raises(TransitionRefused, match="“示范站点”超出名额 1 个"):
        panel.lock(office)


def test_a_decision_is_taken_back(office, sites):
    panel = Panel(office, sites, *CLEAR)
    city = office.actor("city")
    services.decide_grade(panel.rows[0].pk, None, reason="存在问题。", actor=city, now=NOW)
    services.undo_grade(panel.rows[0].pk, actor=city, now=NOW)
    panel.lock(office)
    assert panel.told()[0][0] == "selected"


def test_a_grade_of_another_round_is_none(office, sites):
    panel = Panel(office, sites, *CLEAR)
    other = RoundGrade.objects.create(round=a_round(office), position=9, name="别的", places=1)
    with pytest.raises(TransitionRefused, match="没有这个等次"):
        services.decide_grade(
            panel.rows[0].pk, other.pk, reason="条件好。", actor=office.actor("city"), now=NOW
        )


def test_whoever_has_a_conflict_neither_decides_nor_locks(office, sites):
    panel = Panel(office, sites, *CLEAR)
    Conflict.objects.create(
        user=office.city,
        nomination=panel.rows[2],
        source="declared",
        reason="亲属",
        entered_by="赵强",
        entered_at=NOW,
    )
    with pytest.raises(NotAllowed, match="回避"):
        panel.lock(office)
    with pytest.raises(NotAllowed, match="回避"):
        services.decide_grade(panel.rows[0].pk, None, reason="x", actor=office.actor("city"), now=NOW)
    services.lock_list(panel.round.pk, panel.meeting.pk, actor=office.actor("city2"), now=NOW)


def test_a_district_locks_nothing(office, sites):
    panel = Panel(office, sites, *CLEAR)
    with pytest.raises(NotAllowed):
        services.lock_list(panel.round.pk, panel.meeting.pk, actor=office.actor("district"), now=NOW)


def test_a_locked_list_is_not_locked_again(office, sites):
    panel = Panel(office, sites, *CLEAR)
    panel.lock(office)
    with pytest.raises(TransitionRefused):
        panel.lock(office)


def test_a_list_that_is_withdrawn_puts_everyone_under_review_again(office, sites):
    panel = Panel(office, sites, *CLEAR)
    reserve = RoundGrade.objects.get(round=panel.round, position=2)
    city = office.actor("city")
    services.decide_grade(panel.rows[1].pk, reserve.pk, reason="会议意见。", actor=city, now=NOW)
    panel.lock(office)
    unlock_list(panel.round.pk, note="纪要编号有误", actor=city, now=NOW)
    row = panel.again
    assert (row.state, row.meeting_id, row.list_digest) == (RoundState.REVIEW, None, "")
    assert panel.told() == [
        ("review", None, None, ""),
        ("review", None, None, "备选"),
        ("review", None, None, ""),
    ]
    panel.lock(office)
    assert panel.again.state == RoundState.LOCKED


def test_the_same_scores_give_the_same_digest_whatever_order_they_came_in(office, sites):
    panel = Panel(office, sites, *CLEAR)
    first = panel.lock(office).list_digest
    unlock_list(panel.round.pk, note="再来一次", actor=office.actor("city"), now=NOW)
    rows = list(Review.objects.filter(nomination__round=panel.round).values())
    Review.objects.filter(nomination__round=panel.round).delete()
    for values in reversed(rows):
        Review.objects.create(**{**values, "id": None})
    assert panel.lock(office).list_digest == first


def test_a_locked_list_is_worked_out_again_and_a_score_that_came_later_is_named(office, sites):
    panel = Panel(office, sites, *CLEAR)
    panel.lock(office)
    assert replay_lists().replayed == 1
    assert replay_lists().differing == ()
    late = a_reviewer(panel.round, person("late", name="迟到专家"))
    scored(panel.rows[0], late, 901)
    assert replay_lists().differing == (f"{panel.round.title}:评审总分与名单所依据的不同",)


def test_a_list_whose_text_was_touched_is_named(office, sites):
    panel = Panel(office, sites, *CLEAR)
    panel.lock(office)
    Round.objects.filter(pk=panel.round.pk).update(list_text=panel.again.list_text.replace("9050", "9051"))
    assert "摘要不一致" in replay_lists().differing[0]


def test_tie_breaks_of_the_round_part_equal_scores(office, sites):
    panel = Panel(office, sites, (900, 900), (890, 910), (700, 700), tie_breaks=["lowest"])
    panel.lock(office)
    assert [place for _, place, _, _ in panel.told()] == [1, 2, 3]


def test_recused_and_open_reviews_are_no_scores(office, sites):
    panel = Panel(office, sites, *CLEAR)
    Review.objects.filter(nomination=panel.rows[0], reviewer=panel.people[1]).update(
        state=ReviewState.RECUSED
    )
    (table,) = tables_of(panel.round, list(panel.round.grades.all())).values()
    assert next(list(case.totals.values()) for case in table.cases) == [900]


def test_a_visit_counts_as_a_score_and_parts_equals(office, sites):
    panel = Panel(office, sites, (900, 900), (900, 900), (700, 700), tie_breaks=["visit"])
    scored(panel.rows[0], panel.people[0], 880, "visit")
    scored(panel.rows[1], panel.people[0], 900, "visit")
    (table,) = tables_of(panel.round, list(panel.round.grades.all())).values()
    assert [standing.key for standing in table.standings()][:2] == [
        str(panel.rows[1].pk),
        str(panel.rows[0].pk),
    ]


@pytest.mark.parametrize("late", [timedelta(0), timedelta(days=60)])
def test_the_clock_decides_nothing_about_a_list(office, sites, late):
    panel = Panel(office, sites, *CLEAR)
    services.lock_list(panel.round.pk, panel.meeting.pk, actor=office.actor("city"), now=NOW + late)
    assert panel.again.state == RoundState.LOCKED


def table_now(panel):
    (table,) = tables_of(panel.again, list(RoundGrade.objects.filter(round=panel.round))).values()
    return table


def test_an_order_is_worked_out_once_for_what_it_rests_on(office, sites):
    panel = Panel(office, sites, *CLEAR, tie_breaks=["lowest"])
    first = table_now(panel)
    assert table_now(panel) is first

    seen = [first]
    changes = (
        lambda: scored(panel.rows[0], panel.people[0], 310, "visit"),
        lambda: Nomination.objects.filter(pk=panel.rows[0].pk).update(override_reason="补充材料后重评"),
        lambda: RoundGrade.objects.filter(round=panel.round, position=1).update(floor=300),
        lambda: Round.objects.filter(pk=panel.round.pk).update(aggregation="median"),
        lambda: Round.objects.filter(pk=panel.round.pk).update(tie_breaks=["branch_rank"]),
    )
    for change in changes:
        assert change()
        seen.append(table_now(panel))
    assert all(seen[at] != seen[at + 1] for at in range(len(changes)))
    assert seen[1].by_key[str(panel.rows[0].pk)].totals != first.by_key[str(panel.rows[0].pk)].totals
    assert [each.key for each in seen[1].standings()] != [each.key for each in first.standings()]
