"""How does a log line look? One line each, plain or JSON; no request bodies, no secrets, no data of persons."""

from __future__ import annotations

import json
import logging
import re
from datetime import UTC, datetime
from typing import Any

from celery import current_task

from unionportal.numbering import number_of_request, who_asks

_EXTRAS = ("status_code", "task_id", "task_name")

_OPENING = r"password|passwd|secret|token|authorization|sessionid|csrftoken|csrfmiddlewaretoken|api_?key"
#: What may stand in the words of an error, and what stands in the log instead.
_HIDDEN = (
    (re.compile(r"(://[^\s:/@]*:)[^\s@/]+@"), r"\1…@"),
    (re.compile(rf"(?i)((?:{_OPENING})\w*[\"']?\s*[=:]\s*[\"']?(?:bearer\s+)?)[^\s\"'&,;)}}]+"), r"\1…"),
    (re.compile(r"([?&](?:k|key|again|new_password\d)=)[^\s&\"']+"), r"\1…"),
    (re.compile(r"(/(?:invitations|m)/)[^\s/\"'?]+"), r"\1…"),  # links that open a door by themselves
    # What PostgreSQL tells of a row that it refused are the facts themselves.
    (re.compile(r"(?m)^(DETAIL: +(?:Failing row contains|Key )).*$"), r"\1…"),
    (re.compile(r"(?<![0-9A-Za-z])\d{6}[ -]?\d{8}[ -]?\d{3}[\dXx](?![0-9A-Za-z])"), "‹证件号›"),
    (re.compile(r"(?<!\d)(?:\+?86[ -]?)?1[3-9]\d[ -]?\d{4}[ -]?\d{4}(?!\d)"), "‹手机›"),
    (re.compile(r"(?<!\d)0\d{2,3}[ -]\d{7,8}(?!\d)"), "‹电话›"),
    (re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+\w"), "‹邮箱›"),
)


def without_persons(text: str) -> str:
    """The same words without numbers and addresses of persons, and without anything that opens a door."""
    for pattern, instead in _HIDDEN:
        text = pattern.sub(instead, text)
    return text


class PlainFormatter(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        number = number_of_request()
        return without_persons(super().format(record)) + (f" [{number}]" if number else "")


class JsonFormatter(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, tz=UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": without_persons(record.getMessage()),
        }
        line |= _origin()
        line |= {name: getattr(record, name) for name in _EXTRAS if hasattr(record, name)}
        if record.exc_info:
            line["error"] = without_persons(self.formatException(record.exc_info))
        return json.dumps(line, ensure_ascii=False, default=str)


def _origin() -> dict[str, Any]:
    """The request or the task within which it was written, and the key of the person who asked."""
    task = {"task_id": current_task.request.id, "task_name": current_task.name} if current_task else {}
    told = {"request": number_of_request(), "actor": who_asks(), **task}
    return {name: value for name, value in told.items() if value not in (None, "")}
