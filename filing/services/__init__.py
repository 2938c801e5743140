"""What follows when a case moves: verb and noun, through the step, everything or nothing."""

from filing.services.checking import (
    BadVisit,
    accept_on_site,
    check_at_street,
    pass_check,
    return_filing,
    withdraw_filing,
)
from filing.services.deciding import approve_filing, refuse_filing, sign_filing
from filing.services.drafting import (
    NotReady,
    attach_photo,
    detach_photo,
    problems_before_submit,
    save_section,
    start_filing,
    submit_filing,
)

__all__ = [
    "BadVisit",
    "NotReady",
    "accept_on_site",
    "approve_filing",
    "attach_photo",
    "check_at_street",
    "detach_photo",
    "pass_check",
    "problems_before_submit",
    "refuse_filing",
    "return_filing",
    "save_section",
    "sign_filing",
    "start_filing",
    "submit_filing",
    "withdraw_filing",
]
