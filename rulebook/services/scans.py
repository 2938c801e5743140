"""Keeping the scan of the printed document beside its draft: a generated name, one file, told in the trail."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable
from datetime import datetime

from django.core.files.base import ContentFile
from django.db import transaction

from core.actor import Actor
from core.registry import Registry
from core.workflow import TransitionRefused
from rulebook.models import PackScan, RulePack
from rulebook.scan_files import scan_problem
from rulebook.selectors import scan_of
from rulebook.services.authors import authors_with
from rulebook.services.packs import BadPack
from rulebook.transitions import PACK

logger = logging.getLogger(__name__)

LABEL = "印发原件扫描件"
#: Given a PDF that only shows pages; why its text may not be kept, and nothing where it may. Whoever can read PDFs puts
#: a guard here: this app cannot.
SCAN_GUARDS: Registry[Callable[[bytes], str]] = Registry("guards of scans")
NO_ROOM = "服务器存不下文件,没有保存。请联系系统管理员检查存储空间,处理好后重新上传。"


def attach_scan(pk: int, data: bytes, *, actor: Actor, now: datetime, seen: int | None = None) -> PackScan:
    """The scan of a draft, instead of the one before; whoever brings it is one of its authors. Raises ``BadPack``."""
    if problem := scan_problem(data) or _not_to_be_kept(data):
        raise BadPack([problem])
    digest = hashlib.sha256(data).hexdigest()
    with PACK.step(pk, "edit", actor=actor, now=now, seen=seen) as step:
        old = scan_of(step.row)
        step.changes = {LABEL: (_said(old), f"已上传({digest[:12]})")}
        ids, names = authors_with(step.row, actor)
        RulePack.objects.filter(pk=pk).update(author_ids=ids, author_names=names)
        if old is not None:
            _forget_file(old)
            old.delete()
        return _stored(step.row, data, digest, actor, now)


def _not_to_be_kept(data: bytes) -> str:
    return next((problem for guard in SCAN_GUARDS if (problem := guard(data))), "")


def _stored(pack: RulePack, data: bytes, digest: str, actor: Actor, now: datetime) -> PackScan:
    scan = PackScan(
        pack=pack,
        sha256=digest,
        size=len(data),
        added_by_id=actor.id,
        added_by_name=actor.name,
        added_at=now,
    )
    try:
        scan.file.save("", ContentFile(data), save=False)
    except OSError as error:
        logger.error("the scan of a measure cannot be stored: %s", error)
        raise TransitionRefused(NO_ROOM) from error
    try:
        scan.save(force_insert=True)
    except Exception:
        scan.file.delete(save=False)
        raise
    return scan


def _said(scan: PackScan | None) -> str:
    return f"已上传({scan.sha256[:12]})" if scan else ""


def _forget_file(scan: PackScan) -> None:
    """The old file goes when the new one is certain."""
    storage, name = scan.file.storage, scan.file.name
    if name:
        transaction.on_commit(lambda: storage.delete(name))
