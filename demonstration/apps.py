"""Wires demonstration rounds into Django: what the database itself must refuse."""

from __future__ import annotations

from django.apps import AppConfig

from core.guards import Guard, append_only, register_guard


class DemonstrationConfig(AppConfig):
    name = "demonstration"
    verbose_name = "示范阵地评定"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        for table in ("meeting", "namingdecision", "titleevent", "pagecheck", "recovery", "usereport"):
            append_only(f"demonstration_{table}")
        _guard_titles()


def _guard_titles() -> None:
    """A certificate stays as it was given, and what was used up or answered stays so."""
    given = (
        *("number", "verify_token", "site_id", "issuer_id", "name", "site_name", "level"),
        *("document_number", "plate_number", "valid_from", "valid_until"),
    )
    altered = " OR ".join(f"NEW.{name} <> OLD.{name}" for name in given)
    register_guard(Guard("demonstration_designation", "UPDATE", altered))
    register_guard(Guard("demonstration_designation", "DELETE"))
    for operation in ("UPDATE", "DELETE"):
        register_guard(Guard("demonstration_priority", operation, "OLD.used_at IS NOT NULL"))
    register_guard(Guard("demonstration_appeal", "UPDATE", "OLD.state <> 'asked'"))
    register_guard(Guard("demonstration_appeal", "DELETE"))
