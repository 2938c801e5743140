"""Wires the people app into Django."""

from __future__ import annotations

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = "组织与人员"
    default_auto_field = "django.db.models.BigAutoField"
