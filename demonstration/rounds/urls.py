"""Addresses of rounds."""

from __future__ import annotations

from django.urls import path

from demonstration.rounds import views

ALL = "desk/rounds/"
ONE = f"{ALL}<int:key>/"

urlpatterns = [
    path(ALL, views.RoundList.as_view(), name="rounds"),
    path(f"{ALL}new/", views.NewRound.as_view(), name="round-new"),
    path(ONE, views.RoundPage.as_view(), name="round"),
    path(f"{ONE}edit/", views.EditRound.as_view(), name="round-edit"),
    path(f"{ONE}grades/", views.EditGrades.as_view(), name="round-grades"),
    path(f"{ONE}quotas/", views.EditQuotas.as_view(), name="round-quotas"),
    path(f"{ONE}sights/", views.EditSights.as_view(), name="round-sights"),
    path(f"{ONE}act/", views.ActOnRound.as_view(), name="round-act"),
    path(f"{ONE}lengthen/", views.LengthenRound.as_view(), name="round-lengthen"),
    path(f"{ONE}copy/", views.CopyRound.as_view(), name="round-copy"),
    path(f"{ONE}candidates/", views.Candidates.as_view(), name="round-candidates"),
]
