"""What follows when a list is taken in: verb and noun, everything or nothing."""

from filing.imports.services.answering import answer_questions, confirm_import, drop_import, map_heads
from filing.imports.services.checking import check_rows
from filing.imports.services.running import claim_run, fail_import
from filing.imports.services.staging import AlreadyTaken, stage_rows, start_import
from filing.imports.services.undoing import undo_import
from filing.imports.services.writing import write_sites

__all__ = [
    "AlreadyTaken",
    "answer_questions",
    "check_rows",
    "claim_run",
    "confirm_import",
    "drop_import",
    "fail_import",
    "map_heads",
    "stage_rows",
    "start_import",
    "undo_import",
    "write_sites",
]
