"""Pages of the money."""

from demonstration.subsidies.views.batches import (
    ActOnBatch,
    ApprovePage,
    BatchFile,
    BatchPage,
    BatchPaper,
    PayBatch,
)
from demonstration.subsidies.views.lines import LinePage, UsePaper, Voucher
from demonstration.subsidies.views.lists import NewBatch, NewPool, SubsidyList
from demonstration.subsidies.views.moving import (
    EditLine,
    EnterReceipt,
    LeaveOut,
    PayLine,
    RecallLine,
    Recover,
    ReleaseLine,
    ReportUse,
)

__all__ = [
    "ActOnBatch",
    "ApprovePage",
    "BatchFile",
    "BatchPage",
    "BatchPaper",
    "EditLine",
    "EnterReceipt",
    "LeaveOut",
    "LinePage",
    "NewBatch",
    "NewPool",
    "PayBatch",
    "PayLine",
    "RecallLine",
    "Recover",
    "ReleaseLine",
    "ReportUse",
    "SubsidyList",
    "UsePaper",
    "Voucher",
]
