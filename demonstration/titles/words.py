"""How is a title told, to the office and to everybody? Plain Chinese; no database."""

from __future__ import annotations

from datetime import date

from core.words import chinese_day
from demonstration.models import Designation, DesignationState, Round, TitleEventKind, TitleLevel
from sites.types import site_type
from sites.vocabulary import HonourLevel

#: Which tag colours which state on pages of the office.
APPEAL_TAGS = {"asked": "info", "kept": "plain", "changed": "limited", "withdrawn": "plain"}

#: What everybody reads of a title: code, word, colour.
VALID, LAPSED, REVOKED = "valid", "lapsed", "revoked"
PUBLIC_WORDS = {VALID: "有效", LAPSED: "终止", REVOKED: "取消"}
PUBLIC_TAGS = {VALID: "open", LAPSED: "plain", REVOKED: "closed"}

HONOUR_LEVELS = {
    TitleLevel.DISTRICT: HonourLevel.DISTRICT,
    TitleLevel.CITY: HonourLevel.CITY,
    TitleLevel.PROVINCE: HonourLevel.PROVINCIAL,
    TitleLevel.NATIONAL: HonourLevel.NATIONAL,
}

#: A plate is one thing, the employer's duty another (a removed plate does not free anybody).
LEGAL_DUTY = "摘除示范牌匾、取消示范称号,不免除用人单位依法建立女职工休息室、孕妇休息室、哺乳室等设施和保护女职工的法定义务;统一标识牌和阵地备案不因此改变。"

TAKEN_AWAY = "示范称号已取消"
NOT_NEEDED = "{},不再需要取消"
SUPERSEDED = "由新的命名决定接续"
TERM_OVER = "有效期届满"
SITE_IS_GONE = "阵地已注销"


def public_state(row: Designation, today: date) -> str:
    """What holds today, also before the nightly run has written that a term is over."""
    if row.state == DesignationState.VALID and row.valid_until < today:
        return LAPSED
    return str(row.state)


def full_name(name: str, grade: str) -> str:
    """The title with its grade, where the grade says more than the title."""
    return f"{name}({grade})" if grade and grade not in name else name


def title_words(row: Designation) -> str:
    return full_name(row.name, row.grade)


def term_words(row: Designation) -> str:
    return f"{chinese_day(row.valid_from)}至{chinese_day(row.valid_until)}"


def kind_label(code: str) -> str:
    return str(site_type(code).label)


def level_label(code: str) -> str:
    return str(TitleLevel(code).label)


def decision_title(round: Round) -> str:
    """《关于命名…的决定》 without its marks, cut to the column."""
    return f"关于命名{round.year}年度{round.title_name}的决定"[:120]


def decision_body(round: Round, count: int) -> str:
    """The first words of the decision, to be changed where the office writes otherwise."""
    call = f"({round.document_number})" if round.document_number else ""
    return (
        f"按照《{round.title}》通知{call},经申报、推荐、评审、公示,并经会议研究,决定命名下列 {count} 处阵地为"
        f"“{round.title_name}”,有效期 {round.title_years} 年。\n"
        "希望获得命名的阵地继续做好服务,按期参加年度复核;达不到标准的,按规定降低等次或者取消资格。"
    )


def event_words(kind: str, before: str, after: str) -> str:
    """降低等次:五星 → 四星"""
    label = str(TitleEventKind(kind).label)
    return f"{label}:{before} → {after}" if before != after and before and after else label
