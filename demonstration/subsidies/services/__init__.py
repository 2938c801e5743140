"""What follows when money is entered, worked out, approved, paid and taken back. Pages call these by name."""

from demonstration.subsidies.services.approving import (
    approve_batch,
    drop_batch,
    enter_meeting,
    give_back_batch,
    submit_batch,
)
from demonstration.subsidies.services.calculating import calculate, start_batch
from demonstration.subsidies.services.exporting import export_batch
from demonstration.subsidies.services.lines import edit_line, leave_out, release_line
from demonstration.subsidies.services.paying import Notice, Receipt, enter_receipt, pay_lines
from demonstration.subsidies.services.pools import PoolFacts, enter_pool
from demonstration.subsidies.services.recalling import (
    follow_ended_title,
    follow_returned_title,
    propose_recall,
    recall_line,
    recover,
)
from demonstration.subsidies.services.using import Spending, report_use

__all__ = [
    "Notice",
    "PoolFacts",
    "Receipt",
    "Spending",
    "approve_batch",
    "calculate",
    "drop_batch",
    "edit_line",
    "enter_meeting",
    "enter_pool",
    "enter_receipt",
    "export_batch",
    "follow_ended_title",
    "follow_returned_title",
    "give_back_batch",
    "leave_out",
    "pay_lines",
    "propose_recall",
    "recall_line",
    "recover",
    "release_line",
    "report_use",
    "start_batch",
    "submit_batch",
]
