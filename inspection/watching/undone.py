"""What did the tasks of the night leave undone? In words for the administrator: they ended, but not for everything."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from core.words import chinese_day
from inspection.watching.selectors import not_made_good
from sites.models import ServiceSite

#: So many are named; of more the number is told.
NAMED = 3


def unfinished_words(today: date) -> str:
    """Checks that broke or left rows out, and that no later run made good; empty for none."""
    runs = list(not_made_good(today))
    told = [
        f"“{run.title}”{chinese_day(run.day)}{'没有全部检查' if run.ended_at else '没有完成'}" for run in runs
    ]
    return f"预警检查:{_listed(told, '项')}。其他预警项已检查。" if told else ""


def not_followed_words(keys: Collection[int]) -> str:
    """Sites whose measures could not be followed; empty for none."""
    if not keys:
        return ""
    rows = ServiceSite.objects.filter(pk__in=keys).order_by("pk")
    told = [code or f"编号 {key}" for key, code in rows.values_list("pk", "code")]
    said = f"处置措施:{_listed(told, '个阵地')}没有处理成功,下次会再试,错误已记入系统日志。"
    return f"{said}其他阵地已处理。"


def _listed(told: list[str], counted: str) -> str:
    more = f"等 {len(told)} {counted}" if len(told) > NAMED else ""
    return "、".join(told[:NAMED]) + more
