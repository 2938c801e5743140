"""What follows when a notice is posted, lengthened, replaced, objected to, watched. Pages and tasks call these by name."""

from demonstration.publicity.services.answering import decide_objection, take_objection
from demonstration.publicity.services.bundling import bundle_of
from demonstration.publicity.services.channels import Channel, add_channel
from demonstration.publicity.services.ending import end_notice, end_notices, extend_notice, settle_notices
from demonstration.publicity.services.objecting import (
    NoMoreToday,
    Said,
    enter_objection,
    lodge_objection,
)
from demonstration.publicity.services.posting import post_further_notice, post_notice, restart_notice
from demonstration.publicity.services.watching import look_at, look_at_notices
from demonstration.publicity.services.wording import Notice, further_notice_for, notice_for

__all__ = [
    "Channel",
    "NoMoreToday",
    "Notice",
    "Said",
    "add_channel",
    "bundle_of",
    "decide_objection",
    "end_notice",
    "end_notices",
    "enter_objection",
    "extend_notice",
    "further_notice_for",
    "lodge_objection",
    "look_at",
    "look_at_notices",
    "notice_for",
    "post_further_notice",
    "post_notice",
    "restart_notice",
    "settle_notices",
    "take_objection",
]
