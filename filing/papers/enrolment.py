"""《既有阵地入册决定表》: what was taken into the register by one decision, on which paper, and who signed. Rows in, paper out."""

from __future__ import annotations

from collections import Counter

from django.db.models import Count
from django.db.models.functions import Coalesce

from core.canonical import short_digest
from core.clock import LEGAL_ZONE
from core.words import chinese_day
from filing.imports.selectors.enrolling import DECIDED, PREFIX, enrolment_of
from filing.models.enrolment import Enrolment
from filing.models.imports import ImportBatch, ImportState
from filing.papers.paper import Code, Entry, Grid, Listing, Opinion, Opinions, Paper, Part
from sites.types import site_type

TITLE = "既有阵地入册决定表"
ANNEX = "既有阵地入册清单"
NOT_YET = "待批准,尚未入册"
UNDONE = "已撤销"

#: What a site of the list bears; of a list that was undone what it bore.
_NUMBER = Coalesce("filing__filing_number", "kept_number")
_CODE = Coalesce("filing__site__code", "kept_code")

CITY, CITY_SEALED = "市总工会意见", "市总工会意见(盖章)"

#: Unions named on the decision.
MOST_UNIONS = 3

#: Sites that the list names one by one; of more, the ledger gives all.
MOST_LISTED = 500


def enrolment_number(batch: ImportBatch) -> str:
    """The number on the paper: RC and the batch; it is no 文号."""
    return f"{PREFIX}-{batch.pk:06d}"


def enrolment_paper(batch: ImportBatch) -> Paper | None:
    """The decision and the list of its sites, also once it was undone; ``None`` before the list was submitted."""
    enrolment = enrolment_of(batch)
    if enrolment is None or batch.state not in (ImportState.PROPOSED, *DECIDED):
        return None
    is_done = batch.state in DECIDED
    number = enrolment_number(batch)
    return Paper(
        title=TITLE,
        parts=(_about(batch, enrolment), _counts(batch), _opinions(batch, enrolment), _annex(batch)),
        numbers=(f"编号:{number}",),
        marks=_marks(batch),
        notes=("备案编号和阵地编码由系统逐处生成,编号不重复使用。扫码可核验本表。",) if is_done else (),
        code=Code(number, enrolment.verify_token, short_digest(enrolment.digest)) if is_done else None,
    )


def _marks(batch: ImportBatch) -> tuple[str, ...]:
    marks = {ImportState.PROPOSED: NOT_YET, ImportState.UNDONE: UNDONE}
    return tuple(text for state, text in marks.items() if batch.state == state)


def _about(batch: ImportBatch, enrolment: Enrolment) -> Part:
    decided = enrolment.decided_at
    rows = [
        (Entry("依据文件", enrolment.paper),),
        (Entry("文件日期", chinese_day(enrolment.dated_on)), Entry("入册处数", f"{batch.sites.count()} 处")),
        (Entry("主管工会", _unions(batch)),),
    ]
    if decided and batch.state in DECIDED:
        numbers = batch.sites.order_by("pk").values_list(_NUMBER, flat=True)
        first, last = numbers.first() or "", numbers.last() or ""
        rows.append((Entry("批准日期", chinese_day(decided.astimezone(LEGAL_ZONE).date())),))
        rows.append((Entry("备案编号", first if first == last else f"{first} 至 {last}(按清单)"),))
    if enrolment.undone_at:
        day = chinese_day(enrolment.undone_at.astimezone(LEGAL_ZONE).date())
        rows.append((Entry("撤销日期", day), Entry("撤销人", str(enrolment.undone_by or "系统"))))
        rows.append((Entry("撤销的原因", enrolment.undone_why),))
    return Grid(tuple(rows))


def _unions(batch: ImportBatch) -> str:
    """The unions that manage the sites, the one with most of them first."""
    rows = batch.sites.order_by().values_list("union__name").annotate(number=Count("pk"))
    names = [name for name, _ in rows.order_by("-number", "union__path")]
    shown = "、".join(names[:MOST_UNIONS])
    return shown if len(names) <= MOST_UNIONS else f"{shown}等 {len(names)} 家"


def _counts(batch: ImportBatch) -> Part:
    rows = batch.sites.order_by().values_list("site_type", "district__name")
    counted = sorted(Counter(rows).items())
    return Listing(
        "入册阵地汇总",
        ("阵地类型", "区(市)", "处数"),
        tuple((site_type(kind).label, district, str(number)) for (kind, district), number in counted),
    )


def _opinions(batch: ImportBatch, enrolment: Enrolment) -> Part:
    """The union that sent the list, then the city: each level with its person, as on the page; one seal."""
    signed = list(batch.sign_offs.select_related("user")) if batch.state in DECIDED else []
    last = len(signed) - 1
    city = [
        Opinion(
            CITY_SEALED if at == last else CITY,
            each.opinion or ("同意入册。" if at == last else ""),
            str(each.user),
            each.at,
            role=each.level_name,
        )
        for at, each in enumerate(signed)
    ] or [Opinion(CITY_SEALED)]
    own = Opinion(
        "报送工会意见(盖章)", signer=str(enrolment.proposed_by), on=enrolment.proposed_at, opinion=""
    )
    return Opinions((own, *city))


def _annex(batch: ImportBatch) -> Part:
    names = ("name", "facts__address", "site_type", "district__name", _NUMBER, _CODE)
    found = list(batch.sites.order_by("pk").values_list(*names)[: MOST_LISTED + 1])
    rows = tuple(
        (
            str(at),
            f"{name}\n{address or '地址未填'}",
            f"{site_type(kind).short_label}\n{district}",
            f"{number or '—'}\n{code or ''}".strip(),
        )
        for at, (name, address, kind, district, number, code) in enumerate(found[:MOST_LISTED], 1)
    )
    more = f"(前 {MOST_LISTED} 处,其余见台账)" if len(found) > MOST_LISTED else ""
    head = ("序号", "阵地名称、地址", "类型、区(市)", "备案编号、阵地编码")
    return Listing(f"{ANNEX}{more}", head, rows)
