"""Decisions carry their reason, and an action nobody thought of is an error, never a yes."""

from __future__ import annotations

import pytest
from django.db.models import Q

from core.actor import NOBODY, SYSTEM
from core.models import Heartbeat
from core.policy import ALLOWED, NotAllowed, Policy, both, denied, either, system_only


def yes(actor, row):
    return ALLOWED


def no(reason):
    return lambda actor, row: denied(reason)


def test_an_action_without_a_rule_is_a_programming_error():
    policy = Policy(Heartbeat, scope=lambda actor: Q(), rules={"read": yes})
    with pytest.raises(KeyError):
        policy.decide(NOBODY, "write", None)


def test_require_raises_with_the_reason_that_goes_on_the_page():
    policy = Policy(Heartbeat, scope=lambda actor: Q(), rules={"read": no("请联系管理员。")})
    with pytest.raises(NotAllowed) as refused:
        policy.require(NOBODY, "read", None)
    assert refused.value.reason == "请联系管理员。"


@pytest.mark.parametrize(
    ("rule", "allowed", "reason"),
    [
        (both(yes, yes), True, ""),
        (both(yes, no("甲"), no("乙")), False, "甲"),
        (either(no("甲"), yes), True, ""),
        (either(no("甲"), no("乙")), False, "乙"),
        (either(), False, "您没有办理此事项的权限。"),
    ],
)
def test_rules_combine(rule, allowed, reason):
    decision = rule(NOBODY, None)
    assert (bool(decision), decision.reason) == (allowed, reason)


def test_only_the_system_passes_a_system_rule():
    assert system_only(SYSTEM, None)
    assert not system_only(NOBODY, None)


@pytest.mark.django_db
def test_the_system_sees_all_rows_and_nobody_sees_what_the_scope_says():
    Heartbeat.objects.create(name="worker", seen_at="2026-10-12T10:00:00+08:00")
    policy = Policy(Heartbeat, scope=lambda actor: Q(pk__in=[]), rules={})
    assert policy.visible_to(SYSTEM).count() == 1
    assert policy.visible_to(NOBODY).count() == 0
