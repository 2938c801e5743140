"""What can be reported, and how far a report can be. Codes and words, no rule."""

from __future__ import annotations

from django.db import models


class Wrong(models.TextChoices):
    """What is the matter, in the words of the buttons."""

    LOCKED = "locked", "门锁着,进不去"
    WRONG = "wrong", "信息不对(地址、时间、电话等)"
    GONE = "gone", "这里没有了"
    BROKEN = "broken", "设施坏了"


#: The same within a sentence.
SHORT = {
    Wrong.LOCKED: "门锁着",
    Wrong.WRONG: "信息不对",
    Wrong.GONE: "这里没有了",
    Wrong.BROKEN: "设施坏了",
}


#: What is said of it once it is put right.
MENDED = {Wrong.BROKEN: "已修好"}
MENDED_USUALLY = "已改正"

#: Who lifts what stands at the top of the public page, and how: for keeper and officer alike.
HOW_LIFTED = (
    "改正以后,由区(市)总工会到场或电话核实,在阵地档案的“群众反映”中打开这一条,点“确认已改正”,公众页面即恢复平常的显示。"
    "阵地自己发布公告、登记“核实无误”,都不能撤下这一条。"
)


class ReportState(models.TextChoices):
    RECEIVED = "received", "待核实"
    REPLIED = "replied", "待答复"
    CONFIRMED = "confirmed", "核实属实"
    REFUTED = "refuted", "核实不符"
    UNCLEAR = "unclear", "无法核实"
    DROPPED = "dropped", "阵地已注销"


#: As long as a report is in one of these, an answer is owed.
OPEN = (ReportState.RECEIVED, ReportState.REPLIED)

#: What an answer can say, in the words of whoever asked.
TOLD = {
    ReportState.RECEIVED: "正在核实",
    ReportState.REPLIED: "正在核实",
    ReportState.CONFIRMED: "已核实,情况属实",
    ReportState.REFUTED: "已核实,与反映的情况不符",
    ReportState.UNCLEAR: "没能核实",
    ReportState.DROPPED: "这里已经停止服务",
}

#: The colour of a state, beside its word.
TAGS = {
    ReportState.RECEIVED: "limited",
    ReportState.REPLIED: "info",
    ReportState.CONFIRMED: "open",
    ReportState.REFUTED: "plain",
    ReportState.UNCLEAR: "plain",
    ReportState.DROPPED: "closed",
}
