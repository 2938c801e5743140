"""What do 《示范阵地申报表》 and the letter of a nomination say? Laid out as the papers of cases are."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from core.canonical import digest, short_digest
from core.clock import LEGAL_ZONE
from core.money import yuan
from core.words import chinese_day
from demonstration.models import Nomination, NominationLetter
from demonstration.nominating.pages import Sheet
from demonstration.nominating.selectors.rows import content_digest
from demonstration.nominating.words import moment_words
from filing.papers.notices import Gap, NoticePaper
from filing.papers.paper import Code, Entry, Listing, Opinion, Opinions, Paper, grid_of
from filing.papers.sheets import Heading, one_each
from inspection.assessing.selectors import Board
from inspection.assessing.words import conclusion_words
from rulebook.rubric import points_text
from sites.fact_words import fact_words
from sites.facts import FACTS, RECORDS
from sites.ledger.selectors import honours_of
from sites.models import SiteVersion
from sites.summary import text_of

FORM_TITLE = "示范阵地申报表"

#: Parts the number of a letter from that of its nomination.
LETTER_MARK = "-BZ"


def form_paper(sheet: Sheet) -> Paper:
    """Everything that was asked, then the opinions of the three levels."""
    row, board = sheet.row, sheet.board
    heading = _heading(sheet, FORM_TITLE, row.number, content_digest(row, board, sheet.papers))
    return heading.paper(
        grid_of(_identity(row)),
        Listing("最近 12 个月使用情况", ("项目", "情况", "来源"), tuple(_use(board)), empty="没有使用记录。"),
        Listing(
            f"自评得分({conclusion_words(board.rubric, board.outcomes['own'])})",
            ("评分大类", "自评分", "应得分"),
            tuple(_heads(board)),
        ),
        one_each(
            [
                Entry("主要做法", row.practices),
                *([Entry("申请补助金额", yuan(row.amount_wanted))] if row.amount_wanted is not None else []),
                Entry("曾获荣誉", ";".join(_honours(row)) or "无"),
                Entry("申报材料", "\n".join(paper.title for paper in sheet.papers) or "无"),
            ]
        ),
        _opinions(row),
        numbers=(f"申报编号:{row.number}", f"评定:{row.round.title}"),
    )


def letter_paper(sheet: Sheet, letter: NominationLetter) -> Paper:
    """《补正通知单》 as it went out, with the answers and conclusions since."""
    row, measure = sheet.row, sheet.board.measure
    number = letter_number(row, letter)
    waits = row.state == "returned" and letter.number == max(
        gap.letter.number for gap in sheet.gaps if gap.letter is not None
    )
    return NoticePaper(
        heading=_heading(sheet, measure.correction_title, number, letter_digest(letter)),
        addressee=row.site.managing_union.name,
        site_name=row.version.name or str(row.site),
        gaps=tuple(_gaps(letter)),
        number=number,
        due_on=row.round.recommend_until.astimezone(LEGAL_ZONE).date() if waits else None,
        office=letter.office,
        person=letter.issued_by,
        issued_at=letter.issued_at,
        what="示范阵地申报",
        stops_clock=False,
    ).paper()


def letter_number(row: Nomination, letter: NominationLetter) -> str:
    return f"{row.number}{LETTER_MARK}{letter.number}"


def letter_digest(letter: NominationLetter) -> str:
    """What a letter said when it went out; answers and conclusions are not part of it."""
    gaps = [[gap.position, gap.label, gap.problem, gap.remedy] for gap in letter.gaps.all()]
    return digest({"number": letter.number, "office": letter.office, "gaps": gaps})


def _heading(sheet: Sheet, title: str, number: str, sealed: str) -> Heading:
    row = sheet.row
    return Heading(
        title=title,
        filing_number=row.site.filing_number or "",
        is_sample=sheet.board.measure.is_sample,
        is_draft=row.submitted_at is None,
        code=Code(number, row.verify_token, short_digest(sealed)),
    )


def _identity(row: Nomination) -> list[Entry]:
    version, site = row.version, row.site
    place = "".join(part for part in (version.address, version.building, version.floor, version.room) if part)
    return [
        Entry("阵地名称", version.name),
        Entry("阵地编码", site.code or ""),
        Entry("阵地类型", version.type_label),
        Entry("区(市)", site.district.name),
        Entry("主管工会", site.managing_union.name),
        Entry("推荐工会", row.branch.name),
        Entry("详细地址", place),
        Entry("承建(共建)单位", version.host_name),
        Entry(
            "启用情况",
            years_in_use(version, site.filed_on, row.round.closes_at.astimezone(LEGAL_ZONE).date()),
        ),
        Entry("使用面积", text_of(version, "area_hundredths")),
        Entry("开放时间", text_of(version, "hours")),
        Entry("开放对象", text_of(version, "access")),
    ]


def years_in_use(version: SiteVersion, filed_on: date | None, until: date) -> str:
    """2024年3月1日启用,已满 2 年; by the filing where the first day of use is not known."""
    since, word = (version.opened_on, "启用") if version.opened_on else (filed_on, "备案")
    if since is None:
        return ""
    years = until.year - since.year - ((until.month, until.day) < (since.month, since.day))
    return f"{chinese_day(since)}{word},{f'已满 {years} 年' if years > 0 else '未满 1 年'}"


def _use(board: Board) -> Iterator[tuple[str, str, str]]:
    """What the records of use say of the year before the call, as it was frozen."""
    for name, kept in sorted(board.facts.readings.items()):
        fact = FACTS.get(name)
        if fact is not None and fact.provider == RECORDS:
            told = (
                fact_words(board.rubric.site_type, name, kept["value"]) if "value" in kept else kept["reason"]
            )
            yield fact.label, told, str(kept["source"])


def _heads(board: Board) -> Iterator[tuple[str, str, str]]:
    outcome = board.outcomes["own"]
    for share in outcome.shares:
        yield share.dimension.name, points_text(share.earned), points_text(share.possible)
    yield "合计(折算百分)", points_text(outcome.total), "100"


def _honours(row: Nomination) -> Iterator[str]:
    for honour in honours_of(row.site):
        number = f",{honour.document_number}" if honour.document_number else ""
        yield f"{honour.year}年 {honour.get_level_display()} {honour.title}{number}"


def _opinions(row: Nomination) -> Opinions:
    recommended = row.recommended_at is not None
    told = (row.opinion or "同意推荐。") if recommended else ""
    return Opinions(
        (
            Opinion("申报工会意见(盖章)", signer=row.submitted_by, on=row.submitted_at),
            Opinion("区(市)、产业工会意见(盖章)", opinion=told, on=row.recommended_at),
            Opinion("市总工会意见(盖章)"),
        )
    )


def _gaps(letter: NominationLetter) -> Iterator[Gap]:
    for gap in letter.gaps.all():
        yield Gap(
            number=gap.position,
            part=gap.label,
            problem=gap.problem,
            satisfies=gap.remedy,
            answer=gap.answer or ("已补正" if gap.answered_at else ""),
            verdict=gap.get_verdict_display() if gap.verdict else "",
            late_reason=letter.late_reason if gap.is_late else "",
        )


def receipt_lines(sheet: Sheet) -> list[dict[str, str]]:
    """What was received and when, for the page after handing in."""
    row = sheet.row
    return [
        {"label": "申报编号", "value": row.number},
        {"label": "评定", "value": row.round.title},
        {"label": "阵地", "value": row.version.name or str(row.site)},
        {"label": "收到时间", "value": moment_words(row.submitted_at) if row.submitted_at else ""},
        {"label": "提交人", "value": row.submitted_by},
        {"label": "自评", "value": sheet.own_words},
        {"label": "申报材料", "value": f"{len(sheet.papers)} 份"},
        {"label": "资料摘要", "value": short_digest(content_digest(row, sheet.board, sheet.papers))},
        {"label": "适用办法", "value": sheet.board.measure.citation},
    ]
