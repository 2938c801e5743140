"""Builds the demo city, once, in a database that holds nothing real."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from core import clock
from unionportal.demo.city import STAGES, WHOLE, NotEmpty, build_city, is_built, refuse_other_data
from unionportal.demo.plan import DEFAULT_SITES
from unionportal.demo.tables import LOGINS

MOST_SITES = 100_000


class Command(BaseCommand):
    help = "建立演示城市:青岛市十个区(市)的工会、演示账号和样例阵地。只能用于空数据库。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--stage",
            choices=list(STAGES),
            default=WHOLE,
            help=f"办到哪一步,默认 {WHOLE};"
            + ";".join(f"{name}:{words}" for name, words in STAGES.items())
            + "。",
        )
        parser.add_argument(
            "--sites", type=int, default=DEFAULT_SITES, help=f"样例阵地个数,默认 {DEFAULT_SITES}。"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        sites = options["sites"]
        if not 1 <= sites <= MOST_SITES:
            raise CommandError(f"--sites 应在 1 到 {MOST_SITES} 之间,请重新填写。")
        if is_built():
            self.stdout.write("演示城市已经建好,无需再次建立。")
        else:
            self._build(sites, options["stage"])
        self._tell_logins()

    def _build(self, sites: int, stage: str) -> None:
        try:
            refuse_other_data()
        except NotEmpty as refusal:
            raise CommandError(str(refusal)) from None
        build_city(sites, password=settings.DEMO_PASSWORD, now=clock.now(), say=self._say, stage=stage)
        self._say(f"演示城市已建好,共 {sites} 个样例阵地。")

    def _say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()

    def _tell_logins(self) -> None:
        self._say(f"演示密码:{settings.DEMO_PASSWORD}\n演示账号:")
        for login in LOGINS:
            self._say(f"  {login.username:<10} {login.name} {login.post}")
