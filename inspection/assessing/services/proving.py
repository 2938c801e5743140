"""Pictures are laid beside an item: taken for it, or chosen among those of the site. None of another site."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from core.actor import Actor
from core.workflow import Step, TransitionRefused
from inspection.assessing.selectors import column_label, rubric_of, written_in
from inspection.assessing.services.answering import refuse_closed
from inspection.assessing.transitions import ASSESSMENT
from inspection.models import Assessment, ScoreProof
from rulebook.outcome import BadAnswer
from rulebook.rubric import Purpose
from rulebook.scoring import refuse_strangers
from sites.images import clean_picture
from sites.models import Attachment
from sites.services import keep_picture, release

#: Pictures beside one item; more help nobody who looks.
MOST_PROOFS = 6

NOT_OURS = "这张照片不属于本阵地,不能作为佐证。请重新拍照,或从本阵地的照片中选择。"


def add_proof(assessment_id: int, code: str, data: bytes, *, actor: Actor, now: datetime) -> ScoreProof:
    """Keep a clean copy of the picture beside the item; the same one twice is kept once.

    Raises ``BadPicture``, ``NotStored``, ``TransitionRefused``.
    """
    picture = clean_picture(data)
    with ASSESSMENT.step(assessment_id, "prove", actor=actor, now=now) as step:
        row = step.row
        own = row.proofs.filter(attachment__sha256=picture.sha256).select_related("attachment").first()
        attachment = (
            own.attachment
            if own
            else keep_picture(picture, owner_union=row.site.managing_union, uploader_id=actor.key, now=now)
        )
        return _linked(step, code, attachment, actor, now)


def choose_proofs(
    assessment_id: int, code: str, keys: Collection[UUID], *, actor: Actor, now: datetime
) -> list[ScoreProof]:
    """Pictures of the site's version, or of this assessment, all or none. Raises ``TransitionRefused``."""
    with ASSESSMENT.step(assessment_id, "prove", actor=actor, now=now) as step:
        row = step.row
        rows = Attachment.objects.filter(pk__in=keys, erased_at=None, pages=None)
        own = rows.filter(site_photos__version=row.version_id) | rows.filter(score_proofs__assessment=row)
        found = {attachment.pk: attachment for attachment in own.distinct()}
        if not found or found.keys() != set(keys):
            raise TransitionRefused(NOT_OURS)
        return [_linked(step, code, found[key], actor, now) for key in keys]


def remove_proof(assessment_id: int, proof_id: int, *, actor: Actor, now: datetime) -> str:
    """Take a picture away from an item, whose code is given; with its last use the file goes."""
    with ASSESSMENT.step(assessment_id, "prove", actor=actor, now=now) as step:
        proof = step.row.proofs.filter(pk=proof_id).select_related("attachment").first()
        if proof is None:
            raise TransitionRefused("这张照片已经不在该项下。")
        refuse_closed(step.row, rubric_of(step.row), [proof.code])
        step.changes[f"{proof.code} 佐证"] = ("移除照片", "")
        attachment = proof.attachment
        proof.delete()
        release(attachment)
        return proof.code


def _linked(
    step: Step[Assessment], code: str, attachment: Attachment, actor: Actor, now: datetime
) -> ScoreProof:
    row = step.row
    try:
        refuse_strangers(rubric_of(row), Purpose(row.purpose), [code])
    except BadAnswer as bad:
        raise TransitionRefused(str(bad)) from bad
    refuse_closed(row, rubric_of(row), [code])
    standing = row.proofs.filter(code=code, attachment=attachment).first()
    if standing is not None:  # sent again after a lost reply
        return standing
    if row.proofs.filter(code=code).count() >= MOST_PROOFS:
        raise TransitionRefused(f"每项最多 {MOST_PROOFS} 张照片,请先移除不用的照片。")
    step.changes[f"{code} 佐证"] = ("", "添加照片")
    step.details["column"] = column_label(row.purpose, written_in(row))
    return ScoreProof.objects.create(
        assessment=row, code=code, attachment=attachment, added_by=actor.name, added_at=now
    )
