"""Wires demonstration rounds into Django: what the database itself must refuse."""

from __future__ import annotations

from django.apps import AppConfig

from core.guards import Guard, append_only, child_frozen_when, frozen_when, register_guard

#: What was handed in stands; a conflict found later takes the whole review out and changes no point of it.
_HANDED_IN = (
    "EXISTS (SELECT 1 FROM demonstration_review AS r WHERE r.id = {row}.review_id AND r.state = 'submitted')"
)
_OTHER_SCORE = "OLD.state = 'submitted' AND (NEW.total <> OLD.total OR NEW.outcome <> OLD.outcome)"


class DemonstrationConfig(AppConfig):
    name = "demonstration"
    verbose_name = "示范阵地评定"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        for table in ("meeting", "namingdecision", "titleevent", "pagecheck", "recovery", "usereport"):
            append_only(f"demonstration_{table}")
        for table in ("publicitytext", "publicitychannel"):
            append_only(f"demonstration_{table}")
        _guard_publicity()
        append_only("demonstration_assignmentrun")
        child_frozen_when("demonstration_reviewanswer", _HANDED_IN)
        register_guard(Guard("demonstration_review", "UPDATE", _OTHER_SCORE))
        _guard_titles()


def _guard_publicity() -> None:
    """A notice that was posted stands: it never ends earlier, its lines and what was objected are never rewritten."""
    frozen_when("demonstration_publicity", "{row}.state = 'replaced'")
    earlier = "NEW.ends_at < OLD.ends_at OR NEW.posted_at <> OLD.posted_at"
    revived = "OLD.state = 'ended' AND NEW.state = 'running'"
    register_guard(
        Guard("demonstration_publicity", "UPDATE", f"OLD.state = 'replaced' OR {earlier} OR ({revived})")
    )
    register_guard(Guard("demonstration_publicity", "DELETE"))
    told = ("publicity_id", "nomination_id", "position", "name", "grade", '"union"', "type_label")
    register_guard(Guard("demonstration_publicityentry", "UPDATE", _changed(told)))
    register_guard(Guard("demonstration_publicityentry", "DELETE"))
    frozen_when("demonstration_objection", "{row}.state IN ('upheld', 'rejected')")
    said = ("entry_id", "number", "token", "text", "sender_name", "sender_phone", "received_at")
    closed = "OLD.state IN ('upheld', 'rejected')"
    register_guard(Guard("demonstration_objection", "UPDATE", f"{closed} OR {_changed(said)}"))
    register_guard(Guard("demonstration_objection", "DELETE"))


def _changed(columns: tuple[str, ...]) -> str:
    return " OR ".join(f"NEW.{name} <> OLD.{name}" for name in columns)


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
