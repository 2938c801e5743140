"""The way of a round, as an edge table: call, recommendation, review, list, publicity, names."""

from __future__ import annotations

from collections.abc import Callable

from core.policy import ALLOWED, Decision, denied
from core.workflow import Machine, edge
from demonstration.models import Round
from demonstration.rounds.hooks import what_is_left
from demonstration.rounds.policy import ROUNDS


def _nothing_is_left(action: str) -> Callable[[Round], Decision]:
    def ask(row: Round) -> Decision:
        left = what_is_left(row, action)
        return denied("".join(left)) if left else ALLOWED

    return ask


ROUND: Machine[Round] = Machine(
    "round",
    ROUNDS,
    edge("edit", "draft", "", "修改", hidden=True),
    edge(
        "publish",
        "draft",
        "open",
        "发布通知",
        consequence="通知发到所属各工会,到开始时间即可申报;管理办法版本和评定规则就此固定,不能再修改。",
    ),
    edge(
        "close_window",
        "open",
        "recommending",
        "结束申报",
        consequence="不再接受申报,由推荐工会在名额内排序推荐。",
    ),
    edge(
        "start_review",
        "recommending",
        "review",
        "开始评审",
        consequence="已推荐的进入评审,没有推荐的记为“未推荐”;推荐工会不能再调整次序。",
    ),
    edge(
        "lengthen",
        "open recommending review",
        "",
        "延长时间",
        hidden=True,
        needs_note=True,
        note_label="延长的原因",
    ),
    edge("lock", "review", "locked", "确定名单", hidden=True, when=_nothing_is_left("lock")),
    edge(
        "unlock",
        "locked",
        "review",
        "撤回名单,重新确定",
        consequence="名单作废,回到评审阶段;重新确定名单须再次登记会议。",
        needs_note=True,
        note_label="撤回的原因",
    ),
    edge("post", "locked", "publicity", "发布公示", hidden=True),
    edge("name", "publicity", "named", "作出命名决定", hidden=True, when=_nothing_is_left("name")),
    edge("post_more", "named", "", "补充公示", hidden=True),
    edge("name_more", "named", "", "补充命名", hidden=True),
    edge(
        "drop",
        "draft open recommending review locked",
        "dropped",
        "终止评定",
        consequence="本次评定终止,已申报的单位收到通知;记录保留。",
        needs_note=True,
        note_label="终止的原因",
    ),
)
