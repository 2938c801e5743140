"""What follows when measures and calendars change: verb and noun, one transaction, one audit entry each."""

from rulebook.services.calendars import Imported, import_calendar_year, seed_calendars
from rulebook.services.packs import (
    BadPack,
    check_pack,
    copy_pack,
    create_pack,
    edit_pack,
    edit_rubric,
    publish_pack,
    return_pack,
)
from rulebook.services.records import Later, confirm_record, drop_record, enter_record
from rulebook.services.rehearsing import Result, keep_rehearsal, rehearse_pack
from rulebook.services.scans import attach_scan
from rulebook.services.seeding import draft_with_tables, seed_packs

__all__ = [
    "BadPack",
    "Imported",
    "Later",
    "Result",
    "attach_scan",
    "check_pack",
    "confirm_record",
    "copy_pack",
    "create_pack",
    "draft_with_tables",
    "drop_record",
    "edit_pack",
    "edit_rubric",
    "enter_record",
    "import_calendar_year",
    "keep_rehearsal",
    "publish_pack",
    "rehearse_pack",
    "return_pack",
    "seed_calendars",
    "seed_packs",
]
