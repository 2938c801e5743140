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


def _may_be_proposed(row: ImportBatch) -> Decision:
    """Everything is answered, and no row may be a place that is known already."""
    waiting = row.pairs.filter(verdict="").count()
    if waiting:
        return denied(f"还有 {waiting} 对相近的阵地没有认定是不是同一处,认定后才能提交入册。")
    return _nothing_is_asked(row)


def _is_at_last_level(row: ImportBatch) -> bool:
    return row.signed_levels >= row.sign_levels - 1


def _earlier_level_is_open(row: ImportBatch) -> Decision:
    return denied("本批已到最后签批环节。") if _is_at_last_level(row) else ALLOWED


def _last_level_is_open(row: ImportBatch) -> Decision:
    return ALLOWED if _is_at_last_level(row) else denied("前一环节尚未签署意见。")


def _becomes_drafts(row: ImportBatch) -> bool:
    return not row.is_existing


def _is_existing(row: ImportBatch) -> bool:
    return row.is_existing


IMPORT: Machine[ImportBatch] = Machine(
    "import",
    IMPORTS,
    edge("read", "reading", "mapping", "读取文件", hidden=True),
    edge("read_known", "reading", "checking", "读取文件", hidden=True),
    edge("map", "mapping review", "checking", "对应表头", hidden=True),
    edge("check", "checking", "review", "核对", hidden=True),
    edge("answer", "review", "checking", "答复", hidden=True),
    edge("pair", "review", "", "认定是否同一处", hidden=True),
    edge(
        "confirm",
        "review",
        "writing",
        "确认导入",
        hidden=True,
        applies=_becomes_drafts,
        when=_nothing_is_asked,
    ),
    edge(
        "propose",
        "review",
        "proposed",
        "提交入册",
        hidden=True,
        applies=_is_existing,
        when=_may_be_proposed,
    ),
    edge(
        "sign",
        "proposed",
        "",
        "签署意见",
        consequence="本批转下一签批环节。",
        note_label="意见",
        applies=_is_existing,
        when=_earlier_level_is_open,
    ),
    edge(
        "approve",
        "proposed",
        "writing",
        "批准入册",
        consequence="名单中的阵地全部列入名册,逐处生成备案编号和阵地编码;要么全部入册,要么一处也不入册。",
        note_label="签批意见",
        applies=_is_existing,
        when=_last_level_is_open,
    ),
    edge(
        "return",
        "proposed",
        "review",
        "退回经办人",
        consequence="本批回到核对环节,没有写入任何阵地;已签的意见作废。",
        needs_note=True,
        note_label="退回的原因",
        applies=_is_existing,
    ),
    edge(
        "take_back",
        "proposed",
        "review",
        "撤回提交",
        consequence="本批回到核对环节,没有写入任何阵地。",
        applies=_is_existing,
    ),
    edge("finish", "writing", "done", "批量导入", hidden=True),
    edge("fail", "reading checking writing", "failed", "未能导入", hidden=True),
    edge("drop", "mapping review", "dropped", "放弃本批", hidden=True),
    edge("undo", "done", "undone", "撤销本批", hidden=True, applies=_becomes_drafts),
    edge(
        "undo_existing",
        "done",
        "undone",
        "撤销本批",
        consequence=(
            "本批阵地全部从名册中删除,公众查询中不再显示,已用的备案编号不再使用,不能恢复;"
            "依据文件、签批意见和决定表保留,标为“已撤销”。"
        ),
        needs_note=True,
        note_label="撤销的原因",
        applies=_is_existing,
    ),
)
