"""The life of a draw, as an edge table."""

from __future__ import annotations

from core.workflow import Machine, edge
from inspection.models import SpotCheck
from inspection.spot_checks.policy import SPOT_CHECKS

SPOT_CHECK: Machine[SpotCheck] = Machine(
    "spot_check",
    SPOT_CHECKS,
    edge(
        "draw",
        "committed",
        "drawn",
        "公布种子并抽取",
        consequence="公布种子,按公布的办法抽出阵地和检查人员;结果不能更改,任何人都可以重算核对。",
    ),
    edge(
        "give_up",
        "committed",
        "void",
        "作废",
        consequence="本次抽查作废,名单、摘要和原因保留备查。",
        needs_note=True,
        note_label="作废原因",
    ),
    edge("record", "drawn working", "working", "登记检查结果", hidden=True),
    edge(
        "skip",
        "drawn working",
        "working",
        "登记未检查原因",
        hidden=True,
        needs_note=True,
        note_label="未检查的原因",
    ),
    edge("finish", "working", "done", "办结抽查", hidden=True),
)
