"""Pages of cases: find within reach, validate through a form, call one service."""

from filing.views.acting import ActOnFiling, RecordVisit
from filing.views.answers import Answers, BringUpToDate, SubmitFiling
from filing.views.blank_papers import BlankList, BlankPage, BlankPdf, BlankWord
from filing.views.bulk import BulkDecide, BulkPreview, BulkResult
from filing.views.case import CasePage
from filing.views.document_files import DocumentFile, GapFile, RemoveDocument
from filing.views.documents import DocumentsPage
from filing.views.enrolling import (
    EnrolmentFile,
    EnrolmentPage,
    EnrolmentPdf,
    EnrolmentWord,
    ProposeEnrolment,
)
from filing.views.erasing import ErasePhoto
from filing.views.gaps import AnswerGap, DropGap, JudgeGap, NoteGap, SendLetter
from filing.views.handover import HandoverPage, OneHandover
from filing.views.import_acts import ActOnBatch
from filing.views.import_batch import BatchPage, BatchProgress
from filing.views.import_pairs import BatchPairs
from filing.views.importing import Imports, ImportTemplate
from filing.views.likeness import LikenessPage
from filing.views.listing import FilingList
from filing.views.order_papers import OrderPaper, OrderPaperPdf, OrderPaperWord
from filing.views.papers import PaperList, PaperPage, PaperPdf, PaperWord
from filing.views.phone import Arrived, PhoneCode, PhonePage
from filing.views.photos import Photo, PhotosPage, RemovePhoto
from filing.views.scans import DropStray, PlaceStray, ScansPage, StrayFile
from filing.views.scoring import ClearSelfCheck, SelfCheck
from filing.views.sections import SectionPage
from filing.views.starting import NewFiling

__all__ = [
    "ActOnBatch",
    "ActOnFiling",
    "AnswerGap",
    "Answers",
    "Arrived",
    "BatchPage",
    "BatchPairs",
    "BatchProgress",
    "BlankList",
    "BlankPage",
    "BlankPdf",
    "BlankWord",
    "BringUpToDate",
    "BulkDecide",
    "BulkPreview",
    "BulkResult",
    "CasePage",
    "ClearSelfCheck",
    "DocumentFile",
    "DocumentsPage",
    "DropGap",
    "DropStray",
    "EnrolmentFile",
    "EnrolmentPage",
    "EnrolmentPdf",
    "EnrolmentWord",
    "ErasePhoto",
    "FilingList",
    "GapFile",
    "HandoverPage",
    "ImportTemplate",
    "Imports",
    "JudgeGap",
    "LikenessPage",
    "NewFiling",
    "NoteGap",
    "OneHandover",
    "OrderPaper",
    "OrderPaperPdf",
    "OrderPaperWord",
    "PaperList",
    "PaperPage",
    "PaperPdf",
    "PaperWord",
    "PhoneCode",
    "PhonePage",
    "Photo",
    "PhotosPage",
    "PlaceStray",
    "ProposeEnrolment",
    "RecordVisit",
    "RemoveDocument",
    "RemovePhoto",
    "ScansPage",
    "SectionPage",
    "SelfCheck",
    "SendLetter",
    "StrayFile",
    "SubmitFiling",
]
