"""What follows when a list is taken in: verb and noun, everything or nothing."""

from filing.imports.services.answering import answer_questions, confirm_import, drop_import, map_heads
from filing.imports.services.checking import check_rows
from filing.imports.services.enrolling import enrol_sites
from filing.imports.services.pairing import Verdict, settle_pairs
from filing.imports.services.proposing import (
    Cited,
    approve_enrolment,
    propose_enrolment,
    return_enrolment,
    sign_enrolment,
    take_back_enrolment,
)
from filing.imports.services.running import claim_run, fail_import
from filing.imports.services.staging import AlreadyTaken, stage_rows, start_import
from filing.imports.services.undoing import undo_enrolment, undo_import
from filing.imports.services.writing import write_sites

__all__ = [
    "AlreadyTaken",
    "Cited",
    "Verdict",
    "answer_questions",
    "approve_enrolment",
    "check_rows",
    "claim_run",
    "confirm_import",
    "drop_import",
    "enrol_sites",
    "fail_import",
    "map_heads",
    "propose_enrolment",
    "return_enrolment",
    "settle_pairs",
    "sign_enrolment",
    "stage_rows",
    "start_import",
    "take_back_enrolment",
    "undo_enrolment",
    "undo_import",
    "write_sites",
]
