"""All addresses of the portal."""

from __future__ import annotations

from django.contrib import admin
from django.urls import include, path

from core.views import toggle_large_type
from unionportal.health import healthz, metrics, readyz
from unionportal.health_page import CheckAgain, HealthPage, StartAgain, TaskAgain

handler400 = "core.views.bad_request"
handler500 = "unionportal.broken.broken"

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("metrics", metrics, name="metrics"),
    path("admin/health/", HealthPage.as_view(), name="health"),
    path("admin/health/jobs/<int:pk>/again/", StartAgain.as_view(), name="job-again"),
    path("admin/health/tasks/<slug:slug>/again/", TaskAgain.as_view(), name="task-again"),
    path("admin/health/checks/<int:pk>/again/", CheckAgain.as_view(), name="check-again"),
    path("", include("sites.urls")),
    path("", include("desk.urls")),
    path("", include("filing.urls")),
    path("", include("demonstration.urls")),
    path("", include("inspection.urls")),
    path("", include("accounts.urls")),
    path("large-type/", toggle_large_type, name="large-type"),
    path("admin/", admin.site.urls),
]
