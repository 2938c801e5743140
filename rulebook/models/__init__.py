"""Yearly calendars, rule packs and their scoring tables: facts and what may never be."""

from rulebook.models.calendar import CalendarDay, CalendarYear
from rulebook.models.pack import RulePack, SignOffLevel, TimeLimit, TypeRule, check_number_pattern
from rulebook.models.rubric import Rubric, RubricCriterion, RubricDimension, RubricMark, RubricVeto

__all__ = [
    "CalendarDay",
    "CalendarYear",
    "Rubric",
    "RubricCriterion",
    "RubricDimension",
    "RubricMark",
    "RubricVeto",
    "RulePack",
    "SignOffLevel",
    "TimeLimit",
    "TypeRule",
    "check_number_pattern",
]
