"""How does an uploaded file reach the disk, what is said when it cannot, and which files belong to no row?"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from uuid import UUID

from django.core.files.base import ContentFile
from django.db.models.fields.files import FieldFile

from sites.models import Attachment
from sites.models.attachment import FOLDER
from sites.refusals import Refusal

logger = logging.getLogger(__name__)

#: A younger file may belong to a transaction that is still open.
GRACE = timedelta(days=1)

NO_ROOM = "服务器存不下文件,没有保存。请联系本单位系统管理员检查存储空间,处理好后重新上传。"


class NotStored(Refusal):
    """The disk is full or away; nothing was kept."""


def store(file: FieldFile, data: bytes) -> None:
    """Write the bytes under a generated name, before the row. Raises ``NotStored``."""
    try:
        file.save("", ContentFile(data), save=False)
    except OSError as error:
        logger.error("an uploaded file cannot be stored: %s", error)
        raise NotStored(NO_ROOM) from error


def sweep_files(*, now: datetime) -> int:
    """Delete files that no row knows: of writes that broke off, of transactions that came to nothing. How many."""
    storage = Attachment._meta.get_field("file").storage
    folders = storage.listdir(FOLDER)[0] if storage.exists(FOLDER) else []
    lost = [name for folder in sorted(folders) for name in _unknown_in(f"{FOLDER}/{folder}")]
    old = [name for name in lost if storage.get_modified_time(name) < now - GRACE]
    for name in old:
        storage.delete(name)
    return len(old)


def _unknown_in(folder: str) -> list[str]:
    """Files of ours in one folder without a row that still has its file; what is not ours is left alone."""
    names = Attachment._meta.get_field("file").storage.listdir(folder)[1]
    keys = {name: key for name in names if (key := _key_of(name)) is not None}
    rows = Attachment.objects.filter(pk__in=set(keys.values()), erased_at=None)
    known = set(rows.values_list("pk", flat=True))
    return [f"{folder}/{name}" for name, key in keys.items() if key not in known]


def _key_of(name: str) -> UUID | None:
    try:
        return UUID(hex=name.partition(".")[0].removesuffix("_s"))
    except ValueError:
        return None
