"""Addresses of signing in and out."""

from __future__ import annotations

from django.contrib.auth.views import LogoutView
from django.urls import path

from accounts import views

urlpatterns = [
    path("accounts/login/", views.SignIn.as_view(), name="login"),
    path("accounts/logout/", LogoutView.as_view(), name="logout"),
    path("accounts/password/", views.ChangePassword.as_view(), name="password"),
    path("accounts/messages/", views.MyMessages.as_view(), name="messages"),
    path("accounts/messages/channel/", views.ChooseChannel.as_view(), name="message-channel"),
]
