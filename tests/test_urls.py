"""Who gets what at every address? The table is written by hand; an address that is not in it fails the suite."""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse

from accounts.models import RoleGrant
from core.heartbeat import beat
from core.models import AuditEntry, JobRun
from core.tasks import worker_alive
from filing.imports.services import (
    Cited,
    approve_enrolment,
    propose_enrolment,
    sign_enrolment,
    start_import,
)
from filing.imports.tasks import run_import
from filing.models import Handover, ImportBatch, StrayScan
from filing.papers.pdf import can_make_pdf
from filing.phone import PhonePass, phone_code
from filing.services import attach_document, checked_paper, file_scan, take_in_scan
from filing.services.documents import Described
from filing.services.handing_over import Wish, offer_handover
from inspection.models import CheckRun
from sites.at_door.services import print_stickers
from sites.ledger.services import export_ledger
from sites.ledger.spec import Spec
from sites.models import SitePhoto
from tests.accounts.phones import having
from tests.conftest import IN_CI
from tests.demonstration import addresses as demonstration
from tests.demonstration.addresses import honoured
from tests.demonstration.reviewing.addresses import reviewed_at
from tests.digest import changed, tables
from tests.factories import actor_of, person, return_with, walk
from tests.imports.lists import row_of, xlsx
from tests.inspection.addresses import looked_at
from tests.inspection.reviews import review_body, running_review
from tests.inspection.scored import scored_at
from tests.office import NOW, Crew, Office, build_office, case_in, draft_of, picture, site_of
from tests.pdfs import plain_pdf
from tests.sites.ledgers import body as ledger_form

pytestmark = pytest.mark.django_db

VISITORS = ("", "keeper", "district", "district2", "city", "auditor", "admin")

#: A number is the status of the answer, "login" the way to the sign-in page.
#: Of cases: draft, checked (waits for the district), accepted (waits for acceptance), filed.
GET = """
name                of        anonymous keeper district other city auditor administrator
healthz             -         200       200    200      200   200  200     200
readyz              -         200       200    200      200   200  200     200
metrics             -         404       404    404      404   404  404     404
health              -         login     403    403      403   403  403     200
job-again           failed    login     405    405      405   405  405     405
task-again          task      login     405    405      405   405  405     405
check-again         tried     login     405    405      405   405  405     405
messages            -         login     200    200      200   200  200     200
message-channel     -         login     200    200      200   200  200     200
finder              -         200       200    200      200   200  200     200
site-page           filed     200       200    200      200   200  200     200
site-photo          filed     200       200    200      200   200  200     200
site-qr             filed     200       200    200      200   200  200     200
verify              nothing   404       404    404      404   404  404     404
verify              filed     200       200    200      200   200  200     200
setup               -         404       404    404      404   404  404     404
login               -         200       302    302      302   302  302     302
logout              -         405       405    405      405   405  405     405
password            -         login     200    200      200   200  200     200
second-step         -         login     302    302      302   302  302     302
second-step-recovery -        login     302    302      302   302  302     302
second-factor       -         login     200    200      200   200  200     200
second-factor-setup -         login     302    302      302   302  302     302
second-factor-reset heir      login     404    404      404   404  404     200
large-type          -         405       405    405      405   405  405     405
review-invitation   dead-link 404       404    404      404   404  404     404
reviews-mine        -         login     200    200      200   200  200     200
review-statement    duty      login     404    404      404   404  404     404
reviews-compare     duty      login     404    404      404   404  404     404
reviews-submit      duty      login     404    404      404   404  404     404
review-case         opinion   login     404    404      404   404  404     404
review-no-vetoes    opinion   login     405    405      405   405  405     405
review-comment      opinion   login     405    405      405   405  405     405
review-recuse       opinion   login     405    405      405   405  405     405
review-file         proof-of-it 404     404    404      404   404  404     404
round-reviewers     panel     login     404    404      404   200  200     404
round-invite        panel     login     404    404      404   200  403     404
round-remind        panel     login     405    405      405   405  405     405
round-reviewer-act  guest     login     405    405      405   405  405     405
round-conflicts     panel     login     404    404      404   200  200     404
round-conflict-drop barred    login     405    405      405   405  405     405
round-assignment    panel     login     404    404      404   200  200     404
desk                -         login     200    200      200   200  200     200
sites               -         login     200    200      200   200  200     200
site-file           filed     login     200    200      404   200  200     404
site-ahead          filed     login     200    200      404   200  200     404
findings            -         login     200    200      200   200  200     200
findings-pick       -         login     302    302      302   302  302     302
site-notices        filed     login     200    200      404   200  200     404
inspections         -         login     200    200      200   200  200     200
reviews             -         login     200    200      200   200  200     200
review-new          -         login     403    403      403   200  403     403
review              review    login     200    200      200   200  200     404
review-edit         review    login     403    403      403   302  403     404
review-extend       review    login     403    403      403   200  403     404
review-act          review    login     405    405      405   405  405     405
review-sites        review    login     200    200      200   200  200     404
review-conclude     review    login     405    405      405   405  405     405
review-conclude-confirm review login    405    405      405   405  405     405
review-conclude-result review login     302    302      302   302  302     404
review-orders       review    login     403    200      200   200  403     404
review-orders-result review   login     302    302      302   302  302     404
review-summary      review    login     200    200      200   200  200     404
review-summary-file review    login     405    405      405   405  405     405
consequences        -         login     200    200      200   200  200     200
consequences-sign   -         login     403    200      200   200  403     403
consequences-signed -         login     302    302      302   302  302     302
consequence         announced login     200    200      404   200  200     404
consequence-act     announced login     405    405      405   405  405     405
rectification-new   -         login     200    200      200   200  200     200
rectification       order     login     200    200      404   200  200     404
rectification-act   order     login     405    405      405   405  405     405
rectification-item  item      login     200    200      404   403  403     404
rectification-judge item      login     405    405      405   405  405     405
rectification-longer order    login     200    200      404   403  403     404
rectification-longer-answer order login 405    405      405   405  405     405
rectification-photo proof     404       200    200      404   200  200     404
rectification-photo-erase proof login   200    200      404   200  403     404
rectification-photo-remove proof login  405    405      405   405  405     405
rectification-paper order     login     200    200      404   200  200     404
rectification-paper-pdf order login     200    200      404   200  200     404
rectification-paper-word order login    200    200      404   200  200     404
visit-new           -         login     200    200      200   200  200     200
visit               visit     login     200    200      404   200  200     404
visit-photo         sight     404       200    200      404   200  200     404
visit-photo-erase   sight     login     403    200      404   200  403     404
spot-check-new      -         login     403    200      200   200  403     403
spot-check          draw      login     404    200      404   200  200     404
spot-check-act      draw      login     405    405      405   405  405     405
spot-check-record   draw      login     404    200      404   200  200     404
drawn-visit         drawn     login     404    200      404   200  200     404
drawn-skip          drawn     login     404    403      404   200  403     404
handovers           -         login     200    200      200   200  200     200
handover            offer     login     200    200      404   404  404     404
site-honours        filed     login     200    200      404   200  200     404
site-rate           filed     200       200    200      200   200  200     200
site-report         filed     200       200    200      200   200  200     200
report-find         -         200       200    200      200   200  200     200
report-follow       told      200       200    200      200   200  200     200
report-follow-picture told    404       404    404      404   404  404     404
report              report    login     200    200      404   200  200     404
report-explain      report    login     405    405      405   405  405     405
report-answer       report    login     405    405      405   405  405     405
report-mended       report    login     405    405      405   405  405     405
report-picture      shot      404       200    200      404   200  403     404
report-picture-clear shot     login     405    405      405   405  405     405
report-picture-erase shot     login     200    200      404   200  403     404
site-use            filed     login     200    200      404   200  200     404
site-season         filed     login     404    404      404   404  404     404
site-use-activities filed     login     200    200      404   200  200     404
site-use-faults     filed     login     200    200      404   200  200     404
site-use-ratings    filed     login     200    200      404   200  200     404
door-code           mark      302       302    302      302   302  302     302
site-check-in       filed     200       200    200      200   200  200     200
site-door           filed     login     200    200      302   200  200     302
site-use-scans      filed     login     200    200      404   200  200     404
stickers            -         login     200    200      200   200  200     200
sticker-sheet       printed   login     404    200      404   404  404     404
sticker-sheet-pdf   printed   login     404    200      404   404  404     404
site-use-poster     filed     login     200    200      404   200  200     404
site-use-sessions   filed     login     404    404      404   404  404     404
site-use-requests   filed     login     404    404      404   404  404     404
site-use-plan       filed     login     404    404      404   404  404     404
export              -         login     403    200      200   200  403     403
export-columns      -         login     403    200      200   200  403     403
export-file         taken     login     404    200      404   404  404     404
filings             -         login     200    200      200   200  200     200
filing-bulk         -         login     405    405      405   405  405     405
filing-bulk-decide  -         login     405    405      405   405  405     405
filing-bulk-result  -         login     302    302      302   302  302     302
filing-new          -         login     200    200      200   403  403     403
filing              draft     login     200    200      404   404  404     404
filing              filed     login     200    200      404   200  200     404
filing-answers      draft     login     200    200      404   404  404     404
filing-answers      filed     login     302    302      404   403  403     404
filing-self-check   draft     login     405    405      405   405  405     405
filing-self-check-clear draft login     405    405      405   405  405     405
filing-submit       draft     login     405    405      405   405  405     405
filing-act          draft     login     405    405      405   405  405     405
filing-visit        draft     login     405    405      405   405  405     405
filing-receipt      draft     login     404    404      404   404  404     404
filing-receipt      filed     login     200    200      404   200  200     404
filing-print        draft     login     200    200      404   404  404     404
filing-print        filed     login     200    200      404   200  200     404
filing-papers       draft     login     200    200      404   404  404     404
filing-papers       filed     login     200    200      404   200  200     404
filing-paper        draft     login     200    200      404   404  404     404
filing-paper        filed     login     200    200      404   200  200     404
filing-paper-pdf    filed     login     200    200      404   200  200     404
filing-paper-word   filed     login     200    200      404   200  200     404
blank-papers        -         login     200    200      200   200  200     200
blank-paper         form      login     200    200      200   200  200     200
blank-paper-pdf     form      login     200    200      200   200  200     200
blank-paper-word    form      login     200    200      200   200  200     200
filing-documents    draft     login     200    200      404   404  404     404
filing-documents    filed     login     200    200      404   200  200     404
filing-document     draft     login     200    200      404   404  404     404
filing-document     filed     login     403    200      404   200  403     404
filing-document-remove draft  login     405    405      405   405  405     405
scans               -         login     200    200      200   200  403     403
scan-file           stray     login     404    200      404   404  403     403
scan-place          stray     login     405    405      405   405  403     403
scan-drop           stray     login     405    405      405   405  403     403
filing-likeness     draft     login     200    200      404   404  404     404
filing-likeness     filed     login     200    200      404   200  200     404
filing-photos       draft     login     200    200      404   404  404     404
filing-photos       filed     login     302    302      404   403  403     404
filing-phone-code   draft     login     200    200      404   404  404     404
filing-phone-code   filed     login     404    404      404   404  404     404
filing-photos-arrived draft   login     200    200      404   404  404     404
phone               draft     200       200    200      200   200  200     200
phone               filed     404       404    404      404   404  404     404
filing-photo        draft     404       200    200      404   404  404     404
filing-photo        filed     404       200    200      404   200  200     404
filing-photo-erase  draft     login     200    200      404   404  404     404
filing-photo-erase  filed     login     200    200      404   200  403     404
filing-photo-remove draft     login     405    405      405   405  405     405
filing-gap          checked   login     403    200      404   403  403     404
filing-gap-document lacking   login     200    200      404   200  200     404
filing-gap-drop     noted     login     405    405      405   405  405     405
filing-gap-judge    mended    login     405    405      405   405  405     405
filing-gap-answer   returned  login     405    405      405   405  405     405
filing-letter       noted     login     405    405      405   405  405     405
filing-update       draft     login     405    405      405   405  405     405
filing-section      draft     login     200    200      404   404  404     404
filing-section      returned  login     200    200      404   403  403     404
filing-section      filed     login     302    302      404   403  403     404
imports             -         login     200    200      200   200  403     403
import-template     type      login     200    200      200   200  403     403
import-batch        batch     login     404    200      404   404  403     403
import-batch        enrolled  login     404    200      404   200  403     403
import-progress     batch     login     404    200      404   404  403     403
import-act          batch     login     405    405      405   405  403     403
import-pairs        batch     login     404    200      404   404  403     403
import-pairs        enrolled  login     404    200      404   200  403     403
import-propose      batch     login     405    405      405   405  403     403
import-file         batch     login     404    404      404   404  403     403
import-file         enrolled  login     404    200      404   200  403     403
import-paper        batch     login     404    404      404   404  403     403
import-paper        enrolled  login     404    200      404   200  403     403
import-paper-pdf    enrolled  login     404    200      404   200  403     403
import-paper-word   enrolled  login     404    200      404   200  403     403
assessments         -         login     200    200      200   200  200     200
assessment-new      begun     login     302    302      302   302  302     302
assessment-new      fresh     login     200    200      302   200  200     302
assessment          own       login     200    200      404   200  200     404
assessment          handed    login     200    200      404   200  200     404
assessment-act      own       login     405    405      405   405  405     405
assessment-take-over own      login     405    405      405   405  405     405
assessment-renew    own       login     405    405      405   405  405     405
assessment-sheet    own       login     200    200      404   200  200     404
assessment-sheet-code own     login     200    200      404   200  200     404
assessment-prove    own       login     405    405      405   405  405     405
assessment-proof-remove own   login     405    405      405   405  405     405
assessment-choose   own       login     200    200      404   403  403     404
assessment-picture  own       404       200    200      404   200  200     404
assessment-picture-erase own  login     200    200      404   200  403     404
"""
GET += demonstration.GET

#: What a proper form gets: 302 is done, 403 not allowed, 409 too late, 404 not there.
POST = """
name                of        anonymous keeper district other city auditor administrator
login               -         200       302    302      302   302  302     302
logout              -         login     login  login    login login login  login
large-type          -         302       302    302      302   302  302     302
message-channel     -         login     302    302      302   302  302     302
job-again           failed    login     403    403      403   403  403     302
task-again          task      login     403    403      403   403  403     302
check-again         tried     login     403    403      403   403  403     302
password            -         login     302    302      302   302  302     302
second-step         -         login     302    302      302   302  302     302
second-step-recovery -        login     302    302      302   302  302     302
second-factor       -         login     302    302      302   302  302     302
second-factor-setup -         login     302    302      302   302  302     302
second-factor-reset heir      login     404    404      404   404  404     302
review-invitation   dead-link 404       404    404      404   404  404     404
review-statement    duty      login     404    404      404   404  404     404
reviews-submit      duty      login     404    404      404   404  404     404
review-case         opinion   login     404    404      404   404  404     404
review-no-vetoes    opinion   login     404    404      404   404  404     404
review-comment      opinion   login     404    404      404   404  404     404
review-recuse       opinion   login     404    404      404   404  404     404
round-invite        panel     login     404    404      404   200  403     404
round-remind        panel     login     404    404      404   302  403     404
round-reviewer-act  guest     login     404    404      404   302  403     404
round-conflicts     panel     login     404    404      404   302  403     404
round-conflict-drop barred    login     404    404      404   302  403     404
round-assignment    panel     login     404    404      404   302  403     404
setup               -         404       404    404      404   404  404     404
site-notices        filed     login     302    302      404   403  403     404
handovers           -         login     409    400      400   400  400     400
handover            offer     login     302    302      404   404  404     404
review-new          -         login     403    403      403   302  403     403
review-edit         review    login     403    403      403   409  403     404
review-extend       review    login     403    403      403   302  403     404
review-act          review    login     403    403      403   302  403     404
review-conclude     review    login     200    200      200   200  200     404
review-conclude-confirm review login    302    302      302   302  302     404
review-orders       review    login     403    302      302   302  403     404
review-summary-file review    login     403    200      200   200  403     404
consequence-act     announced login     403    302      404   302  403     404
consequences-sign   signing   login     403    302      302   302  403     403
rectification-new   ordered   login     403    302      404   302  403     404
rectification-act   order     login     403    302      404   302  403     404
rectification-item  item      login     302    302      404   403  403     404
rectification-judge item      login     403    409      404   409  403     404
rectification-longer order    login     302    302      404   403  403     404
rectification-longer-answer order login 403    409      404   409  403     404
rectification-photo-erase proof login   302    302      404   302  403     404
rectification-photo-remove proof login  302    302      404   403  403     404
visit-new           ordered   login     403    302      404   302  403     404
visit               visit     login     403    302      404   302  403     404
visit-photo-erase   sight     login     403    302      404   302  403     404
spot-check-new      -         login     403    400      400   302  403     403
spot-check-act      draw      login     404    403      404   302  403     404
drawn-visit         drawn     login     404    403      404   302  403     404
drawn-skip          drawn     login     404    403      404   302  403     404
site-honours        filed     login     302    302      404   302  403     404
site-rate           filed     302       302    302      302   302  302     302
site-report         filed     302       302    302      302   302  302     302
report-explain      report    login     302    302      404   403  403     404
report-answer       report    login     403    302      404   302  403     404
report-mended       report    login     403    409      404   409  403     404
report-picture-clear shot     login     403    302      404   302  403     404
report-picture-erase shot     login     302    302      404   302  403     404
site-use            filed     login     302    302      404   403  403     404
site-season         filed     login     404    404      404   404  404     404
site-use-activities filed     login     302    302      404   403  403     404
site-use-faults     filed     login     302    302      404   403  403     404
site-use-ratings    filed     login     302    302      404   403  403     404
site-check-in       filed     302       302    302      302   302  302     302
site-door           filed     login     302    302      404   403  403     404
stickers            -         login     302    302      409   302  403     403
site-use-sessions   filed     login     404    404      404   404  404     404
site-use-requests   filed     login     404    404      404   404  404     404
site-use-plan       filed     login     404    404      404   404  404     404
export              -         login     403    302      400   302  403     403
export-columns      -         login     403    302      302   302  403     403
export-file         taken     login     404    409      404   404  404     404
filing-new          -         login     302    302      400   403  403     403
filing-bulk         -         login     200    200      200   200  200     200
filing-bulk-decide  -         login     302    302      302   302  302     302
filing-section      draft     login     302    302      404   404  404     404
filing-section      checked   login     409    409      404   403  403     404
filing-documents    draft     login     302    302      404   404  404     404
filing-documents    filed     login     302    302      404   302  403     404
filing-document-remove draft  login     302    302      404   404  404     404
filing-document-remove filed  login     403    302      404   302  403     404
scans               -         login     200    200      200   200  403     403
scan-place          stray     login     404    302      404   404  403     403
scan-drop           stray     login     404    302      404   404  403     403
filing-photos       draft     login     302    302      404   404  404     404
filing-photos       filed     login     409    409      404   403  403     404
phone               draft     302       302    302      302   302  302     302
phone               filed     404       404    404      404   404  404     404
filing-photo-erase  draft     login     302    302      404   404  404     404
filing-photo-erase  filed     login     302    302      404   302  403     404
filing-photo-remove draft     login     302    302      404   404  404     404
filing-photo-remove filed     login     409    409      404   403  403     404
filing-self-check   draft     login     409    409      404   404  404     404
filing-self-check   checked   login     409    409      404   403  403     404
filing-self-check-clear draft login     409    409      404   404  404     404
filing-submit       draft     login     302    302      404   404  404     404
filing-submit       checked   login     409    409      404   403  403     404
filing-gap          checked   login     403    302      404   403  403     404
filing-gap          filed     login     403    409      404   403  403     404
filing-gap-drop     noted     login     403    302      404   403  403     404
filing-gap-judge    mended    login     403    302      404   403  403     404
filing-gap-answer   returned  login     302    302      404   403  403     404
filing-gap-answer   mended    login     409    409      404   403  403     404
filing-letter       noted     login     403    302      404   403  403     404
filing-letter       checked   login     403    409      404   403  403     404
filing-update       draft     login     302    302      404   404  404     404
filing-likeness     draft     login     302    302      404   404  404     404
filing-likeness     filed     login     409    409      404   409  403     404
filing-act          checked   login     403    302      404   403  403     404
filing-act          filed     login     403    409      404   403  403     404
filing-visit        accepted  login     403    302      404   403  403     404
filing-visit        filed     login     403    409      404   403  403     404
imports             -         login     400    302      400   403  403     403
import-act          batch     login     404    302      404   404  403     403
import-act          enrolled  login     404    403      404   302  403     403
import-pairs        batch     login     404    400      404   404  403     403
import-propose      batch     login     404    409      404   404  403     403
import-propose      enrolled  login     404    409      404   403  403     403
assessment-new      begun     login     302    302      404   302  403     404
assessment          own       login     302    302      404   403  403     404
assessment          handed    login     403    302      404   403  403     404
assessment-act      own       login     302    302      404   403  403     404
assessment-act      handed    login     409    409      404   403  403     404
assessment-take-over own      login     409    409      404   403  403     404
assessment-take-over handed   login     403    302      404   403  403     404
assessment-renew    own       login     409    409      404   403  403     404
assessment-prove    own       login     302    302      404   403  403     404
assessment-proof-remove own   login     302    302      404   403  403     404
assessment-choose   own       login     400    400      404   403  403     404
assessment-picture-erase own  login     302    302      404   302  403     404
"""
POST += demonstration.POST


def lines_of(table: str) -> list[tuple[str, str, tuple[str, ...]]]:
    rows = [line.split() for line in table.strip().splitlines()[1:]]
    return [(name, of, tuple(here(name, answer) for answer in answers)) for name, of, *answers in rows]


def here(name: str, answer: str) -> str:
    """A machine that cannot draw a PDF leads to the print page instead; in CI it can."""
    draws_elsewhere = name.endswith("-pdf") and not IN_CI and not can_make_pdf()
    return "302" if draws_elsewhere and answer == "200" else answer


@dataclass
class World:
    office: Office
    cases: dict[str, Any]
    offer: Handover
    taken: uuid.UUID
    sheet: Any = None
    stray: Any = None
    looked: Any = None
    scored: Any = None
    review: Any = None
    reviewed: Any = None
    honours: Any = None
    failed: int = 0
    tried: int = 0

    def address(self, name: str, of: str) -> str:
        if self.scored and name.startswith("assessment"):
            return self.scored.address(name, of)
        if self.looked and of in self.looked.args:
            return self.looked.address(name, of)
        if self.reviewed and of in self.reviewed.args:
            return self.reviewed.address(name, of)
        if self.honours and of in self.honours.args:
            return reverse(name, args=self.honours.args[of])
        if name == "verify":
            case = self.cases["filed"]
            number = "nothing" if of == "nothing" else case.number
            return f"{reverse(name, args=[number])}?k={case.verify_token}"
        if of in self.fixed:
            return reverse(name, args=self.fixed[of])
        case = self.cases[of]
        if name.startswith("site-"):
            args = [site_of(case).code]
            return reverse(name, args=[*args, self.photo(case)] if name == "site-photo" else args)
        return self.address_of_case(name, case)

    @property
    def fixed(self) -> dict[str, list[Any]]:
        """What stands in an address that belongs to no case."""
        return {
            "-": [],
            "failed": [self.failed],
            "task": ["seal-the-audit-trail"],
            "tried": [self.tried],
            "heir": [self.offer.taker_id],
            "offer": [self.offer.pk],
            "type": ["nursing_room"],
            "form": ["nursing_room", "cancel"],
            "stray": [self.stray.pk if self.stray else 0],
            "taken": [self.taken],
            "mark": [self.door_mark],
            "printed": [self.sheet.pk if self.sheet else 0],
            "review": [self.review.pk if self.review else 0],
        }

    @property
    def door_mark(self) -> str:
        """What the sticker at the door of the filed site carries."""
        return self.sheet.stickers.get().code.mark if self.sheet else ""

    def address_of_case(self, name: str, case: Any) -> str:
        if name.startswith("import-"):
            return reverse(name, args=[case.pk])
        if name == "phone":
            return reverse(name, args=[phone_code(PhonePass(case.number, self.office.people["keeper"].pk))])
        args = [case.number, *self.within(name, case)]
        return reverse(name, args=args) + ("?part=place.address" if name == "filing-gap" else "")

    def within(self, name: str, case: Any) -> list[Any]:
        """What the address names inside of the case."""
        if name in ("filing-photo", "filing-photo-remove", "filing-photo-erase"):
            return [self.photo(case)]
        if name == "filing-gap-document":
            gap = case.deficiencies.get()
            return [gap.pk, gap.documents.get().pk]
        if name.startswith("filing-gap-"):
            return [case.deficiencies.get().pk]
        if name in ("filing-document", "filing-document-remove"):
            return [case.documents.first().pk]
        if name in ("filing-paper", "filing-paper-pdf", "filing-paper-word"):
            return ["form"]
        return ["identity"] if name == "filing-section" else []

    def photo(self, case: Any) -> uuid.UUID:
        return SitePhoto.objects.filter(version=case.version_id).first().attachment_id

    def body(self, name: str, of: str) -> dict[str, Any]:
        """What a proper form of that page would send."""
        if name.startswith("assessment"):
            return self.scored.body(name, of)
        if of in self.looked.args or name in self.looked.fresh:
            return self.looked.body(name, of)
        if of in self.reviewed.args:
            return self.reviewed.body(name)
        if of in self.honours.args or name.startswith(("round-", "subsidy-")):
            return self.honours.body(name, of)
        if of == "review" or name == "review-new":
            return review_body(name, self.review)
        if of in ("-", "stray"):
            return self.bodies_without_case()[name]
        if of == "heir":
            return {"key": str(uuid.uuid4()), "reason": "手机丢失"}
        if of in ("taken", "failed", "task", "tried"):
            return {"key": str(uuid.uuid4())}
        if of == "offer":
            return {"key": str(uuid.uuid4()), "seen": str(self.offer.revision), "action": "take_back"}
        row = site_of(self.cases[of]) if name.startswith("site-") else self.cases[of]
        frame = {"key": str(uuid.uuid4()), "seen": str(row.revision)}
        return frame | {
            "site-notices": {"kind": "closure", "starts_on": NOW.date().isoformat(), "why": "内部装修"},
            "import-act": {"action": "drop"}
            if of == "batch"
            else {"action": "undo_existing", "note": "名单有误"},
            "filing-section": {"name": "改过的名称"},
            "filing-photos": {"plate": upload()},
            "filing-documents": {"kind": "fire" if of == "draft" else "scan", "files": upload()},
            "phone": {"plate": upload()},
            "site-honours": {"level": "city", "title": "示范驿站", "year": "2025"},
            "site-rate": {"answer": "mostly"},
            "site-check-in": {"d": self.door_mark, "trade": "courier"},
            "site-door": {"do": "confirm", "group": "hours", "source": "on_site"},
            "site-report": {"kind": "locked"},
            "site-use": {"seen": "0", "month": "2026-09", "visits": "120"},
            "site-use-activities": {
                "seen": "0",
                "held_on": "2026-09-10",
                "kind": "cooling",
                "title": "夏送清凉",
                "sessions": "1",
                "visits": "60",
            },
            "site-use-faults": {"seen": "0", "what": "灯不亮", "reported_on": "2026-10-01"},
            "site-use-ratings": {
                "seen": "0",
                "first_day": "2026-09-01",
                "last_day": "2026-09-30",
                "satisfied": "9",
                "mostly": "1",
                "dissatisfied": "0",
            },
            "filing-submit": {"declared": "on"},
            "filing-likeness": {
                "other": str(self.cases["checked"].site_id),
                "verdict": "different",
                "reason": "分设南北两门",
            },
            "filing-act": {"action": "pass_check", "note": ""},
            "filing-gap": {"phrase": "0"},
            "filing-gap-judge": {"verdict": "settled"},
            "filing-gap-answer": {"note": "已核对。"},
            "filing-visit": {
                "held_on": NOW.date().isoformat(),
                "organisation": "市南区总工会",
                "inspectors": "王检查、李检查",
                "met_on_site": "赵现场",
                "verdict": "pass",
            },
        }.get(name, {})

    def bodies_without_case(self) -> dict[str, dict[str, Any]]:
        fresh = "huiquan-bay-morning-8"
        old = "huanghai-jiaozhouwan-2026"
        return {
            "stickers": {
                "key": str(uuid.uuid4()),
                "site": site_of(self.cases["filed"]).code,
                "per_page": "8",
            },
            "login": {"username": "keeper", "password": "wrong"},
            "logout": {},
            "scans": {"files": upload()},
            "scan-place": {"number": self.cases["filed"].number},
            "scan-drop": {},
            "large-type": {},
            "message-channel": {"key": str(uuid.uuid4()), "channel": "inside", "pace": "usual"},
            "password": {"old_password": old, "new_password1": fresh, "new_password2": fresh},
            "second-step": {"code": "123456"},
            "second-step-recovery": {"code": "aaaa2222"},
            "second-factor": {"action": "on", "password": old},
            "second-factor-setup": {"code": "123456"},
            "setup": {"union_name": "某市总工会", "username": "x", "name": "某人"},
            "filing-bulk": {"action": "pass", "pick": self.cases["checked"].number},
            "filing-bulk-decide": {
                "key": str(uuid.uuid4()),
                "action": "pass",
                "pick": self.cases["checked"].number,
            },
            "handovers": {
                "key": str(uuid.uuid4()),
                "taker": str(self.offer.taker_id),
                "grants": [str(key) for key in self.offer.grants],
                "reason": "轮岗",
                "handed_on": NOW.date().isoformat(),
            },
            "imports": {
                "key": str(uuid.uuid4()),
                "file": SimpleUploadedFile("名单.xlsx", xlsx(row_of(2))),
                "union": str(self.office.south.pk),
                "mode": "drafts",
            },
            "export": ledger_form(key=str(uuid.uuid4())),
            "export-columns": {"key": str(uuid.uuid4()), "seen": "0", "show-name": "on"},
            "filing-new": {
                "key": str(uuid.uuid4()),
                "type": "outdoor_station",
                "union": str(self.office.primary.pk),
                "district": "370202",
            },
        }


def upload() -> SimpleUploadedFile:
    return SimpleUploadedFile("门牌.jpg", picture(shade=9), "image/jpeg")


def batch_of(office: Office, folder: Path) -> ImportBatch:
    """A list of the district that waits to be confirmed."""
    path = folder / "list.xlsx"
    path.write_bytes(xlsx(row_of(1)))
    actor = actor_of(office.people["district"])
    batch = start_import(union=office.south, path=path, name="名单.xlsx", actor=actor, now=NOW)
    run_import(batch.pk)
    return ImportBatch.objects.get(pk=batch.pk)


def enrolled_of(office: Office, folder: Path) -> ImportBatch:
    """A list of the district whose sites the city took into the register."""
    path = folder / "existing.xlsx"
    path.write_bytes(xlsx(row_of(9)))
    writer, first, last = (actor_of(office.people[name]) for name in ("district", "city", "city2"))
    batch = start_import(
        union=office.south, path=path, name="名单.xlsx", actor=writer, now=NOW, mode="existing"
    )
    run_import(batch.pk)
    batch.refresh_from_db()
    cited, paper = Cited("", "青工发〔2023〕18号", NOW.date()), checked_paper(plain_pdf("notice"))
    batch = propose_enrolment(batch.pk, cited, paper, seen=batch.revision, actor=writer, now=NOW)
    batch = sign_enrolment(batch.pk, seen=batch.revision, actor=first, now=NOW)
    approve_enrolment(batch.pk, seen=batch.revision, actor=last, now=NOW)
    run_import(batch.pk)
    return ImportBatch.objects.get(pk=batch.pk)


@pytest.fixture
def world(settings: Any, tmp_path: Path) -> World:
    settings.CLOCK_PIN = NOW.isoformat()
    office = build_office()
    for name in ("beat", "worker"):
        beat(name, now=NOW)
    worker_alive()
    world = World(
        office,
        {
            "draft": draft_of(office, "keeper", photos=1),
            "checked": case_in(office, "district_check", photos=1),
            "accepted": case_in(office, "acceptance", photos=1),
            "filed": case_in(office, "filed", photos=1),
            "second": case_in(office, "filed", name="第二驿站"),
            "third": case_in(office, "filed", name="第三驿站"),
            "noted": walk(case_in(office, "district_check"), "note", Crew(office, "keeper")),
            "returned": case_in(office, "returned"),
            "mended": walk(case_in(office, "returned"), "mend", Crew(office, "keeper")),
            "batch": batch_of(office, tmp_path),
            "enrolled": enrolled_of(office, tmp_path),
        },
        offer_of(office),
        taken_by(office),
    )
    add_papers(world)
    code = site_of(world.cases["filed"]).code or ""
    world.sheet = print_stickers([code], 8, actor=actor_of(office.people["district"]), now=NOW)
    world.looked = looked_at(office, site_of(world.cases["filed"]))
    world.scored = scored_at(office, *(site_of(world.cases[each]) for each in ("filed", "second", "third")))
    world.review = running_review(office)
    world.reviewed = reviewed_at(office, site_of(world.cases["third"]))
    sites = [site_of(world.cases[each]) for each in ("filed", "second", "third")]
    world.honours = honoured(office, sites)
    world.failed = failed_job()
    world.tried = broken_check()
    having(world.offer.taker)
    return world


def failed_job() -> int:
    """Long work that went wrong; started again it goes wrong once more."""
    told = {"kind": "list", "label": "导入名单", "about": "第一批", "actor_name": "王芳"}
    at = {"asked_at": NOW, "seen_at": NOW, "ended_at": NOW, "error": "处理时出现意外错误。"}
    return JobRun.objects.create(key="failed", **told, **at).pk


def broken_check() -> int:
    """A check that did not end, whatever was tried."""
    run = CheckRun(code="map_missing", day=NOW.date(), attempts=3, error="检查没有完成。")
    run.save()
    return run.pk


def add_papers(world: World) -> None:
    """A document in the draft, a stamped scan in the filed case, and a scan that nobody's code belongs to."""
    keeper, district = (actor_of(world.office.people[name]) for name in ("keeper", "district"))
    fire, stamped = checked_paper(plain_pdf("fire")), checked_paper(plain_pdf("stamped"))
    attach_document(world.cases["draft"].pk, fire, Described("fire"), actor=keeper, now=NOW)
    file_scan(world.cases["filed"], stamped, Described("scan"), actor=keeper, now=NOW)
    lacking = draft_of(world.office, "keeper")
    attach_document(lacking.pk, fire, Described("fire"), actor=keeper, now=NOW)
    lacking.refresh_from_db()
    lacking = walk(lacking, "submit", Crew(world.office, "keeper"))
    gap = ("documents.fire", "已过有效期。", "换成有效期内的材料。")
    world.cases["lacking"] = return_with(lacking, district, gap)
    world.cases["draft"].refresh_from_db()
    take_in_scan(plain_pdf("lost"), "lost.pdf", actor=district, now=NOW)
    world.stray = StrayScan.objects.get()


def taken_by(office: Office) -> uuid.UUID:
    """A ledger that the district took away."""
    spec = Spec(site_types=("outdoor_station",), day=NOW.date())
    return export_ledger(spec, "xlsx", actor=actor_of(office.people["district"]), now=NOW).pk


def offer_of(office: Office) -> Handover:
    """The keeper offers his role to a colleague, who has not answered yet."""
    giver = office.people["keeper"]
    taker = person("heir", over=office.primary, name="接班同志")
    role = RoleGrant.objects.get(user=giver)
    wish = Wish(giver, taker, (), (role.pk,), (), "轮岗", NOW.date())
    return offer_handover(wish, actor=actor_of(giver), now=NOW)


def answer_of(response: Any) -> str:
    to_login = response.status_code == 302 and response["Location"].split("?")[0] == "/accounts/login/"
    return "login" if to_login else str(response.status_code)


def asked(world: World, method: str, name: str, of: str, visitors: dict[str, Client]) -> tuple[str, ...]:
    """What each visitor gets, every time on the same rows and signed in as at first."""
    found = []
    for client in visitors.values():
        body = world.body(name, of) if method == "post" else {}
        signed_in = client.cookies.output()
        with transaction.atomic():
            found.append(answer_of(getattr(client, method)(world.address(name, of), body)))
            transaction.set_rollback(True)
        client.cookies.load(signed_in.replace("Set-Cookie: ", ""))
    return tuple(found)


def table_of(found: dict[tuple[str, str], tuple[str, ...]]) -> str:
    return "\n".join(f"{name:19} {of:9} {' '.join(answers)}" for (name, of), answers in found.items())


@pytest.mark.parametrize(("method", "table"), [("get", GET), ("post", POST)], ids=["get", "post"])
def test_every_visitor_gets_what_the_table_says(world, method, table):
    visitors = {visitor: world.office.client(visitor) for visitor in VISITORS}
    wanted = {(name, of): answers for name, of, answers in lines_of(table)}
    found = {(name, of): asked(world, method, name, of, visitors) for name, of in wanted}
    differs = {cell: answers for cell, answers in found.items() if answers != wanted[cell]}
    assert table_of(differs) == ""


def test_head_answers_like_get_and_changes_nothing(world):
    """One who may much and one who may little: HEAD is the same view, its answer without the body."""
    visitors = {visitor: world.office.client(visitor) for visitor in ("", "district")}
    columns = [VISITORS.index(visitor) for visitor in visitors]
    before = tables()
    for name, of, answers in lines_of(GET):
        for column, client in zip(columns, visitors.values(), strict=True):
            response = client.head(world.address(name, of))
            assert (name, answer_of(response)) == (name, answers[column])
            assert response.getvalue() == b""
    assert changed(before) == set()


def named(resolver: Any, spaces: tuple[str, ...] = ()) -> dict[str, Any]:
    """Every named address, with its pattern."""
    found: dict[str, Any] = {}
    for entry in resolver.url_patterns:
        if isinstance(entry, URLPattern):
            if entry.name:
                found[":".join([*spaces, entry.name])] = entry
        else:
            more = (*spaces, entry.namespace) if entry.namespace else spaces
            found |= named(entry, more)
    return found


def test_every_named_address_stands_in_the_table():
    listed = {name for name, *_ in lines_of(GET)}
    assert {name for name in named(get_resolver()) if not name.startswith("admin:")} == listed


def nameless(resolver: Any) -> list[str]:
    found = []
    for entry in resolver.url_patterns:
        if not isinstance(entry, URLPattern):
            found += nameless(entry)
        elif not entry.name:
            found.append(str(entry.pattern))
    return found


def test_nothing_has_an_address_without_a_name():
    assert set(nameless(get_resolver())) <= {r"(?P<url>.*)$", "<path:object_id>/"}


def addresses_of_the_back_office(row: int) -> list[str]:
    plain = [name for name in named(get_resolver()) if name.startswith("admin:")]
    found = []
    for name in plain:
        pattern = get_resolver().namespace_dict["admin"][1].reverse_dict.getlist(name.removeprefix("admin:"))
        for possible, *_ in pattern:
            for text, parameters in possible:
                found.append("/admin/" + text % dict.fromkeys(parameters, row))
    return found


#: Open to everybody: signing in, the catalogue of its few words, and signing out, which ends one's own session.
OPEN_IN_THE_BACK_OFFICE = re.compile(r"^/admin/(login|logout|jsi18n)/$")


@pytest.mark.parametrize("visitor", ["", "keeper", "district", "city", "auditor"])
def test_the_back_office_is_for_administrators(world, visitor):
    client = world.office.client(visitor)
    addresses = [each for each in addresses_of_the_back_office(1) if not OPEN_IN_THE_BACK_OFFICE.match(each)]
    assert len(addresses) > 20
    found = {each: client.get(each) for each in addresses}
    inside = [
        each
        for each, response in found.items()
        if not (response.status_code == 302 and response["Location"].startswith("/admin/login/"))
    ]
    assert inside == []


def test_every_page_of_the_back_office_opens_for_the_administrator_or_is_not_there(world):
    client = world.office.client("admin")
    key = world.office.people["admin"].pk
    pages = [each for each in addresses_of_the_back_office(key) if not each.endswith("logout/")]
    answers = {each: client.get(each).status_code for each in pages}
    assert {each: status for each, status in answers.items() if status not in (200, 302, 403, 404, 405)} == {}
    assert answers["/admin/"] == 200


def test_a_post_without_its_token_is_refused_and_changes_nothing(world):
    strict = world.office.client("district", enforce_csrf_checks=True)
    before = tables()
    answers = {}
    for name, of, _ in lines_of(POST):
        answers[(name, of)] = strict.post(world.address(name, of), world.body(name, of)).status_code
    without_token = {cell: status for cell, status in answers.items() if cell[0] != "large-type"}
    assert set(without_token.values()) == {403}
    assert changed(before) == set()


def test_every_address_that_takes_a_post_stands_in_the_table(world):
    """An address answers a POST with 405 or with the words of the table; nothing takes one unseen."""
    listed = {name for name, *_ in lines_of(POST)}
    client = world.office.client("district")
    for name, of, _ in lines_of(GET):
        if name not in listed:
            with transaction.atomic():
                status = client.post(world.address(name, of), {}).status_code
                transaction.set_rollback(True)
            assert (name, status) in {(name, 405), ("healthz", 200), ("readyz", 200)}


#: Files that are drawn for each asking; the table asks for them, the crawl would draw hundreds.
DRAWN = re.compile(r"/(pdf|word)/(\?|$)")

LINK = re.compile(rb'(?:href|src)="([^"#]*)')


def crawl(client: Client, starts: list[str], seen: dict[str, int], most: int = 250) -> None:
    """Follow every link of the own host; ``seen`` gains each address with its answer."""
    waiting = list(starts)
    while waiting and len(seen) < most:
        page = waiting.pop(0)
        if page in seen or page.startswith("/static/") or DRAWN.search(page):
            continue
        response = client.get(page)
        seen[page] = response.status_code
        if "text/html" not in response.get("Content-Type", ""):
            continue
        for found in LINK.findall(response.content):
            link = found.decode().replace("&amp;", "&")
            if link.startswith("?"):
                link = page.split("?")[0] + link
            if link.startswith("/") and not link.startswith("//"):
                waiting.append(link)


@pytest.mark.parametrize("visitor", VISITORS)
def test_looking_changes_nothing_and_no_link_is_dead(world, visitor):
    """From the two first pages on, what is offered is there; typed addresses may be refused, never break."""
    client = world.office.client(visitor)
    before = tables()
    seen: dict[str, int] = {}
    crawl(client, ["/", "/desk/"], seen)
    assert {page: status for page, status in seen.items() if status >= 400} == {}
    crawl(client, [world.address(name, of) for name, of, _ in lines_of(GET)], seen)
    assert {page: status for page, status in seen.items() if status >= 500} == {}
    assert len(seen) > 30
    assert changed(before) == set()


def test_the_digest_sees_a_change(world):
    before = tables()
    AuditEntry.objects.create(at=NOW, actor_name="", action="x", target_type="x", target_id="")
    assert changed(before) == {"core_auditentry"}
