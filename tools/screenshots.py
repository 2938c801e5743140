"""Takes the pictures of ``docs/screenshots/``: the main pages of a fresh demo city at both widths.

``python -m tools.screenshots`` builds the demo city in a folder of its own, serves it, looks, and clears up.
"""

from __future__ import annotations

import io
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
TARGET = ROOT / "docs" / "screenshots"
PASSWORD = "screenshots-of-the-demo-city"
WIDTHS = (360, 1280)
#: What is farther down is more of the same.
TALLEST = 2000
COLOURS = 64
START_SECONDS = 60

#: Name, who looks, where; a selector leads from there to the first thing of its kind.
PAGES = (
    ("1-finder", "", "/", ""),
    ("2-public-site", "", "/?type=outdoor_station", ".places h2 a"),
    ("3-desk", "district", "/desk/", ""),
    ("4-register", "district", "/desk/sites/", ""),
    ("5-site-file", "district", "/desk/sites/", "table.list tbody th a"),
    (
        "6-section",
        "district",
        "/desk/filings/?state=draft",
        "table.list tbody th a, nav[aria-label] .task-list a >> nth=3",
    ),
    ("7-case", "district", "/desk/filings/?state=district_check", "table.list tbody th a"),
    ("8-receipt", "district", "/desk/filings/?state=district_check", "table.list tbody th a, text=收件回执"),
    ("9-findings", "city", "/desk/findings/", ""),
    ("10-consequence", "city", "/desk/consequences/", "table.list tbody th a"),
    ("11-report", "", "/?type=outdoor_station", ".places h2 a, text=反映问题"),
)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def demo_city() -> Iterator[str]:
    """The address of a served demo city; gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="portal-screenshots-") as folder:
        environment = {
            **os.environ,
            "PORTAL_VAR": folder,
            "DEMO_PASSWORD": PASSWORD,
            "PORTAL_NO_BOOTSTRAP": "1",
        }
        environment.pop("DATABASE_URL", None)
        environment.pop("REDIS_URL", None)
        manage = [sys.executable, str(ROOT / "manage.py")]
        for command in (["migrate", "--verbosity", "0"], ["demo"]):
            subprocess.run([*manage, *command], env=environment, check=True, stdout=subprocess.DEVNULL)
        address = f"127.0.0.1:{free_port()}"
        server = subprocess.Popen(
            [*manage, "runserver", address, "--noreload"],
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            wait_for(f"http://{address}/healthz")
            yield f"http://{address}"
        finally:
            server.terminate()
            server.wait()


def wait_for(address: str) -> None:
    until = time.monotonic() + START_SECONDS
    while True:
        try:
            urlopen(address).close()
            return
        except URLError:
            if time.monotonic() > until:
                raise
            time.sleep(0.2)


def sign_in(page: Page, home: str, username: str) -> None:
    page.goto(f"{home}/accounts/login/")
    page.locator("input[name=username]").fill(username)
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("main button[type=submit]").first.click()
    page.wait_for_url("**/desk/")


def look(browser: Browser, home: str, width: int) -> None:
    """All pages at one width, each person in a window of their own."""
    windows: dict[str, Page] = {}
    for name, username, start, steps in PAGES:
        if username not in windows:
            windows[username] = browser.new_page(viewport={"width": width, "height": 800}, locale="zh-CN")
            if username:
                sign_in(windows[username], home, username)
        page = windows[username]
        page.goto(f"{home}{start}")
        for step in filter(None, steps.split(", ")):
            page.locator(step).first.click()
            page.wait_for_load_state("networkidle")
        keep(page, width, TARGET / f"{name}-{width}.png")


def keep(page: Page, width: int, file: Path) -> None:
    tall = min(TALLEST, int(page.evaluate("document.documentElement.scrollHeight")))
    shot = page.screenshot(full_page=True, clip={"x": 0, "y": 0, "width": width, "height": tall})
    with Image.open(io.BytesIO(shot)) as picture:
        picture.convert("RGB").quantize(COLOURS).save(file, optimize=True)
    print(f"{file.relative_to(ROOT)} {file.stat().st_size // 1024} kB")


def main() -> None:
    chromium = next(
        filter(None, map(shutil.which, ("chromium-headless-shell", "chromium", "google-chrome"))), None
    )
    if chromium is None:
        sys.exit("Chromium is not installed.")
    TARGET.mkdir(parents=True, exist_ok=True)
    with demo_city() as home, sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        for width in WIDTHS:
            look(browser, home, width)
        browser.close()


if __name__ == "__main__":
    main()
