"""Wires the visits into Django."""

from __future__ import annotations

from django.apps import AppConfig

from core.guards import append_only


class InspectionConfig(AppConfig):
    name = "inspection"
    verbose_name = "检查验收"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        append_only("inspection_visit")
