"""Wires the register of sites into Django."""

from __future__ import annotations

from django.apps import AppConfig

from core.guards import child_frozen_when, frozen_when

VERSION_IS_DECIDED = (
    "(SELECT decided_at FROM service_sites_siteversion WHERE id = {row}.version_id) IS NOT NULL"
)


class SitesConfig(AppConfig):
    name = "sites"
    label = "service_sites"
    verbose_name = "服务阵地"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        frozen_when("service_sites_siteversion", "{row}.decided_at IS NOT NULL")
        child_frozen_when("service_sites_sitephoto", VERSION_IS_DECIDED)
