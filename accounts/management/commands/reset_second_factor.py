"""Takes away a lost second factor where nobody is left who could do it on a page."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.second_factor.services import reset_factor
from accounts.selectors import person_named
from core import clock
from core.actor import SYSTEM
from core.workflow import TransitionRefused


class Command(BaseCommand):
    help = "重置两步验证:最后一位系统管理员丢失手机和恢复码时,在服务器上使用。原因记入操作日志,并通知本人。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username", help="用户名")
        parser.add_argument("--reason", required=True, help="重置原因")

    def handle(self, *args: Any, **options: Any) -> None:
        person = person_named(options["username"])
        if person is None:
            raise CommandError(f"没有用户名为“{options['username']}”的人员,请核对。")
        try:
            reset_factor(person, options["reason"], actor=SYSTEM, now=clock.now())
        except TransitionRefused as refusal:
            raise CommandError(refusal.reason) from refusal
        self.stdout.write(f"已重置{person.name}的两步验证。本人用密码登录。")
