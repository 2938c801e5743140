"""A job is done once, says how it ended, and outlives the worker that was at it."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone

from core.actor import Actor
from core.jobs import BROKEN, CUT_OFF, JOBS, MOST_ATTEMPTS, JobKind, Run, ask_for, start_again
from core.models import JobRun
from core.tasks import resume_jobs, run_job, start_after_commit
from core.workflow import TransitionRefused
from tests.factories import NOW, build_office, person

pytestmark = pytest.mark.django_db

WANG = Actor(id=7, name="王芳")
Standing = JobRun.Standing


class WorkerKilled(BaseException):
    """What a stopped process is to the code that runs in it: nothing catches it."""


class Work:
    """Counts what it keeps; does something first when told to."""

    def __init__(self, settings):
        self.settings, self.kept, self.first = settings, [], []

    def __call__(self, run: Run) -> None:
        if self.first:
            self.first.pop(0)(run)
        run.tick(1)
        with run.finishing() as job:
            self.kept.append(job.pk)
            job.result_url = "/desk/"

    def at(self, minutes: float) -> datetime:
        moment = NOW + timedelta(minutes=minutes)
        self.settings.CLOCK_PIN = moment.isoformat()
        return moment


@pytest.fixture
def work(settings):
    work = Work(settings)
    work.at(0)
    JOBS.register("test", JobKind("试做", work))
    yield work
    del JOBS._items["test"]


def asked(key="k", **more) -> JobRun:
    return ask_for("test", key=key, about="第一批", given={}, actor=WANG, now=NOW, total=3, **more)


def after(job: JobRun) -> JobRun:
    return JobRun.objects.get(pk=job.pk)


def killed(run: Run) -> None:
    raise WorkerKilled


def broken(run: Run) -> None:
    raise ZeroDivisionError


def test_a_job_is_asked_for_once_and_done_once(work):
    job = asked()
    assert (job.standing, job.actor_name, asked().pk) == (Standing.WAITING, "王芳", job.pk)
    work.at(1)
    run_job(job.pk)
    run_job(job.pk)
    work.at(60)
    resume_jobs()
    done = after(job)
    assert (done.standing, done.done, done.result_url) == (Standing.DONE, 3, "/desk/")
    assert done.started_at == done.ended_at == NOW + timedelta(minutes=1)
    assert work.kept == [job.pk]


def test_a_job_starts_when_its_transaction_is_there_and_not_before(work, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        job = asked()
        start_after_commit(job)
        assert work.kept == []
    assert work.kept == [job.pk]


def test_what_is_rolled_back_is_never_started(work, django_capture_on_commit_callbacks):
    with (
        django_capture_on_commit_callbacks(execute=True) as calls,
        pytest.raises(ZeroDivisionError),
        transaction.atomic(),
    ):
        start_after_commit(asked())
        raise ZeroDivisionError
    assert (calls, JobRun.objects.count()) == ([], 0)


def test_a_job_that_breaks_says_so_and_is_done_once_when_started_again(work):
    job = asked()
    work.first = [broken]
    run_job(job.pk)
    assert (after(job).standing, after(job).error) == (Standing.FAILED, BROKEN)
    work.at(30)
    resume_jobs()
    assert work.kept == []
    run_job(start_again("k", now=work.at(31)).pk)
    assert (after(job).standing, after(job).error, work.kept) == (Standing.DONE, "", [job.pk])
    with pytest.raises(TransitionRefused, match="不需要重新开始"):
        start_again("k", now=NOW)


def test_a_refusal_within_the_work_ends_it_in_its_own_words(work):
    def refused(run: Run) -> None:
        raise TransitionRefused("范围内没有阵地,请放宽条件。")

    job = asked()
    work.first = [refused]
    run_job(job.pk)
    assert after(job).error == "范围内没有阵地,请放宽条件。"


def test_what_was_kept_goes_when_the_end_of_the_job_fails(work):
    def half(run: Run) -> None:
        with run.finishing():
            asked("half")
            raise ZeroDivisionError

    job = asked()
    work.first = [half]
    run_job(job.pk)
    assert after(job).standing is Standing.FAILED
    assert not JobRun.objects.filter(key="half").exists()


def test_a_job_whose_worker_was_stopped_is_taken_up_after_three_minutes(work):
    job = asked()
    work.first = [killed]
    with pytest.raises(WorkerKilled):
        run_job(job.pk)
    for minute in (0, 3):
        work.at(minute)
        resume_jobs()
        run_job(job.pk)
        assert (after(job).standing, work.kept) == (Standing.RUNNING, [])
    work.at(3.1)
    resume_jobs()
    assert (after(job).standing, after(job).attempts, work.kept) == (Standing.DONE, 2, [job.pk])


def test_a_job_that_kills_every_worker_is_given_up(work):
    job = asked()
    work.first = [killed] * 10
    for turn in range(MOST_ATTEMPTS):
        work.at(4 * turn)
        with pytest.raises(WorkerKilled):
            run_job(job.pk)
    work.at(4 * MOST_ATTEMPTS)
    resume_jobs()
    assert (after(job).standing, after(job).error, work.kept) == (Standing.FAILED, CUT_OFF, [])


def test_a_call_that_got_lost_is_made_up_for(work):
    job = asked()
    work.at(4)
    resume_jobs()
    assert work.kept == [job.pk]


def test_a_run_that_stalled_keeps_nothing_after_another_took_over(work):
    def stalled(run: Run) -> None:
        work.at(10)
        resume_jobs()

    job = asked()
    work.first = [stalled]
    run_job(job.pk)
    assert (after(job).standing, after(job).attempts, work.kept) == (Standing.DONE, 2, [job.pk])


def test_a_run_that_shows_itself_is_left_alone(work):
    def slow(run: Run) -> None:
        for minute in (2, 4, 6):
            work.at(minute)
            run.tick(minute)
            resume_jobs()
        assert (after(job).done, after(job).standing) == (6, Standing.RUNNING)

    job = asked()
    work.first = [slow]
    run_job(job.pk)
    assert (after(job).attempts, work.kept) == (1, [job.pk])


def test_the_back_office_lists_jobs_in_words_and_changes_none(work):
    office = build_office()
    client = Client()
    client.force_login(person("gu", "administrator", office.tree.city, name="顾磊"))
    failed = asked()
    work.first = [broken]
    run_job(failed.pk)
    asked("waiting")
    page = client.get("/admin/core/jobrun/").content.decode()
    for word in ("后台任务", "试做", "第一批", "王芳", "失败", "等待", BROKEN, "0 / 3"):
        assert word in page
    chosen = client.get("/admin/core/jobrun/?standing=failed").content.decode()
    assert BROKEN in chosen
    assert chosen.count("试做") == 1
    one = client.get(f"/admin/core/jobrun/{failed.pk}/change/").content.decode()
    assert BROKEN in one
    assert client.post(f"/admin/core/jobrun/{failed.pk}/change/", {"error": ""}).status_code == 403
    assert after(failed).error == BROKEN
    assert timezone.localtime(after(failed).asked_at) == NOW
