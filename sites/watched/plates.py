"""At which sites does the plate stand suspended, since when, and when was one given back?"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db.models import Q, QuerySet

from core.clock import start_of
from sites.models import OperatingNotice
from sites.services.plates import REASON
from sites.vocabulary import Basis, NoticeKind


def plate_closures() -> QuerySet[Any]:
    """Every closure by which a signature suspended a plate."""
    return OperatingNotice.objects.filter(kind=NoticeKind.CLOSURE, basis=Basis.DECISION, reason=REASON)


def suspended_plates(day: date) -> QuerySet[Any]:
    """Those that hold at the end of a day."""
    over = start_of(day + timedelta(days=1))
    rows = plate_closures().filter(starts_at__lt=over, over_at=None)
    return rows.filter(Q(ends_at=None) | Q(ends_at__gte=over))
