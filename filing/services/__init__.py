"""What follows when a case moves: verb and noun, through the step, everything or nothing."""

from filing.services.answering import answer_gap, answer_mended
from filing.services.checking import (
    BadVisit,
    accept_on_site,
    check_at_street,
    forward_filing,
    pass_check,
    withdraw_filing,
)
from filing.services.deciding import (
    approve_cancellation,
    approve_change,
    approve_filing,
    decide_change,
    refuse_change,
    refuse_filing,
    sign_filing,
)
from filing.services.documents import (
    Described,
    attach_document,
    checked_paper,
    detach_document,
    file_scan,
    replace_documents,
)
from filing.services.drafting import (
    attach_photo,
    detach_photo,
    save_particulars,
    save_section,
    start_filing,
)
from filing.services.readiness import NotReady, problems_before_submit
from filing.services.recalling import recall_filing
from filing.services.returning import (
    NoSuchPart,
    drop_gap,
    judge_gap,
    note_gap,
    return_filing,
)
from filing.services.scans import drop_stray, place_stray, sweep_strays, take_in_scan
from filing.services.scoring import begin_self_check, clear_self_check
from filing.services.starting import bring_up_to_date, start_cancellation, start_change
from filing.services.submitting import submit_filing

__all__ = [
    "BadVisit",
    "Described",
    "NoSuchPart",
    "NotReady",
    "accept_on_site",
    "answer_gap",
    "answer_mended",
    "approve_cancellation",
    "approve_change",
    "approve_filing",
    "attach_document",
    "attach_photo",
    "begin_self_check",
    "bring_up_to_date",
    "check_at_street",
    "checked_paper",
    "clear_self_check",
    "decide_change",
    "detach_document",
    "detach_photo",
    "drop_gap",
    "drop_stray",
    "file_scan",
    "forward_filing",
    "judge_gap",
    "note_gap",
    "pass_check",
    "place_stray",
    "problems_before_submit",
    "recall_filing",
    "refuse_change",
    "refuse_filing",
    "replace_documents",
    "return_filing",
    "save_particulars",
    "save_section",
    "sign_filing",
    "start_cancellation",
    "start_change",
    "start_filing",
    "submit_filing",
    "sweep_strays",
    "take_in_scan",
    "withdraw_filing",
]
