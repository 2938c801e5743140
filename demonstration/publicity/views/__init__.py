"""Pages of notices: for everybody, and for the office."""

from demonstration.publicity.views.changing import ExtendNotice, RestartNotice
from demonstration.publicity.views.handling import (
    ActOnObjection,
    EnterObjection,
    ObjectionPage,
)
from demonstration.publicity.views.leading import PostNotice, PublicityPage
from demonstration.publicity.views.proving import AddChannel, ChannelPicture, NoticeBundle
from demonstration.publicity.views.public import (
    FindObjection,
    FollowObjection,
    NoticeList,
    NoticePage,
    ObjectToEntry,
)

__all__ = [
    "ActOnObjection",
    "AddChannel",
    "ChannelPicture",
    "EnterObjection",
    "ExtendNotice",
    "FindObjection",
    "FollowObjection",
    "NoticeBundle",
    "NoticeList",
    "NoticePage",
    "ObjectToEntry",
    "ObjectionPage",
    "PostNotice",
    "PublicityPage",
    "RestartNotice",
]
