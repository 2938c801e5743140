"""Pages of the money."""

from demonstration.subsidies.views.batch_files import BatchFile, BatchPaper
from demonstration.subsidies.views.batch_forms import ApprovePage, PayBatch
from demonstration.subsidies.views.batches import ActOnBatch, BatchPage
from demonstration.subsidies.views.deciding import EditLine, LeaveOut, ReleaseLine
from demonstration.subsidies.views.lines import LinePage, UsePaper, Voucher
from demonstration.subsidies.views.lists import NewBatch, NewPool, SubsidyList
from demonstration.subsidies.views.moving import EnterReceipt, PayLine, RecallLine, Recover, ReportUse

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
