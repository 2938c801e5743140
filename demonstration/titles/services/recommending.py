"""优先推荐: what a title gives in a year is used up once, for the site, a team or a person whose name is never kept."""

from __future__ import annotations

from datetime import date, datetime

from core.actor import Actor
from core.workflow import TransitionRefused
from demonstration.models import Priority, PriorityFor
from demonstration.titles.transitions import TITLE
from sites.text_guard import guarded_text


def use_priority(key: int, year: int, whom: str, used_for: str, *, actor: Actor, now: datetime) -> Priority:
    """The title is locked meanwhile, so that of two who use it at once the second is refused."""
    with TITLE.step(key, "recommend", actor=actor, now=now) as step:
        row = step.row
        words = guarded_text("用于", used_for, mobiles=True)
        if not words:
            raise TransitionRefused("请填写用于推荐什么荣誉。")
        if not (row.valid_from <= date(year, 12, 31) and row.valid_until >= date(year, 1, 1)):
            raise TransitionRefused(f"该称号在 {year} 年度没有优先推荐。")
        if Priority.objects.filter(designation=row, year=year, whom=whom).exists():
            raise TransitionRefused(
                f"该称号 {year} 年度的{PriorityFor(whom).label}优先推荐已经使用,请刷新页面查看。"
            )
        used = Priority.objects.create(
            designation=row, year=year, whom=whom, used_for=words, used_at=now, used_by=actor.name
        )
        step.details.update(year=year, whom=whom, used_for=words)
    return used
