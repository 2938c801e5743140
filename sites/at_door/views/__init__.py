"""Pages of the door: where a code leads, the tap of a visitor, what a keeper does there, stickers."""

from sites.at_door.views.desk import DoorPage
from sites.at_door.views.public import CheckIn, door_code
from sites.at_door.views.scans import ScansPage
from sites.at_door.views.stickers import StickerSheetPage, StickersPage

__all__ = ["CheckIn", "DoorPage", "ScansPage", "StickerSheetPage", "StickersPage", "door_code"]
