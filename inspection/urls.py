"""Addresses of inspection."""

from __future__ import annotations

from django.urls import path

from inspection import views
from inspection.reviewing.urls import urlpatterns as of_reviews

ALL = "desk/inspections/assessments/"
ONE = f"{ALL}<slug:number>/"

urlpatterns = [
    path(ALL, views.AssessmentList.as_view(), name="assessments"),
    path(f"{ALL}new/", views.NewAssessment.as_view(), name="assessment-new"),
    path(ONE, views.AssessmentPage.as_view(), name="assessment"),
    path(f"{ONE}act/", views.ActOnAssessment.as_view(), name="assessment-act"),
    path(f"{ONE}take-over/", views.TakeOver.as_view(), name="assessment-take-over"),
    path(f"{ONE}renew/", views.RenewAssessment.as_view(), name="assessment-renew"),
    path(f"{ONE}sheet/", views.ResultSheet.as_view(), name="assessment-sheet"),
    path(f"{ONE}sheet/qr.svg", views.SheetCode.as_view(), name="assessment-sheet-code"),
    path(f"{ONE}proofs/<str:code>/", views.AddProof.as_view(), name="assessment-prove"),
    path(f"{ONE}proof/<int:key>/remove/", views.RemoveProof.as_view(), name="assessment-proof-remove"),
    path(f"{ONE}pictures/<uuid:key>/", views.ProofPicture.as_view(), name="assessment-picture"),
    *of_reviews,
]
