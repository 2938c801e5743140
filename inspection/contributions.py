"""What inspection gives to the apps around it: lines of the desk, next steps, panels, answers to who checks a paper."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from core.registry import INBOX, NEXT_STEPS, VERIFIERS, NextStep
from inspection.models import Rectification
from inspection.rectifying.inbox import orders_inbox
from inspection.rectifying.next_steps import step_of
from inspection.rectifying.selectors import standing_on
from inspection.rectifying.services import settle_order_dates
from inspection.rectifying.verification import verified_order
from rulebook.services.calendars import RECOMPUTERS
from sites.models import ServiceSite
from sites.services.following import HOLDS
from sites.vocabulary import SiteState


def has_standing_order(site: ServiceSite) -> bool:
    return standing_on(site).exists()


def order_step(row: Any, now: datetime) -> NextStep | None:
    """The next step of an order, and of a site that is being rectified; other rows are not ours."""
    if isinstance(row, Rectification):
        return step_of(row, now)
    if isinstance(row, ServiceSite) and row.state == SiteState.RECTIFYING:
        order = standing_on(row).first()
        return step_of(order, now) if order else None
    return None


HOLDS.register("inspection.rectifications", has_standing_order)
INBOX.register("inspection.rectifications", orders_inbox)
NEXT_STEPS.register("inspection.rectifications", order_step)
RECOMPUTERS.register("inspection.rectifications", settle_order_dates)
VERIFIERS.register("inspection.rectifications", verified_order)
