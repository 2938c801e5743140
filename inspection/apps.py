"""Wires visits, orders, draws and assessments into Django: what the database itself must refuse."""

from __future__ import annotations

from django.apps import AppConfig

from core.guards import Guard, append_only, child_frozen_when, frozen_when, register_guard

_IS_OVER = (
    "EXISTS (SELECT 1 FROM inspection_assessment AS a WHERE a.id = {row}.assessment_id"
    " AND a.state IN ('concluded', 'void'))"
)
#: A column is written once more while its assessment is concluded in the same step; after that it stands.
_COLUMN_STANDS = "{row}.handed_in_at IS NOT NULL AND " + _IS_OVER
_ANSWER_STANDS = (
    "EXISTS (SELECT 1 FROM inspection_scorecolumn AS c JOIN inspection_assessment AS a ON a.id = c.assessment_id"
    " WHERE c.id = {row}.column_id AND c.handed_in_at IS NOT NULL AND a.state IN ('concluded', 'void'))"
)

#: What was sent stays as it was sent; only the way of the order moves on.
_SENT = (
    *("number", "site_id", "source", "source_key", "grounds", "pack_id", "first_due_on", "ordered_by_id"),
    *("ordered_as", "office", "ordered_at", "verify_token"),
)
_ITEM = ("order_id", "number", "problem", "remedy")
_ORDER_IS_SENT = "(SELECT digest FROM inspection_rectification WHERE id = NEW.order_id) <> ''"

#: What was published before the draw, and the seed behind its digest.
_COMMITTED = (
    *("number", "title", "union_id", "site_type", "districts", "size", "per_site", "weights", "pool"),
    *("list_digest", "seed_digest", "seed", "is_sealed", "committed_by_id", "committed_at"),
)
#: Of a finding only the day of its end is written later, once.
_FOUND = ("code", "severity", "began_on", "found_on", "found_at")
#: What was announced stays as it was announced; its day moves only when a calendar makes it certain.
_ANNOUNCED = ("site_id", "action", "pack_id", "wording", "ripe_on", "announced_at", "announced_on", "notice")
_IS_SEALED = "(SELECT is_sealed FROM inspection_spotcheck WHERE id = NEW.spot_check_id)"
_DRAWN = ("spot_check_id", "site_id", "position", "inspectors")

#: What somebody of the public told; only the look at its picture is added.
_ANSWERED = ("site_id", "kind", "state", "answer", "answered_at", "office")
_TOLD = ("report_id", "number", "token", "text", "received_at")


def _altered(columns: tuple[str, ...]) -> str:
    return " OR ".join(f"NEW.{name} <> OLD.{name}" for name in columns)


def _keep(table: str, altered: str) -> None:
    """No row is lost, and these columns of it never change."""
    frozen_when(table, "1 = 1")
    register_guard(Guard(table, "UPDATE", altered))


class InspectionConfig(AppConfig):
    name = "inspection"
    verbose_name = "检查验收"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        append_only("inspection_visit")
        frozen_when("inspection_yearlyreview", "{row}.state IN ('closed', 'dropped')")
        frozen_when("inspection_reviewentry", "{row}.result <> ''")
        frozen_when("inspection_assessment", "{row}.state IN ('concluded', 'void')")
        frozen_when("inspection_scorecolumn", _COLUMN_STANDS)
        child_frozen_when("inspection_scoreanswer", _ANSWER_STANDS)
        child_frozen_when("inspection_scoreproof", _IS_OVER)
        _keep("inspection_rectification", f"OLD.digest <> '' AND ({_altered((*_SENT, 'digest'))})")
        _keep("inspection_rectificationitem", _altered(_ITEM))
        register_guard(Guard("inspection_rectificationitem", "INSERT", _ORDER_IS_SENT))
        _keep("inspection_consequence", _altered(_ANNOUNCED))
        append_only("inspection_consequencecause")
        _keep("inspection_spotcheck", f"OLD.is_sealed AND ({_altered(_COMMITTED)})")
        register_guard(
            Guard("inspection_finding", "UPDATE", f"OLD.ended_on IS NOT NULL OR {_altered(_FOUND)}")
        )
        for table in ("inspection_drawentry", "inspection_drawinspector"):
            append_only(table)
            register_guard(Guard(table, "INSERT", _IS_SEALED))
        _keep("inspection_publicreport", f"OLD.answer <> '' AND ({_altered(_ANSWERED)})")
        _keep("inspection_reportentry", _altered(_TOLD))
        _keep(
            "inspection_drawnsite", f"OLD.visit_id IS NOT NULL OR OLD.skipped <> '' OR ({_altered(_DRAWN)})"
        )
