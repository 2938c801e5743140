"""Addresses of titles: the register for everybody, the pages of the office."""

from __future__ import annotations

from django.urls import path

from demonstration.titles import views

DESK = "desk/titles/"
ONE = f"{DESK}<slug:number>/"
ROUND = "desk/rounds/<int:key>/"

urlpatterns = [
    path("titles/", views.register, name="title-register"),
    path("titles/<slug:number>/", views.register_entry, name="title-public"),
    path(DESK, views.TitleList.as_view(), name="titles"),
    path(f"{DESK}doubtful/", views.DoubtfulTitles.as_view(), name="titles-doubtful"),
    path(f"{DESK}priorities/", views.PriorityList.as_view(), name="priorities"),
    path(f"{DESK}priorities/print/", views.PriorityPrint.as_view(), name="priorities-print"),
    path(f"{DESK}appeals/", views.AppealList.as_view(), name="appeals"),
    path(f"{DESK}appeals/<slug:number>/", views.AppealPage.as_view(), name="appeal"),
    path(f"{DESK}appeals/<slug:number>/act/", views.WithdrawAppeal.as_view(), name="appeal-act"),
    path(ONE, views.TitlePage.as_view(), name="title"),
    path(f"{ONE}lower/", views.LowerTitle.as_view(), name="title-lower"),
    path(f"{ONE}revoke/", views.RevokeTitle.as_view(), name="title-revoke"),
    path(f"{ONE}keep/", views.KeepTitle.as_view(), name="title-keep"),
    path(f"{ONE}appeal/", views.AskAboutTitle.as_view(), name="title-appeal"),
    path(f"{ONE}priority/<slug:whom>/", views.UsePriority.as_view(), name="title-priority"),
    path(f"{ONE}certificate/", views.CertificatePage.as_view(), name="title-certificate"),
    path(f"{ONE}certificate.pdf", views.CertificatePdf.as_view(), name="title-certificate-pdf"),
    path(f"{ONE}removal/", views.RemovalPage.as_view(), name="title-removal"),
    path(f"{ROUND}name/", views.NamePage.as_view(), name="round-name"),
    path(f"{ROUND}decision/", views.DecisionPage.as_view(), name="round-decision"),
    path(f"{ROUND}certificates/", views.CertificatesPage.as_view(), name="round-certificates"),
    path(f"{ROUND}certificates.pdf", views.CertificatesPdf.as_view(), name="round-certificates-pdf"),
    path(f"{ROUND}plates/", views.PlatesPage.as_view(), name="round-plates"),
    path(
        "desk/nominations/<slug:number>/appeal/",
        views.AskAboutNomination.as_view(),
        name="nomination-appeal",
    ),
]
