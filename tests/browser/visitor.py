"""A person at a browser: looks, clicks and types, counts both, and minds everything that goes wrong beside the page."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from playwright.sync_api import Browser, Locator, Page

from tests.office import PASSWORD

PHONE, DESK = 360, 1280

#: The browser's own note of a refused page; the test looks at the page itself.
ANSWERED = re.compile(r"Failed to load resource: the server responded with a status of 4\d\d")

#: Does a click here lead to another document? Then the next look must wait for it: a click alone does not.
OPENS_A_PAGE = """(element) => {
  const link = element.closest("a[href]");
  if (link) return !link.getAttribute("href").startsWith("#") && !link.hasAttribute("download") && !link.target;
  const button = element.closest("button, input[type=submit]");
  const form = button && button.type === "submit" && button.form;
  if (!form || [...button.attributes, ...form.attributes].some((one) => one.name.startsWith("hx-"))) return false;
  return form.noValidate || button.formNoValidate || form.checkValidity();
}"""

WATCH_POLICY = """
document.addEventListener("securitypolicyviolation", (event) => {
  console.error("CSP: " + event.violatedDirective + " " + event.blockedURI);
});
"""

axe = Axe()


@dataclass
class Visitor:
    """``trouble`` is what no page may cause: errors in the console, dialogs, requests to elsewhere."""

    page: Page
    home: str
    trouble: list[str] = field(default_factory=list)
    clicks: int = 0
    typed: int = 0

    def __post_init__(self) -> None:
        page = self.page
        page.add_init_script(WATCH_POLICY)
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.trouble.append(f"script: {error}"))
        page.on("dialog", self._refuse_dialog)
        page.on("request", self._see_request)
        page.on("response", self._see_answer)

    def _hear(self, message: Any) -> None:
        if message.type in ("error", "warning") and not ANSWERED.match(message.text):
            self.trouble.append(f"console: {message.text} ({self.page.url})")

    def _refuse_dialog(self, dialog: Any) -> None:
        if dialog.type == "beforeunload":  # the browser asks whether typed text may go; this visitor means it
            dialog.accept()
            return
        self.trouble.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def _see_request(self, request: Any) -> None:
        if not request.url.startswith((self.home, "data:", "blob:")):
            self.trouble.append(f"request to {request.url}")

    def _see_answer(self, response: Any) -> None:
        if response.status >= 500 or (
            response.status >= 400 and response.request.resource_type != "document"
        ):
            self.trouble.append(f"{response.status}: {response.url}")

    @property
    def path(self) -> str:
        parts = urlsplit(self.page.url)
        return f"{parts.path}?{parts.query}" if parts.query else parts.path

    @property
    def text(self) -> str:
        return self.page.locator("main, body").first.inner_text()

    def go(self, path: str) -> int:
        """Open an address; gives the status."""
        response = self.page.goto(f"{self.home}{path}")
        return response.status if response else 0

    def click(self, what: Locator | str) -> None:
        """A button or link by its words, or something on the page."""
        self.clicks += 1
        if isinstance(what, str):
            exact = self.page.get_by_role("button", name=what, exact=True)
            what = exact if exact.count() else self.page.get_by_role("link", name=what, exact=True)
        if what.first.evaluate(OPENS_A_PAGE):
            with self.page.expect_navigation():
                what.first.click()
        else:
            what.first.click()

    def type(self, label: str, text: str) -> None:
        """Into the field whose label begins with these words."""
        self.typed += 1
        self.page.get_by_label(re.compile(f"^{re.escape(label)}")).first.fill(text)

    def choose(self, label: str, within: str = "") -> None:
        """A radio button or a checkbox by its words, in a group where several have the same."""
        self.clicks += 1
        scope: Any = (
            self.page.get_by_role("group", name=re.compile(f"^{re.escape(within)}")) if within else self.page
        )
        scope.get_by_label(label, exact=True).first.check()

    def pick(self, label: str, option: str) -> None:
        """One of a list: a click for the choice, as for a radio button."""
        self.clicks += 1
        field = self.page.get_by_label(re.compile(f"^{re.escape(label)}")).first
        value = field.locator("option", has_text=option).first.get_attribute("value")
        field.select_option(value)

    def attach(self, selector: str, *files: Any) -> None:
        """A file pick is a click, however many files are picked at once."""
        self.clicks += 1
        self.page.set_input_files(selector, list(files))

    def save(self, link: str) -> Any:
        """A click that brings a file; gives its path."""
        self.clicks += 1
        with self.page.expect_download() as told:
            self.page.get_by_role("link", name=link, exact=True).first.click()
        return told.value.path()

    def choose_declaration(self) -> None:
        """我声明 at the end of the answers."""
        self.clicks += 1
        self.page.locator("#id_declared").check()

    def sign_in(self, username: str) -> None:
        """Through the form, as people do."""
        self.go("/accounts/login/")
        self.type("用户名", username)
        self.type("密码", PASSWORD)
        self.click("登录")

    def be(self, client: Client) -> Visitor:
        """Take the session of a client that is signed in already."""
        value = client.cookies["sessionid"].value
        self.page.context.add_cookies([{"name": "sessionid", "value": value, "url": self.home}])
        return self

    def wide(self, width: int) -> Visitor:
        self.page.set_viewport_size({"width": width, "height": 800})
        return self

    def scrolls_sideways(self) -> bool:
        return bool(self.page.evaluate("document.documentElement.scrollWidth > window.innerWidth"))

    def widest(self) -> str:
        """What stands out at the right of the page."""
        return str(
            self.page.evaluate(
                """() => [...document.querySelectorAll("body *")]
                .filter((one) => one.getBoundingClientRect().right > window.innerWidth + 1)
                .slice(0, 3).map((one) => one.outerHTML.slice(0, 120))"""
            )
        )

    def barriers(self) -> list[str]:
        """What axe finds on this page, each with the elements."""
        found = axe.run(self.page).response["violations"]
        return [
            f"{self.path} {each['id']}: " + "; ".join(node["html"][:200] for node in each["nodes"][:3])
            for each in found
        ]


def visitor_in(browser: Browser, home: str, *, script: bool = True, width: int = DESK) -> Visitor:
    """A fresh person with an empty profile."""
    context = browser.new_context(
        java_script_enabled=script,
        viewport={"width": width, "height": 800},
        locale="zh-CN",
        timezone_id="UTC",
    )
    context.set_default_timeout(15_000)
    return Visitor(context.new_page(), home)
