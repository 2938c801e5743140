"""``recompute`` asks everybody who registered, names what differs, and fails then."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from core.management.commands import recompute
from core.registry import Recomputed, Recomputer, Registry


@pytest.fixture
def replays(monkeypatch):
    """Two kinds of outcomes; what they find can be set."""
    found = {"dates": Recomputed(3), "scores": Recomputed(1_200)}
    registry = Registry("recomputers")
    for name in found:
        title = {"dates": "期限", "scores": "得分"}[name]
        registry.register(name, Recomputer(title, lambda name=name: found[name]))
    monkeypatch.setattr(recompute, "RECOMPUTERS", registry)
    return found


def told(*words):
    out = StringIO()
    try:
        call_command("recompute", *words, stdout=out)
    except CommandError as failed:
        return out.getvalue().splitlines(), str(failed)
    return out.getvalue().splitlines(), ""


def test_all_equal_is_told_by_kind_and_is_no_failure(replays):
    lines, failure = told("--all")
    assert lines == ["期限:重新计算 3 条,不一致 0 条", "得分:重新计算 1,200 条,不一致 0 条"]
    assert failure == ""


def test_what_differs_is_listed_and_fails_the_command(replays):
    replays["scores"] = Recomputed(
        1_200, ("PD2026-000007 自评:保存的是 900", "PD2026-000009 自评:保存的是 800")
    )
    lines, failure = told("--all")
    assert lines[1:] == [
        "得分:重新计算 1,200 条,不一致 2 条",
        "  PD2026-000007 自评:保存的是 900",
        "  PD2026-000009 自评:保存的是 800",
    ]
    assert failure == "有 2 条结果与保存的不一致。"


def test_a_long_list_is_cut_and_its_count_is_whole(replays):
    replays["dates"] = Recomputed(80, tuple(f"第 {number} 件" for number in range(60)))
    lines, failure = told("--all")
    assert lines[0] == "期限:重新计算 80 条,不一致 60 条"
    assert [line for line in lines if line.startswith("  ")] == [f"  第 {number} 件" for number in range(50)]
    assert failure == "有 60 条结果与保存的不一致。"


def test_one_kind_can_be_asked_alone(replays):
    replays["dates"] = Recomputed(3, ("第 1 件",))
    assert told("--only", "scores") == (["得分:重新计算 1,200 条,不一致 0 条"], "")


def test_without_a_kind_the_command_says_what_to_write(replays):
    assert told()[1] == "请写明 --all(全部)或 --only 种类。"
    with pytest.raises(CommandError, match="other"):
        call_command("recompute", "--only", "other")
