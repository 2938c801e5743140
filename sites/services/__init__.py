"""What follows when the register moves, in one transaction each. Pages and other apps call these by name."""

from sites.services.closing import reopen_site, suspend_site
from sites.services.confirming import confirm_group
from sites.services.correcting import confirm_facts, correct_facts
from sites.services.enrolling import enter_sites, take_out
from sites.services.following import follow_notices
from sites.services.keeping import drop_files, keep_paper, keep_picture, release
from sites.services.noticing import announce_closure, announce_hours, announce_reopening, recall_hours
from sites.services.registering import (
    MOST_PHOTOS,
    AlreadyThere,
    TooManyPhotos,
    add_photo,
    open_site,
    plan_site,
    plan_sites,
    register_columns,
    relabel_paths,
    remove_photo,
    update_facts,
)
from sites.services.supplying import tell_supply
from sites.services.telling import Sender
from sites.services.versions import correct_version

__all__ = [
    "MOST_PHOTOS",
    "AlreadyThere",
    "Sender",
    "TooManyPhotos",
    "add_photo",
    "announce_closure",
    "announce_hours",
    "announce_reopening",
    "confirm_facts",
    "confirm_group",
    "correct_facts",
    "correct_version",
    "drop_files",
    "enter_sites",
    "follow_notices",
    "keep_paper",
    "keep_picture",
    "open_site",
    "plan_site",
    "plan_sites",
    "recall_hours",
    "register_columns",
    "relabel_paths",
    "release",
    "remove_photo",
    "reopen_site",
    "suspend_site",
    "take_out",
    "tell_supply",
    "update_facts",
]
