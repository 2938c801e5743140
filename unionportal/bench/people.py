"""The officer in whose name staff pages are measured: one city, signed in by a session of the database."""

from __future__ import annotations

from importlib import import_module

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

from accounts.models import Union, User
from accounts.roles import Role
from accounts.services import create_user, grant_role
from core import clock
from core.actor import SYSTEM

#: How a session finds its person: the portal's own way, and that of the bare floor.
OURS, BARE = "accounts.backends.OfficeBackend", "django.contrib.auth.backends.ModelBackend"


def city_of(district: str) -> Union:
    """The city union in whose tree the district lies."""
    governing = Union.objects.select_related("parent").get(governs_id=district)
    return governing.parent or governing


def officer_of(city: Union, name: str = "bench", role: Role = Role.CITY) -> User:
    """Who holds a role over the city."""
    user = User.objects.filter(username=name).first()
    if user is None:
        now = clock.now()
        user = create_user(name, "测量员", password=None, home_union=city, actor=SYSTEM, now=now)
        grant_role(user, role, city, actor=SYSTEM, now=now)
    return user


def officer_cookie(district: str, backend: str = OURS) -> str:
    """Cookie header of a city officer whose tree holds the district."""
    return session_cookie(officer_of(city_of(district)), backend)


def session_cookie(user: User, backend: str = OURS) -> str:
    """Cookie header of a person who has just signed in, kept in the database like any other."""
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = backend
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}"
