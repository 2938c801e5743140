"""What do pages and services read of notices and objections? Never writes."""

from demonstration.publicity.selectors.lists import RESERVE, listed, listed_anew, vacancies
from demonstration.publicity.selectors.notices import (
    due_to_end,
    latest_of,
    notice,
    notice_within,
    notices_of,
    public_notices,
    running_notices,
    takes_objections,
    told_of,
    unsettled_notices,
    what_is_unpublished,
)
from demonstration.publicity.selectors.objections import (
    has_open_objection,
    objected_among,
    objection_numbered,
    objection_within,
    objections_within,
)
from demonstration.publicity.selectors.proving import channel_of, channels_of, faults_of, watched_until

__all__ = [
    "RESERVE",
    "channel_of",
    "channels_of",
    "due_to_end",
    "faults_of",
    "has_open_objection",
    "latest_of",
    "listed",
    "listed_anew",
    "notice",
    "notice_within",
    "notices_of",
    "objected_among",
    "objection_numbered",
    "objection_within",
    "objections_within",
    "public_notices",
    "running_notices",
    "takes_objections",
    "told_of",
    "unsettled_notices",
    "vacancies",
    "watched_until",
    "what_is_unpublished",
]
