"""Fixed tables in reviewable files, and how they are read."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent


def district_rows() -> list[dict[str, Any]]:
    """The districts of the first city, as columns of ``District``."""
    with (HERE / "districts.toml").open("rb") as file:
        rows: list[dict[str, Any]] = tomllib.load(file)["district"]
    return [{"city_name": "青岛市", **row} for row in rows]
