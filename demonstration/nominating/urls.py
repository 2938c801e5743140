"""Addresses of nominations."""

from __future__ import annotations

from django.urls import path

from demonstration.nominating import views

OF_ROUND = "desk/rounds/<int:key>/"
ONE = "desk/nominations/<slug:number>/"

urlpatterns = [
    path(f"{OF_ROUND}nominations/", views.NominationList.as_view(), name="nominations"),
    path(f"{OF_ROUND}nominate/", views.Nominate.as_view(), name="nominate"),
    path(ONE, views.NominationPage.as_view(), name="nomination"),
    path(f"{ONE}act/", views.ActOnNomination.as_view(), name="nomination-act"),
    path(f"{ONE}practices/", views.PracticesPage.as_view(), name="nomination-practices"),
    path(f"{ONE}papers/", views.PapersPage.as_view(), name="nomination-papers"),
    path(f"{ONE}papers/<int:key>/", views.PaperFile.as_view(), name="nomination-paper-file"),
    path(f"{ONE}papers/<int:key>/remove/", views.RemovePaper.as_view(), name="nomination-paper-remove"),
    path(f"{ONE}check/", views.CheckPage.as_view(), name="nomination-check"),
    path(f"{ONE}receipt/", views.Receipt.as_view(), name="nomination-receipt"),
    path(f"{ONE}gaps/", views.NoteGap.as_view(), name="nomination-gap"),
    path(f"{ONE}gaps/<int:gap>/drop/", views.DropGap.as_view(), name="nomination-gap-drop"),
    path(f"{ONE}gaps/<int:gap>/judge/", views.JudgeGap.as_view(), name="nomination-gap-judge"),
    path(f"{ONE}gaps/<int:gap>/answer/", views.AnswerGap.as_view(), name="nomination-gap-answer"),
    path(f"{ONE}letter/", views.SendLetter.as_view(), name="nomination-letter"),
    path(f"{ONE}letters/<int:serial>/", views.LetterPage.as_view(), name="nomination-notice"),
    path(f"{ONE}letters/<int:serial>/letter.pdf", views.LetterPdf.as_view(), name="nomination-notice-pdf"),
    path(f"{ONE}form/", views.FormPage.as_view(), name="nomination-sheet"),
    path(f"{ONE}form.pdf", views.FormPdf.as_view(), name="nomination-sheet-pdf"),
]
