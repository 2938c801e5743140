"""Pages of cases: find within reach, validate through a form, call one service."""

from filing.views.acting import ActOnFiling, RecordVisit
from filing.views.answers import Answers, BringUpToDate, SubmitFiling
from filing.views.bulk import BulkDecide, BulkPreview, BulkResult
from filing.views.case import CasePage
from filing.views.gaps import AnswerGap, DropGap, JudgeGap, NoteGap, SendLetter
from filing.views.handover import HandoverPage, OneHandover
from filing.views.importing import ActOnBatch, BatchPage, BatchProgress, Imports, ImportTemplate
from filing.views.listing import FilingList
from filing.views.papers import PrintForm, ReceiptCode, ReceiptPage
from filing.views.phone import Arrived, PhoneCode, PhonePage
from filing.views.photos import Photo, PhotosPage, RemovePhoto
from filing.views.sections import SectionPage
from filing.views.starting import NewFiling

__all__ = [
    "ActOnBatch",
    "ActOnFiling",
    "AnswerGap",
    "Answers",
    "Arrived",
    "BatchPage",
    "BatchProgress",
    "BringUpToDate",
    "BulkDecide",
    "BulkPreview",
    "BulkResult",
    "CasePage",
    "DropGap",
    "FilingList",
    "HandoverPage",
    "ImportTemplate",
    "Imports",
    "JudgeGap",
    "NewFiling",
    "NoteGap",
    "OneHandover",
    "PhoneCode",
    "PhonePage",
    "Photo",
    "PhotosPage",
    "PrintForm",
    "ReceiptCode",
    "ReceiptPage",
    "RecordVisit",
    "RemovePhoto",
    "SectionPage",
    "SendLetter",
    "SubmitFiling",
]
