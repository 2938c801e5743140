"""Who follows when a round goes to another stage? Later packages say it here; rounds know none of them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from core.actor import Actor
from core.registry import Registry
from demonstration.models import Round

#: Called inside the step, with the round as it stands now, the stage it left, who moved it and when.
StageFollower = Callable[[Round, str, Actor, datetime], None]

STAGE_FOLLOWERS: Registry[StageFollower] = Registry("stage followers")

#: What still has to be done before a round may leave a stage: sentences, none when it may.
StageQuestion = Callable[[Round, str], list[str]]

STAGE_QUESTIONS: Registry[StageQuestion] = Registry("stage questions")


def follow(round: Round, before: str, *, actor: Actor, now: datetime) -> None:
    for follower in STAGE_FOLLOWERS:
        follower(round, before, actor, now)


def what_is_left(round: Round, action: str) -> list[str]:
    """Everything that keeps ``action`` from being walked, from all packages."""
    return [sentence for question in STAGE_QUESTIONS for sentence in question(round, action)]
