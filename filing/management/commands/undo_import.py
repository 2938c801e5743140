"""Takes back a whole batch of imported drafts, as the page does."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from core import clock
from core.actor import SYSTEM
from core.workflow import TransitionRefused
from filing.imports.selectors import batch_by_key
from filing.imports.services import undo_enrolment, undo_import


class Command(BaseCommand):
    help = "撤销一批导入(72 小时内,且没有改动过)。BATCH 是“第 N 批”中的 N。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("batch", type=int, metavar="BATCH", help="批次编号")
        parser.add_argument("--reason", default="", help="撤销的原因;撤销既有阵地入册时必填")

    def handle(self, *args: Any, **options: Any) -> None:
        batch = batch_by_key(options["batch"])
        if batch is None:
            raise CommandError(f"没有第 {options['batch']} 批导入。")
        try:
            if batch.is_existing:
                undo_enrolment(batch.pk, note=options["reason"], seen=None, actor=SYSTEM, now=clock.now())
            else:
                undo_import(batch.pk, seen=None, actor=SYSTEM, now=clock.now())
        except TransitionRefused as refused:
            raise CommandError(refused.reason) from None
        what = "处阵地" if batch.is_existing else "件备案草稿"
        self.stdout.write(f"{batch}已撤销,删除 {batch.created_sites} {what}。")
