"""Addresses of the money."""

from __future__ import annotations

from django.urls import path

from demonstration.subsidies import views

ALL = "desk/subsidies/"
ONE = f"{ALL}<int:key>/"
LINE = f"{ALL}lines/<slug:number>/"

urlpatterns = [
    path(ALL, views.SubsidyList.as_view(), name="subsidies"),
    path(f"{ALL}pools/new/", views.NewPool.as_view(), name="subsidy-pool-new"),
    path(f"{ALL}new/", views.NewBatch.as_view(), name="subsidy-new"),
    path(ONE, views.BatchPage.as_view(), name="subsidy-batch"),
    path(f"{ONE}act/", views.ActOnBatch.as_view(), name="subsidy-act"),
    path(f"{ONE}approve/", views.ApprovePage.as_view(), name="subsidy-approve"),
    path(f"{ONE}pay/", views.PayBatch.as_view(), name="subsidy-pay"),
    path(f"{ONE}print/", views.BatchPaper.as_view(), name="subsidy-paper"),
    path(f"{ONE}list.xlsx", views.BatchFile.as_view(form="xlsx"), name="subsidy-xlsx"),
    path(f"{ONE}list.csv", views.BatchFile.as_view(form="csv"), name="subsidy-csv"),
    path(LINE, views.LinePage.as_view(), name="subsidy"),
    path(f"{LINE}edit/", views.EditLine.as_view(), name="subsidy-edit"),
    path(f"{LINE}leave-out/", views.LeaveOut.as_view(), name="subsidy-leave-out"),
    path(f"{LINE}release/", views.ReleaseLine.as_view(), name="subsidy-release"),
    path(f"{LINE}pay/", views.PayLine.as_view(), name="subsidy-pay-line"),
    path(f"{LINE}receipt/", views.EnterReceipt.as_view(), name="subsidy-receipt"),
    path(f"{LINE}use/", views.ReportUse.as_view(), name="subsidy-use"),
    path(f"{LINE}uses/<int:key>/", views.Voucher.as_view(), name="subsidy-voucher"),
    path(f"{LINE}recall/", views.RecallLine.as_view(), name="subsidy-recall"),
    path(f"{LINE}recover/", views.Recover.as_view(), name="subsidy-recover"),
    path(f"{LINE}print/", views.UsePaper.as_view(), name="subsidy-use-paper"),
]
