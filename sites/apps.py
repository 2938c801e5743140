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
_COUNT_ALTERED = "COALESCE(NEW.supply_count, -1) <> COALESCE(OLD.supply_count, -1)"
_ALTERED = " OR ".join(
    [
        "OLD.over_at IS NOT NULL",
        *(f"NEW.{name} <> OLD.{name}" for name in _TOLD),
        _EXPIRY_ALTERED,
        _COUNT_ALTERED,
    ]
)


#: The last version of a site leaves with the site, when a list is taken back: it is in force nowhere, and alone.
_STANDS = "(SELECT version_id FROM service_sites_servicesite WHERE id = OLD.site_id) IS NOT NULL"
_OTHERS = "EXISTS (SELECT 1 FROM service_sites_siteversion AS other WHERE other.site_id = {site} AND other.id <> {version})"
_DECIDED_AND_KEPT = (
    f"OLD.decided_at IS NOT NULL AND ({_STANDS} OR {_OTHERS.format(site='OLD.site_id', version='OLD.id')})"
)
#: A site that has more than one version never loses the one in force.
_LOSES_ITS_VERSION = "OLD.version_id IS NOT NULL AND NEW.version_id IS NULL AND " + _OTHERS.format(
    site="OLD.id", version="OLD.version_id"
)


class SitesConfig(AppConfig):
    name = "sites"
    label = "service_sites"
    verbose_name = "服务阵地"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        frozen_when("service_sites_siteversion", "{row}.decided_at IS NOT NULL")
        register_guard(Guard("service_sites_siteversion", "DELETE", _DECIDED_AND_KEPT))
        register_guard(Guard("service_sites_servicesite", "UPDATE", _LOSES_ITS_VERSION))
        child_frozen_when("service_sites_sitephoto", VERSION_IS_DECIDED)
        frozen_when("service_sites_operatingnotice", "1 = 1")
        register_guard(Guard("service_sites_operatingnotice", "UPDATE", _ALTERED))
        register_guard(Guard("service_sites_operatingnotice", "DELETE", _STANDS))
