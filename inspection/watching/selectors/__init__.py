"""What is read of the watch: findings, what is coming, what keeps checks from finding anything; never writes."""

from inspection.watching.selectors.ahead import AHEAD, Coming, coming_findings
from inspection.watching.selectors.findings import (
    AGES,
    GRAVITY,
    FindingFilter,
    Group,
    as_lines,
    findings_about,
    findings_to_administer,
    findings_to_mend,
    findings_within,
    groups_within,
    oldest_of,
    picked_within,
)
from inspection.watching.selectors.hindrances import (
    Lacking,
    Unfinished,
    is_left_behind,
    lacking_terms,
    last_run,
    not_made_good,
    to_try_again,
    unfinished_runs,
)

__all__ = [
    "AGES",
    "AHEAD",
    "GRAVITY",
    "Coming",
    "FindingFilter",
    "Group",
    "Lacking",
    "Unfinished",
    "as_lines",
    "coming_findings",
    "findings_about",
    "findings_to_administer",
    "findings_to_mend",
    "findings_within",
    "groups_within",
    "is_left_behind",
    "lacking_terms",
    "last_run",
    "not_made_good",
    "oldest_of",
    "picked_within",
    "to_try_again",
    "unfinished_runs",
]
