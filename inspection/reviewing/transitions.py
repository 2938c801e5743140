"""The way of a yearly review, as an edge table: draft, own points, the district's look, the spot check, the results."""

from __future__ import annotations

from core.workflow import Machine, edge
from inspection.models import YearlyReview
from inspection.reviewing.policy import REVIEWS

REVIEW: Machine[YearlyReview] = Machine(
    "review",
    REVIEWS,
    edge("edit", "draft", "", "修改", hidden=True),
    edge(
        "publish",
        "draft",
        "own",
        "公布通知",
        consequence="所列类型的在用阵地全部开始自评,评分表和登记资料就此固定,阵地负责人和区(市)收到提醒。公布后通知内容不能再修改。",
    ),
    edge(
        "drop",
        "draft",
        "dropped",
        "撤销草稿",
        consequence="草稿不再使用,记录保留。",
        needs_note=True,
        note_label="撤销原因",
    ),
    edge("enrol", "own", "", "加入新备案阵地", hidden=True),
    edge(
        "extend",
        "own district",
        "",
        "延长期限",
        hidden=True,
        needs_note=True,
        note_label="延期理由",
    ),
    edge(
        "end_own",
        "own",
        "district",
        "结束自查",
        consequence="此后备案的阵地不再加入。还没有提交自评的,仍可补交,记为逾期。",
    ),
    edge(
        "draw",
        "district",
        "city",
        "抽取并开始市总抽查",
        consequence="系统按通知的比例在每个区(市)、产业工会随机抽取,每家至少抽1处。抽中的由市总逐项评分,其余可以按复核分成批评定。抽取只做一次,不能重抽。",
    ),
    edge(
        "close",
        "city",
        "closed",
        "通报结果",
        consequence="各阵地的结果就此固定。还没有提交自评的记为“未完成自查”,其评定作废。",
    ),
)
