"""What follows when the register moves, in one transaction each. Pages and other apps call these by name."""

from sites.services.registering import (
    MOST_PHOTOS,
    TooManyPhotos,
    add_photo,
    open_site,
    plan_site,
    register_columns,
    relabel_paths,
    remove_photo,
    update_facts,
)

__all__ = [
    "MOST_PHOTOS",
    "TooManyPhotos",
    "add_photo",
    "open_site",
    "plan_site",
    "register_columns",
    "relabel_paths",
    "remove_photo",
    "update_facts",
]
