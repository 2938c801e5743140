"""The life of a report, as an edge table. No edge leads to the register: what is confirmed
stands at the door until an ordinary notice answers it."""

from __future__ import annotations

from core.policy import ALLOWED, Decision, denied
from core.workflow import Machine, edge
from inspection.models import PublicReport
from inspection.reporting.policy import REPORTS


def _is_unmended(report: PublicReport) -> Decision:
    return denied("这条反映已经确认改正,不需要再确认。") if report.mended_at else ALLOWED


_ANY = "received replied confirmed refuted unclear dropped"

REPORT: Machine[PublicReport] = Machine(
    "report",
    REPORTS,
    edge("reply", "received replied", "replied", "说明情况", hidden=True),
    edge("confirm", "received replied", "confirmed", "核实属实", hidden=True),
    edge("refute", "received replied", "refuted", "核实不符", hidden=True),
    edge("close_unclear", "received replied", "unclear", "无法核实", hidden=True),
    edge("mend", "confirmed", "", "确认已改正", hidden=True, when=_is_unmended),
    edge("drop", "received replied", "dropped", "因阵地注销终止", hidden=True),
    edge("clear_picture", _ANY, "", "照片不含人像", hidden=True),
    edge("erase_picture", _ANY, "", "删除照片", hidden=True),
)
