"""Pages of nominations."""

from demonstration.nominating.views.filling import PaperFile, PapersPage, PracticesPage, RemovePaper
from demonstration.nominating.views.gaps import AnswerGap, DropGap, JudgeGap, NoteGap, SendLetter
from demonstration.nominating.views.listing import NominationList
from demonstration.nominating.views.printing import FormPage, FormPdf, LetterPage, LetterPdf
from demonstration.nominating.views.showing import ActOnNomination, NominationPage
from demonstration.nominating.views.starting import Nominate
from demonstration.nominating.views.submitting import CheckPage, Receipt

__all__ = [
    "ActOnNomination",
    "AnswerGap",
    "CheckPage",
    "DropGap",
    "FormPage",
    "FormPdf",
    "JudgeGap",
    "LetterPage",
    "LetterPdf",
    "Nominate",
    "NominationList",
    "NominationPage",
    "NoteGap",
    "PaperFile",
    "PapersPage",
    "PracticesPage",
    "Receipt",
    "RemovePaper",
    "SendLetter",
]
