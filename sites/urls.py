"""Addresses of the register: the finder, pictures and the code of a site for the public, notices for the office."""

from __future__ import annotations

from django.urls import path

from sites import views

urlpatterns = [
    path("", views.finder, name="finder"),
    path("s/<str:code>/photos/<uuid:key>/", views.site_photo, name="site-photo"),
    path("s/<str:code>/qr.svg", views.site_qr, name="site-qr"),
    path("desk/sites/<str:code>/notices/", views.NoticesPage.as_view(), name="site-notices"),
]
