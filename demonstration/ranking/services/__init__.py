"""What follows when grades are decided and the list is locked. Pages call these by name."""

from demonstration.ranking.services.deciding import decide_grade, undo_grade
from demonstration.ranking.services.locking import lock_list, reopen_nominations

__all__ = ["decide_grade", "lock_list", "reopen_nominations", "undo_grade"]
