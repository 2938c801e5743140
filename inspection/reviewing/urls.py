"""Addresses of yearly reviews."""

from __future__ import annotations

from django.urls import path

from inspection.reviewing import views

ALL = "desk/inspections/reviews/"
ONE = f"{ALL}<int:key>/"

urlpatterns = [
    path(ALL, views.ReviewList.as_view(), name="reviews"),
    path(f"{ALL}new/", views.NewReview.as_view(), name="review-new"),
    path(ONE, views.ReviewPage.as_view(), name="review"),
    path(f"{ONE}edit/", views.EditReview.as_view(), name="review-edit"),
    path(f"{ONE}extend/", views.ExtendReview.as_view(), name="review-extend"),
    path(f"{ONE}act/", views.ActOnReview.as_view(), name="review-act"),
    path(f"{ONE}sites/", views.ReviewSites.as_view(), name="review-sites"),
    path(f"{ONE}conclude/", views.ConcludePreview.as_view(), name="review-conclude"),
    path(f"{ONE}conclude/confirm/", views.ConcludeTogether.as_view(), name="review-conclude-confirm"),
    path(f"{ONE}conclude/result/", views.ConcludeResult.as_view(), name="review-conclude-result"),
    path(f"{ONE}orders/", views.OrdersDue.as_view(), name="review-orders"),
    path(f"{ONE}orders/result/", views.OrdersGiven.as_view(), name="review-orders-result"),
    path(f"{ONE}summary/", views.SummaryPage.as_view(), name="review-summary"),
    path(f"{ONE}summary.xlsx", views.SummaryFile.as_view(), name="review-summary-file"),
]
