"""Wires the project's own commands and checks into Django."""

from __future__ import annotations

from django.apps import AppConfig
from django.core.checks import Tags, register

from unionportal.checks import clock_runs, no_demo_people


class UnionPortalConfig(AppConfig):
    name = "unionportal"
    verbose_name = "工会服务阵地"

    def ready(self) -> None:
        register(clock_runs)
        register(no_demo_people, Tags.database)
