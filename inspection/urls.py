"""Addresses of inspections."""

from __future__ import annotations

from django.urls import path
from django.http import HttpResponse

urlpatterns = [path("desk/inspections/<str:number>/", lambda r, number: HttpResponse(), name="rectification")]
