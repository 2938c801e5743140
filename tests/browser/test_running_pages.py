"""How the installation stands, the own messages and how they arrive: open to everybody, on the phone and at the desk."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core.actor import SYSTEM
from core.heartbeat import beat
from core.models import JobRun
from core.outbox import owe
from core.scheduled import note_run
from core.switches import begin_maintenance
from tests.browser.test_imports import looked_at
from tests.browser.test_pages import found_on
from tests.office import NOW


@pytest.fixture
def office(settings, office):
    settings.WECOM_ROBOT_URL = settings.SMS_URL = "http://127.0.0.1:1/"
    for name in ("beat", "worker"):
        beat(name, now=NOW)
    beat("tasks", now=NOW - timedelta(minutes=9))
    note_run("send mail", took_ms=240, changed=12, error="", now=NOW)
    note_run("seal the audit trail", took_ms=90, changed=None, error="OSError:磁盘已满", now=NOW)
    told = {
        "kind": "ledger",
        "label": "生成台账",
        "about": "户外劳动者服务站点",
        "actor_name": "王芳",
        "asked_at": NOW,
    }
    JobRun.objects.create(key="a", **told, seen_at=NOW, ended_at=NOW, error="处理时出现意外错误,没有完成。")
    JobRun.objects.create(
        key="b", **told, seen_at=NOW, total=5000, done=1200, holder="0f8fad5b-d9cb-469f-a165-70867728950e"
    )
    keeper = office.people["keeper"].pk
    for number, subject in enumerate(["备案 BA2026-000001 已退回补正", "限期整改通知单将于 3 天后到期"]):
        owe(keeper, subject, key=str(number), now=NOW, body="请在2026年10月20日前补正。", url="/desk/")
    return office


def test_these_pages_are_open_to_everybody(visit, office):
    keeper = visit().be(office.client("keeper"))
    assert found_on(keeper, ["/accounts/messages/", "/accounts/messages/channel/"]) == []
    administrator = visit().be(office.client("admin"))
    assert found_on(administrator, ["/admin/health/"]) == []


def test_an_administrator_finds_out_what_is_wrong_and_starts_it_again(visit, office):
    visitor = visit().be(office.client("admin"))
    visitor.go("/admin/")
    visitor.click("运行状态:各部分是否正常、后台任务和定时任务")
    for words in ("任务排队超过 3 分钟", "没有成功:封存操作日志", "1200 / 5000"):
        assert words in visitor.text
    looked_at(visitor, "health")
    visitor.page.get_by_role("button", name="重新开始").first.click()
    assert "运行状态" in visitor.text
    assert JobRun.objects.get(key="a").error != "处理时出现意外错误,没有完成。"


def test_a_keeper_chooses_to_be_told_by_short_message(visit, office):
    visitor = visit().be(office.client("keeper"))
    visitor.go("/accounts/messages/")
    looked_at(visitor, "messages")
    visitor.click("修改接收方式")
    visitor.page.get_by_label("手机短信", exact=True).check()
    visitor.click("保存")
    looked_at(visitor, "channel-refused")
    assert "请填写手机号码" in visitor.text
    visitor.type("接收地址", "13912345678")
    visitor.click("保存")
    assert "手机短信" in visitor.text
    begin_maintenance(NOW + timedelta(hours=2), actor=SYSTEM, now=NOW)
    visitor.go("/accounts/messages/channel/")
    visitor.click("保存")
    assert "12:00 恢复" in visitor.text
    looked_at(visitor, "maintenance")
    assert [each for each in visitor.trouble if "503" not in each] == []
    visitor.trouble.clear()  # to be told so is no trouble here
