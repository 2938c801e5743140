"""What comes next for a batch: the edge table of imports."""

from __future__ import annotations

from core.policy import ALLOWED, Decision, denied
from core.workflow import Machine, edge
from filing.imports.policy import IMPORTS
from filing.models.imports import ImportBatch


def _nothing_is_asked(row: ImportBatch) -> Decision:
    if row.questions.exists():
        return denied("还有事项没有答复,不能导入。")
    return ALLOWED if row.sites.exists() else denied("没有可以导入的行:没有新的阵地,也没有与名册不同的内容。")


IMPORT: Machine[ImportBatch] = Machine(
    "import",
    IMPORTS,
    edge("read", "reading", "mapping", "读取文件", hidden=True),
    edge("read_known", "reading", "checking", "读取文件", hidden=True),
    edge("map", "mapping review", "checking", "对应表头", hidden=True),
    edge("check", "checking", "review", "核对", hidden=True),
    edge("answer", "review", "checking", "答复", hidden=True),
    edge("confirm", "review", "writing", "确认导入", hidden=True, when=_nothing_is_asked),
    edge("finish", "writing", "done", "批量导入", hidden=True),
    edge("fail", "reading checking writing", "failed", "未能导入", hidden=True),
    edge("drop", "mapping review", "dropped", "放弃本批", hidden=True),
    edge("undo", "done", "undone", "撤销本批", hidden=True),
)
