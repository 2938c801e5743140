"""Wires the project itself into Django: Celery and the table of the embedded cache."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig, apps
from django.core.management import call_command
from django.db.models.signals import post_migrate

from unionportal.celery import app as celery_app

__all__ = ["UnionPortalConfig", "celery_app"]


def create_cache_table(using: str, **kwargs: Any) -> None:
    """The embedded cache lives in the database; nothing happens where Redis is the cache."""
    call_command("createcachetable", database=using, verbosity=0)


class UnionPortalConfig(AppConfig):
    name = "unionportal"
    verbose_name = "工会服务阵地"

    def ready(self) -> None:
        # Django tells only apps with models that they were migrated; this one has none.
        core = apps.get_app_config("core")
        post_migrate.connect(create_cache_table, sender=core, dispatch_uid="unionportal.cache_table")
