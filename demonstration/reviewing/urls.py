"""Addresses of reviewers, and of those who lead them."""

from __future__ import annotations

from django.urls import path

from demonstration.reviewing import views

MINE = "desk/reviews/"
DUTY = f"{MINE}duties/<int:key>/"
ONE = f"{MINE}<int:key>/"
ROUND = "desk/rounds/<int:key>/"

urlpatterns = [
    path("invitations/<str:token>/", views.InvitationPage.as_view(), name="review-invitation"),
    path(MINE, views.MyReviews.as_view(), name="reviews-mine"),
    path(f"{DUTY}statement/", views.StatementPage.as_view(), name="review-statement"),
    path(f"{DUTY}compare/", views.ComparePage.as_view(), name="reviews-compare"),
    path(f"{DUTY}submit/", views.SubmitPage.as_view(), name="reviews-submit"),
    path(ONE, views.CasePage.as_view(), name="review-case"),
    path(f"{ONE}no-vetoes/", views.NoVetoes.as_view(), name="review-no-vetoes"),
    path(f"{ONE}comment/", views.CommentOnCase.as_view(), name="review-comment"),
    path(f"{ONE}recuse/", views.RecuseFromCase.as_view(), name="review-recuse"),
    path(f"{ONE}files/<str:proof>/", views.CaseFile.as_view(), name="review-file"),
    path(f"{ROUND}reviewers/", views.ReviewerBoard.as_view(), name="round-reviewers"),
    path(f"{ROUND}reviewers/invite/", views.InviteReviewer.as_view(), name="round-invite"),
    path(f"{ROUND}reviewers/remind/", views.RemindReviewers.as_view(), name="round-remind"),
    path(f"{ROUND}reviewers/<int:reviewer>/act/", views.ActOnReviewer.as_view(), name="round-reviewer-act"),
    path(f"{ROUND}conflicts/", views.ConflictReport.as_view(), name="round-conflicts"),
    path(f"{ROUND}conflicts/<int:conflict>/drop/", views.DropConflict.as_view(), name="round-conflict-drop"),
    path(f"{ROUND}assignment/", views.AssignmentPage.as_view(), name="round-assignment"),
]
