"""Addresses of the composed pages."""

from __future__ import annotations

from django.urls import path

from desk import views
from desk.findings import views as findings
from desk.site_ahead import SiteAhead
from desk.stickers import StickerSheetPdf

urlpatterns = [
    path("desk/", views.desk, name="desk"),
    path("desk/findings/", findings.FindingBoard.as_view(), name="findings"),
    path("desk/findings/pick/", findings.PickFindings.as_view(), name="findings-pick"),
    path("desk/sites/", views.site_list, name="sites"),
    path("desk/sites/<str:code>/", views.site_file, name="site-file"),
    path("desk/sites/<str:code>/ahead/", SiteAhead.as_view(), name="site-ahead"),
    path("desk/stickers/<uuid:key>/stickers.pdf", StickerSheetPdf.as_view(), name="sticker-sheet-pdf"),
    path("s/<str:code>/", views.site_page, name="site-page"),
    path("verify/<str:number>/", views.verify, name="verify"),
    path("setup/", views.SetUp.as_view(), name="setup"),
]
