"""A site in use with a small scoring table in force, and what people say of it."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from inspection.assessing import services
from inspection.assessing.selectors import board_of
from inspection.assessing.services import Given
from inspection.models import Assessment
from rulebook.models import RulePack
from rulebook.outcome import Answer
from rulebook.rubric import (
    Criterion,
    Dimension,
    How,
    Level,
    PassMark,
    Purpose,
    Rubric,
    Step,
    Veto,
)
from sites.fact_values import Cycle
from sites.models import ServiceSite
from tests.factories import NOW, Office, filing_in, succeed
from tests.remembered import remembered

ALL = tuple(Purpose)
YEAR = Cycle(NOW.date() - timedelta(days=364), NOW.date())

CHOICE = Criterion(
    code="A1",
    title="制度上墙",
    standard="三项制度都已上墙。",
    how=How.CHOICE,
    points=300,
    purposes=ALL,
    evidence=("photo",),
    levels=(
        Level(code="all", label="三项都有", points=300),
        Level(code="some", label="有一两项", points=150),
        Level(code="none", label="没有", points=0),
    ),
)
JUDGED = Criterion(
    code="A2",
    title="特色宣传",
    standard="有可供借鉴的做法。",
    how=How.JUDGEMENT,
    points=200,
    purposes=ALL,
    evidence=("photo", "link"),
    levels=(Level(code="20", label="有", points=200), Level(code="0", label="没有", points=0)),
    may_not_apply=True,
)
SEATS = Criterion(
    code="B1",
    title="基础配置",
    standard="桌子、座椅、饮水齐全。",
    how=How.CHECKLIST,
    points=300,
    purposes=ALL,
    items=("table", "seats", "water"),
    steps=(Step(limit=3, points=300), Step(limit=2, points=200), Step(limit=1, points=100)),
)
AREA = Criterion(
    code="B2",
    title="面积",
    standard="20平方米以上。",
    how=How.THRESHOLD,
    points=200,
    purposes=ALL,
    fact="area",
    steps=(Step(limit=2000, points=200), Step(limit=1000, points=100)),
)
TABLE = Rubric(
    site_type="outdoor_station",
    title="户外劳动者服务站点评分表",
    dimensions=(
        Dimension(code="A", name="管理", criteria=(CHOICE, JUDGED)),
        Dimension(code="B", name="配置", criteria=(SEATS, AREA)),
    ),
    vetoes=(Veto(code="V1", title="发生安全责任事故", purposes=ALL),),
    marks=tuple(PassMark(purpose=each, pass_at=500, rectify_at=300) for each in ALL),
    gap_limit=100,
)

#: Everything answered: 30 + 20 of the typed points; area and seats come from the register.
FULL = {"A1": Answer(level="all"), "A2": Answer(points=200), "V1": Answer(is_met=False)}


@remembered
def put_in_force(table: Rubric | None = TABLE, *, day: date | None = None) -> RulePack:
    """A successor of the newest pack of the family, with this table or none."""
    newest = RulePack.objects.filter(family="outdoor").latest("effective_from")
    return succeed(newest, day or NOW.date(), rubrics=(table,) if table else (), is_sample=newest.is_sample)


@remembered
def open_site(office: Office) -> ServiceSite:
    """A site in use whose measure has a table."""
    site = ServiceSite.objects.get(pk=filing_in("filed", office).site_id)
    put_in_force()
    return site


def begin(office: Office, site: ServiceSite, by: str = "keeper", **how: Any) -> Assessment:
    how.setdefault("purpose", Purpose.YEARLY)
    how.setdefault("cycle", YEAR)
    version = site.version
    assert version is not None
    version.site = site
    return services.open_assessment(version, **how, actor=office.actor(by), now=NOW)


def answer(
    row: Assessment, office: Office, by: str = "keeper", *, now: datetime = NOW, **answers: Answer
) -> Any:
    given = {code: Given(each) for code, each in (answers or FULL).items()}
    return services.answer_items(row.pk, given, actor=office.actor(by), now=now)


def reviewed(office: Office, row: Assessment) -> Assessment:
    """Own points and the district's are in; the city is next."""
    answer(row, office)
    services.hand_in_assessment(row.pk, actor=office.actor("keeper"), now=NOW)
    services.take_over(row.pk, actor=office.actor("district"), now=NOW)
    return services.review_assessment(row.pk, actor=office.actor("district"), now=NOW)


def board(row: Assessment) -> Any:
    found = Assessment.objects.select_related("site", "version").get(pk=row.pk)
    return board_of(found, NOW.date())
