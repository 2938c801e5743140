"""Servers at the other end of the channels: a mail server and a web server that keep what they are sent."""

from __future__ import annotations

import json
import socketserver
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_string, policy
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True)
class Mail:
    """``key``: its Message-ID, by which a mail program knows a letter that comes again."""

    address: str
    subject: str
    key: str


@dataclass
class MailSink:
    """``refuses``: addresses nobody here has. ``before``: done before a letter is taken, with its text."""

    refuses: set[str] = field(default_factory=set)
    taken: list[tuple[str, str]] = field(default_factory=list)
    tried: list[str] = field(default_factory=list)
    before: Callable[[str], None] = lambda text: None
    greeting: str = "220 sink"
    port: int = 0

    def letters(self) -> list[Mail]:
        """What was taken, as a mail program shows it."""
        read = [(to, message_from_string(text, policy=policy.default)) for to, text in self.taken]
        return [Mail(to, str(letter["Subject"]), str(letter["Message-ID"])) for to, letter in read]


class _MailTalk(socketserver.StreamRequestHandler):
    def say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())

    def handle(self) -> None:
        sink: MailSink = self.server.sink  # type: ignore[attr-defined]
        self.say(sink.greeting)
        address = ""
        while line := self.rfile.readline().decode("utf-8", "replace").strip():
            verb = line.split(":")[0].split(" ")[0].upper()
            if verb == "RCPT":
                address = line.partition("<")[2].partition(">")[0]
                sink.tried.append(address)
                self.say("550 no such user" if address in sink.refuses else "250 ok")
            elif verb == "DATA":
                self._take(sink, address)
            elif verb == "QUIT":
                self.say("221 bye")
                return
            else:
                self.say("250 ok")

    def _take(self, sink: MailSink, address: str) -> None:
        self.say("354 go on")
        lines = []
        while (line := self.rfile.readline().decode("utf-8", "replace").rstrip("\r\n")) != ".":
            lines.append(line)
        text = "\n".join(lines)
        sink.before(text)
        sink.taken.append((address, text))
        self.say("250 taken")


class _Threads(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    block_on_close = False

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that went away is what some tests are about."""


@contextmanager
def mail_sink() -> Iterator[MailSink]:
    """A mail server of this test alone."""
    sink = MailSink()
    with _Threads(("127.0.0.1", 0), _MailTalk) as server:
        server.sink = sink  # type: ignore[attr-defined]
        sink.port = server.server_address[1]
        with _serving(server):
            yield sink


@dataclass
class WebSink:
    """``answers``: what the next requests get, status and body; ``otherwise`` when there are none left."""

    taken: list[tuple[str, dict[str, str], Any]] = field(default_factory=list)
    answers: list[tuple[int, Any]] = field(default_factory=list)
    otherwise: tuple[int, Any] = (200, {"errcode": 0})
    before: Callable[[], None] = lambda: None
    url: str = ""


class _WebTalk(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        sink: WebSink = self.server.sink  # type: ignore[attr-defined]
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        sink.taken.append((self.path, dict(self.headers), body))
        sink.before()
        status, answer = sink.answers.pop(0) if sink.answers else sink.otherwise
        self.send_response(status)
        if status in (301, 302, 307):
            self.send_header("Location", answer)
            answer = ""
        self.end_headers()
        self.wfile.write((answer if isinstance(answer, str) else json.dumps(answer)).encode())

    def log_message(self, format: str, *args: Any) -> None:
        """Quiet."""


@contextmanager
def web_sink() -> Iterator[WebSink]:
    """A web server of this test alone."""
    sink = WebSink()
    with ThreadingHTTPServer(("127.0.0.1", 0), _WebTalk) as server:
        server.daemon_threads, server.block_on_close = True, False
        server.sink = sink  # type: ignore[attr-defined]
        sink.url = f"http://127.0.0.1:{server.server_address[1]}/send"
        with _serving(server):
            yield sink


@contextmanager
def _serving(server: socketserver.BaseServer) -> Iterator[None]:
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        thread.join()
