"""What is read of measures and calendars by pages and upper apps; never writes."""

from rulebook.selectors.calendars import (
    calendar_as_of,
    calendars_of,
    known_calendar_years,
    load_calendar,
    newest_calendar,
)
from rulebook.selectors.changing import changes_between
from rulebook.selectors.governing import Governed, governed_on
from rulebook.selectors.packs import (
    issuers_for,
    lack_of_measure,
    least_samples,
    measure_in,
    measure_of,
    measures_of,
    own_measures,
    pack_in_force,
    predecessor_of,
    rubrics_in,
    scan_of,
    terms_of,
    waiting_records,
)
from rulebook.selectors.standing import (
    ending_among,
    ending_trials,
    governing_without_tables,
    standing_words,
    trials_near_end,
    validity_of,
    with_standing,
    with_validity,
)
from rulebook.terms import Measure
from rulebook.workdays import WorkCalendar

__all__ = [
    "Governed",
    "Measure",
    "WorkCalendar",
    "calendar_as_of",
    "calendars_of",
    "changes_between",
    "ending_among",
    "ending_trials",
    "governed_on",
    "governing_without_tables",
    "issuers_for",
    "known_calendar_years",
    "lack_of_measure",
    "least_samples",
    "load_calendar",
    "measure_in",
    "measure_of",
    "measures_of",
    "newest_calendar",
    "own_measures",
    "pack_in_force",
    "predecessor_of",
    "rubrics_in",
    "scan_of",
    "standing_words",
    "terms_of",
    "trials_near_end",
    "validity_of",
    "waiting_records",
    "with_standing",
    "with_validity",
]
