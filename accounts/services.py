"""What follows when people or unions change: verb and noun, one transaction, one audit entry each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import F, Value
from django.db.models.functions import Concat, Substr

from accounts.district_lists import NamedDistrict
from accounts.models import District, RoleGrant, Union, User
from accounts.roles import PRESETS, Role
from core.actor import SYSTEM, Actor
from core.audit import Change, record
from core.registry import Registry
from core.search_text import search_text

#: Apps above that keep a copy of the path are told (old, new) when a branch moves; keyed by app.
PATH_COPIES: Registry[Callable[[str, str], None]] = Registry("copies of union paths")


def changes_between(before: Any, after: Any, fields: Iterable[str]) -> dict[str, Change]:
    """What differs, as readable texts, keyed by the field's Chinese label."""
    found: dict[str, Change] = {}
    for name in fields:
        old, new = getattr(before, name), getattr(after, name)
        if old != new:
            found[str(after._meta.get_field(name).verbose_name)] = (str(old), str(new))
    return found


def create_union(*, actor: Actor, now: datetime, **fields: Any) -> Union:
    """A new union below its parent; the path follows from the key."""
    return save_union(Union(**fields), actor=actor, now=now)


def save_union(union: Union, *, actor: Actor, now: datetime) -> Union:
    """Create or change a union; a moved branch takes everything below it along."""
    with transaction.atomic():
        before = Union.objects.select_for_update().filter(pk=union.pk).first() if union.pk else None
        union.search = search_text(union.name, union.short_name)
        union.save()
        _place(union)
        fields = ("name", "short_name", "code", "kind", "parent", "governs", "is_issuer", "is_active")
        changes = changes_between(before, union, fields) if before else {}
        record(
            actor, "union.save", union, now=now, label="修改工会" if before else "新建工会", changes=changes
        )
    return union


def _place(union: Union) -> None:
    above = Union.objects.get(pk=union.parent_id).path if union.parent_id else ""
    wanted = f"{above}{union.pk}."
    if above and f".{union.pk}." in f".{above}":
        raise ValueError("上级工会不能是本工会或其下级工会,请重新选择。")
    if union.path == wanted:
        return
    old = union.path
    union.path = wanted
    union.save(update_fields=["path"])
    if old:
        below = Union.objects.filter(path__startswith=old).exclude(pk=union.pk)
        below.update(path=Concat(Value(wanted), Substr(F("path"), len(old) + 1)))
        for relabel in PATH_COPIES:
            relabel(old, wanted)


def create_user(
    username: str,
    name: str,
    *,
    password: str | None,
    home_union: Union | None,
    actor: Actor,
    now: datetime,
    **more: Any,
) -> User:
    """A new person without any grant."""
    with transaction.atomic():
        user = User.objects.create_user(username, password, name=name, home_union=home_union, **more)
        record(actor, "user.create", user, now=now, label="新建人员")
    return user


def grant_role(
    user: User,
    role: str,
    union: Union,
    *,
    actor: Actor,
    now: datetime,
    site_types: Iterable[str] = (),
    rights: Mapping[str, bool] | None = None,
    valid_until: date | None = None,
) -> RoleGrant:
    """Give a role over a union with the rights of its preset, unless told otherwise."""
    preset = PRESETS[role]
    flags = {f"can_{name}": getattr(preset, name) for name in ("people", "data", "export", "decide")}
    flags |= {f"can_{name}": value for name, value in (rights or {}).items()}
    with transaction.atomic():
        grant = RoleGrant.objects.create(
            user=user, role=role, union=union, site_types=list(site_types), valid_until=valid_until, **flags
        )
        if role == Role.ADMINISTRATOR:
            User.objects.filter(pk=user.pk).update(is_staff=True, is_superuser=True)
        record(actor, "grant.create", grant, now=now, label="授权")
    return grant


def change_grant(grant: RoleGrant, changes: Mapping[str, Change], *, actor: Actor, now: datetime) -> None:
    """Keep a changed grant; ``changes`` says what differs, in words."""
    with transaction.atomic():
        grant.save()
        record(actor, "grant.change", grant, now=now, label="修改授权", changes=changes)


def revoke_role(grant: RoleGrant, *, actor: Actor, now: datetime) -> None:
    """Take a role away; the very next request of that person is judged without it."""
    with transaction.atomic():
        record(actor, "grant.revoke", grant, now=now, label="取消授权")
        grant.delete()
        if grant.role == Role.ADMINISTRATOR and not _is_administrator(grant.user_id):
            User.objects.filter(pk=grant.user_id).update(is_staff=False, is_superuser=False)


def _is_administrator(user_id: int) -> bool:
    return RoleGrant.objects.filter(user_id=user_id, role=Role.ADMINISTRATOR).exists()


def set_up_office(
    union_name: str,
    *,
    username: str,
    name: str,
    password: str,
    now: datetime,
    districts: Iterable[NamedDistrict] | None = None,
) -> User:
    """The first administrator and the issuing city union of a real office; refused once anybody exists.

    ``districts``: those of this city instead of the table that comes with the portal.
    """
    with transaction.atomic():
        if User.objects.select_for_update().exists():
            raise ValueError("系统已完成初始设置,请直接登录。")
        if districts is not None:
            replace_districts(districts, city_name=union_name.removesuffix("总工会"), now=now)
        union = create_union(name=union_name, code="CITY", kind="city", is_issuer=True, actor=SYSTEM, now=now)
        user = create_user(username, name, password=password, home_union=union, actor=SYSTEM, now=now)
        grant_role(user, Role.ADMINISTRATOR, union, actor=SYSTEM, now=now)
    return User.objects.get(pk=user.pk)


def replace_districts(districts: Iterable[NamedDistrict], *, city_name: str, now: datetime) -> None:
    """The districts of another city in the place of those that came with the portal, before anything uses them."""
    with transaction.atomic():
        District.objects.all().delete()
        rows = [
            District(code=each.code, name=each.name, short_name=each.short_name, city_name=city_name)
            for each in districts
        ]
        for row in District.objects.bulk_create(rows):
            record(SYSTEM, "district.create", row, now=now, label="新建区(市)")


def require_own_password(user: User) -> None:
    """Somebody else chose the password: the person replaces it before anything else."""
    User.objects.filter(pk=user.pk).update(must_change_password=True)


def close_account(user: User, *, actor: Actor, now: datetime) -> bool:
    """Nobody signs in with it any more; an account that still has a role stays. Whether it was closed."""
    with transaction.atomic():
        if not user.is_active or RoleGrant.objects.filter(user=user).exists():
            return False
        user.is_active = False
        user.save(update_fields=["is_active"])
        record(actor, "user.close", user, now=now, label="停用人员")
    return True


def open_account(user: User, *, actor: Actor, now: datetime) -> None:
    """A closed account can be used again."""
    if not user.is_active:
        with transaction.atomic():
            user.is_active = True
            user.save(update_fields=["is_active"])
            record(actor, "user.open", user, now=now, label="重新启用人员")


def change_password(user: User, password: str, *, actor: Actor, now: datetime) -> User:
    """A new password; every other session of the person ends with the old hash."""
    with transaction.atomic():
        user.set_password(password)
        user.must_change_password = False
        user.save(update_fields=["password", "must_change_password"])
        record(actor, "user.password", user, now=now, label="修改密码")
    return user
