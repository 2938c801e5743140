"""Typed text is not lost in silence: leaving asks first; saving, searching and signing in never do."""

from __future__ import annotations

import pytest

from filing.models import Filing
from tests.office import PASSWORD, case_in, draft_of


@pytest.fixture
def writer(visit, office):
    """In a section of a draft; ``asked`` counts the questions of the browser, each answered with 留下."""
    filing = draft_of(office, "district")
    visitor = visit().be(office.client("district"))
    visitor.asked = []
    visitor.page.remove_listener("dialog", visitor._refuse_dialog)

    def stay(dialog):
        visitor.asked.append(dialog.type)
        dialog.dismiss()

    visitor.page.on("dialog", stay)
    visitor.filing = filing
    visitor.go(f"/desk/filings/{filing.number}/identity/")
    return visitor


def settled(visitor):
    visitor.page.evaluate(
        "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
    )


@pytest.mark.parametrize("way", ["nav a[href$='/place/']", "button:has-text('适老模式')", "a.brand"])
def test_leaving_typed_text_asks_first(writer, way):
    name = writer.page.locator("input[name=name]")
    name.click()
    name.fill("还没有保存的名称")
    with writer.page.expect_event("dialog"):
        writer.page.locator(way).first.click(no_wait_after=True)
    settled(writer)
    assert writer.asked == ["beforeunload"]
    assert name.input_value() == "还没有保存的名称"
    assert writer.path.endswith("/identity/")


def test_saving_never_asks(writer):
    writer.type("阵地名称", "保存下来的名称")
    writer.click("保存并继续")
    assert writer.asked == []
    assert Filing.objects.select_related("version").get(pk=writer.filing.pk).version.name == "保存下来的名称"


def test_an_untouched_section_lets_go(writer):
    writer.page.locator("input[name=name]").click()
    writer.page.locator("nav a[href$='/place/']").first.click()
    writer.page.wait_for_url("**/place/")
    assert writer.asked == []


def test_text_put_back_as_it_was_lets_go(writer):
    before = writer.page.locator("input[name=name]").input_value()
    writer.type("阵地名称", "另一个")
    writer.type("阵地名称", before)
    writer.page.locator("nav a[href$='/place/']").first.click()
    writer.page.wait_for_url("**/place/")
    assert writer.asked == []


def test_a_refused_form_still_holds_what_is_not_saved(writer):
    writer.page.locator("input[name=host_credit_code]").fill("91370202MA3C4XXK41")
    writer.click("保存并继续")
    assert writer.asked == []
    writer.page.locator("input[name=name]").click()
    with writer.page.expect_event("dialog"):
        writer.page.locator("nav a[href$='/place/']").first.click(no_wait_after=True)
    assert writer.asked == ["beforeunload"]


def test_searching_and_signing_in_never_ask(visit, office):
    case_in(office, "filed")
    visitor = visit()
    visitor.go("/")
    visitor.page.locator("input[name=q]").click()
    visitor.page.locator("input[name=q]").fill("湛山")
    visitor.page.locator("a.brand").click()
    visitor.page.wait_for_url("**/")
    visitor.go("/accounts/login/")
    visitor.type("用户名", "district")
    visitor.type("密码", PASSWORD)
    visitor.page.locator("a.brand").click()
    visitor.page.wait_for_load_state()
    assert visitor.trouble == []
    assert visitor.path == "/"


def test_nearest_first_asks_for_the_position_only_when_it_is_tapped(
    visit, office, chromium_browser, live_server
):
    context = chromium_browser.new_context(
        base_url=live_server.url,
        geolocation={"latitude": 36.0671234, "longitude": 120.3826789},
        permissions=["geolocation"],
    )
    page = context.new_page()
    page.goto("/?type=outdoor_station")
    assert "lat=" not in page.url
    page.get_by_role("button", name="离我最近").click()
    page.wait_for_url("**lat=**")
    assert "lat=36.067&lng=120.383" in page.url
    assert "type=outdoor_station" in page.url
    assert page.get_by_role("button", name="离我最近").count() == 0
    context.close()


def test_without_script_or_permission_nothing_is_promised(visit, office):
    plain = visit(script=False)
    plain.go("/")
    assert not plain.page.locator("[data-nearest]").is_visible()
    refused = visit()
    refused.go("/")
    wish = {"permission": {"name": "geolocation"}, "setting": "denied"}
    refused.page.context.new_cdp_session(refused.page).send("Browser.setPermission", wish)
    refused.click("离我最近")
    refused.page.get_by_text("没有得到定位许可").wait_for()
    assert "lat=" not in refused.path
