"""The first row of each group, whole: what is told of it then comes from one row, never from several beside each other."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, F, QuerySet, Window
from django.db.models.functions import RowNumber


def first_of_each(rows: QuerySet[Any], group: str, *order: str) -> QuerySet[Any]:
    """``order``: by which columns it is the first, the key at last. With ``in_group``: how many rows the group has."""
    by_place = [*(F(each) for each in order), F("pk")]
    numbered = rows.annotate(
        in_group=Window(Count("pk"), partition_by=F(group)),
        place_in_group=Window(RowNumber(), partition_by=F(group), order_by=by_place),
    )
    found: QuerySet[Any] = numbered.filter(place_in_group=1)
    return found
