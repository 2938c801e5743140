"""Wires the register of sites into Django."""

from __future__ import annotations

from django.apps import AppConfig

from core.guards import frozen_when


class SitesConfig(AppConfig):
    name = "sites"
    label = "service_sites"
    verbose_name = "服务阵地"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        frozen_when("service_sites_siteversion", "OLD.decided_at IS NOT NULL")
