"""Addresses of the order of a round."""

from __future__ import annotations

from django.urls import path

from demonstration.ranking import views

ONE = "desk/rounds/<int:key>/"

urlpatterns = [
    path("desk/rounds/method/", views.MethodPage.as_view(), name="round-method"),
    path(f"{ONE}ranking/", views.RankingPage.as_view(), name="round-ranking"),
    path(f"{ONE}ranking/<slug:number>/", views.DecidePage.as_view(), name="round-decide"),
    path(f"{ONE}lock/", views.LockPage.as_view(), name="round-lock"),
    path(f"{ONE}list/", views.ListPage.as_view(), name="round-list"),
]
