"""Addresses of public reports: three taps at the door, the number to follow, the office."""

from __future__ import annotations

from django.urls import path

from inspection.reporting import views

ONE = "desk/inspections/reports/<int:key>/"

urlpatterns = [
    path("s/<str:code>/report/", views.ReportSite.as_view(), name="site-report"),
    path("reports/", views.FindReport.as_view(), name="report-find"),
    path("reports/<slug:number>/", views.FollowReport.as_view(), name="report-follow"),
    path("reports/<slug:number>/picture/", views.FollowPicture.as_view(), name="report-follow-picture"),
    path(ONE, views.ReportPage.as_view(), name="report"),
    path(f"{ONE}explain/", views.ExplainReport.as_view(), name="report-explain"),
    path(f"{ONE}answer/", views.AnswerReport.as_view(), name="report-answer"),
    path(f"{ONE}mended/", views.MendedReport.as_view(), name="report-mended"),
    path(f"{ONE}pictures/<int:entry>/", views.ReportPicture.as_view(), name="report-picture"),
    path(f"{ONE}pictures/<int:entry>/clear/", views.ClearPicture.as_view(), name="report-picture-clear"),
    path(f"{ONE}pictures/<int:entry>/erase/", views.ErasePicture.as_view(), name="report-picture-erase"),
]
