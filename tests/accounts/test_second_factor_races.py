"""Two at the same moment, forced: one code, or one recovery code, is taken by one of them."""

from __future__ import annotations

from typing import Any

import pytest

from accounts.second_factor import services
from accounts.second_factor.services import Tried
from core.models import AuditEntry
from tests.accounts.phones import code_now, having
from tests.factories import NOW, actor_of, build_tree, person
from tests.filing.test_races import SOON, crowd, held_open, see_waiting

__all__ = ["crowd"]

pytestmark = [pytest.mark.pg, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def li() -> Any:
    return having(person("lina", "district", build_tree().south), "aaaa2222")


def test_one_code_opens_one_of_two_sign_ins(li: Any, crowd: Any) -> None:
    code, answers = code_now(), []
    with held_open(lambda: answers.append(services.try_code(li, code, now=NOW))):
        second = crowd(lambda: services.try_code(li, code, now=NOW))
        see_waiting()
        assert not second.done()
    assert [*answers, second.result(timeout=SOON)] == [Tried(True), Tried(False)]


def test_one_recovery_code_opens_one_of_two_sign_ins(li: Any, crowd: Any) -> None:
    def use() -> Tried:
        return services.try_recovery_code(li, "aaaa2222", actor=actor_of(li), now=NOW)

    answers: list[Tried] = []
    with held_open(lambda: answers.append(use())):
        second = crowd(use)
        see_waiting()
        assert not second.done()
    assert [*answers, second.result(timeout=SOON)] == [Tried(True), Tried(False)]
    assert AuditEntry.objects.filter(action="user.recovery_code").count() == 1
