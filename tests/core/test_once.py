"""The same form sent twice happens once; the same key with anything else is refused."""

from __future__ import annotations

import uuid

import pytest

from core.actor import Actor
from core.models import AuditEntry, FormKey
from core.once import KeyConflict, parse_key, perform_once
from core.policy import NotAllowed
from tests.factories import NOW

pytestmark = pytest.mark.django_db

WANG = Actor(id=7, name="王芳")
ZHAO = Actor(id=8, name="赵强")
KEY = uuid.UUID(int=1)


class Work:
    """Counts how often it really ran."""

    def __init__(self, error: Exception | None = None) -> None:
        self.runs = 0
        self.error = error

    def __call__(self) -> str:
        self.runs += 1
        if self.error:
            raise self.error
        return f"/desk/filings/BA2026-{self.runs:06d}/"


def send(work, content=None, *, actor=WANG, key=KEY):
    return perform_once(key, content or {"filing": 1, "seen": 3}, work, actor=actor, now=NOW)


def test_the_second_sending_leads_to_the_first_result():
    work = Work()
    assert send(work) == "/desk/filings/BA2026-000001/"
    assert send(work) == "/desk/filings/BA2026-000001/"
    assert work.runs == 1


@pytest.mark.parametrize(
    "second",
    [{"content": {"filing": 1, "seen": 4}}, {"actor": ZHAO}],
    ids=["other content", "other person"],
)
def test_the_key_is_good_for_one_content_of_one_person(second):
    work = Work()
    send(work)
    with pytest.raises(KeyConflict, match="已经提交过"):
        send(work, **second)
    assert work.runs == 1
    refused = AuditEntry.objects.get(outcome="refused")
    assert refused.action == "form.send"


def test_another_key_is_another_form():
    work = Work()
    assert send(work) != send(work, key=uuid.UUID(int=2))
    assert work.runs == 2


@pytest.mark.parametrize("error", [RuntimeError("broken"), NotAllowed("不可以")], ids=["error", "refusal"])
def test_a_failed_sending_leaves_the_key_free(error):
    with pytest.raises(type(error)):
        send(Work(error))
    assert not FormKey.objects.exists()
    assert send(Work()) == "/desk/filings/BA2026-000001/"


@pytest.mark.parametrize("text", ["", "1", "not-a-key", "0" * 33])
def test_what_is_no_key_is_told_from_a_key(text):
    assert parse_key(text) is None
    assert parse_key(str(KEY)) == KEY
