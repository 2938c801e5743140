"""Why does what was announced lead to nothing any more? The reason that holds, cause by cause, in words."""

from __future__ import annotations

from datetime import date

from core.words import chinese_day
from inspection.laddering.climbing import Cause, Standing
from inspection.laddering.selectors.reading import causes_of
from inspection.laddering.selectors.standing import name_of, standings_of
from inspection.models import Consequence, ConsequenceCause

NOT_THIS_SITE = "阵地现在不适用这项措施"
COUNTED_ANEW = "“{}”已重新起算天数"


def why_fallen(row: Consequence, day: date) -> str:
    """“自查逾期”已解决; of several causes each with its own reason, told once."""
    standing = standings_of([row.site_id], day, without=row.pk)[row.site_id]
    causes = {name: cause for cause in standing.causes for name in cause.names}
    told = [_reason(each, causes.get(name_of(each)), standing, row.action, day) for each in causes_of(row)]
    return ";".join(dict.fromkeys(told))


def _reason(told: ConsequenceCause, cause: Cause | None, standing: Standing, action: str, day: date) -> str:
    if cause is None:
        return _over(told)
    if cause.stopped and not cause.rests:
        return f"{told.order or told.title}:{cause.stopped}"
    if cause.not_before and cause.not_before > day and told.order:
        return f"{told.order} 的整改期限已改为{chinese_day(told.order.due_on)}"
    return COUNTED_ANEW.format(told.title) if action in standing.concerned else NOT_THIS_SITE


def _over(told: ConsequenceCause) -> str:
    """A finding that ended, an order that is over."""
    if told.order is None:
        return f"“{told.title}”已解决"
    return f"{told.order} {told.order.state_label}"
