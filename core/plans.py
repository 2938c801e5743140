"""Long statements that are asked again and again: PostgreSQL plans them once for a connection and keeps the plan.

Planning a SELECT of twenty subqueries takes several times as long as answering it. The values stand in the text that is
prepared, so that its plan is the one that they would get anyway; new statistics or another schema make a new one.
"""

from __future__ import annotations

import itertools
from collections import OrderedDict
from collections.abc import Sequence
from typing import Any
from weakref import WeakKeyDictionary

from django.db import connection
from django.db.backends.utils import CursorWrapper

#: Plans of one connection. A desk takes about 3 MB of the database's memory.
MOST_PLANS = 8

_Asked = tuple[str, tuple[Any, ...]]

#: By connection of the driver: names of its plans, the one asked last at the end.
_plans: WeakKeyDictionary[Any, OrderedDict[_Asked, str]] = WeakKeyDictionary()
_numbers = itertools.count(1)


def ask(cursor: CursorWrapper, text: str, values: Sequence[Any]) -> None:
    """Once, without a trace."""
    cursor.execute(text, values)


def ask_by_plan(cursor: CursorWrapper, text: str, values: Sequence[Any]) -> None:
    """By the plan that this connection keeps, or by a new one that it keeps from now on."""
    if not _keeps_plans():
        ask(cursor, text, values)
        return
    plans, asked = _plans.setdefault(connection.connection, OrderedDict()), (text, tuple(values))
    if name := plans.get(asked):
        cursor.execute(f"EXECUTE {name}")
        plans.move_to_end(asked)
        return
    name = f"kept_plan_{next(_numbers)}"
    given_up = f"DEALLOCATE {plans.popitem(last=False)[1]}; " if len(plans) >= MOST_PLANS else ""
    cursor.execute(f"{given_up}PREPARE {name} AS {text}; EXECUTE {name}", values)
    plans[asked] = name


def _keeps_plans() -> bool:
    """Not SQLite; nor a pool that gives the connection away after each transaction: it takes no options either."""
    return connection.vendor == "postgresql" and bool(connection.settings_dict["OPTIONS"].get("options"))
