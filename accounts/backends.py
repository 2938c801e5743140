"""Who is behind a session? The person with the own union, since every page of the office says it."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.backends import ModelBackend

from accounts.models import User
from accounts.selectors import person_behind


class OfficeBackend(ModelBackend):
    """Django's own check of a password; the person is read in one question."""

    def get_user(self, user_id: Any) -> User | None:
        user = person_behind(user_id)
        return user if user is not None and self.user_can_authenticate(user) else None
