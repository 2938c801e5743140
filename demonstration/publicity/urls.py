"""Addresses of notices: what everybody reads and may object to, and what the office does with them."""

from __future__ import annotations

from django.urls import path

from demonstration.publicity import views

ONE = "desk/rounds/<int:key>/publicity/"

urlpatterns = [
    path("notices/", views.NoticeList.as_view(), name="notices"),
    path("notices/<int:key>/", views.NoticePage.as_view(), name="notice"),
    path("notices/<int:key>/object/", views.ObjectToEntry.as_view(), name="notice-object"),
    path("notices/objections/", views.FindObjection.as_view(), name="objection-find"),
    path("notices/objections/<slug:number>/", views.FollowObjection.as_view(), name="objection-follow"),
    path(ONE, views.PublicityPage.as_view(), name="round-publicity"),
    path(f"{ONE}post/", views.PostNotice.as_view(), name="publicity-post"),
    path(f"{ONE}extend/", views.ExtendNotice.as_view(), name="publicity-extend"),
    path(f"{ONE}restart/", views.RestartNotice.as_view(), name="publicity-restart"),
    path(f"{ONE}channels/", views.AddChannel.as_view(), name="publicity-channel"),
    path(
        f"{ONE}channels/<int:channel>/picture/",
        views.ChannelPicture.as_view(),
        name="publicity-channel-picture",
    ),
    path(f"{ONE}objections/new/", views.EnterObjection.as_view(), name="publicity-objection"),
    path(f"{ONE}<slug:number>/bundle/", views.NoticeBundle.as_view(), name="publicity-bundle"),
    path("desk/objections/<slug:number>/", views.ObjectionPage.as_view(), name="objection"),
    path("desk/objections/<slug:number>/act/", views.ActOnObjection.as_view(), name="objection-act"),
]
