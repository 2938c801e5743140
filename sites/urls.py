"""Addresses of the register: finder, pictures and code of a site for the public; notices, ledger, honours for the office."""

from __future__ import annotations

from django.urls import path

from sites import views
from sites.honours.views import Honours
from sites.ledger import views as ledger

urlpatterns = [
    path("", views.finder, name="finder"),
    path("s/<str:code>/photos/<uuid:key>/", views.site_photo, name="site-photo"),
    path("s/<str:code>/qr.svg", views.site_qr, name="site-qr"),
    path("desk/sites/<str:code>/notices/", views.NoticesPage.as_view(), name="site-notices"),
    path("desk/sites/<str:code>/honours/", Honours.as_view(), name="site-honours"),
    path("desk/export/", ledger.Export.as_view(), name="export"),
    path("desk/export/columns/", ledger.ExportColumns.as_view(), name="export-columns"),
    path("desk/export/<uuid:key>/", ledger.ExportFile.as_view(), name="export-file"),
]
