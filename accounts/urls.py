"""Addresses of signing in and out."""

from __future__ import annotations

from django.contrib.auth.views import LogoutView
from django.urls import path

from accounts import views
from accounts.second_factor import views as second

urlpatterns = [
    path("accounts/login/", views.SignIn.as_view(), name="login"),
    path("accounts/logout/", LogoutView.as_view(), name="logout"),
    path("accounts/password/", views.ChangePassword.as_view(), name="password"),
    path("accounts/code/", second.CodePage.as_view(), name="second-step"),
    path("accounts/code/recovery/", second.RecoveryPage.as_view(), name="second-step-recovery"),
    path("accounts/second-factor/", second.OwnFactor.as_view(), name="second-factor"),
    path("accounts/second-factor/setup/", second.SetUpPage.as_view(), name="second-factor-setup"),
    path(
        "accounts/people/<int:key>/second-factor/", second.ResetFactor.as_view(), name="second-factor-reset"
    ),
    path("accounts/messages/", views.MyMessages.as_view(), name="messages"),
    path("accounts/messages/channel/", views.ChooseChannel.as_view(), name="message-channel"),
]
