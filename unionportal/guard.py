"""The sign-in guard under a name that administrators understand."""

from __future__ import annotations

from axes.apps import AppConfig as AxesConfig


class SignInGuardConfig(AxesConfig):
    verbose_name = "登录保护"
