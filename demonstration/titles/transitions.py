"""The ways of a title and of a request to look again, as edge tables."""

from __future__ import annotations

from core.workflow import Machine, edge
from demonstration.models import Appeal, Designation
from demonstration.titles.policy import APPEALS, TITLES

TITLE: Machine[Designation] = Machine(
    "title",
    TITLES,
    edge("keep", "valid", "", "年度复核保留", hidden=True, needs_note=True, note_label="保留的理由"),
    edge("downgrade", "valid", "", "降低等次", hidden=True, needs_note=True, note_label="依据"),
    edge("revoke", "valid", "revoked", "取消资格并摘牌", hidden=True, needs_note=True, note_label="依据"),
    edge("recommend", "valid", "", "使用优先推荐", hidden=True),
    edge("lapse", "valid", "lapsed", "终止", hidden=True),
    edge("restore", "revoked", "valid", "复核后恢复", hidden=True),
    edge("restore_grade", "valid", "", "复核后恢复等次", hidden=True),
)

APPEAL: Machine[Appeal] = Machine(
    "appeal",
    APPEALS,
    edge("keep", "asked", "kept", "维持原决定", hidden=True, needs_note=True, note_label="复核意见"),
    edge("change", "asked", "changed", "撤销原决定", hidden=True, needs_note=True, note_label="复核意见"),
    edge(
        "withdraw",
        "asked",
        "withdrawn",
        "撤回复核申请",
        consequence="复核就此结束,同一事项不能再次申请。",
    ),
)
