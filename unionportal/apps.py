"""Wires the project's own commands into Django."""

from __future__ import annotations

from django.apps import AppConfig


class UnionPortalConfig(AppConfig):
    name = "unionportal"
    verbose_name = "工会服务阵地"
