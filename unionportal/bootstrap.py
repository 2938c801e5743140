"""How does a fresh machine with nothing but Python get the portal's environment? Standard library only.

``python3 manage.py …`` makes ``.venv`` beside the project, installs the hashed lock into it and starts itself again
there. Nothing happens inside an environment that is not ours, or with ``PORTAL_NO_BOOTSTRAP=1``.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
STAMP = VENV / "installed.json"
PYTHON = VENV / "bin" / "python"
LOWEST = (3, 11)

#: How uv calls what pip's configuration says, and what joins several values.
UV_NAMES = {
    "index-url": ("UV_DEFAULT_INDEX", " "),
    "extra-index-url": ("UV_INDEX", " "),
    "find-links": ("UV_FIND_LINKS", ","),
    "cert": ("SSL_CERT_FILE", " "),
}


def lock_for(arguments: list[str]) -> Path:
    """Running needs the first lock; testing needs the one that adds the test tools to it."""
    return ROOT / ("requirements-test.txt" if arguments[:1] == ["test"] else "requirements.txt")


def prepare(arguments: list[str]) -> None:
    """Make sure the environment stands, then run there. Returns only when nothing is left to do."""
    inside_ours = Path(sys.prefix).resolve() == VENV.resolve()
    inside_another = sys.prefix != sys.base_prefix and not inside_ours
    if os.environ.get("PORTAL_NO_BOOTSTRAP") == "1" or inside_another:
        return
    if sys.version_info < LOWEST:
        sys.exit(f"需要 Python {LOWEST[0]}.{LOWEST[1]} 或更高版本,当前为 {sys.version.split()[0]}。")
    install_missing(lock_for(arguments))
    if not inside_ours:
        os.execv(PYTHON, [str(PYTHON), str(ROOT / "manage.py"), *arguments])  # noqa: S606  # the same command, inside


def install_missing(lock: Path) -> None:
    """Install the lock unless the stamp knows its digest. What else the environment holds is left alone."""
    digest = hashlib.sha256(lock.read_bytes()).hexdigest()
    done = read_stamp() if PYTHON.exists() else {}
    if done.get(lock.name) == digest:
        return
    if not (PYTHON.exists() and _quietly([str(PYTHON), "-m", "pip", "--version"])):
        _say("正在创建运行环境 .venv ……")
        _make_environment()
    _say("正在安装依赖,只在首次运行或更新后需要,约半分钟……")
    _install(lock)
    STAMP.write_text(json.dumps({**done, lock.name: digest}))


def read_stamp() -> dict[str, str]:
    try:
        stamp: dict[str, str] = json.loads(STAMP.read_text())
    except (OSError, ValueError):
        return {}
    return stamp


def _make_environment() -> None:
    try:
        venv.create(VENV, with_pip=True)
    except (OSError, subprocess.CalledProcessError):
        sys.exit(
            "无法创建运行环境。请确认磁盘可写,并已安装 Python 的 venv 模块(Debian/Ubuntu 为 python3-venv)。"
        )


def _install(lock: Path) -> None:
    """With uv, which is quick; with pip where uv cannot work."""
    pip = [str(PYTHON), "-m", "pip", "--disable-pip-version-check", "install", "--quiet"]
    uv = [str(VENV / "bin" / "uv"), "pip", "install", "--quiet", "--python", str(PYTHON)]
    locked = ["--require-hashes", "--requirement", str(lock)]
    if _quietly([*pip, "uv"]) and _quietly([*uv, *locked], uv_environment(_pip_configuration())):
        return
    _say("正在改用 pip 安装,需要稍长时间……")
    if subprocess.run([*pip, *locked], check=False).returncode:  # noqa: S603  # fixed command
        sys.exit("依赖安装失败。请检查网络或软件源设置后重试。")


def _quietly(command: list[str], environment: dict[str, str] | None = None) -> bool:
    try:
        return subprocess.run(command, env=environment, capture_output=True, check=False).returncode == 0  # noqa: S603  # fixed command
    except OSError:
        return False


def _pip_configuration() -> str:
    command = [str(PYTHON), "-m", "pip", "config", "list"]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout  # noqa: S603  # fixed command


def uv_environment(pip_configuration: str) -> dict[str, str]:
    """uv does not read pip's configuration: tell it the office's own package source and certificates.

    Taking the best match of several sources is safe here, because every file must match a hash of the lock.
    """
    told = {"UV_SYSTEM_CERTS": "1", "UV_INDEX_STRATEGY": "unsafe-best-match"}
    for line in pip_configuration.splitlines():
        key, _, value = line.partition("=")
        name, joint = UV_NAMES.get(key.rpartition(".")[2], ("", ""))
        if name:
            told[name] = joint.join(value.strip("'\"").split())
    return {**told, **os.environ}


def _say(words: str) -> None:
    print(words, flush=True)  # noqa: T201  # before Django there is no other voice
