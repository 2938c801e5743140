"""Yearly calendars, rule packs and their scoring tables: facts and what may never be."""

from rulebook.models.calendar import CalendarDay, CalendarYear
from rulebook.models.pack import RulePack, check_number_pattern
from rulebook.models.pack_rows import LadderStep, SignOffLevel, SubsidyTier, TimeLimit, TypeRule
from rulebook.models.proof import PackScan, Rehearsal
from rulebook.models.record import PackRecord
from rulebook.models.rubric import Rubric, RubricCriterion, RubricDimension, RubricMark, RubricVeto

__all__ = [
    "CalendarDay",
    "CalendarYear",
    "LadderStep",
    "PackRecord",
    "PackScan",
    "Rehearsal",
    "Rubric",
    "RubricCriterion",
    "RubricDimension",
    "RubricMark",
    "RubricVeto",
    "RulePack",
    "SignOffLevel",
    "SubsidyTier",
    "TimeLimit",
    "TypeRule",
    "check_number_pattern",
]
