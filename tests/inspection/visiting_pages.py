"""How tests visit the pages of inspections."""

from __future__ import annotations

from typing import Any

from tests.factories import NOW
from tests.office import Office, form_at


def page_of(office: Office, who: str, url: str) -> str:
    response = office.client(who).get(url)
    assert response.status_code == 200
    return response.content.decode()


def sent(
    office: Office, who: str, page: str, values: dict[str, Any], *, action: str = "", holding: str = ""
) -> Any:
    """The form of a page, filled in as a browser would send it."""
    client = office.client(who)
    form = form_at(client, page, action=action, holding=holding)
    return client.post(form.action, {**form.fields, **values})


def visit_body(**more: Any) -> dict[str, Any]:
    return {
        "held_on": NOW.date().isoformat(),
        "held_at": "09:30",
        "organisation": "市南区总工会",
        "inspectors": "王检查、李检查",
        "door": "as_announced",
        "verdict": "pass",
        **more,
    }
