"""What do the records of use say of many sites over a cycle? The provider ``records`` of the register of facts.

What nobody recorded is not known, and left out (未核实). ``NotApplicable`` stands where the records say that nothing
can be said. Fact by fact:

- ``uses_monthly``: the average of the months that have a total, half up; left out without any.
- ``recorded_months``: how many months of the cycle have a total, nought included.
- ``activities``, ``faults_overdue``: left out where nothing at all was recorded in the cycle, so that nought means
  that a site which keeps records had none.
- ``served``: monthly uses and those who came to activities; the form asks to count each of them once.
- ``uses_of_plan``: served (or used, where the plan is of uses by month) of what was planned for the whole months of the
  cycle; a month without a total counts as nought, a month before the site opened not at all.
- ``satisfaction``: satisfied and mostly satisfied of all answers, in tenths of a percent, half up; not applicable below
  the least sample of the measure in force.
- ``supplies_expired``: on the day of reading; left out where no supply was ever told of.
- ``session_days``: of sessions at the same time the longest counts, so that two classes are no more days than one.
- ``session_children``: enrolled, over all sessions. ``agreements_signed`` and ``insured`` are cut off, never rounded up.
- ``requests_closed``: closed on time of those received; not applicable where none was received.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from rulebook.outcome import Fact as Value
from rulebook.outcome import Known, NotApplicable
from rulebook.selectors import least_samples
from sites.fact_values import Cycle
from sites.models import SiteVersion
from sites.use.months import month_of, months_between, whole_months
from sites.use.rates import cut_rate, half_up, rate
from sites.use.selectors import sums

Found = dict[str, Value]


@dataclass(frozen=True)
class Sums:
    """Everything recorded of the sites that are asked about."""

    months: tuple[date, date]
    uses: Mapping[int, Mapping[int, sums.Uses]]
    held: Mapping[int, Mapping[int, sums.Held]]
    answers: Mapping[int, tuple[int, int]]
    least: Mapping[tuple[str, str, str], int]
    faults: Mapping[int, sums.Faults]
    supplies: Mapping[int, Mapping[str, date | None]]
    sessions: Mapping[int, Sequence[sums.Session]]
    requests: Mapping[int, sums.Requests]
    plans: Mapping[int, Mapping[int, sums.Plan]]


def recorded(versions: Sequence[SiteVersion], cycle: Cycle, on: date) -> dict[int, Found]:
    """The values of each version by name, with the same number of questions for one and for thousands."""
    read = _sums(versions, cycle, on)
    return {version.pk: _values(version, read, on) for version in versions}


def _least_key(version: SiteVersion) -> tuple[str, str, str]:
    return version.site.union_path, version.kind.family, version.site_type


def _sums(versions: Sequence[SiteVersion], cycle: Cycle, on: date) -> Sums:
    sites = {version.site_id for version in versions}
    days = (cycle.first, cycle.last)
    months = whole_months(*days)
    return Sums(
        months=months,
        uses=sums.uses_of(sites, *months),
        held=sums.activities_of(sites, *days),
        answers=sums.answers_of(sites, *days),
        least=least_samples(map(_least_key, versions), on),
        faults=sums.faults_of(sites, cycle.first, min(cycle.last, on)),
        supplies=sums.supplies_of(sites, on),
        sessions=sums.sessions_of(sites, *days),
        requests=sums.requests_in(sites, *months),
        plans=sums.plans_in(sites, range(months[0].year, months[1].year + 1)),
    )


def _values(version: SiteVersion, read: Sums, on: date) -> Found:
    use = version.kind.use
    found = _visits(version.site_id, read)
    found |= _of_plan(version, read)
    found["satisfaction"] = _satisfaction(version, read)
    found |= _supplies(version, read, on)
    if use.sessions:
        found |= _sessions(read.sessions.get(version.site_id, ()))
    if use.requests and version.site_id in read.requests:
        found["requests_closed"] = _requests(read.requests[version.site_id])
    return found


def _visits(site: int, read: Sums) -> Found:
    held = read.held.get(site, {}).values()
    faults = read.faults.get(site, sums.Faults(0, 0))
    uses = _added_up(read.uses.get(site, {}).values())
    found: Found = {"recorded_months": Known(uses.months)}
    if uses.months:
        found["uses_monthly"] = Known(half_up(uses.visits, uses.months))
    if uses.months or held:
        found["served"] = Known(uses.visits + sum(each.visits for each in held))
    if uses.months or held or faults.told:
        found["activities"] = Known(sum(each.sessions for each in held))
        found["faults_overdue"] = Known(faults.overdue)
    return found


def _added_up(years: Collection[sums.Uses]) -> sums.Uses:
    months, visits = zip(*years, strict=True) if years else ((), ())
    return sums.Uses(sum(months), sum(visits))


def _of_plan(version: SiteVersion, read: Sums) -> Found:
    """Planned twelfths of a year beside what came, so that no fraction of a month is rounded."""
    planned = done = 0
    for year, plan in read.plans.get(version.site_id, {}).items():
        months = _months_of_year(year, read.months, version.opened_on)
        planned += plan.a_year * months
        if months:
            done += _done(version.site_id, year, plan, read)
    return {"uses_of_plan": Known(rate(12 * done, planned))} if planned else {}


def _done(site: int, year: int, plan: sums.Plan, read: Sums) -> int:
    uses, held = read.uses.get(site, {}).get(year), read.held.get(site, {}).get(year)
    came = held.visits if held and not plan.is_monthly else 0
    return came + (uses.visits if uses else 0)


def _months_of_year(year: int, months: tuple[date, date], opened_on: date | None) -> int:
    """How many of the months lie in this year, from the one in which the site opened."""
    first = max(months[0], date(year, 1, 1), month_of(opened_on) if opened_on else months[0])
    return months_between(first, min(months[1], month_of(date(year, 12, 31))))


def _satisfaction(version: SiteVersion, read: Sums) -> Value:
    good, sample = read.answers.get(version.site_id, (0, 0))
    least = read.least[_least_key(version)]
    if sample == 0 or sample < least:
        return NotApplicable(f"本周期有效评价 {sample} 份,少于 {max(least, 1)} 份,不计此项。")
    return Known(rate(good, sample))


def _supplies(version: SiteVersion, read: Sums, on: date) -> Found:
    kept = version.kind.supplies
    if not kept:
        return {"supplies_expired": NotApplicable("这类阵地不登记物资。")}
    told = {supply: ends for supply, ends in read.supplies.get(version.site_id, {}).items() if supply in kept}
    if not told:
        return {}
    return {"supplies_expired": Known(sum(ends is not None and ends < on for ends in told.values()))}


def _requests(requests: sums.Requests) -> Value:
    if not requests.received:
        return NotApplicable("本周期没有收到诉求。")
    return Known(rate(requests.on_time, requests.received))


def _sessions(sessions: Sequence[sums.Session]) -> Found:
    if not sessions:
        return {}
    children = sum(each.children for each in sessions)
    return {
        "session_days": Known(_days_of(sessions)),
        "session_children": Known(children),
        "attendance": Known(
            rate(
                sum(each.child_days for each in sessions),
                sum(each.children * each.days for each in sessions),
            )
        ),
        "agreements_signed": Known(cut_rate(sum(each.agreements for each in sessions), children)),
        "insured": Known(cut_rate(sum(each.insured for each in sessions), children)),
    }


def _days_of(sessions: Sequence[sums.Session]) -> int:
    """Sessions come by their beginning; of those that overlap the longest stands for all."""
    total = longest = 0
    end = date.min
    for each in sessions:
        if each.starts_on > end:
            total, longest = total + longest, 0
        longest = max(longest, each.days)
        end = max(end, each.ends_on)
    return total + longest
