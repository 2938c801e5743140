"""Who has not done his part hears of it: one message a person with the number of his sites, once for each mark."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from datetime import date, datetime

from django.db import transaction
from django.urls import reverse

from accounts.models import User
from accounts.roles import Role
from accounts.selectors import granted_along
from core.actor import SYSTEM
from core.audit import record
from core.outbox import owe
from inspection.models import RUNNING, Assessment, AssessmentState, YearlyReview
from inspection.reviewing.reminders import Due, due_reminders, subject_of
from sites.selectors import keepers_by_site


def remind_of_review(key: int, *, now: datetime) -> int:
    """Owe what is due by now; gives how many people are told. A second run owes nothing."""
    with transaction.atomic():
        review = YearlyReview.objects.select_for_update(of=("self",)).select_related("issuer").get(pk=key)
        if review.state not in RUNNING:
            return 0
        told = 0
        for due in due_reminders(review, now.date()):
            told += _send(review, due, now)
            review.reminded = sorted({*review.reminded, *due.covers})
            review.save(update_fields=["reminded"])
        return told


def _send(review: YearlyReview, due: Due, now: datetime) -> int:
    people = keepers_waiting(review, now.date())
    if not due.to_keepers:
        people = districts_waiting(review, (AssessmentState.DISTRICT,), now.date())
    stage = "own" if due.to_keepers else "district"
    url = f"{reverse('review-sites', args=[review.pk])}?stage={stage}"
    for person, count in people.items():
        key = f"review:{review.pk}:{due.mark}:{due.due_on}:{person.pk}"
        subject = subject_of(review, due, count, now.date())
        owe(person.pk, subject, key=key, now=now, url=url, address=person.email)
    record(
        SYSTEM,
        "review.remind",
        review,
        now=now,
        label="发出提醒",
        details={"mark": due.mark, "people": len(people)},
    )
    return len(people)


def _waiting(review: YearlyReview, states: Collection[str]) -> list[tuple[int, str, str]]:
    rows = Assessment.objects.filter(review_entry__review=review, state__in=states).order_by()
    return list(rows.values_list("site_id", "site__union_path", "site_type"))


def keepers_waiting(review: YearlyReview, on: date) -> Counter[User]:
    """Who keeps the site: by a grant over its union, or as the keeper of this one."""
    waiting = _waiting(review, (AssessmentState.OWN,))
    people = _granted(waiting, Role.KEEPER, review, on)
    own = keepers_by_site([site_id for site_id, _, _ in waiting])
    for site_id, _, _ in waiting:
        people.update(person for person in own.get(site_id, ()))
    return people


def districts_waiting(review: YearlyReview, states: Collection[str], on: date) -> Counter[User]:
    """Who looks at sites whose assessments stand in one of these states."""
    return _granted(_waiting(review, states), Role.DISTRICT, review, on)


def _granted(waiting: list[tuple[int, str, str]], role: str, review: YearlyReview, on: date) -> Counter[User]:
    """Each person who holds the role over the union of a site, with the number of such sites."""
    holders = granted_along(review.issuer.path or "", role, on)
    people: Counter[User] = Counter()
    for _, path, kind in waiting:
        parts = path.split(".")[:-1]
        above = [".".join(parts[:count]) + "." for count in range(1, len(parts) + 1)]
        found = {
            person for each in above for person, types in holders.get(each, ()) if not types or kind in types
        }
        people.update(found)
    return people
