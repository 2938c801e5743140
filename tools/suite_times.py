#!/usr/bin/env python3
"""How long did the last whole run of the tests take, and each test of it? Read from the reports it left."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

REPORTS = Path(__file__).resolve().parents[1] / "var" / "reports"


def times(report: Path) -> str:
    """One line: tests, seconds of work, seconds a test, the middle one, the slowest by name."""
    cases = ElementTree.parse(report).getroot().iter("testcase")
    took = sorted((float(case.get("time", 0)), str(case.get("name"))) for case in cases)
    if not took:
        return f"{report.stem}: no tests"
    total, (slowest, name) = sum(seconds for seconds, _ in took), took[-1]
    return (
        f"{report.stem}: {len(took)} tests, {total:.0f} s of work, {1000 * total / len(took):.0f} ms a test, "
        f"middle {1000 * took[len(took) // 2][0]:.0f} ms, slowest {slowest:.1f} s ({name})"
    )


def main() -> None:
    found = sorted(REPORTS.glob("*.xml"))
    print("\n".join(map(times, found)) or "no whole run yet: `manage.py test` leaves its times here")


if __name__ == "__main__":
    main()
