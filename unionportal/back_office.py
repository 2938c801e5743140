"""Which admin does the portal run? Django's own, entered by the grants of today."""

from __future__ import annotations

from django.contrib.admin.apps import AdminConfig


class BackOfficeConfig(AdminConfig):
    default_site = "accounts.back_office.BackOffice"
