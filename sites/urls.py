"""Addresses of the register: finder, pictures, codes, taps and answers on a site for the public; notices, doors, stickers, records, ledger, honours for the office."""

from __future__ import annotations

from django.urls import path

from sites import views
from sites.at_door import views as door
from sites.honours.views import Honours
from sites.ledger import views as ledger
from sites.seasons.views import SeasonPage
from sites.use import views as use

urlpatterns = [
    path("", views.finder, name="finder"),
    path("s/<str:code>/photos/<uuid:key>/", views.site_photo, name="site-photo"),
    path("s/<str:code>/rate/", use.RatePage.as_view(), name="site-rate"),
    path("s/<str:code>/qr.svg", views.site_qr, name="site-qr"),
    path("s/<str:code>/in/", door.CheckIn.as_view(), name="site-check-in"),
    path("d/<slug:mark>/", door.door_code, name="door-code"),
    path("desk/sites/<str:code>/door/", door.DoorPage.as_view(), name="site-door"),
    path("desk/sites/<str:code>/notices/", views.NoticesPage.as_view(), name="site-notices"),
    path("desk/sites/<str:code>/honours/", Honours.as_view(), name="site-honours"),
    path("desk/sites/<str:code>/season/", SeasonPage.as_view(), name="site-season"),
    path("desk/sites/<str:code>/use/", use.MonthsPage.as_view(), name="site-use"),
    path("desk/sites/<str:code>/use/activities/", use.ActivitiesPage.as_view(), name="site-use-activities"),
    path("desk/sites/<str:code>/use/sessions/", use.SessionsPage.as_view(), name="site-use-sessions"),
    path("desk/sites/<str:code>/use/requests/", use.RequestsPage.as_view(), name="site-use-requests"),
    path("desk/sites/<str:code>/use/plan/", use.PlanPage.as_view(), name="site-use-plan"),
    path("desk/sites/<str:code>/use/faults/", use.FaultsPage.as_view(), name="site-use-faults"),
    path("desk/sites/<str:code>/use/ratings/", use.RatingsPage.as_view(), name="site-use-ratings"),
    path("desk/sites/<str:code>/use/ratings/poster/", use.PosterPage.as_view(), name="site-use-poster"),
    path("desk/sites/<str:code>/use/scans/", door.ScansPage.as_view(), name="site-use-scans"),
    path("desk/stickers/", door.StickersPage.as_view(), name="stickers"),
    path("desk/stickers/<uuid:key>/", door.StickerSheetPage.as_view(), name="sticker-sheet"),
    path("desk/export/", ledger.Export.as_view(), name="export"),
    path("desk/export/columns/", ledger.ExportColumns.as_view(), name="export-columns"),
    path("desk/export/<uuid:key>/", ledger.ExportFile.as_view(), name="export-file"),
]
