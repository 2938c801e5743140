"""How tests write in the back office."""

from __future__ import annotations

import re

from core.models import AuditEntry

NEW_PASSWORD = "zhanqiao-pier-1891"


def inline(*grants, existing=()):
    """The grants part of the person form."""
    rows = [*existing, *grants]
    data = {"role_grants-TOTAL_FORMS": len(rows), "role_grants-INITIAL_FORMS": len(existing)}
    for number, row in enumerate(rows):
        data |= {f"role_grants-{number}-{name}": value for name, value in row.items()}
    return data


def new_person(**more):
    return {
        "username": "LiNa",
        "name": "李娜",
        "initial_password": NEW_PASSWORD,
        "post": "",
        "office_phone": "",
        "email": "",
        "home_union": "",
    } | more


def told(action):
    return AuditEntry.objects.filter(action=action, outcome="done")


def save(client, path, data):
    """Post a form; an error on the page is shown instead of a bare status."""
    response = client.post(path, data)
    errors = re.findall(r"errorlist[^>]*>(.*?)</ul>", response.content.decode(), re.S)
    assert (response.status_code, errors) == (302, [])
