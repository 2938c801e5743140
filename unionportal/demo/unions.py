"""Which unions and people does the demo city have? Built through the services, as on an office's first day."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from accounts.actors import actor_for
from accounts.models import Union, User
from accounts.roles import Role
from accounts.services import create_union, create_user, grant_role
from core.actor import SYSTEM, Actor
from unionportal.demo.tables import (
    BRANCHES,
    CITY,
    DISTRICTS,
    EMPLOYERS,
    LOGINS,
    MARK,
    SECOND_OFFICER,
    SURNAMES,
    Login,
)

PRIMARIES_PER_STREET = 2


@dataclass
class Office:
    """A branch whose sites are filed: its officer, its primary unions with their keepers, where it stands."""

    union: Union
    district_id: str | None
    officer: Actor
    primaries: list[Union] = field(default_factory=list)
    keepers: dict[int, Actor] = field(default_factory=dict)


@dataclass
class People:
    """Everybody who acts in the demo."""

    city: Actor
    city2: Actor
    offices: list[Office]


class Founder:
    """Founds unions and appoints people, all at one moment."""

    def __init__(self, now: datetime, password: str) -> None:
        self.now = now
        self.password = password
        self.unions: dict[str, Union] = {}
        self._unnamed = 0

    def found(self) -> Union:
        """The whole tree; returns the issuing city union."""
        code, name, short = CITY
        city = self._union(name, code, "city", None, short_name=short, is_issuer=True)
        for number, (district, (name, streets)) in enumerate(DISTRICTS.items()):
            union = self._union(name, district, "district", city, governs_id=district)
            for at, street in enumerate(streets):
                below = self._union(f"{street}总工会", f"{district}J{at + 1}", "street", union)
                self._employers(below, number * 6 + at * PRIMARIES_PER_STREET)
        for branch in BRANCHES:
            union = self._union(branch.name, branch.code, branch.kind, city)
            for at, primary in enumerate(branch.primaries, 1):
                self._union(f"{MARK}{primary}工会", f"{branch.code}-{at}", "primary", union)
        return city

    def _employers(self, street: Union, first: int) -> None:
        for at in range(PRIMARIES_PER_STREET):
            word = EMPLOYERS[(first + at) % len(EMPLOYERS)]
            place = street.name.removesuffix("总工会").removesuffix("街道").removesuffix("镇")
            self._union(f"{MARK}{place}{word}公司工会", f"{street.code}-{at + 1}", "primary", street)

    def _union(self, name: str, code: str, kind: str, parent: Union | None, **more: object) -> Union:
        union = create_union(
            actor=SYSTEM, now=self.now, name=name, code=code, kind=kind, parent=parent, **more
        )
        self.unions[code] = union
        return union

    def appoint(self) -> People:
        """The demo logins, and officers and keepers who only appear in histories."""
        logins = {login.username: self._login(login) for login in LOGINS}
        offices = [
            self._office(self.unions[code], logins)
            for code in (*DISTRICTS, *(branch.code for branch in BRANCHES))
        ]
        return People(self._actor(logins["city"]), self._actor(logins["city2"]), offices)

    def _login(self, login: Login) -> User:
        union = self.unions[login.over]
        if login.primary:
            union = self.primaries_below(union)[0]
        user = create_user(
            login.username,
            login.name,
            password=self.password,
            home_union=union,
            actor=SYSTEM,
            now=self.now,
            post=login.post,
            is_demo=True,
            is_staff=login.role == Role.AUDITOR or login.username == SECOND_OFFICER,
        )
        grant_role(user, login.role, union, actor=SYSTEM, now=self.now)
        return user

    def _office(self, union: Union, logins: dict[str, User]) -> Office:
        named = {login.over: login.username for login in LOGINS if login.role == Role.DISTRICT}
        if union.code in named:
            officer = logins[named[union.code]]
        else:
            officer = self._unnamed_person(Role.DISTRICT, union)
        office = Office(union, union.governs_id, self._actor(officer), self.primaries_below(union))
        home = logins["keeper"].home_union_id
        for primary in office.primaries:
            keeper = logins["keeper"] if primary.pk == home else self._unnamed_person(Role.KEEPER, primary)
            office.keepers[primary.pk] = self._actor(keeper)
        return office

    def _unnamed_person(self, role: str, union: Union) -> User:
        self._unnamed += 1
        surname = SURNAMES[self._unnamed % len(SURNAMES)]
        user = create_user(
            f"sample{self._unnamed:03d}",
            f"{surname}同志",
            password=None,
            home_union=union,
            actor=SYSTEM,
            now=self.now,
            is_demo=True,
        )
        grant_role(user, role, union, actor=SYSTEM, now=self.now)
        return user

    def primaries_below(self, union: Union) -> list[Union]:
        below = (each for each in self.unions.values() if (each.path or "").startswith(union.path or ""))
        return [each for each in below if each.kind == "primary"]

    def _actor(self, user: User) -> Actor:
        return actor_for(user, today=self.now.date())
