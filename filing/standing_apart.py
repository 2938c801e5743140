"""Does a site stand in another district than its managing union governs? That may well be so: a question, never an error."""

from __future__ import annotations

from accounts.selectors import district_over
from filing.models import Filing


def apart_question(filing: Filing) -> str:
    """What to ask the writer; empty where both are the same, or the union belongs to no district."""
    over = district_over(filing.site.union_path)
    stands = filing.version.district
    if over is None or over.code == stands.code:
        return ""
    return apart_words(over.name, stands.name)


def apart_words(managed: str, stands: str) -> str:
    return (
        f"主管工会属{managed},阵地填的是在{stands},对吗?"
        f"由{managed}的工会管理、设在{stands}的,不用修改;选错了的,请改正。"
    )
