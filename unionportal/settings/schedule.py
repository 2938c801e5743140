"""When does the scheduler ask? Static: what is due is found in rows by the tasks themselves, which are idempotent."""

from __future__ import annotations

from typing import Any

CELERY_BEAT_SCHEDULE: dict[str, dict[str, Any]] = {
    "send what is owed": {"task": "core.tasks.deliver_messages", "schedule": 60.0},
    "show that the worker lives": {"task": "core.tasks.worker_alive", "schedule": 60.0},
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
    "follow yearly reviews": {"task": "inspection.tasks.follow_reviews", "schedule": 300.0},
    "draw small copies of pictures": {"task": "sites.tasks.draw_missing", "schedule": 300.0},
    "remember pictures": {"task": "sites.tasks.remember_pictures", "schedule": 300.0},
    "erase old ledgers": {"task": "sites.tasks.erase_ledgers", "schedule": 3600.0},
    "sweep files without a row": {"task": "sites.tasks.sweep_files", "schedule": 24 * 3600.0},
    "seal the audit trail": {"task": "core.tasks.seal_audit", "schedule": 3600.0},
    "remind of stamped forms": {"task": "filing.tasks.remind_of_scans", "schedule": 24 * 3600.0},
    "sweep scans without a case": {"task": "filing.tasks.sweep_stray_scans", "schedule": 24 * 3600.0},
}
