"""What one source gives in one year is entered; what lines take from it and give back moves here and nowhere else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from accounts.models import Union
from core.actor import Actor
from core.audit import record
from core.money import yuan
from core.workflow import TransitionRefused, attempt
from demonstration.models import SubsidyPool
from demonstration.subsidies.policy import POOLS
from sites.text_guard import guarded_text


@dataclass(frozen=True)
class PoolFacts:
    """``amount`` in integer fen."""

    name: str
    source: str
    year: int
    amount: int
    document_number: str = ""


def enter_pool(issuer: Union, facts: PoolFacts, *, actor: Actor, now: datetime) -> SubsidyPool:
    """Raises ``NotAllowed``, ``TransitionRefused`` for an amount below one fen or a pool that is there, ``Refusal``."""
    pool = SubsidyPool(
        issuer=issuer,
        name=guarded_text("名称", facts.name),
        source=guarded_text("经费来源", facts.source),
        year=facts.year,
        document_number=guarded_text("预算文号", facts.document_number),
        amount=facts.amount,
        entered_by=actor.name,
        entered_at=now,
    )
    with attempt(actor, "subsidy_pool.enter", pool, now=now, label="登记补助经费"):
        POOLS.require(actor, "enter", pool)
        if facts.amount < 1:
            raise TransitionRefused("总额应大于 0 元,请核对。")
        try:
            with transaction.atomic():
                pool.save()
        except IntegrityError:
            raise TransitionRefused("同一年度、同一来源的这笔经费已经登记,请核对名称。") from None
        record(actor, "subsidy_pool.enter", pool, now=now, label="登记补助经费", note=yuan(pool.amount))
    return pool


def take(pool_id: int, fen: int) -> SubsidyPool:
    """Commits so much of a pool, in the transaction of its caller. Raises ``TransitionRefused`` where it is short."""
    pool = SubsidyPool.objects.select_for_update().get(pk=pool_id)
    if fen > pool.left:
        raise TransitionRefused(
            f"“{pool.name}”只剩 {yuan(pool.left)},本批次需要 {yuan(fen)},超出 {yuan(fen - pool.left)}。"
            "请减少补助阵地,或登记新的经费。"
        )
    return _moved(pool, fen)


def give_back(pool_id: int, fen: int) -> SubsidyPool:
    """What a line gives up, or what came back."""
    return _moved(SubsidyPool.objects.select_for_update().get(pk=pool_id), -fen)


def _moved(pool: SubsidyPool, fen: int) -> SubsidyPool:
    pool.committed += fen
    pool.save(update_fields=["committed"])
    return pool
