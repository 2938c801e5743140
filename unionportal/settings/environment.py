"""How does the environment say a setting? Standard library only; knows the form of values, not their meaning."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit


def text(name: str, default: str = "") -> str:
    return os.environ.get(name, "").strip() or default


def flag(name: str) -> bool:
    return text(name).lower() in {"1", "true", "yes", "on"}


def items(name: str, default: str = "") -> list[str]:
    return [part.strip() for part in text(name, default).split(",") if part.strip()]


#: Compiling a question takes PostgreSQL up to a second; what is asked here takes milliseconds. And what is read in
#: parts is read to its end, so that the way to its first rows must not be the one that is chosen.
_POSTGRESQL = {"options": "-c jit=off -c cursor_tuple_fraction=1"}


def database(url: str, sqlite: Path, password: str = "") -> dict[str, Any]:
    """PostgreSQL where an address names one, otherwise one SQLite file that several processes can share.

    ``password``: as it is, for an address without one; signs in it need no escape.
    """
    if not url:
        pragmas = (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON; "
            "PRAGMA recursive_triggers=ON"  # a row that REPLACE removes is deleted, and guarded as such
        )
        options = {"transaction_mode": "IMMEDIATE", "timeout": 20, "init_command": pragmas}
        return {"ENGINE": "django.db.backends.sqlite3", "NAME": sqlite, "OPTIONS": options}
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ValueError("DATABASE_URL 应以 postgresql:// 开头;不设置则使用 SQLite。")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or "") or password,
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": _options(parts.query),
    }


def _options(query: str) -> dict[str, str]:
    """Ours, and those of the address instead; an empty one takes ours away."""
    given = {key: values[-1].strip() for key, values in parse_qs(query, keep_blank_values=True).items()}
    return {key: value for key, value in {**_POSTGRESQL, **given}.items() if value}


def mail(url: str) -> dict[str, Any]:
    """``smtp://user:password@host:port?tls=1`` or ``smtps://…``; without one, mail is written to the log."""
    if not url:
        return {"EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend"}
    parts = urlsplit(url)
    return {
        "EMAIL_HOST": parts.hostname or "localhost",
        "EMAIL_PORT": parts.port or (465 if parts.scheme == "smtps" else 25),
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_USE_TLS": parse_qs(parts.query).get("tls") == ["1"],
        "EMAIL_TIMEOUT": 10,
    }


def origin(url: str) -> list[str]:
    """Scheme and host of an address, for the content policy; nothing for an empty one."""
    parts = urlsplit(url)
    return [f"{parts.scheme}://{parts.netloc.replace('{s}', '*')}"] if parts.netloc else []


def kept_secret(file: Path) -> str:
    """A secret of this one machine, made at the first start and readable by its owner only."""
    if not file.exists():
        draft = file.with_suffix(f".{os.getpid()}")
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(48))
        try:
            os.link(draft, file)
        except FileExistsError:
            pass  # another process was first; its secret counts
        finally:
            draft.unlink()
    return file.read_text().strip()
