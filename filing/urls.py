"""Addresses of cases and hand-overs."""

from __future__ import annotations

from django.urls import path

from filing import views

CASE = "desk/filings/<slug:number>/"

BATCH = "desk/import/<int:key>/"

ORDER = "desk/inspections/<slug:number>/"
BLANK = "desk/papers/<slug:type>/<slug:form>/"

urlpatterns = [
    path("desk/handover/", views.HandoverPage.as_view(), name="handovers"),
    path("desk/handover/<int:key>/", views.OneHandover.as_view(), name="handover"),
    path("desk/import/", views.Imports.as_view(), name="imports"),
    path("desk/import/template/<slug:code>/", views.ImportTemplate.as_view(), name="import-template"),
    path(BATCH, views.BatchPage.as_view(), name="import-batch"),
    path(f"{BATCH}act/", views.ActOnBatch.as_view(), name="import-act"),
    path(f"{BATCH}progress/", views.BatchProgress.as_view(), name="import-progress"),
    path(f"{BATCH}pairs/", views.BatchPairs.as_view(), name="import-pairs"),
    path(f"{BATCH}propose/", views.ProposeEnrolment.as_view(), name="import-propose"),
    path(f"{BATCH}file/", views.EnrolmentFile.as_view(), name="import-file"),
    path(f"{BATCH}paper/", views.EnrolmentPage.as_view(), name="import-paper"),
    path(f"{BATCH}paper/pdf/", views.EnrolmentPdf.as_view(), name="import-paper-pdf"),
    path(f"{BATCH}paper/word/", views.EnrolmentWord.as_view(), name="import-paper-word"),
    path("desk/scans/", views.ScansPage.as_view(), name="scans"),
    path("desk/scans/<int:key>/", views.StrayFile.as_view(), name="scan-file"),
    path("desk/scans/<int:key>/place/", views.PlaceStray.as_view(), name="scan-place"),
    path("desk/scans/<int:key>/drop/", views.DropStray.as_view(), name="scan-drop"),
    path(f"{ORDER}paper/", views.OrderPaper.as_view(), name="rectification-paper"),
    path(f"{ORDER}paper/pdf/", views.OrderPaperPdf.as_view(), name="rectification-paper-pdf"),
    path(f"{ORDER}paper/word/", views.OrderPaperWord.as_view(), name="rectification-paper-word"),
    path("desk/papers/", views.BlankList.as_view(), name="blank-papers"),
    path(BLANK, views.BlankPage.as_view(), name="blank-paper"),
    path(f"{BLANK}pdf/", views.BlankPdf.as_view(), name="blank-paper-pdf"),
    path(f"{BLANK}word/", views.BlankWord.as_view(), name="blank-paper-word"),
    path("desk/filings/", views.FilingList.as_view(), name="filings"),
    path("desk/filings/new/", views.NewFiling.as_view(), name="filing-new"),
    path("desk/filings/bulk/", views.BulkPreview.as_view(), name="filing-bulk"),
    path("desk/filings/bulk/decide/", views.BulkDecide.as_view(), name="filing-bulk-decide"),
    path("desk/filings/bulk/result/", views.BulkResult.as_view(), name="filing-bulk-result"),
    path(CASE, views.CasePage.as_view(), name="filing"),
    path(f"{CASE}answers/", views.Answers.as_view(), name="filing-answers"),
    path(f"{CASE}submit/", views.SubmitFiling.as_view(), name="filing-submit"),
    path(f"{CASE}self-check/", views.SelfCheck.as_view(), name="filing-self-check"),
    path(f"{CASE}self-check/clear/", views.ClearSelfCheck.as_view(), name="filing-self-check-clear"),
    path(f"{CASE}act/", views.ActOnFiling.as_view(), name="filing-act"),
    path(f"{CASE}visit/", views.RecordVisit.as_view(), name="filing-visit"),
    path(f"{CASE}receipt/", views.PaperPage.as_view(), {"paper": "receipt"}, name="filing-receipt"),
    path(f"{CASE}print/", views.PaperPage.as_view(), {"paper": "form"}, name="filing-print"),
    path(f"{CASE}papers/", views.PaperList.as_view(), name="filing-papers"),
    path(f"{CASE}papers/<slug:paper>/", views.PaperPage.as_view(), name="filing-paper"),
    path(f"{CASE}papers/<slug:paper>/pdf/", views.PaperPdf.as_view(), name="filing-paper-pdf"),
    path(f"{CASE}papers/<slug:paper>/word/", views.PaperWord.as_view(), name="filing-paper-word"),
    path(f"{CASE}documents/", views.DocumentsPage.as_view(), name="filing-documents"),
    path(f"{CASE}documents/<int:key>/", views.DocumentFile.as_view(), name="filing-document"),
    path(f"{CASE}documents/<int:key>/remove/", views.RemoveDocument.as_view(), name="filing-document-remove"),
    path(f"{CASE}gaps/", views.NoteGap.as_view(), name="filing-gap"),
    path(f"{CASE}gaps/<int:gap>/documents/<int:key>/", views.GapFile.as_view(), name="filing-gap-document"),
    path(f"{CASE}gaps/<int:gap>/drop/", views.DropGap.as_view(), name="filing-gap-drop"),
    path(f"{CASE}gaps/<int:gap>/judge/", views.JudgeGap.as_view(), name="filing-gap-judge"),
    path(f"{CASE}gaps/<int:gap>/answer/", views.AnswerGap.as_view(), name="filing-gap-answer"),
    path(f"{CASE}letter/", views.SendLetter.as_view(), name="filing-letter"),
    path(f"{CASE}update/", views.BringUpToDate.as_view(), name="filing-update"),
    path(f"{CASE}likeness/", views.LikenessPage.as_view(), name="filing-likeness"),
    path(f"{CASE}photos/", views.PhotosPage.as_view(), name="filing-photos"),
    path(f"{CASE}photos/phone.svg", views.PhoneCode.as_view(), name="filing-phone-code"),
    path(f"{CASE}photos/arrived/", views.Arrived.as_view(), name="filing-photos-arrived"),
    path("m/<str:code>/", views.PhonePage.as_view(), name="phone"),
    path(f"{CASE}photos/<uuid:key>/", views.Photo.as_view(), name="filing-photo"),
    path(f"{CASE}photos/<uuid:key>/erase/", views.ErasePhoto.as_view(), name="filing-photo-erase"),
    path(f"{CASE}photos/<uuid:key>/remove/", views.RemovePhoto.as_view(), name="filing-photo-remove"),
    path(f"{CASE}<slug:section>/", views.SectionPage.as_view(), name="filing-section"),
]
