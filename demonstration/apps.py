"""Wires demonstration rounds into Django: what the database itself must refuse."""

from __future__ import annotations

from django.apps import AppConfig

from core.guards import append_only


class DemonstrationConfig(AppConfig):
    name = "demonstration"
    verbose_name = "示范阵地评定"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        for table in ("meeting", "namingdecision", "titleevent", "pagecheck", "recovery", "usereport"):
            append_only(f"demonstration_{table}")
