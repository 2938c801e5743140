"""What would a draft do to titles and money? Valid titles that its table puts at risk; last year's lines under its tiers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import reduce
from operator import or_

from django.db.models import Q

from accounts.selectors import issuing_paths
from core.clock import LEGAL_ZONE
from core.money import yuan
from core.registry import Replay, ReplaySection
from core.words import chinese_day
from demonstration.models import Designation, DesignationState, Subsidy, SubsidyState
from demonstration.subsidies.working import Case, amount_for, pick
from inspection.assessing.carrying import Judged
from inspection.assessing.reading import in_chunks
from inspection.assessing.rehearsing import Comparison, standing_results
from inspection.assessing.shifts import Crossing, Standing, Tally
from rulebook.models import RulePack
from rulebook.outcome import Conclusion
from rulebook.rubric import points_text
from rulebook.selectors import rubrics_in, terms_of
from rulebook.terms import SubsidyTier
from rulebook.workdays import add_months
from sites.types import site_type, site_types

#: Lines worked out in so many months are those of the last cycle.
MONTHS = 18
#: Rows of a table; the count beside them is whole.
MOST_NAMED = 200


def rehearse_money(pack: RulePack, now: datetime) -> Replay | None:
    """The part of titles and subsidies in the rehearsal of a pack; nothing where there is neither."""
    today = now.astimezone(LEGAL_ZONE).date()
    first = add_months(today, -MONTHS)
    titles = _titles(pack)
    lines = _lines(pack, first)
    if not titles and not lines:
        return None
    risks = _at_risk(pack, titles, first)
    sums = _sums(lines, terms_of(pack).subsidy_tiers)
    return Replay(
        cycle=f"{chinese_day(first)}至{chinese_day(today)}的补助和现有称号",
        summary=list(_summary(len(titles), len(risks), sums)),
        counts={"titles": len(titles), "titles_at_risk": len(risks), "subsidies": len(lines)},
        sections=[_risk_section(risks), _money_section(sums), _changed_section(sums)],
    )


def _within(pack: RulePack, column: str) -> Q:
    """The issuer's branch without the branches of issuers below it."""
    own = pack.issuer.path or ""
    below = [path for path in issuing_paths() if path != own and path.startswith(own)]
    others = reduce(or_, (Q(**{f"{column}__startswith": path}) for path in below), Q(pk__in=[]))
    return Q(**{f"{column}__startswith": own}) & ~others


def _types(pack: RulePack) -> list[str]:
    return [kind.code for kind in site_types() if kind.family == pack.family]


def _titles(pack: RulePack) -> dict[str, Designation]:
    """Valid titles by the code of their site."""
    rows = Designation.objects.filter(
        _within(pack, "site__union_path"), state=DesignationState.VALID, site_type__in=_types(pack)
    )
    return {row.site.code or "": row for row in rows.select_related("site").order_by("pk")}


class _Falling(Tally):
    """Keeps each result of a titled site that would not be good under the new table."""

    def __init__(self, titled: Iterable[str]) -> None:
        super().__init__()
        self.titled = frozenset(titled)
        self.fallen: dict[str, Crossing] = {}

    def add(self, stands: Standing, judged: Judged, pack: int) -> None:
        moved = Crossing(stands, judged.outcome.total, judged.outcome.conclusion.value)
        if stands.site_code in self.titled and moved.conclusion != Conclusion.MET:
            self.fallen[stands.site_code] = moved


def _at_risk(
    pack: RulePack, titles: Mapping[str, Designation], first: date
) -> list[tuple[Designation, Crossing]]:
    """Titles whose site would not pass any more, worked out from its last results; those first that lose most."""
    if not titles:
        return []
    comparison = Comparison({rubric.site_type: rubric for rubric in rubrics_in(pack)})
    falling = _Falling(titles)
    comparison.tally = falling
    for chunk in in_chunks(standing_results(pack, first)):
        comparison.take(chunk)
    found = [(titles[code], moved) for code, moved in falling.fallen.items()]
    return sorted(found, key=lambda each: (each[1].shift, each[0].number))


def _lines(pack: RulePack, first: date) -> list[Subsidy]:
    rows = Subsidy.objects.filter(
        _within(pack, "batch__pool__issuer__path"),
        site__site_type__in=_types(pack),
        batch__made_at__date__gte=first,
        approved_at__isnull=False,
    )
    return list(rows.exclude(state=SubsidyState.DROPPED).select_related("site").order_by("pk"))


@dataclass
class _Sum:
    """Integer fen of one type, before and after, and each line that changes."""

    count: int = 0
    before: int = 0
    after: int = 0


@dataclass
class _Sums:
    by_type: dict[str, _Sum]
    changed: list[tuple[Subsidy, str, int]]

    @property
    def whole(self) -> _Sum:
        rows = self.by_type.values()
        return _Sum(*(sum(getattr(each, name) for each in rows) for name in ("count", "before", "after")))


def _sums(lines: Iterable[Subsidy], tiers: Sequence[SubsidyTier]) -> _Sums:
    found = _Sums(defaultdict(_Sum), [])
    for line in lines:
        kind = line.facts["site_type"]
        case = Case.from_kept(line.facts)
        tier = pick([each for each in tiers if each.site_type == kind], case)
        label, amount = (tier.label, amount_for(tier, case)) if tier else ("没有适用的档次", 0)
        total = found.by_type[kind]
        total.count, total.before, total.after = (
            total.count + 1,
            total.before + line.amount,
            total.after + amount,
        )
        if (label, amount) != (line.tier, line.amount):
            found.changed.append((line, label, amount))
    return found


def _summary(titles: int, risks: int, sums: _Sums) -> Iterator[str]:
    yield f"现有有效称号 {titles:,} 个,按新评分表重新计算不合格的有 {risks:,} 个。"
    whole = sums.whole
    yield (
        f"上一周期补助 {whole.count:,} 处,合计 {yuan(whole.before)};按新档次为 {yuan(whole.after)},"
        f"{_moved(whole.after - whole.before)}。"
    )
    yield "补助按测算时保存的级别、得分、人数和首次再次重新计算,文字条件按符合计算。"


def _moved(fen: int) -> str:
    return f"增加 {yuan(fen)}" if fen > 0 else f"减少 {yuan(-fen)}" if fen < 0 else "没有变化"


def _risk_section(risks: Sequence[tuple[Designation, Crossing]]) -> ReplaySection:
    rows: list[list[object]] = [
        [
            title.site_name,
            title.name,
            title.plate_number,
            f"{points_text(moved.stands.total)} 分",
            f"{points_text(moved.total)} 分",
            moved.verdicts[1],
        ]
        for title, moved in risks[:MOST_NAMED]
    ]
    columns = ["阵地", "称号", "牌匾编号", "原得分", "新得分", "新结论"]
    return ReplaySection(title="按新评分表不合格的称号", columns=columns, rows=rows)


def _money_section(sums: _Sums) -> ReplaySection:
    rows: list[list[object]] = [
        [
            site_type(kind).label,
            each.count,
            yuan(each.before),
            yuan(each.after),
            _moved(each.after - each.before),
        ]
        for kind, each in sorted(sums.by_type.items())
    ]
    columns = ["阵地类型", "处数", "原合计", "新合计", "变化"]
    return ReplaySection(title="补助合计变化", columns=columns, rows=rows)


def _changed_section(sums: _Sums) -> ReplaySection:
    rows: list[list[object]] = [
        [str(line.site), line.number, line.tier, yuan(line.amount), label, yuan(amount)]
        for line, label, amount in sums.changed[:MOST_NAMED]
    ]
    columns = ["阵地", "补助编号", "原档次", "原金额", "新档次", "新金额"]
    return ReplaySection(title="金额或档次有变化的补助", columns=columns, rows=rows)
