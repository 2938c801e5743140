"""Is it safe to serve real people with this installation? Asked at start and by ``check --deploy``."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError

from accounts.roles import Role
from accounts.selectors import has_demo_people

DEMO_PRESENT = "数据库中有演示账号,不能用于正式运行。请改用新的数据库,或删除演示账号后再启动。"


def refuse_unsafe_start() -> None:
    """Stops web server and worker of a real installation whose database still knows the demo logins."""
    if settings.PRODUCTION and _demo_logins_present():
        raise ImproperlyConfigured(DEMO_PRESENT)


def demo_logins_absent(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    return [Error(DEMO_PRESENT, id="unionportal.E001")] if _demo_logins_present() else []


def clock_is_free(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Only the test settings may stop the clock."""
    if settings.CLOCK_PIN and not settings.TESTING:
        return [Error("CLOCK_PIN 只能用于测试,请从设置中删除。", id="unionportal.E002")]
    return []


def second_factor_roles_known(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """A mistyped role would protect nobody, and nobody would see it."""
    unknown = sorted(set(settings.SECOND_FACTOR_ROLES) - set(Role.values) - {"none"})
    words = f"SECOND_FACTOR_ROLES 中没有这样的角色:{'、'.join(unknown)}。可用:{'、'.join(Role.values)};都不要求填 none。"
    return [Error(words, id="unionportal.E003")] if unknown else []


def _demo_logins_present() -> bool:
    try:
        return has_demo_people()
    except DatabaseError:
        return False  # not migrated yet: nobody can sign in
