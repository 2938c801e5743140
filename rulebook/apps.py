"""Wires measures and calendars into Django: what the database itself must refuse."""

from __future__ import annotations

from django.apps import AppConfig

from core.guards import Guard, append_only, child_frozen_when, frozen_when, register_guard

PACK_IS_PUBLISHED = "(SELECT state FROM rulebook_rulepack WHERE id = {row}.pack_id) = 'published'"
RUBRIC_IS_PUBLISHED = (
    "(SELECT p.state FROM rulebook_rulepack AS p JOIN rulebook_rubric AS r ON r.pack_id = p.id "
    "WHERE r.id = {row}.rubric_id) = 'published'"
)
OF_THE_PACK = (
    *("rulebook_timelimit", "rulebook_signofflevel", "rulebook_typerule", "rulebook_rubric"),
    *("rulebook_subsidytier", "rulebook_ladderstep", "rulebook_packscan"),
)
OF_THE_TABLE = (
    *("rulebook_rubricdimension", "rulebook_rubriccriterion"),
    *("rulebook_rubricveto", "rulebook_rubricmark"),
)

CALENDAR_IS_COMPLETE = (
    "(SELECT count(*) FROM rulebook_calendarday WHERE calendar_id = NEW.calendar_id) >= "
    "(SELECT day_count FROM rulebook_calendaryear WHERE id = NEW.calendar_id)"
)


#: Of a later document only its state moves, and that once.
RECORD_IS_REWRITTEN = (
    "OLD.state <> 'entered' OR "
    + " OR ".join(
        f"OLD.{name} <> NEW.{name}" for name in ("pack_id", "kind", "document_number", "text", "reason")
    )
    + " OR OLD.day <> NEW.day OR (OLD.day IS NULL) <> (NEW.day IS NULL)"
)


class RulebookConfig(AppConfig):
    name = "rulebook"
    verbose_name = "管理办法与日历"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        frozen_when("rulebook_rulepack", "{row}.state = 'published'")
        append_only("rulebook_packrecord")
        register_guard(Guard("rulebook_packrecord", "UPDATE", RECORD_IS_REWRITTEN))
        for table in OF_THE_PACK:
            child_frozen_when(table, PACK_IS_PUBLISHED)
        for table in OF_THE_TABLE:
            child_frozen_when(table, RUBRIC_IS_PUBLISHED)
        for table in ("rulebook_calendaryear", "rulebook_calendarday", "rulebook_rehearsal"):
            append_only(table)
        register_guard(Guard("rulebook_calendarday", "INSERT", CALENDAR_IS_COMPLETE))
