"""What do the papers of a title say: the certificate, the decision, the plates, the notice of a title that was taken away?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from core.canonical import short_digest
from core.words import chinese_day
from demonstration.models import Designation, DesignationState, NamingDecision, Round, TitleEvent
from demonstration.titles.words import LEGAL_DUTY, kind_label, level_label, term_words, title_words
from filing.papers.paper import Closing, Code, Entry, Listing, Paper, Passage, grid_of

CERTIFICATE = "示范阵地证书"


def certificate_paper(row: Designation) -> Paper:
    return Paper(
        title=CERTIFICATE,
        parts=(
            *_void(row),
            Passage((f"{row.site_name}:经评定,命名为“{title_words(row)}”。",)),
            grid_of(
                [
                    Entry("阵地类型", kind_label(row.site_type)),
                    Entry("级别", level_label(row.level)),
                    Entry("等次", row.grade or "不分等次"),
                    Entry("牌匾编号", row.plate_number),
                    Entry("决定文号", row.document_number),
                    Entry("有效期", term_words(row)),
                ]
            ),
            Closing(row.issuer.name, row.valid_from),
        ),
        numbers=(f"证书编号:{row.number}",),
        notes=("扫码可核验本证书现在的状态。称号终止、降低等次或者取消以后,以核验结果为准。",),
        is_sample=row.site.is_sample,
        code=Code(row.number, row.verify_token, short_digest(row.digest)),
    )


def _void(row: Designation) -> tuple[Passage, ...]:
    """A title that is over leaves a certificate that must not pass for a valid one."""
    if row.ended_on is None:
        return ()
    how = "取消" if row.state == DesignationState.REVOKED else "终止"
    return (Passage((f"本证书已作废:称号已于{chinese_day(row.ended_on)}{how},仅供存档。",)),)


def decision_paper(
    round: Round, decision: NamingDecision, titles: Sequence[Designation], grades: Mapping[int, str]
) -> Paper:
    """The text with its list; those who were named later stand under the day of their own act. ``grades``: as given."""
    first = [row for row in titles if row.valid_from == decision.decided_on]
    later = [row for row in titles if row.valid_from != decision.decided_on]
    supplement = (_listing("补充命名名单", later, grades),) if later else ()
    meeting = decision.meeting
    return Paper(
        title=decision.title,
        parts=(
            Passage(
                tuple(line for line in decision.body.split("\n") if line.strip()),
                to="各区(市)总工会、各产业工会:",
            ),
            _listing("命名名单", first, grades),
            *supplement,
            Closing(round.issuer.name, decision.decided_on),
        ),
        numbers=(decision.document_number, f"内容摘要 {short_digest(decision.digest)}"),
        notes=(
            f"依据:{meeting.name},{chinese_day(meeting.held_on)},纪要编号 {meeting.minutes_number}。",
            f"完整摘要(SHA-256):{decision.digest}",
        ),
        is_sample=bool(round.pack and round.pack.is_sample),
    )


def _listing(caption: str, titles: Sequence[Designation], grades: Mapping[int, str]) -> Listing:
    rows = tuple(
        (
            str(place),
            row.site_name,
            kind_label(row.site_type),
            grades.get(row.pk, row.grade),
            row.plate_number,
        )
        for place, row in enumerate(titles, 1)
    )
    return Listing(caption, ("序号", "阵地名称", "阵地类型", "等次", "牌匾编号"), rows, empty="没有。")


def plates_paper(round: Round, titles: Sequence[Designation]) -> Paper:
    """What the maker of plates needs, and nothing else."""
    rows = tuple(
        (str(place), row.site_name, title_words(row), row.plate_number, term_words(row), row.issuer.name)
        for place, row in enumerate(titles, 1)
    )
    head = ("序号", "阵地名称", "称号", "牌匾编号", "有效期", "落款")
    return Paper(
        title="示范牌匾制作清单",
        parts=(Listing(f"{round.title},共 {len(rows)} 块", head, rows, empty="没有。"),),
        notes=("示范牌匾与统一标识牌是两种牌,分别悬挂。",),
        is_sample=bool(round.pack and round.pack.is_sample),
    )


def removal_paper(row: Designation, event: TitleEvent) -> Paper:
    """《取消资格并摘牌通知》: what is taken away, on which ground, and what it does not free from."""
    return Paper(
        title="取消示范称号并摘牌通知单",
        parts=(
            Passage(
                (
                    f"经研究,自{chinese_day(event.on)}起取消你单位“{title_words(row)}”称号,请于收到本通知后交回或者"
                    f"摘除示范牌匾(编号 {row.plate_number})。",
                    f"依据:{row.ground}",
                    LEGAL_DUTY,
                    "对本决定有异议的,可以在规定期限内申请复核。",
                ),
                to=f"{row.site_name}:",
            ),
            grid_of(
                [
                    Entry("证书编号", row.number),
                    Entry("原有效期", term_words(row)),
                    Entry("会议", str(event.meeting) if event.meeting else ""),
                    Entry("文号", event.document_number or "—"),
                ]
            ),
            Closing(row.issuer.name, event.on),
        ),
        numbers=(f"证书编号:{row.number}",),
        is_sample=row.site.is_sample,
    )
