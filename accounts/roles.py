"""Which roles exist, what each is called, and which of the four rights it brings by default."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import models


class Role(models.TextChoices):
    KEEPER = "keeper", "阵地负责人"
    STREET = "street", "街道(镇)工会经办人"
    DISTRICT = "district", "区(市)总工会经办人"
    CITY = "city", "市总工会经办人"
    REVIEWER = "reviewer", "评审专家"
    FINANCE = "finance", "财务"
    AUDITOR = "auditor", "经审"
    ADMINISTRATOR = "administrator", "系统管理员"


@dataclass(frozen=True)
class Rights:
    """The four rights, separate from one another: people, data, export, decide."""

    people: bool = False
    data: bool = False
    export: bool = False
    decide: bool = False


#: What a new grant starts with; the administrator may tick otherwise.
PRESETS: dict[str, Rights] = {
    Role.KEEPER: Rights(data=True),
    Role.STREET: Rights(data=True),
    Role.DISTRICT: Rights(data=True, export=True, decide=True),
    Role.CITY: Rights(data=True, export=True, decide=True),
    Role.REVIEWER: Rights(),
    Role.FINANCE: Rights(data=True, export=True),
    Role.AUDITOR: Rights(data=True),
    Role.ADMINISTRATOR: Rights(people=True),
}

#: Roles that reach rows by their place in the union tree; reviewers reach by assignment only.
OFFICES = frozenset({Role.KEEPER, Role.STREET, Role.DISTRICT, Role.CITY, Role.FINANCE, Role.AUDITOR})

#: Those among them that move what stands there: finance only pays, auditors only read.
WORKERS = OFFICES - {Role.FINANCE, Role.AUDITOR}
