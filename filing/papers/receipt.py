"""What does the receipt of a case say? What was received, when, under which rules, and who acts next."""

from __future__ import annotations

from core.canonical import short_digest
from core.clock import LEGAL_ZONE
from core.words import chinese_moment
from filing.deadlines import TimeLeft
from filing.models import Filing
from filing.pages import sections_of
from filing.papers.paper import Code, Entry, Grid, Paper
from filing.receipts import SUBMITTED_AS, Receipt, ReceivedPart, due_words, receipt_number
from filing.selectors import handed_in_digest, pinned_measure
from filing.states import FilingKind

#: Corrections are under way: what was received then is no longer what stands here.
BEING_CORRECTED = "资料正在补正,以重新提交后的回执为准。"
NO_APPROVAL = "扫码可核验本回执。本回执只证明已收到上述资料,不代表同意备案。"


def receipt_of(filing: Filing, left: TimeLeft, next_office: str) -> Receipt:
    """The receipt of a case that was handed in; what was received is listed until it is being corrected."""
    measure, last = pinned_measure(filing), filing.submissions.select_related("by").latest("number")
    unchanged = handed_in_digest(filing) == filing.facts_digest
    parts = [each for each in sections_of(filing) if each.section.code != "photos"] if unchanged else []
    return Receipt(
        number=receipt_number(filing.number, last.number),
        kind=filing.get_kind_display(),
        name=filing.version.name,
        type_label=filing.version.type_label,
        union=filing.site.managing_union.name,
        district=filing.version.district.name,
        received_at=last.at,
        submitted_by=str(last.by),
        submitted_as=last.submitted_as,
        parts=tuple(
            ReceivedPart(
                each.section.title, sum(not line.is_blank for line in each.lines), len(each.not_verified)
            )
            for each in parts
        ),
        photos=None if filing.kind == FilingKind.CANCEL else filing.version.photos.count(),
        digest=short_digest(last.digest),
        measure=measure.citation,
        is_sample=measure.is_sample,
        next_office=next_office,
        due_words=due_words(left, has_moved_on=filing.state != last.state),
    )


def receipt_paper(receipt: Receipt, title: str, token: str) -> Paper:
    """《收件回执》 as it is printed."""
    office = SUBMITTED_AS.get(receipt.submitted_as, "")
    received = [f"{part.title}:{part.words}" for part in receipt.parts] or [BEING_CORRECTED]
    if receipt.photos is not None:  # a cancellation hands in none: those of the site came with its filing
        received = [*received, f"照片:{receipt.photos} 张"]
    next_office = ",".join(said for said in (receipt.next_office, receipt.due_words) if said)
    rows = (
        (Entry("办理事项", receipt.kind), Entry("阵地名称", receipt.name)),
        (Entry("阵地类型", receipt.type_label), Entry("区(市)", receipt.district)),
        (Entry("主管工会", receipt.union),),
        (Entry("收件时间", chinese_moment(receipt.received_at.astimezone(LEGAL_ZONE))),),
        (Entry("提交人", receipt.submitted_by + (f"({office})" if office else "")),),
        (Entry("收到的资料", "\n".join(received)),),
        (Entry("资料摘要", receipt.digest),),
        (Entry("适用办法", receipt.measure),),
        (Entry("下一环节", next_office),),
    )
    return Paper(
        title=title,
        parts=(Grid(rows),),
        numbers=(f"编号:{receipt.number}",),
        notes=(NO_APPROVAL,),
        is_sample=receipt.is_sample,
        code=Code(receipt.number, token, receipt.digest),
    )
