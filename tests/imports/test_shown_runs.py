"""Runs of a batch among the jobs of the back office: each in words, also one that was killed."""

from __future__ import annotations

import uuid
from datetime import timedelta

from core.jobs import shown
from core.models import JobRun
from core.tasks import resume_jobs
from filing.imports import services
from filing.imports.tasks import KIND, resume_imports, run_import
from filing.models import Filing
from tests.factories import actor_of
from tests.imports.lists import row_of, xlsx
from tests.office import NOW


def runs_of(batch):
    """What the back office lists of it, the first run first."""
    jobs = JobRun.objects.filter(kind=KIND, about__startswith=f"{batch} ").order_by("pk")
    return [(job.label, job.about.partition("(")[2].rstrip(")"), str(job.standing.label)) for job in jobs]


def test_each_run_of_a_batch_stands_among_the_jobs_in_words(south):
    batch = south.taken(xlsx(*(row_of(number) for number in range(1, 4))), "驿站名单.xlsx")
    south.act(batch, "confirm")
    # What a person does not have to wait for in between is one run: reading and checking.
    assert runs_of(batch) == [("批量导入", "读取中", "完成"), ("批量导入", "导入中", "完成")]
    job = JobRun.objects.filter(kind=KIND).latest("pk")
    assert job.about == f"{batch} 驿站名单.xlsx(导入中)"
    assert (job.actor_name, job.error, job.ended_at is not None) == ("district同志", "", True)
    admin = south.office.client("admin")
    assert "驿站名单.xlsx(导入中)" in admin.get("/admin/core/jobrun/").content.decode()


def test_a_run_that_ends_the_batch_says_why_among_the_jobs(south):
    batch = south.taken(xlsx(row_of(1)))
    actor = actor_of(south.office.people["district"])
    services.confirm_import(batch.pk, seen=batch.revision, actor=actor, now=NOW)
    south.office.people["district"].role_grants.all().delete()
    run_import(batch.pk)
    batch.refresh_from_db()
    job = JobRun.objects.filter(kind=KIND).latest("pk")
    assert (str(job.standing.label), job.error) == ("失败", batch.failure)


def test_a_run_that_was_killed_is_ended_in_words_and_the_batch_goes_on(south, settings):
    batch = south.taken(xlsx(row_of(1)))
    actor = actor_of(south.office.people["district"])
    services.confirm_import(batch.pk, seen=batch.revision, actor=actor, now=NOW)
    with shown(KIND, about=f"{batch} 名单.xlsx(导入中)", actor=actor, clock=lambda: NOW) as run:
        JobRun.objects.filter(pk=run.job.pk).update(holder=uuid.uuid4())  # its end never comes
    settings.CLOCK_PIN = (NOW + timedelta(minutes=4)).isoformat()
    resume_jobs()
    killed = JobRun.objects.get(pk=run.job.pk)
    assert (str(killed.standing.label), killed.attempts) == ("失败", 2)
    assert "系统会自动接着办理" in killed.error
    resume_jobs()
    resume_imports()
    batch.refresh_from_db()
    assert (batch.state, Filing.objects.count()) == ("done", 1)
    assert runs_of(batch)[-1] == ("批量导入", "导入中", "完成")
