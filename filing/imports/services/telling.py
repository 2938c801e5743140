"""Who is told that a list came to nothing? Everybody who worked on it; whoever looks at its page reads the same there."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse

from accounts.models import User
from core.outbox import owe
from filing.models.imports import ImportBatch


def tell_failed(batch: ImportBatch, reason: str, now: datetime) -> None:
    """Called in the step that ends the list: once a list and person."""
    keys = {*batch.authors.values_list("user_id", flat=True), batch.uploader_id or 0}
    url = reverse("import-batch", args=[batch.pk])
    for person in User.objects.filter(pk__in=keys, is_active=True):
        owe(
            person.pk,
            f"{batch}名单“{batch.file_name[-60:]}”未能导入",
            key=f"import:{batch.pk}:failed:{person.pk}",
            now=now,
            body=reason,
            url=url,
            address=person.email,
            urgent=True,
        )
