"""Wires the register of sites into Django."""

from __future__ import annotations

from django.apps import AppConfig

from core.guards import Guard, child_frozen_when, frozen_when, register_guard

VERSION_IS_DECIDED = (
    "(SELECT decided_at FROM service_sites_siteversion WHERE id = {row}.version_id) IS NOT NULL"
)

#: What a notice said stays as it was told; once it is over nothing of it moves.
_TOLD = (
    *("site_id", "kind", "basis", "reason", "starts_at", "published_at", "published_as", "office"),
    *("supply", "supply_state"),
)
_EXPIRY_ALTERED = "COALESCE(NEW.expires_on, '0001-01-01') <> COALESCE(OLD.expires_on, '0001-01-01')"
_ALTERED = " OR ".join(
    ["OLD.over_at IS NOT NULL", *(f"NEW.{name} <> OLD.{name}" for name in _TOLD), _EXPIRY_ALTERED]
)


class SitesConfig(AppConfig):
    name = "sites"
    label = "service_sites"
    verbose_name = "服务阵地"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        frozen_when("service_sites_siteversion", "{row}.decided_at IS NOT NULL")
        child_frozen_when("service_sites_sitephoto", VERSION_IS_DECIDED)
        frozen_when("service_sites_operatingnotice", "1 = 1")
        register_guard(Guard("service_sites_operatingnotice", "UPDATE", _ALTERED))
