"""The back office of measures, scoring tables and calendars."""

from rulebook.admin.calendars import CalendarYearAdmin
from rulebook.admin.packs import RulePackAdmin
from rulebook.admin.rubrics import RubricAdmin

__all__ = ["CalendarYearAdmin", "RubricAdmin", "RulePackAdmin"]
