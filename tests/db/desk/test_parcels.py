"""A paper of every branch of a township, as one zip in the background."""

import io
import zipfile
from pathlib import Path

import pytest
from django.db import connection
from django.tasks import TaskResultStatus
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django_tasks_db.management.commands import db_worker
from django_tasks_db.models import DBTaskResult
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from jishi.config.scheduler import requeue_orphans
from jishi.desk import services
from jishi.desk.queries import printing
from jishi.desk.queries.parcels import get_parcel, parcel_branches, parcel_choices
from jishi.desk.services import parcels
from jishi.files.models import Download
from jishi.files.queries import pieces_of
from jishi.files.rules import DownloadState
from jishi.kernel.decision import NotAllowed, Refused
from jishi.kernel.periods import Period
from jishi.orgs.models import Organization
from tests.builders import Cast, actor_named, make_org
from tests.conftest import NOW, SignIn
from tests.db.activities.stories import held
from tests.unit.papers.samples import text_of

TODAY = NOW.date()
BOOK = "yearbook.2026.docx"


@pytest.fixture(autouse=True)
def store(tmp_path: Path, settings: Settings) -> None:
    settings.FILES_DIR = tmp_path / "files"


def archive_of(download: Download) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(b"".join(pieces_of(download))))


def worker() -> db_worker.Worker:
    return db_worker.Worker(
        queue_names=["default"], excluded_queue_names=[], interval=0, batch=True, backend_name="default",
        startup_delay=False, max_tasks=None, worker_id="the-worker",
    )  # fmt: skip


def test_the_real_worker_makes_what_the_button_asked_for(
    cast: Cast,
    sign_in: SignIn,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    # Between tasks the worker lets old connections go; here that would be the one that holds the story's transaction.
    monkeypatch.setattr(db_worker, "close_old_connections", lambda: None)
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}
    held(cast, NOW)
    client = sign_in(cast.clerk)
    shelf = client.get(reverse("desk-books")).content.decode()
    assert "所属各党支部打包下载" in shelf
    assert f'<option value="{BOOK}">' in shelf
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("desk-parcel", args=[cast.township.pk]), {"paper": BOOK})
    download = Download.objects.get()
    assert "排队中" in client.get(reverse("files-download", args=[download.pk])).content.decode()
    # A worker that took the task and was killed leaves it as running; the next start queues it again.
    DBTaskResult.objects.update(status=TaskResultStatus.RUNNING, worker_ids=["killed"])
    Download.objects.update(state=DownloadState.MAKING, attempt=1, done=1, total=2)
    assert requeue_orphans() == 1
    worker().run()
    download.refresh_from_db()
    assert (download.state, download.attempt, download.done, download.total) == (DownloadState.DONE, 2, 2, 2)
    archive = archive_of(download)
    assert [name[:10] for name in archive.namelist()] == ["001 红旗村党支部", "002 柳树湾村党支部"[:10]]
    book = text_of(archive.read(archive.namelist()[0]))
    assert "学习发展党员工作细则" in book
    assert download.file_name == f"中共和平镇委员会所属各党支部2026年度支部工作手册{TODAY:%Y%m%d}"


def test_each_book_costs_the_same_few_queries(cast: Cast) -> None:
    actor = actor_named("clerk", today=TODAY)

    def queries() -> int:
        download = services.ask_for_parcel(get_parcel(actor, cast.township.pk, BOOK, today=TODAY), actor=actor, now=NOW)
        with CaptureQueriesContext(
            connection,
        ) as seen:
            parcels_made(download)
        return len(seen)

    few = queries()
    make_org(now=NOW, name="新村党支部", parent=cast.township)
    one_more = queries()
    make_org(now=NOW, name="又一村党支部", parent=cast.township)
    assert queries() - one_more == one_more - few <= 40


def parcels_made(download: Download) -> None:
    from jishi.kernel.registry import jobs  # noqa: PLC0415  filled once the apps are ready

    jobs["desk.parcel"](download=download.pk)


def test_another_paper_comes_as_it_is_chosen(cast: Cast) -> None:
    actor = actor_named("clerk", today=TODAY)
    choices = parcel_choices(actor, cast.township, Period.parse("2026-11"), today=TODAY)
    assert ("roster.2026-11.xlsx", "党员花名册 今天 Excel") in choices
    assert ("attendance.2026-11.docx", "考勤表 Word") in choices
    halves = parcel_choices(actor, cast.township, Period.parse("2026"), today=TODAY)
    assert ("half-year.2026-H1.docx", "三会一课半年统计表 2026年上半年 Word") in halves
    parcel = get_parcel(actor, cast.township.pk, "roster.2026-11.xlsx", today=TODAY)
    download = services.ask_for_parcel(parcel, actor=actor, now=NOW)
    parcels_made(download)
    download.refresh_from_db()
    assert all(name.endswith(".xlsx") for name in archive_of(download).namelist())


def test_a_branch_whose_paper_is_refused_is_left_out_and_named(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    real = printing.printed

    def refusing(entry: object, asked: printing.Asked, ending: str) -> printing.File:
        if asked.org == cast.sibling:
            raise NotAllowed("行数太多。")
        return real(entry, asked, ending)  # type: ignore[arg-type]  # words given by name

    monkeypatch.setattr(parcels, "printed", refusing)
    actor = actor_named("clerk", today=TODAY)
    download = services.ask_for_parcel(get_parcel(actor, cast.township.pk, BOOK, today=TODAY), actor=actor, now=NOW)
    parcels_made(download)
    download.refresh_from_db()
    names = archive_of(download).namelist()
    assert len(names) == 2
    assert "柳树湾村党支部：行数太多。" in archive_of(download).read(names[1]).decode("utf-8-sig")
    assert "柳树湾村党支部：行数太多。" in download.note


def test_only_what_may_be_printed_goes_in_and_only_what_is_offered_is_asked_for(cast: Cast) -> None:
    clerk = actor_named("clerk", today=TODAY)
    parcel = get_parcel(clerk, cast.township.pk, BOOK, today=TODAY)
    make_org(now=NOW, name="青山村党支部", parent=cast.other_township)
    assert list(parcel_branches(clerk, parcel)) == [cast.branch, cast.sibling]
    for asked in (
        "",
        "nothing.2026.docx",
        "yearbook.2026.xlsx",
        "yearbook.2027.docx",
        "yearbook",
    ):
        with pytest.raises(Organization.DoesNotExist):
            get_parcel(clerk, cast.township.pk, asked, today=TODAY)
    with pytest.raises(Organization.DoesNotExist):
        get_parcel(clerk, cast.branch.pk, BOOK, today=TODAY)
    with pytest.raises(Organization.DoesNotExist):
        get_parcel(clerk, cast.other_township.pk, BOOK, today=TODAY)


def test_none_and_too_many_are_refused_in_words(cast: Cast, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    department = actor_named("department", today=TODAY)
    empty = get_parcel(department, cast.other_township.pk, BOOK, today=TODAY)
    with pytest.raises(Refused, match="所属没有"):
        services.ask_for_parcel(empty, actor=department, now=NOW)
    monkeypatch.setattr(parcels, "MOST_BRANCHES", 1)
    answer = sign_in(cast.clerk).post(reverse("desk-parcel", args=[cast.township.pk]), {"paper": BOOK}, follow=True)
    assert "请按乡镇分别打包" in answer.content.decode()
    assert not Download.objects.exists()


def test_a_secretary_of_one_branch_is_offered_no_parcel(cast: Cast, sign_in: SignIn) -> None:
    assert "打包" not in sign_in(cast.secretary).get(reverse("desk-books")).content.decode()
    answer = sign_in(cast.secretary).post(reverse("desk-parcel", args=[cast.township.pk]), {"paper": BOOK})
    assert answer.status_code in (403, 404)
