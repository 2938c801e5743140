"""What follows when a second factor is turned on, used, renewed or taken away. No secret is ever told in the trail."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F
from django_otp.models import Device
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice
from django_otp.util import random_hex

from accounts.models import User
from accounts.second_factor.policy import may_reset
from accounts.second_factor.selectors import codes_left, has_factor
from core.actor import Actor
from core.audit import record
from core.outbox import owe
from core.policy import NotAllowed
from core.workflow import NoteMissing, TransitionRefused, attempt

#: Recovery codes that are handed out at once.
CODES = 10


@dataclass(frozen=True)
class Tried:
    """Was the code right? ``wait``: seconds until the next one is looked at; this one was not."""

    is_right: bool
    wait: int = 0


def new_key() -> str:
    """A secret for a telephone that is about to be set up."""
    return str(random_hex(20))


def unsaved_phone(user: User, key: str) -> TOTPDevice:
    """What a telephone with this secret will be; nothing is kept yet."""
    return TOTPDevice(user=user, name="手机", key=key)


def turn_on(user: User, key: str, code: str, *, actor: Actor, now: datetime) -> list[str]:
    """The telephone has shown that it holds the secret: it stands in the place of any other. Ends the sessions.

    Gives the recovery codes, this one time; nothing, and no change, where the code does not fit.
    """
    with transaction.atomic():
        _locked(user)
        had = has_factor(user)
        TOTPDevice.objects.filter(user=user).delete()
        phone = unsaved_phone(user, key)
        phone.save(force_insert=True)
        if not phone.verify_token(code):
            transaction.set_rollback(True)
            return []
        codes = _new_codes(user)
        _end_sessions(user)
        label = "更换两步验证手机" if had else "启用两步验证"
        record(actor, "user.second_factor_on", user, now=now, label=label)
    return codes


def renew_codes(user: User, *, actor: Actor, now: datetime) -> list[str]:
    """Ten other recovery codes; the ones before are worth nothing. Ends the sessions, as every change of it does."""
    with transaction.atomic():
        _locked(user)
        codes = _new_codes(user)
        _end_sessions(user)
        record(actor, "user.recovery_codes", user, now=now, label="重新生成恢复码")
    return codes


def turn_off(user: User, *, actor: Actor, now: datetime) -> None:
    """From now on the password alone; the person is told, in case it was somebody else."""
    with transaction.atomic():
        _locked(user)
        if has_factor(user):
            _remove(user)
            record(actor, "user.second_factor_off", user, now=now, label="关闭两步验证")
            _tell(user, "您的两步验证已关闭", "不是您本人操作的,请马上修改密码,并联系系统管理员。", now)


def reset_factor(person: User, reason: str, *, actor: Actor, now: datetime) -> None:
    """The telephone is lost: an administrator takes the factor away, with a reason. Raises ``TransitionRefused``."""
    with attempt(actor, "user.second_factor_reset", person, now=now, label="重置两步验证"):
        decision = may_reset(actor, person)
        if not decision:
            raise NotAllowed(decision.reason)
        if not reason.strip():
            raise NoteMissing("请填写重置原因。")
        take_factor(person, now=now)
        record(actor, "user.second_factor_reset", person, now=now, label="重置两步验证", note=reason.strip())


def take_factor(person: User, *, now: datetime) -> None:
    """Without a word in the trail: whoever calls this tells why. Raises ``TransitionRefused`` where there is none."""
    with transaction.atomic():
        _locked(person)
        if not has_factor(person):
            raise TransitionRefused(f"{person.name}没有启用两步验证,不需要重置。")
        _remove(person)
        words = "原来的手机和恢复码不能再用。请用密码登录,按提示重新设置;不是您要求的,请联系系统管理员。"
        _tell(person, "您的两步验证已由工作人员重置", words, now)


def try_code(user: User, code: str, *, now: datetime) -> Tried:
    """A code of the telephone; each is taken once."""
    with transaction.atomic():
        phones = TOTPDevice.objects.select_for_update().filter(user=user, confirmed=True)
        return _tried(phones.first(), code, now)


def try_recovery_code(user: User, code: str, *, actor: Actor, now: datetime) -> Tried:
    """One of the ten; it is gone afterwards."""
    with transaction.atomic():
        lists = StaticDevice.objects.select_for_update().filter(user=user, confirmed=True)
        tried = _tried(lists.first(), code, now)
        if tried.is_right:
            changes = {"剩余恢复码": ("", str(codes_left(user)))}
            record(actor, "user.recovery_code", user, now=now, label="使用恢复码登录", changes=changes)
    return tried


def _tried(device: Device | None, code: str, now: datetime) -> Tried:
    if device is None:
        return Tried(False)
    failed_at = device.throttling_failure_timestamp
    if (
        failed_at is not None and failed_at > now
    ):  # the clock was put back: the pause begins anew, and is no longer
        device.throttling_failure_timestamp = now
        device.save(update_fields=["throttling_failure_timestamp"])
    allowed, why = device.verify_is_allowed()
    if not allowed:
        span = why["locked_until"] - device.throttling_failure_timestamp
        return Tried(False, math.ceil(span.total_seconds()))
    return Tried(bool(device.verify_token(code)))


def _locked(user: User) -> None:
    """Two changes at once come one after the other."""
    User.objects.select_for_update().get(pk=user.pk)


def _new_codes(user: User) -> list[str]:
    StaticDevice.objects.filter(user=user).delete()
    sheet = StaticDevice.objects.create(user=user, name="恢复码")
    codes = [StaticToken.random_token() for _ in range(CODES)]
    StaticToken.objects.bulk_create([StaticToken(device=sheet, token=code) for code in codes])
    return codes


def _remove(user: User) -> None:
    TOTPDevice.objects.filter(user=user).delete()
    StaticDevice.objects.filter(user=user).delete()
    _end_sessions(user)


def _end_sessions(user: User) -> None:
    User.objects.filter(pk=user.pk).update(sessions_ended=F("sessions_ended") + 1)
    user.refresh_from_db(fields=["sessions_ended"])


def _tell(user: User, subject: str, body: str, now: datetime) -> None:
    key = f"second-factor:{user.pk}:{user.sessions_ended}"
    owe(user.pk, subject, key=key, now=now, body=body, url="", address=user.email, urgent=True)
