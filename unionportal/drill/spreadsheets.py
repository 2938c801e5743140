"""Hostile spreadsheets through the real reader and the real import page: refused in words, within bounds, nobody dies."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from sites.sheets.limits import CHILD_BYTES, MB
from unionportal.bench.meter import children_of, memory_of
from unionportal.drill.hostile_sheets import GOOD, READ, REFUSED, SHEET, Hostile, reaching_out, with_entity
from unionportal.drill.outcome import Outcome, Say
from unionportal.drill.uploading import Desk, desk

#: What taking in one hostile file may cost a process, beyond what an ordinary file costs it.
MOST_MORE_MIB = 150
#: Processor seconds until a file is refused that is not parsed at all.
MOST_SECONDS = 2.0

CHECKED = (
    f"压缩炸弹、宏、外部引用等文件在解析之前被拒绝,理由是中文;判断用时不超过 {MOST_SECONDS:g} 秒(处理器),内存增加不超过 {MOST_MORE_MIB} MiB。",
    f"其余文件由单独的读取进程读取,内存不超过 {CHILD_BYTES // MB} MiB;读不了的说明理由,公式、身份证号码和隐藏的工作表逐项指出,内容不带出读取进程。",
    "文件中指向的本机网址没有收到任何连接。",
    "同样的文件经导入页面上传:该拒绝的返回 400 和同样的理由,其余进入批次;没有 5xx。",
    f"上传前后网页进程号不变,内存增加不超过 {MOST_MORE_MIB} MiB。",
)
HEADS = ("文件", "字节", "答复", "判断(秒)", "全程(秒)", "判断进程 MiB", "读取进程 MiB", "网页")


@dataclass
class Case:
    """One file on its way through the drill."""

    hostile: Hostile
    is_refused_at_once: bool
    data: bytes
    answer: dict[str, Any]
    status: int = 0

    @property
    def words(self) -> str:
        """All that was said about the file, as one text."""
        return json.dumps(self.answer, ensure_ascii=False)

    @property
    def row(self) -> tuple[str, ...]:
        said = "拒绝" if "refused" in self.answer else f"读出 {self.answer['rows']:,} 行"
        seconds = (f"{self.answer[name]:.2f}" for name in ("measured", "seconds"))
        memory = (f"{self.answer[name]:.0f}" for name in ("own_mib", "child_mib"))
        return (self.hostile.what, f"{len(self.data):,}", said, *seconds, *memory, str(self.status))


def drill(size: int, say: Say, until: float) -> Outcome:
    """``size``: megabytes that the bombs unpack to; the other files grow with it. Always goes to its end."""
    outcome = Outcome(CHECKED, f"炸弹解压后 {size} MB", heads=HEADS)
    with listening() as (port, callers):
        cases = list(_read_all(files(port), size, outcome, say))
        with desk() as portal:
            _upload_all(portal, cases, outcome)
        if callers():
            outcome.broken.append("读取文件时有进程连接了文件中的网址")
    outcome.rows = [case.row for case in cases]
    outcome.counted += Counter("拒绝" if "refused" in case.answer else "读出" for case in cases)
    outcome.peak_mib = max(max(case.answer["own_mib"], case.answer["child_mib"]) for case in cases)
    return outcome


def files(port: int) -> Iterator[tuple[Hostile, bool]]:
    """Each file, and whether it must be refused before it is parsed; two of them call this machine."""
    here = f"http://127.0.0.1:{port}/x"
    entity = Hostile("指向本机网址的外部实体", lambda size: with_entity(SHEET, here), "外部实体")
    relation = Hostile("指向本机网址的关系", lambda size: reaching_out(here), "引用了外部文件或网址")
    yield from ((each, True) for each in (*REFUSED.values(), entity, relation))
    yield from ((each, False) for each in READ.values())


@contextmanager
def listening() -> Iterator[tuple[int, Callable[[], bool]]]:
    """A port of this machine, and whether anybody has called it."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)

        def called() -> bool:
            try:
                server.accept()[0].close()
            except BlockingIOError:
                return False
            return True

        yield server.getsockname()[1], called


def reading(data: bytes, name: str) -> dict[str, Any]:
    """What the import reader says, in a process of its own; an empty answer when that process died."""
    with tempfile.NamedTemporaryFile(prefix="portal-drill-") as file:
        file.write(data)
        file.flush()
        command = [sys.executable, "-m", "unionportal.drill.one_reading", file.name, name]
        told = subprocess.run(command, cwd=settings.BASE_DIR, capture_output=True, check=False)  # noqa: S603  # own command
    return dict(json.loads(told.stdout)) if told.returncode == 0 else {}


def _read_all(
    chosen: Iterator[tuple[Hostile, bool]], size: int, outcome: Outcome, say: Say
) -> Iterator[Case]:
    usual = reading(GOOD, "名单.xlsx")["own_mib"]
    for hostile, at_once in chosen:
        case = Case(hostile, at_once, hostile.make(size), {})
        case.answer = reading(case.data, hostile.called)
        if not case.answer:
            outcome.broken.append(f"{hostile.what}:读取的进程意外结束")
            continue
        outcome.broken += [f"{hostile.what}:{each}" for each in problems_of(case, usual)]
        say(f"  {hostile.what}:{case.row[2]},{case.answer['seconds']:.2f} 秒")
        yield case


def problems_of(case: Case, usual_mib: float) -> list[str]:
    """What went wrong with one reading, in words."""
    hostile, answer = case.hostile, case.answer
    bounds = (
        (hostile.words in case.words, f"没有说到“{hostile.words}”"),
        (not hostile.never or hostile.never not in case.words, "不应带出的内容被带出"),
        ("refused" in answer or not case.is_refused_at_once, "没有被拒绝"),
        (answer["measured"] <= MOST_SECONDS or not case.is_refused_at_once, "拒绝用时过长"),
        (answer["child_mib"] == 0 or not case.is_refused_at_once, "没有在解析之前被拒绝"),
        (answer["own_mib"] - usual_mib <= MOST_MORE_MIB, f"内存增加到 {answer['own_mib']:.0f} MiB"),
        (answer["child_mib"] <= CHILD_BYTES / MB, f"读取进程用了 {answer['child_mib']:.0f} MiB"),
    )
    return [words for holds, words in bounds if not holds]


def _upload_all(portal: Desk, cases: list[Case], outcome: Outcome) -> None:
    portal.send(b"", "空.csv")  # whatever is loaded by the first request is loaded
    workers = children_of(portal.server.pid)
    before = {pid: memory_of(pid, "VmHWM") for pid in workers}
    for case in cases:
        case.status, said = portal.send(case.data, case.hostile.called)
        wanted = 400 if case.is_refused_at_once else 302
        if case.status != wanted or (wanted == 400 and case.hostile.words not in said):
            outcome.broken.append(f"{case.hostile.what}:导入页面答复 {case.status},应为 {wanted} 并说明理由")
    if children_of(portal.server.pid) != workers:
        outcome.broken.append("上传后网页进程号变了")
        return
    more = max(memory_of(pid, "VmHWM") - before[pid] for pid in workers)
    outcome.counted["网页进程内存增加(MiB)"] = round(more)
    if more > MOST_MORE_MIB:
        outcome.broken.append(f"网页进程内存增加了 {more:.0f} MiB")
