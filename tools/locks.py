#!/usr/bin/env python3
"""Do the locks hold what pyproject.toml asks for, every package with its hashes?"""

from __future__ import annotations

import re
import sys
import tomllib
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[1]
LINE = re.compile(r"^([A-Za-z0-9._-]+)==([^ ;\\]+)", re.MULTILINE)


def locked(name: str) -> dict[str, str]:
    text = (ROOT / name).read_text()
    entries = re.split(r"\n(?=[A-Za-z0-9])", text)
    unhashed = [entry.split("==")[0] for entry in entries if "==" in entry and "--hash=" not in entry]
    if unhashed:
        sys.exit(f"{name}: without a hash: {', '.join(unhashed)}")
    return {canonicalize_name(package): version for package, version in LINE.findall(text)}


def main() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    runtime = project["project"]["dependencies"]
    groups = project["dependency-groups"]
    wanted = {
        "requirements.txt": runtime,
        "requirements-test.txt": [*runtime, *groups["test"]],
        "requirements-dev.txt": [*runtime, *groups["test"], *groups["dev"]],
    }
    for name, requirements in wanted.items():
        versions = locked(name)
        for requirement in map(Requirement, requirements):
            version = versions.get(canonicalize_name(requirement.name))
            if version is None or version not in requirement.specifier:
                sys.exit(f"{name}: {requirement} is locked as {version}; compile the lock again")
    print("locks agree with pyproject.toml")


if __name__ == "__main__":
    main()
