"""Which files of a case does a reviewer get, and under which addresses?"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django.utils.crypto import salted_hmac

from demonstration.blind.material import Material
from demonstration.blind.shapes import Proof
from demonstration.models import NominationPaper
from rulebook.rubric import Criterion
from sites.models import Attachment

#: A file that is read as a whole cannot be masked.
WITHHELD = "匿名评审不提供文件原件"


def proof_key(review_id: int, attachment_id: Any) -> str:
    """The address of a file within one review; says nothing of where else the portal shows it."""
    return salted_hmac("demonstration.blind.proof", f"{review_id}:{attachment_id}").hexdigest()[:24]


def attachment_behind(material: Material, key: str) -> Attachment | None:
    """The file that the case shows under this key; none that is withheld."""
    attachments = [proof.attachment for proof in material.proofs]
    attachments += [paper.attachment for paper in material.papers]
    for attachment in attachments:
        if attachment.is_pdf and material.is_blind:
            continue
        if proof_key(material.review.pk, attachment.pk) == key:
            return attachment
    return None


def paper_shown(material: Material, paper: NominationPaper, said: Callable[[str], str]) -> Proof:
    return file_shown(material, paper.attachment, said(paper.title))


def file_shown(material: Material, attachment: Attachment, title: str) -> Proof:
    if attachment.is_pdf and material.is_blind:
        return Proof("", f"{title}({WITHHELD})", is_picture=False)
    return Proof(proof_key(material.review.pk, attachment.pk), title, is_picture=not attachment.is_pdf)


def proofs_shown(material: Material, criterion: Criterion, said: Callable[[str], str]) -> Iterator[Proof]:
    for number, each in enumerate((p for p in material.proofs if p.code == criterion.code), 1):
        yield file_shown(material, each.attachment, f"{criterion.title}的佐证 {number}")
    for paper in material.papers:
        if paper.item == criterion.code:
            yield paper_shown(material, paper, said)
