"""The measures, scoring tables and yearly notices that come with the portal, in reviewable files."""

from __future__ import annotations

from pathlib import Path

HERE = Path(__file__).parent


def pack_texts() -> list[str]:
    """The sample packs, one text per family."""
    return [path.read_text(encoding="utf-8") for path in sorted((HERE / "packs").glob("*.toml"))]


def rubric_texts() -> list[str]:
    """The sample scoring tables, one text per site type, by the name of their files."""
    return [path.read_text(encoding="utf-8") for path in sorted((HERE / "rubrics").glob("*.toml"))]


def rubric_text(site_type: str) -> str | None:
    """The sample scoring table of one type; its file bears the type's name."""
    path = HERE / "rubrics" / f"{site_type}.toml"
    return path.read_text(encoding="utf-8") if path.is_file() else None


def tier_text() -> str:
    """The sample subsidy tiers of all types."""
    return (HERE / "subsidies.toml").read_text(encoding="utf-8")


def calendar_files() -> list[Path]:
    """The yearly notices, oldest first."""
    return sorted((HERE / "calendar").glob("*.toml"))
