"""When does the scheduler ask? Static: what is due is found in rows by the tasks themselves, which are idempotent."""

from __future__ import annotations

from typing import Any

CELERY_BEAT_SCHEDULE: dict[str, dict[str, Any]] = {
    "send mail": {"task": "core.tasks.deliver_messages", "schedule": 60.0, "args": ("mail",)},
    "send by the console": {"task": "core.tasks.deliver_messages", "schedule": 60.0, "args": ("console",)},
    "send by WeCom": {"task": "core.tasks.deliver_messages", "schedule": 60.0, "args": ("wecom",)},
    "send short messages": {"task": "core.tasks.deliver_messages", "schedule": 60.0, "args": ("sms",)},
    "settle what is read inside": {
        "task": "core.tasks.deliver_messages",
        "schedule": 60.0,
        "args": ("inside",),
    },
    "show that tasks get their turn": {"task": "core.tasks.worker_alive", "schedule": 15.0},
    "go on with long work": {"task": "core.tasks.resume_jobs", "schedule": 60.0},
    "go on with imports": {"task": "filing.imports.tasks.resume_imports", "schedule": 60.0},
    "tell of lapsed periods": {"task": "filing.tasks.tell_lapsed", "schedule": 600.0},
    "climb the ladder": {"task": "inspection.tasks.follow_ladder", "schedule": 600.0},
    "tell of lapsed orders": {"task": "inspection.tasks.tell_lapsed", "schedule": 600.0},
    "close windows of rounds": {"task": "demonstration.tasks.close_due_windows", "schedule": 60.0},
    "end public notices": {"task": "demonstration.tasks.follow_notices", "schedule": 60.0},
    "look at public notices": {"task": "demonstration.tasks.look_at_notices", "schedule": 600.0},
    "end titles whose term is over": {"task": "demonstration.tasks.lapse_due_titles", "schedule": 600.0},
    "follow operating notices": {"task": "sites.tasks.follow_notices", "schedule": 300.0},
    "end seasons of holiday stations": {"task": "sites.tasks.end_seasons", "schedule": 600.0},
    "ask for seasons of holiday stations": {
        "task": "sites.tasks.remind_of_seasons",
        "schedule": 24 * 3600.0,
    },
    "follow yearly reviews": {"task": "inspection.tasks.follow_reviews", "schedule": 300.0},
    "watch the register": {"task": "inspection.tasks.follow_checks", "schedule": 600.0},
    "draw small copies of pictures": {"task": "sites.tasks.draw_missing", "schedule": 300.0},
    "remember pictures": {"task": "sites.tasks.remember_pictures", "schedule": 300.0},
    "erase old ledgers": {"task": "sites.tasks.erase_ledgers", "schedule": 3600.0},
    "sweep files without a row": {"task": "sites.tasks.sweep_files", "schedule": 24 * 3600.0},
    "seal the audit trail": {"task": "core.tasks.seal_audit", "schedule": 3600.0},
    "remind of stamped forms": {"task": "filing.tasks.remind_of_scans", "schedule": 24 * 3600.0},
    "sweep scans without a case": {"task": "filing.tasks.sweep_stray_scans", "schedule": 24 * 3600.0},
}

#: What each does, as the administrator reads it.
TITLES = {
    "send mail": "发送邮件",
    "send by the console": "在演示窗口显示消息",
    "send by WeCom": "发送企业微信消息",
    "send short messages": "发送短信",
    "settle what is read inside": "登记只在系统内查看的消息",
    "show that tasks get their turn": "显示后台任务在运行",
    "go on with long work": "接续中断的后台任务",
    "go on with imports": "接续中断的导入",
    "tell of lapsed periods": "提醒备案超期",
    "climb the ladder": "准备和推进处置措施",
    "tell of lapsed orders": "提醒整改超期",
    "close windows of rounds": "到时结束申报",
    "end public notices": "到时结束公示",
    "look at public notices": "查看公示页面是否正常",
    "end titles whose term is over": "登记命名到期",
    "follow operating notices": "执行到时的运行通知",
    "end seasons of holiday stations": "到时结束爱心托管驿站的假期开班",
    "ask for seasons of holiday stations": "提醒确认爱心托管驿站的假期开班",
    "follow yearly reviews": "跟进年度复核",
    "watch the register": "检查预警问题",
    "draw small copies of pictures": "制作照片小图",
    "remember pictures": "登记照片特征",
    "erase old ledgers": "删除过期的台账文件",
    "sweep files without a row": "清理没有登记的文件",
    "seal the audit trail": "封存操作日志",
    "remind of stamped forms": "提醒补交盖章件",
    "sweep scans without a case": "清理无人认领的扫描件",
}
