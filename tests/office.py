"""A whole city for tests of pages: unions, people of every role, published samples, a case in any state.

Everything is made by the services, so that a case stands as if people had worked on it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from io import BytesIO
from typing import Any

from django.test import Client
from PIL import Image

from accounts.models import District, Union, User
from core.actor import SYSTEM, Actor
from filing import services
from filing.models import Filing
from rulebook.services import seed_packs
from sites.models import ServiceSite
from tests.factories import NOW, PASSWORD, actor_of, person, union, walk
from tests.factories.filings import ROUTES
from tests.remembered import remembered

#: Monday to Friday 8:30 to 17:00, closed on holidays.
WEEK: dict[str, Any] = {
    "v": 1,
    "week": [[[510, 1020]]] * 5 + [[], []],
    "holiday": {"rule": "closed", "intervals": []},
    "makeup": {"rule": "as_workday", "weekday": 0},
    "seasons": [],
    "exceptions": [],
}


@dataclass
class Office:
    """One city with three districts; ``people`` by their user name."""

    city: Union
    south: Union
    primary: Union
    licang: Union
    licang_primary: Union
    west: Union
    west_primary: Union
    people: dict[str, User] = field(default_factory=dict)

    def actor(self, username: str) -> Actor:
        return actor_of(self.people[username])

    def client(self, username: str, **options: Any) -> Client:
        """Signed in; nobody for an empty name."""
        client = Client(**options)
        if username:
            client.force_login(self.people[username])
        return client


@remembered
def build_office() -> Office:
    """The people carry the names of the demo logins and share one password."""

    def district(name: str, code: str) -> Union:
        return union(name, "district", city, governs=District.objects.get(code=code))

    city = union("青岛市总工会", "city", is_issuer=True)
    south, licang = district("市南区总工会", "370202"), district("李沧区总工会", "370213")
    west = district("西海岸新区总工会", "370211")
    office = Office(
        city=city,
        south=south,
        primary=union("市南区园林养护中心工会", "primary", south),
        licang=licang,
        licang_primary=union("李沧区工人文化宫工会", "primary", licang),
        west=west,
        west_primary=union("黄岛区税务局工会", "primary", west),
    )
    roles = {
        "keeper": ("keeper", office.primary),
        "district": ("district", south),
        "district2": ("district", licang),
        "district3": ("district", west),
        "city": ("city", city),
        "city2": ("city", city),
        "finance": ("finance", city),
        "auditor": ("auditor", city),
        "admin": ("administrator", city),
    }
    for username, (role, over) in roles.items():
        office.people[username] = person(username, role, over, name=f"{username}同志")
    seed_packs(city, actor=SYSTEM, now=NOW, with_tables=False)
    return office


FACTS: dict[str, Any] = {
    "name": "湛山户外劳动者驿站",
    "host_name": "市南区园林养护中心",
    "build_mode": "shared",
    "address": "文登路28号",
    "directions": "南门进,左手第一间。",
    "area_hundredths": 2550,
    "facilities": ["table", "seats"],
    "hours": WEEK,
    "access": "public",
    "entry": "open_door",
    "manager_name": "负责人甲",
    "manager_phone": "0532-85911234",
    "public_phone": "0532-85911235",
}


@remembered
def draft_of(
    office: Office,
    by: str = "district",
    *,
    over: Union | None = None,
    district: str = "370202",
    site_type: str = "outdoor_station",
    photos: int = 0,
    **facts: Any,
) -> Filing:
    """A draft with its facts; ``facts`` replace the usual ones."""
    actor = actor_of(office.people[by])
    filing = services.start_filing(
        site_type=site_type,
        union=over or office.primary,
        district=District.objects.get(code=district),
        actor=actor,
        now=NOW,
    )
    filing = services.save_section(filing.pk, {**FACTS, **facts}, seen=filing.revision, actor=actor, now=NOW)
    for number in range(photos):
        services.attach_photo(filing.pk, "plate", picture(shade=number), actor=actor, now=NOW)
    return Filing.objects.get(pk=filing.pk)


@dataclass(frozen=True)
class Crew:
    """Who takes each step of a case: its writer, and the district he belongs to when he is one."""

    office: Office
    writer: str

    def actor(self, name: str) -> Actor:
        is_district = self.writer.startswith("district")
        stands_in = name == "keeper" or (name == "district" and is_district)
        return actor_of(self.office.people[self.writer if stands_in else name])


@remembered
def case_in(office: Office, state: str, *, by: str = "keeper", **facts: Any) -> Filing:
    """A case in ``state``; one that a district wrote goes straight to acceptance."""
    filing = draft_of(office, by, **facts)
    for step in ROUTES[state]:
        if by == "keeper" or step != "pass_check":
            filing = walk(filing, step, Crew(office, by))
    return Filing.objects.get(pk=filing.pk)


def site_of(filing: Filing) -> ServiceSite:
    return ServiceSite.objects.get(pk=filing.site_id)


def picture(kind: str = "JPEG", size: tuple[int, int] = (60, 40), shade: int = 0, **options: Any) -> bytes:
    """The bytes of a plain picture; another ``shade`` is another picture."""
    out = BytesIO()
    Image.new("RGB", size, (40 + shade * 7 % 200, 120, 90)).save(out, kind, **options)
    return out.getvalue()


@dataclass
class Form:
    """One form of a page as a browser would send it: every field with what it holds."""

    action: str
    method: str
    fields: dict[str, list[str]] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)


class _Forms(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self._open: Form | None = None
        self._area = self._select = ""
        self._text = ""

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._open = Form(said.get("action", ""), said.get("method", "get").lower())
            self.forms.append(self._open)
        name = said.get("name", "")
        if self._open is None or (not name and tag != "option"):
            return
        if tag == "input" and said.get("type") not in ("submit", "button", "file"):
            self._open.names.add(name)
            is_choice = said.get("type") in ("checkbox", "radio")
            if not is_choice or "checked" in said:
                value = said.get("value", "on" if is_choice else "")
                self._open.fields.setdefault(name, []).append(value)
        elif tag == "textarea":
            self._open.names.add(name)
            self._area, self._text = name, ""
        elif tag == "select":
            self._open.names.add(name)
            self._select = name
        elif tag == "option" and self._select and "selected" in said:
            self._open.fields.setdefault(self._select, []).append(said.get("value", ""))

    def handle_data(self, data: str) -> None:
        self._text += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self._open is not None and self._area:
            self._open.fields.setdefault(self._area, []).append(self._text.strip("\n"))
            self._area = ""
        if tag == "select":
            self._select = ""
        if tag == "form":
            self._open = None


def forms_of(response: Any) -> list[Form]:
    """The forms of a page, in their order."""
    parser = _Forms()
    parser.feed(response.content.decode())
    return parser.forms


def form_at(client: Client, page: str, *, action: str = "", holding: str = "") -> Form:
    """The one POST form of a page that goes to ``action`` or holds a field; its action is always an address."""
    found = [
        form
        for form in forms_of(client.get(page))
        if form.method == "post"
        and not form.action.startswith(("/accounts/logout", "/large-type"))
        and (not action or form.action.endswith(action))
        and (not holding or holding in form.names)
    ]
    if not found:
        raise AssertionError(f"{page} offers no form for {action or holding or 'anything'}")
    form = found[0]
    form.action = form.action or page
    return form


__all__ = [
    "NOW",
    "PASSWORD",
    "WEEK",
    "Form",
    "Office",
    "build_office",
    "case_in",
    "draft_of",
    "form_at",
    "forms_of",
    "picture",
    "site_of",
]
