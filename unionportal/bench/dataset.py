"""500,000 invented sites of 300 district unions, the same every time, loaded with COPY into an empty database."""

from __future__ import annotations

import io
import json
import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.models import Count, Model

from accounts.models import Union
from core.search_text import search_text
from sites.codes import make_code
from sites.hours import Hours, to_json
from sites.models import ServiceSite, SiteVersion
from sites.types import site_types
from unionportal.bench.tree import District, tree

SEED = 20260601
START = datetime(2025, 1, 6, 9, 0, tzinfo=UTC)

#: Who confirmed what was made here, so that it is known again.
MADE_HERE = "样例"

#: Share of each state among sites with a code.
STATES = (("open", 0.86), ("suspended", 0.05), ("rectifying", 0.03), ("cancelled", 0.06))
ACCESS = (("public", 0.45), ("members", 0.15), ("own_staff", 0.35), ("appointment", 0.05))
PLACES = [
    "中山",
    "人民",
    "解放",
    "建设",
    "和平",
    "胜利",
    "长江",
    "黄河",
    "泰山",
    "崂山",
    "观海",
    "香港",
    "延安",
    "辽阳",
    "福州",
    "宁夏",
    "重庆",
    "南京",
    "江西",
    "山东",
]
HOSTS = [
    "社区",
    "银行",
    "邮政",
    "药店",
    "公园",
    "地铁",
    "医院",
    "学校",
    "商场",
    "物流园",
    "环卫所",
    "营业厅",
    "加油站",
    "政务中心",
    "产业园",
]


def _choose(rng: random.Random, table: tuple[tuple[str, float], ...]) -> str:
    return rng.choices([name for name, _ in table], [share for _, share in table])[0]


def _copy(table: str, columns: tuple[str, ...], rows: Iterator[tuple[Any, ...]]) -> None:
    buffer = io.StringIO()
    for row in rows:
        buffer.write(
            "\t".join(r"\N" if value is None else str(value).replace("\\", "\\\\") for value in row) + "\n"
        )
    buffer.seek(0)
    with connection.cursor() as cursor:
        cursor.copy_expert(f"COPY {table} ({', '.join(columns)}) FROM STDIN", buffer)


def _hours(rng: random.Random) -> str:
    interval = rng.choice(((480, 1020), (510, 1050), (540, 1080), (0, 1440)))
    workdays = 7 if rng.random() < 0.4 else 5
    week = tuple((interval,) if day < workdays else () for day in range(7))
    return json.dumps(to_json(Hours(week)))


def load(count: int = 500_000) -> None:
    """Fill an empty, migrated database; one transaction, then statistics."""
    rng = random.Random(SEED)
    districts, district_rows, union_rows = tree(rng)
    weights = [rng.lognormvariate(0, 0.8) for _ in districts]
    sites, versions = _sites(rng, districts, weights, count)
    with transaction.atomic():
        _copy("accounts_district", DISTRICT_COLUMNS, iter(district_rows))
        _copy("accounts_union", UNION_COLUMNS, iter(union_rows))
        _copy("service_sites_servicesite", SITE_COLUMNS, iter(sites))
        _copy("service_sites_siteversion", VERSION_COLUMNS, iter(versions))
        _go_on_after_the_keys(Union, ServiceSite, SiteVersion)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def _go_on_after_the_keys(*models: type[Model]) -> None:
    """Rows that come later get keys behind those that were given here."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), list(models)):
            cursor.execute(statement)


DISTRICT_COLUMNS = ("code", "name", "short_name", "city_name", "centre_lat", "centre_lng", "radius_km")
UNION_COLUMNS = (
    *("id", "name", "short_name", "code", "kind", "parent_id", "path", "governs_id"),
    *("is_issuer", "is_active", "search"),
)
SITE_COLUMNS = (
    *(
        "id",
        "state",
        "revision",
        "code",
        "site_type",
        "managing_union_id",
        "union_path",
        "district_id",
        "version_id",
    ),
    *("name", "access", "is_listed", "lat", "lng", "search", "filing_number", "filed_on", "confirmed_on"),
    *("confirmed_by", "is_sample", "created_at", "updated_at"),
)
VERSION_COLUMNS = (
    *(
        "id",
        "site_id",
        "number",
        "created_at",
        "decided_at",
        "site_type",
        "name",
        "build_mode",
        "host_name",
        "host_kind",
    ),
    *(
        "host_credit_code",
        "district_id",
        "address",
        "building",
        "floor",
        "room",
        "directions",
        "line",
        "station",
    ),
    *(
        "depot",
        "lat",
        "lng",
        "pin_datum",
        "area_hundredths",
        "capacity",
        "facilities",
        "type_facts",
        "hours",
        "access",
    ),
    *("entry", "extent", "is_sensitive", "manager_name", "manager_post", "manager_phone", "daily_keeper"),
    *("public_phone", "listed_amap"),
)


def _sites(
    rng: random.Random, districts: list[District], weights: list[float], count: int
) -> tuple[list[tuple[Any, ...]], list[tuple[Any, ...]]]:
    kinds = site_types()
    taken: set[str] = set()
    sites, versions = [], []
    searches: dict[tuple[str, str], str] = {}
    for key in range(1, count + 1):
        home = rng.choices(districts, weights)[0]
        union_id, path = rng.choice(home.unions)
        kind = rng.choice(kinds)
        place, host = rng.choice(PLACES), rng.choice(HOSTS)
        name = f"{place}路{host}{kind.short_label}{key}"
        address = f"{place}路{key % 400}号"
        if (place, host) not in searches:
            searches[place, host] = search_text(f"{place}路{host}", f"{place}路")
        code = make_code(rng)
        while code in taken:
            code = make_code(rng)
        taken.add(code)
        state, access = _choose(rng, STATES), _choose(rng, ACCESS)
        spread = 0.025 if rng.random() < 0.85 else 0.15
        lat = f"{home.lat + rng.gauss(0, spread):.6f}"
        lng = f"{home.lng + rng.gauss(0, spread):.6f}"
        moment = (START + timedelta(minutes=key)).isoformat()
        search = f"{searches[place, host]}{key} "
        number = f"{home.code}-{kind.number_code}-2025-{key:06d}"
        point, own = (lat, lng), (key, state, 1, code, kind.code, union_id, path, home.code, key)
        shown = (name, access, access != "own_staff", *point, search, number)
        sites.append((*own, *shown, "2025-03-01", "2025-03-01", MADE_HERE, True, moment, moment))
        facilities = json.dumps(list(kind.basic_facilities))
        identity = (key, key, 1, moment, moment, kind.code, name, "shared", host, "other", "")
        place = (home.code, address, "", "1层", "", "", "", "", "", *point, "gcj02")
        use = (200, 20, facilities, "{}", _hours(rng), access, "open_door", "", False)
        versions.append((*identity, *place, *use, "王芳", "", "", "", "0532-12345678", False))
    return sites, versions


def is_foreign() -> bool:
    """True when the register holds sites that were not made here; drafts may be left from a list that was broken off."""
    return ServiceSite.objects.exclude(confirmed_by=MADE_HERE).exclude(code=None).exists()


def is_loaded(count: int) -> bool:
    return ServiceSite.objects.count() >= count


def sample() -> tuple[str, list[str]]:
    """A district of middling size, and codes of open public sites in it; the same also when drafts have come in."""
    filed = ServiceSite.objects.exclude(code=None)
    sizes = filed.values_list("district_id").annotate(n=Count("pk")).order_by("n", "district_id")
    district = sizes[len(sizes) // 2][0]
    rows = ServiceSite.objects.filter(district_id=district, state="open", access="public").order_by("pk")
    return district, [str(code) for code in rows.values_list("code", flat=True)[:60]]
