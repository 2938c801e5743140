"""《限期整改通知单》: what must be mended by when, with room for the answer, the second look and the seal.

The order belongs to inspection, which lies below and knows no papers; it is read here and laid out like any other.
"""

from __future__ import annotations

from core.canonical import short_digest
from core.clock import LEGAL_ZONE
from core.words import chinese_day
from filing.papers.paper import (
    Closing,
    Code,
    Entry,
    Grid,
    Listing,
    Opinion,
    Opinions,
    Paper,
    Passage,
    grid_of,
)
from inspection.models import Rectification, RectificationItem
from inspection.rectifying.deadlines import limit_words, what_follows
from inspection.rectifying.selectors import items_of
from inspection.rectifying.states import RectificationState, Source
from rulebook.provisional import doubt
from rulebook.selectors import measure_in
from rulebook.terms import Measure

WITHDRAWN = "本通知已撤销"

#: Whence a problem is known, where the word of the source alone makes no sentence.
KNOWN_FROM = {
    Source.FINDING: "经核查预警信息",
    Source.REPORT: "根据群众反映并经核实",
    Source.OTHER: "经日常检查发现",
}


def order_paper(order: Rectification) -> Paper:
    """The letter as it was sent, with what was answered and found since."""
    measure, items = measure_in(order.pack), items_of(order)
    marks = (WITHDRAWN,) if order.state == RectificationState.WITHDRAWN else ()
    return Paper(
        title=measure.rectification_title,
        numbers=(f"通知编号:{order.number}",),
        parts=(
            Passage((_opening(order),), to=f"{order.site.managing_union.name}:"),
            _site(order),
            Listing(
                "整改事项",
                ("序号", "存在的问题", "怎样算合格"),
                tuple((str(item.number), item.problem, item.remedy) for item in items),
            ),
            Passage((_until(order, measure),)),
            Closing(order.office, order.ordered_at),
            _answers(items),
            _opinions(),
        ),
        notes=(f"依据:{measure.citation}。扫码可核验本通知。",),
        marks=marks,
        is_sample=measure.is_sample,
        code=Code(order.number, order.verify_token, short_digest(order.digest)),
    )


def _opening(order: Rectification) -> str:
    """One sentence of whence it is known, whatever was written of it before."""
    grounds = f"{order.grounds.rstrip('。')}。" if order.grounds else ""
    known = KNOWN_FROM.get(Source(order.source), f"经{order.get_source_display()}发现")
    return f"{grounds}{known},你单位管理的“{order.site}”存在以下问题,请按要求整改。"


def _site(order: Rectification) -> Grid:
    site = order.site
    address = site.version.address if site.version else ""
    return grid_of(
        (
            Entry("阵地名称", site.name),
            Entry("阵地类型", site.type_label),
            Entry("备案编号", site.filing_number or ""),
            Entry("阵地编码", site.code or ""),
            Entry("地址", f"{site.district.name}{address}"),
        )
    )


def _until(order: Rectification, measure: Measure) -> str:
    longer = (
        f"(原定{chinese_day(order.first_due_on)},经同意延期)" if order.due_on != order.first_due_on else ""
    )
    doubtful = doubt(order.due_on, provisional=order.due_is_provisional)
    follows = what_follows(measure)
    return (
        f"请于{chinese_day(order.due_on)} {order.due_closing:%H:%M} 前{doubtful}完成整改{longer},逐项写明整改情况或附照片,提交复查。"
        f"规定期限为 {limit_words(measure)}。确有困难的,请在期限前申请延期。{f'{follows}。' if follows else ''}"
    )


def _answers(items: list[RectificationItem]) -> Listing:
    """What was done and found; empty rows where the paper is filled in by hand."""
    rows = tuple((str(item.number), _answer(item), _verdict(item)) for item in items)
    return Listing("整改和复查情况", ("序号", "整改情况", "复查结论"), rows)


def _answer(item: RectificationItem) -> str:
    if item.answered_at is None:
        return ""
    day = chinese_day(item.answered_at.astimezone(LEGAL_ZONE).date())
    return f"{item.answer or '见系统中的照片'}({day})"


def _verdict(item: RectificationItem) -> str:
    words = f":{item.verdict_words}" if item.verdict_words else ""
    return f"{item.get_verdict_display()}{words}" if item.verdict else ""


def _opinions() -> Opinions:
    """The site signs for what it did, the union that ordered it seals what it found."""
    return Opinions((Opinion("整改单位意见(盖章)"), Opinion("复查工会意见(盖章)")))
