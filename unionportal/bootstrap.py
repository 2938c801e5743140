"""How does a fresh machine with nothing but Python get the portal's environment? Standard library only.

``python3 manage.py …`` makes ``.venv`` beside the project, installs the hashed lock into it and starts itself again
there. Nothing happens inside an environment that is not ours, or with ``PORTAL_NO_BOOTSTRAP=1``.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
STAMP = VENV / "installed"
LOWEST = (3, 11)


def needed_locks(arguments: list[str]) -> list[Path]:
    """Running needs the first lock; testing needs the one that adds the test tools to it."""
    testing = arguments[:1] == ["test"]
    return [ROOT / ("requirements-test.txt" if testing else "requirements.txt")]


def prepare(arguments: list[str]) -> None:
    """Make sure the environment stands, then run there. Returns only when we are already inside it."""
    if sys.version_info < LOWEST:
        sys.exit(f"需要 Python {LOWEST[0]}.{LOWEST[1]} 或更高版本,当前为 {sys.version.split()[0]}。")
    inside_ours = Path(sys.prefix).resolve() == VENV.resolve()
    if os.environ.get("PORTAL_NO_BOOTSTRAP") == "1" or (sys.prefix != sys.base_prefix and not inside_ours):
        return
    install_missing(needed_locks(arguments))
    if not inside_ours:
        python = str(_python())
        os.execv(python, [python, str(ROOT / "manage.py"), *arguments])  # noqa: S606  # the same command, inside


def install_missing(locks: list[Path]) -> None:
    """Install each lock whose digest is not in the stamp yet."""
    done = STAMP.read_text().split() if STAMP.exists() else []
    for lock in locks:
        digest = hashlib.sha256(lock.read_bytes()).hexdigest()
        if digest not in done:
            if not _python().exists():
                _say("正在创建运行环境 .venv ……")
                venv.create(VENV, with_pip=True, clear=VENV.exists())
            _say("正在安装依赖(只在首次或更新后需要,约半分钟)……")
            _install(lock)
            done = [*done, digest]
            STAMP.write_text("\n".join(done))


def _python() -> Path:
    return VENV / "bin" / "python"


def _install(lock: Path) -> None:
    """With uv, which is quick; with pip where uv cannot work."""
    python = str(_python())
    pip = [python, "-m", "pip", "--disable-pip-version-check", "-q", "install"]
    environment = {**os.environ, "UV_SYSTEM_CERTS": "1", "UV_NATIVE_TLS": "1"}
    with_uv = [
        str(VENV / "bin" / "uv"),
        "pip",
        "install",
        "-q",
        "--python",
        python,
        "--require-hashes",
        "-r",
        str(lock),
    ]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    try:
        subprocess.run([*pip, "uv"], check=True, **quiet)  # noqa: S603  # fixed command
        subprocess.run(with_uv, check=True, env=environment, **quiet)  # noqa: S603  # fixed command
    except (OSError, subprocess.CalledProcessError):
        _say("正在改用 pip 安装,需要稍长时间……")
        result = subprocess.run([*pip, "--require-hashes", "-r", str(lock)], check=False)  # noqa: S603  # fixed command
        if result.returncode:
            sys.exit("依赖安装失败。请检查网络或软件源设置后重试。")


def _say(words: str) -> None:
    print(words, flush=True)  # noqa: T201  # before Django there is no other voice
