"""The step: its order, all or nothing, and what is told of a refusal."""

from __future__ import annotations

import pytest
from django.db import transaction

from core.actor import Actor
from core.models import AuditEntry, FormKey, OwedMessage
from core.once import perform_once
from core.policy import ALLOWED, NotAllowed, Policy, denied
from core.workflow import Machine, NoteMissing, Overtaken, StaleEdit, TransitionRefused, attempt, edge
from filing.models import Filing
from filing.policy import FILINGS
from filing.services import pass_check, refuse_filing, save_section
from filing.transitions import FILING
from tests.factories import NOW, actor_of, build_office, filing_in, person, walk

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    return build_office()


@pytest.fixture
def case(office):
    return filing_in("district_check", office)


@pytest.fixture
def stranger(office):
    return Actor(id=person("stranger").pk, name="路人")


def refused():
    return list(AuditEntry.objects.filter(outcome="refused"))


def as_it_stands(case):
    return Filing.objects.filter(pk=case.pk).values().get()


def test_a_step_moves_the_state_counts_the_revision_and_tells_it(office, case):
    moved = pass_check(case.pk, actor=office.actor("district"), now=NOW, note=" 齐全 ")
    assert (moved.state, moved.revision) == ("acceptance", case.revision + 1)
    entry = AuditEntry.objects.filter(action="filing.pass_check").get()
    assert (entry.before, entry.after, entry.note) == ("district_check", "acceptance", "齐全")
    assert (entry.label, entry.actor_name, entry.about) == ("审核通过", "李娜", f"site:{case.site_id}")
    assert entry.scope_path == office.tree.primary.path


def test_right_is_asked_before_state(office, stranger):
    filed = filing_in("filed", office)
    with pytest.raises(NotAllowed):
        pass_check(filed.pk, actor=stranger, now=NOW)


def test_a_refusal_says_the_state_and_who_acted_last(office):
    filed = filing_in("filed", office)
    with pytest.raises(TransitionRefused) as refusal:
        pass_check(filed.pk, actor=office.actor("district"), now=NOW)
    assert refusal.value.reason.startswith("未能办理“审核通过”:现在的状态是“已备案”。")
    assert refusal.value.reason.endswith("请刷新页面查看当前情况。")


def test_state_is_asked_before_freshness_and_note(office):
    filed = filing_in("filed", office)
    with pytest.raises(TransitionRefused) as first:
        third = actor_of(person("city3", "city", office.tree.city))
        refuse_filing(filed.pk, actor=third, now=NOW, note="", seen=0)
    assert type(first.value) is Overtaken
    assert "周敏(市总工会)已于2026年10月12日 10:00办理“同意备案”" in first.value.reason


@pytest.fixture
def at_last_level(office):
    return walk(filing_in("city_filing", office), "sign", office)


def test_freshness_is_asked_before_the_note(office, at_last_level):
    case, actor = at_last_level, office.actor("city2")
    with pytest.raises(StaleEdit, match="内容已有更新"):
        refuse_filing(case.pk, actor=actor, now=NOW, note="", seen=case.revision - 1)


@pytest.mark.parametrize("note", ["", "  ", "\n\t"])
def test_a_missing_reason_is_asked_for_by_its_name(office, at_last_level, note):
    case = at_last_level
    before = as_it_stands(case)
    with pytest.raises(NoteMissing, match="暂不备案的理由"):
        refuse_filing(case.pk, actor=office.actor("city2"), now=NOW, note=note)
    assert as_it_stands(case) == before


def test_a_stale_edit_changes_nothing_and_names_who_saved(office):
    draft = filing_in("draft", office)
    save_section(draft.pk, {"room": "201"}, seen=draft.revision, actor=office.actor("street"), now=NOW)
    before = as_it_stands(draft)
    with pytest.raises(StaleEdit, match="孙丽"):
        save_section(draft.pk, {"room": "999"}, seen=draft.revision, actor=office.actor("keeper"), now=NOW)
    assert as_it_stands(draft) == before
    assert Filing.objects.get(pk=draft.pk).version.room == "201"


def test_a_refusal_is_told_after_the_rollback(case, stranger):
    before = as_it_stands(case)
    with pytest.raises(NotAllowed) as refusal:
        pass_check(case.pk, actor=stranger, now=NOW)
    (entry,) = refused()
    assert (entry.action, entry.actor_name, entry.target_id) == ("filing.pass_check", "路人", str(case.pk))
    assert entry.note == refusal.value.reason
    assert as_it_stands(case) == before


def test_what_the_body_wrote_goes_with_its_refusal(office, case):
    messages = OwedMessage.objects.count()
    with (
        pytest.raises(TransitionRefused, match="算了"),
        FILING.step(case.pk, "pass_check", actor=office.actor("district"), now=NOW) as step,
    ):
        step.row.site.name = "改了"
        step.row.site.save(update_fields=["name"])
        raise TransitionRefused("算了")
    case.refresh_from_db()
    assert (case.state, case.site.name) == ("district_check", "")
    assert OwedMessage.objects.count() == messages
    assert [entry.note for entry in refused()] == ["算了"]


def test_an_error_that_is_no_refusal_rolls_back_and_is_not_told(office, case):
    with (
        pytest.raises(ZeroDivisionError),
        FILING.step(case.pk, "pass_check", actor=office.actor("district"), now=NOW),
    ):
        raise ZeroDivisionError
    case.refresh_from_db()
    assert case.state == "district_check"
    assert refused() == []


def test_a_nested_refusal_is_told_once_by_its_innermost_name(case, stranger):
    key = FormKey(key="00000000-0000-0000-0000-000000000009").key

    def send():
        pass_check(case.pk, actor=stranger, now=NOW)
        return "/"

    with pytest.raises(NotAllowed), attempt(stranger, "outermost", case, now=NOW):
        perform_once(key, {"a": 1}, send, actor=stranger, now=NOW)
    (entry,) = refused()
    assert entry.action == "filing.pass_check"
    assert not FormKey.objects.exists()


def test_the_next_attempt_is_an_outermost_one_again(case, stranger):
    for _ in range(2):
        with pytest.raises(NotAllowed):
            pass_check(case.pk, actor=stranger, now=NOW)
    assert len(refused()) == 2


def test_fields_are_worked_out_from_the_locked_row_and_only_after_all_checks(office, case, stranger):
    asked = []

    def number(row):
        asked.append(row.state)
        return "370202-HWYZ-2026-0001"

    with (
        pytest.raises(NotAllowed),
        FILING.step(case.pk, "pass_check", actor=stranger, now=NOW, filing_number=number),
    ):
        pass
    assert asked == []
    with FILING.step(
        case.pk, "pass_check", actor=office.actor("district"), now=NOW, filing_number=number
    ) as step:
        assert step.row.filing_number == "370202-HWYZ-2026-0001"
    assert asked == ["district_check"]


def test_what_else_must_hold_is_refused_as_a_state_and_shown_with_its_reason(office, case):
    moves = edge("pass_check", "district_check", "acceptance", "通过", when=lambda row: denied("还缺一页。"))
    machine = Machine("test", Policy(Filing, scope=FILINGS.scope, rules=FILINGS.rules), moves)
    district = office.actor("district")
    (offered,) = machine.actions_for(district, case)
    assert (offered.decision.allowed, offered.decision.reason) == (False, "还缺一页。")
    with (
        pytest.raises(TransitionRefused, match="还缺一页。王芳"),
        machine.step(case.pk, "pass_check", actor=district, now=NOW),
    ):
        pass


def test_an_edge_without_a_rule_or_named_twice_stops_the_program():
    def may(actor, row):
        return ALLOWED

    policy = Policy(Filing, scope=FILINGS.scope, rules={"go": may})
    go = edge("go", "draft", "filed", "走")
    with pytest.raises(ValueError, match="stay"):
        Machine("test", policy, go, edge("stay", "draft", "", "留"))
    with pytest.raises(ValueError, match="test"):
        Machine("test", policy, go, go)


def test_a_row_that_does_not_exist_is_not_moved(office):
    with pytest.raises(Filing.DoesNotExist), transaction.atomic():
        pass_check(10**9, actor=office.actor("district"), now=NOW)
