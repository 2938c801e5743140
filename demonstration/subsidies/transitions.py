"""The ways of a batch and of one worked line, as edge tables."""

from __future__ import annotations

from core.workflow import Machine, edge
from demonstration.models import Subsidy, SubsidyBatch
from demonstration.subsidies.policy import BATCHES, SUBSIDIES

BATCH: Machine[SubsidyBatch] = Machine(
    "subsidy_batch",
    BATCHES,
    edge("edit", "draft", "", "修改测算", hidden=True),
    edge(
        "submit",
        "draft",
        "submitted",
        "提交审批",
        consequence="测算结果固定,交由另一位有签批权限的同志审批。",
    ),
    edge(
        "give_back",
        "submitted",
        "draft",
        "退回修改",
        consequence="退回测算人修改后重新提交。",
        needs_note=True,
        note_label="退回原因",
    ),
    edge("approve", "submitted", "approved", "批准", hidden=True),
    edge(
        "drop",
        "draft submitted",
        "dropped",
        "撤销本批次",
        consequence="本批次不再使用,记录保留。",
        needs_note=True,
        note_label="撤销原因",
    ),
)

SUBSIDY: Machine[Subsidy] = Machine(
    "subsidy",
    SUBSIDIES,
    edge("edit", "proposed", "", "修改收款账户和理由", hidden=True),
    edge("leave_out", "proposed", "dropped", "不予补助", hidden=True, needs_note=True, note_label="原因"),
    edge("drop", "proposed", "dropped", "随批次撤销", hidden=True),
    edge("approve", "proposed", "approved", "批准", hidden=True),
    edge("release", "approved", "dropped", "取消补助", hidden=True, needs_note=True, note_label="取消原因"),
    edge("pay", "approved paid", "paid", "登记拨付", hidden=True),
    edge("receive", "paid", "", "登记回执", hidden=True),
    edge("arrive", "paid", "received", "登记到账", hidden=True),
    edge("report_use", "received", "", "登记经费使用", hidden=True),
    edge(
        "recall", "paid received", "recalled", "收回补助", hidden=True, needs_note=True, note_label="收回依据"
    ),
    edge("let_pay", "recalled", "paid", "不再收回", hidden=True),
    edge("let_keep", "recalled", "received", "不再收回", hidden=True),
    edge("recover", "recalled", "", "登记收回款", hidden=True),
    edge("settle", "recalled", "returned", "收回完毕", hidden=True),
)
