"""What follows when titles are given, changed, ended, asked about and used. Pages call these by name."""

from demonstration.titles.services.appealing import (
    ENDED_WITHOUT,
    NOTHING_TO_ASK,
    answer_appeal,
    ask_about_nomination,
    ask_about_title,
    term_of,
    told_on,
    withdraw_appeal,
)
from demonstration.titles.services.changing import (
    Change,
    end_titles_of,
    keep_title,
    lapse_title,
    lapse_titles,
    lower_title,
    revoke_title,
)
from demonstration.titles.services.meeting import Told
from demonstration.titles.services.naming import Decided, name_more, name_round
from demonstration.titles.services.recommending import use_priority

__all__ = [
    "ENDED_WITHOUT",
    "NOTHING_TO_ASK",
    "Change",
    "Decided",
    "Told",
    "answer_appeal",
    "ask_about_nomination",
    "ask_about_title",
    "end_titles_of",
    "keep_title",
    "lapse_title",
    "lapse_titles",
    "lower_title",
    "name_more",
    "name_round",
    "revoke_title",
    "term_of",
    "told_on",
    "use_priority",
    "withdraw_appeal",
]
