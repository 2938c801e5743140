"""What an installation must not be: production with demo logins, or a stopped clock outside the tests."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error
from django.db import DatabaseError

from accounts.selectors import has_demo_people


def clock_runs(
    *, app_configs: Any, databases: Sequence[str] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    if settings.CLOCK_PIN and not getattr(settings, "MAY_PIN_CLOCK", False):
        return [Error("the clock is pinned outside the tests", hint="unset CLOCK_PIN", id="portal.E001")]
    return []


def no_demo_people(
    *, app_configs: Any, databases: Sequence[str] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    """A real installation refuses to migrate or start beside demo logins."""
    if not getattr(settings, "IS_PRODUCTION", False) or not databases:
        return []
    try:
        found = has_demo_people()
    except DatabaseError:
        return []
    hint = "演示账号不能用于正式环境,请换一个空的数据库。"
    return [Error("demo logins are present", hint=hint, id="portal.E002")] if found else []
