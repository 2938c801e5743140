"""What speaks against a worked line? Sentences that a person must answer with a reason before it is approved; pure."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from core.money import yuan
from demonstration.subsidies.doubles import Before, Funded
from demonstration.subsidies.working import Case, amount_for
from rulebook.choices import Times
from rulebook.terms import SubsidyTier


@dataclass(frozen=True)
class Proposed:
    """One line of the batch, before it is written."""

    site: int
    site_type: str
    payee: int
    case: Case
    tier: SubsidyTier


def warnings_of(
    lines: Sequence[Proposed], earlier: Before, *, year: int, issuer: int
) -> dict[int, list[dict[str, str]]]:
    """By the key of the site: kind (double, twin, cap, condition) and words."""
    found: dict[int, list[dict[str, str]]] = defaultdict(list)
    mine = {line.site for line in lines}
    for line in lines:
        told = found[line.site]
        told += [_said("double", f"{each.words(year)}。") for each in _own(line, earlier, year)]
        for twin, why, funded in earlier.elsewhere(line.site):
            against = [each for each in funded if _counts_against(line, each, year)]
            told += [
                _said("twin", f"可能与“{twin.name}”是同一处({why}),{each.words(year)}。") for each in against
            ]
            if twin.key in mine:
                told.append(_said("twin", f"可能与本批次的“{twin.name}”是同一处({why})。"))
        if line.tier.condition.strip():
            told.append(_said("condition", f"请核对是否符合条件“{line.tier.condition}”。"))
    for site, words in _over_cap(lines, earlier, year, issuer):
        found[site].append(_said("cap", words))
    return found


def _said(kind: str, words: str) -> dict[str, str]:
    return {"kind": kind, "words": words}


def _own(line: Proposed, earlier: Before, year: int) -> list[Funded]:
    return [each for each in earlier.own(line.site) if _counts_against(line, each, year)]


def _counts_against(line: Proposed, each: Funded, year: int) -> bool:
    """A tier for those that come again expects money of earlier years of the same level; everything else is asked."""
    is_expected = line.tier.times == Times.REPEAT and each.year < year and each.level == line.case.level
    return not is_expected


def _over_cap(lines: Sequence[Proposed], earlier: Before, year: int, issuer: int) -> list[tuple[int, str]]:
    """What one union gets of this issuer for this type in this year, line by line in their order."""
    got: Counter[tuple[int, str]] = Counter()
    for each in earlier.all:
        if each.year == year and each.issuer == issuer:
            got[each.payee, each.site_type] += each.amount
    found = []
    for line in lines:
        key, cap = (line.payee, line.site_type), line.tier.most_per_unit_fen
        got[key] += amount_for(line.tier, line.case)
        if cap is not None and got[key] > cap:
            found.append((line.site, f"该单位本年度合计 {yuan(got[key])},超过每个单位上限 {yuan(cap)}。"))
    return found
