"""Wires the grammar into Django: guards after every migrate, contributions of all apps, system checks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.core.checks import Tags, register
from django.db import connections
from django.db.models.signals import post_migrate
from django.utils.module_loading import autodiscover_modules

from core.guards import append_only, check_guards, install_guards


def install_after_migrate(using: str, **kwargs: Any) -> None:
    install_guards(connections[using])


def guards_present(*, app_configs: Any, databases: Sequence[str] | None = None, **kwargs: Any) -> list[Any]:
    return [problem for alias in databases or [] for problem in check_guards(connections[alias])]


class CoreConfig(AppConfig):
    name = "core"
    verbose_name = "系统基础"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        append_only("core_auditentry")
        append_only("core_auditseal")
        autodiscover_modules("contributions", "job_admin", "message_admin", "dynamic_checks")
        post_migrate.connect(install_after_migrate, sender=self, dispatch_uid="core.guards")
        register(guards_present, Tags.database)
