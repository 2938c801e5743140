"""A picture of a case that shows persons is erased by whoever holds an office over it; its writers are told."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from core.actor import Actor
from core.workflow import attempt
from filing.models import Filing
from filing.services.moving import tell_authors
from sites.services.erasing import erase_picture


def erase_photo(filing_id: int, key: UUID, *, actor: Actor, now: datetime) -> None:
    """In any state of the case; see ``sites.services.erasing``."""
    filing = Filing.objects.select_related("site", "version").get(pk=filing_id)
    with attempt(actor, "filing.erase_photo", filing, now=now, label="删除照片"):
        erase_picture(filing.site_id, key, actor=actor, now=now)
        tell_authors(filing, "一张照片含人像或个人信息,已删除", actor, now, about=f"erased:{key}")
