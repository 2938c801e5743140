"""What may happen to a rule pack or to a later document of it now, and what comes next?"""

from __future__ import annotations

from core.workflow import Machine, edge
from rulebook.models import PackRecord, RulePack
from rulebook.policy import PACKS, RECORDS

PACK: Machine[RulePack] = Machine(
    "pack",
    PACKS,
    edge("edit", "draft", "", "修改内容"),
    edge("check", "draft", "checked", "核对", consequence="确认与印发原件一致,内容不再修改,等待试算。"),
    edge(
        "rehearse",
        "checked rehearsed",
        "rehearsed",
        "试算",
        consequence="用上一周期的记录试算,看清影响后再公布。",
    ),
    edge(
        "return_to_draft",
        "checked rehearsed",
        "draft",
        "退回修改",
        consequence="回到草稿,修改后须重新核对、试算。",
        needs_note=True,
        note_label="退回原因",
    ),
    edge(
        "publish",
        "rehearsed",
        "published",
        "公布",
        consequence="自施行日期起适用,公布后不能修改,只能由新版本接替。",
    ),
)

RECORD: Machine[PackRecord] = Machine(
    "record",
    RECORDS,
    edge("confirm", "entered", "confirmed", "核对", consequence="确认与印发文件一致,自登记的日期起生效。"),
    edge(
        "drop",
        "entered",
        "dropped",
        "撤下",
        consequence="登记有误时撤下,不生效,留有记录。",
        needs_note=True,
        note_label="撤下原因",
    ),
)
