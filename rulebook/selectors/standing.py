"""How does a pack stand on a day: when it ends, what took its place? Reads the later documents; never writes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, cast

from django.db.models import Exists, Max, Min, OuterRef, Q, QuerySet, Subquery

from accounts.selectors import ancestors_of
from core.words import chinese_day
from rulebook.choices import PackState, RecordKind, RecordState
from rulebook.models import PackRecord, Rubric, RulePack, TypeRule
from rulebook.validity import NOTICE, Validity

#: Columns of a pack, annotated by ``with_validity``, in the order of ``Validity``.
VALIDITY = ("effective_from", "trial_until", "extended_until", "repealed_from")


def with_validity(packs: QuerySet[RulePack]) -> QuerySet[Any]:
    """Each pack with the day to which its trial was extended and the day from which it is repealed."""
    return packs.annotate(
        extended_until=_day_of(RecordKind.EXTEND, Max("day")),
        repealed_from=_day_of(RecordKind.REPEAL, Min("day")),
    )


def _day_of(kind: RecordKind, which: Max | Min) -> Subquery:
    confirmed = PackRecord.objects.filter(pack=OuterRef("pk"), kind=kind, state=RecordState.CONFIRMED)
    return Subquery(confirmed.order_by().values("pack").annotate(found=which).values("found"))


def versions_by(union_path: str, family: str, day: date) -> QuerySet[Any]:
    """The published versions over a union that have begun by a day, with their validity; which comes first is in effect."""
    issuer = ancestors_of(union_path).filter(is_issuer=True).values("pk")[:1]
    packs = RulePack.objects.filter(
        issuer=Subquery(issuer), family=family, effective_from__lte=day, state=PackState.PUBLISHED
    )
    return with_validity(packs).order_by("is_sample", "-effective_from")


def validity_of(pack: RulePack) -> Validity:
    """The days on which a pack holds, unless a successor takes its place."""
    found = with_validity(RulePack.objects.filter(pk=pack.pk)).values_list(*VALIDITY).get()
    return Validity(*found)


def with_standing(packs: QuerySet[RulePack], today: date) -> QuerySet[Any]:
    """What ``standing_words`` looks at, read along with the packs."""
    above = Q(effective_from__gt=OuterRef("effective_from"), is_sample=OuterRef("is_sample"))
    above |= Q(is_sample__lt=OuterRef("is_sample"))
    following = RulePack.objects.filter(
        above,
        state=PackState.PUBLISHED,
        issuer=OuterRef("issuer"),
        family=OuterRef("family"),
        effective_from__lte=today,
    )
    rows: QuerySet[Any] = with_validity(packs).annotate(is_succeeded=Exists(following))
    return rows


def standing_words(pack: Any, today: date) -> str:
    """One phrase for a pack read by ``with_standing``."""
    if pack.state != PackState.PUBLISHED:
        return "未公布"
    validity = Validity(*(getattr(pack, name) for name in VALIDITY))
    if pack.effective_from > today:
        return f"{chinese_day(pack.effective_from)}起施行"
    if pack.is_succeeded:
        return "已由其他版本接替"
    if not validity.holds_on(today):
        return f"已失效({validity.end_in_words()})"
    return f"现行,{validity.end_in_words()}" if validity.end_in_words() else "现行"


def governing_without_tables(today: date) -> int:
    """How many packs govern today and leave a site type without a scoring table."""
    rows = with_standing(RulePack.objects.filter(state=PackState.PUBLISHED), today)
    bare = TypeRule.objects.exclude(
        Exists(Rubric.objects.filter(pack=OuterRef("pack"), site_type=OuterRef("site_type")))
    )
    governing = rows.filter(is_succeeded=False, effective_from__lte=today)
    return governing.filter(Exists(bare.filter(pack=OuterRef("pk")))).count()


def ending_trials(packs: QuerySet[RulePack], today: date) -> list[tuple[RulePack, Validity]]:
    """Packs that still govern and whose trial is in its last weeks or over, with the days on which they hold."""
    return ending_among(trials_near_end(packs, today), today)


def trials_near_end(packs: QuerySet[RulePack], today: date) -> QuerySet[RulePack]:
    """Those that ``ending_among`` looks through: the end that was printed is near; some were extended since."""
    rows = with_standing(packs.filter(state=PackState.PUBLISHED, trial_until__lte=today + NOTICE), today)
    governing = rows.filter(is_succeeded=False, effective_from__lte=today)
    return cast("QuerySet[RulePack]", governing.order_by("trial_until", "pk"))


def ending_among(rows: Iterable[RulePack], today: date) -> list[tuple[RulePack, Validity]]:
    """The same of rows that are read already."""
    found = [(row, Validity(*(getattr(row, name) for name in VALIDITY))) for row in rows]
    return [(row, validity) for row, validity in found if validity.is_ending(today)]
