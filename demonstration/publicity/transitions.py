"""The ways of a notice and of an objection, as edge tables. Nothing leads to an earlier end."""

from __future__ import annotations

from core.workflow import Machine, edge
from demonstration.models import Objection, Publicity
from demonstration.publicity.policy import OBJECTIONS, PUBLICITIES

PUBLICITY: Machine[Publicity] = Machine(
    "publicity",
    PUBLICITIES,
    edge("extend", "running", "", "延长公示", hidden=True, needs_note=True, note_label="延长的原因"),
    edge("settle", "running", "", "确定截止日", hidden=True),
    edge("channel", "running ended", "", "登记其他公示渠道", hidden=True),
    edge(
        "replace",
        "running ended",
        "replaced",
        "重新公示",
        hidden=True,
        needs_note=True,
        note_label="重新公示的原因",
    ),
    edge("end", "running", "ended", "公示期满", hidden=True),
)

OBJECTION: Machine[Objection] = Machine(
    "objection",
    OBJECTIONS,
    edge("take", "received", "examining", "受理", consequence="由您核查;核查结束前,该阵地暂缓命名。"),
    edge("uphold", "examining", "upheld", "异议成立", hidden=True),
    edge("reject", "examining", "rejected", "异议不成立", hidden=True),
)
