"""What follows at the door: a code is given or renewed, stickers are printed, a visitor is counted, a fault is mended."""

from sites.at_door.services.coming_in import CountedAlready, check_in
from sites.at_door.services.giving_codes import print_stickers, renew_code
from sites.at_door.services.mending import mend_fault
from sites.at_door.services.odd_scans import note_old_code

__all__ = ["CountedAlready", "check_in", "mend_fault", "note_old_code", "print_stickers", "renew_code"]
