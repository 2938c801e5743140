"""Wires visits and assessments into Django, with what the database refuses."""

from __future__ import annotations

from django.apps import AppConfig

from core.guards import append_only, child_frozen_when, frozen_when

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
