"""Which drills are there? Their names, what each shows in one line, and their full size."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from unionportal.drill import labels, replays, restoring, returns, seasons, severity, spreadsheets
from unionportal.drill.outcome import Outcome, Say


@dataclass(frozen=True)
class Drill:
    """``run`` takes the size, where to tell of its progress, and until when (monotonic seconds) it may begin new work.

    It makes its own database.
    """

    name: str
    line: str
    size: int
    run: Callable[[int, Say, float], Outcome]


DRILLS = {
    each.name: each
    for each in (
        Drill("recompute", "三个版本下的全部评分逐字重算:一份不差,改动必被列出", 5_000, replays.drill),
        Drill("return", "退回补正的随机办理:不漏补正、不越范围、期限准确", 10_000, returns.drill),
        Drill("spreadsheets", "恶意表格文件:说明理由后拒绝,网页进程不受影响", 300, spreadsheets.drill),
        Drill("labels", "照片再次使用:改过也认得出,没用过的不误报", 600, labels.drill),
        Drill("labels-crowd", "照片再次使用:库中照片很多时", 500_000, labels.crowded),
        Drill(
            "restore", "备份和恢复:写入不停时备份,恢复后逐行一致,损坏的备份不恢复", 10_000, restoring.drill
        ),
        Drill("seasons", "动态管理三年逐日模拟:没有一项处置不曾提前告知", 500, seasons.drill),
        Drill("severity", "评委宽严:模拟评审中算得准、区间可靠、该不动的不动", 1_000, severity.drill),
    )
}
