"""The goals of pages: each is asked for beside the bare page that shows as many rows of the same tables."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from unionportal.bench import dataset, goals
from unionportal.bench.cases import load_cases
from unionportal.bench.people import BARE, city_of, officer_cookie
from unionportal.bench.rounds import load_round
from unionportal.bench.serving import serving

GOALS = ("P4", "P5", "P6", "P7", "P8", "P22")


def page_goals(wanted: Collection[str]) -> Iterator[goals.Result]:
    """Both servers run as long as results are drawn."""
    district, sites = dataset.sample()
    cookie, plain = officer_cookie(district), officer_cookie(district, BARE)
    if "P5" in wanted:
        load_cases(city_of(district))
    order = f"/desk/rounds/{load_round(city_of(district)).pk}/ranking/" if "P7" in wanted else ""
    with (
        serving("unionportal.wsgi:application") as portal,
        serving("unionportal.bench.floor:application") as floor,
    ):
        signed = (floor, [f"/signed-in/?district={district}"] * goals.REQUESTS, plain)
        bare = (floor, [f"/anonymous/?district={district}"] * goals.REQUESTS, "")
        listed = [f"/desk/sites/?district={district}&state=open&sort=name"] * goals.REQUESTS
        files = [f"/desk/sites/{code}/" for code in sites[: goals.REQUESTS]]
        if "P4" in wanted:
            yield goals.page("P4", "阵地名册 50 行", 2.0, (portal, listed, cookie), signed)
        for goal, what, bar, path in _asked(wanted, order):
            yield goals.page(goal, what, bar, (portal, [path] * goals.REQUESTS, cookie), signed)
            yield goals.Result(goal, f"{what}的查询", 10, _queries(path, cookie), "次")
        if "P6" in wanted:
            yield goals.page("P6", "阵地档案", 1.8, (portal, files, cookie), signed)
        if "P8" in wanted:
            shown = [f"/s/{code}/" for code in sites[: goals.REQUESTS]]
            found = [f"/?district={district}&type=nursing_room"] * goals.REQUESTS
            yield goals.page("P8", "公众阵地页", 1.3, (portal, shown, ""), bare)
            yield goals.page("P8", "公众查找页", 1.5, (portal, found, ""), bare)
        if "P22" in wanted:
            yield goals.worker_memory(portal)


def _asked(wanted: Collection[str], order: str) -> list[tuple[str, str, float, str]]:
    """Goal, what, bar and address of pages whose statements are counted too."""
    pages = [
        ("P5", "备案列表 50 行", 2.5, "/desk/filings/"),
        ("P5", "我的待办", 2.5, "/desk/"),
        ("P7", "评审结果 50 行", 3.0, order),
    ]
    return [page for page in pages if page[0] in wanted]


def _queries(path: str, cookie: str) -> int:
    """Statements of one request, the second one: what a process reads once is read."""
    client = Client(HTTP_COOKIE=cookie)
    client.get(path)
    with CaptureQueriesContext(connection) as queries:
        client.get(path)
    return len(queries)
