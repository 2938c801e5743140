"""Addresses of consequences."""

from __future__ import annotations

from django.urls import path

from inspection.laddering import views

ROOT = "desk/consequences/"

urlpatterns = [
    path(ROOT, views.ConsequenceList.as_view(), name="consequences"),
    path(f"{ROOT}sign/", views.SignPage.as_view(), name="consequences-sign"),
    path(f"{ROOT}signed/", views.SignedPage.as_view(), name="consequences-signed"),
    path(f"{ROOT}<int:key>/", views.ConsequencePage.as_view(), name="consequence"),
    path(f"{ROOT}<int:key>/act/", views.ActOnConsequence.as_view(), name="consequence-act"),
]
