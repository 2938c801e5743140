"""Who must have a second factor, and who may take one away from somebody else?"""

from __future__ import annotations

from django.conf import settings

from accounts.models import User
from accounts.policy import PEOPLE
from accounts.reach import holds
from accounts.roles import Role
from core.actor import Actor
from core.policy import ALLOWED, Decision, denied


def must_have(user: User, actor: Actor) -> bool:
    """By the roles of today (``SECOND_FACTOR_ROLES``); the open logins of the demo city never."""
    return not user.is_demo and holds(actor, *settings.SECOND_FACTOR_ROLES)


def may_turn_off(user: User, actor: Actor) -> Decision:
    if must_have(user, actor):
        return denied("按规定,您的角色登录时必须使用两步验证,不能关闭。换手机的,请点“换一部手机”。")
    return ALLOWED


def may_reset(actor: Actor, person: User) -> Decision:
    """Whoever keeps the people of a branch, never for the own account: there the password is asked.

    The system: by command, on the server itself.
    """
    if actor.is_system:
        return ALLOWED
    if actor.id == person.pk:
        return denied("自己的两步验证请在“两步验证”页面办理,需要输入密码。")
    if person.is_superuser and not holds(actor, Role.ADMINISTRATOR):
        return denied("系统管理员的两步验证,只能由另一位系统管理员重置。")
    return PEOPLE.decide(actor, "manage", person)
