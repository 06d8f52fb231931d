"""Long lists are made in the background from the address they were shown under, and say what the short way would say."""

import io
from collections.abc import Callable
from datetime import date
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings
from python_calamine import CalamineWorkbook

from jishi.activities import services as activities
from jishi.activities.rules import ItemInput, Kind, RecordInput
from jishi.assignments import services as assignments
from jishi.audit.models import AuditLine
from jishi.campaigns import services as campaigns
from jishi.files import pages
from jishi.files.models import Download
from jishi.files.queries import pieces_of
from jishi.files.rules import DownloadState
from jishi.files.services import lists
from jishi.kernel.actor import operator
from jishi.kernel.registry import jobs
from jishi.members.models import Member
from jishi.members.queries.sheet import ORDERS, line_of, lines_streamed
from jishi.orgs import jobs as org_jobs
from tests.builders import Cast, actor_named, make_member
from tests.conftest import NOW, SignIn
from tests.db.activities.stories import held, secretary

LISTS = {
    "members-export": {"col": ["org", "age", "marks"], "sort": ["born"]},
    "activities-export": {"sort": ["oldest"]},
    "assignments-export": {"sort": ["newest"]},
    "orgs-list_export": {"sort": ["name"], "col": ["above", "head"]},
    "campaigns-honours_export": {"standing": ["all"]},
    "campaigns-fifty_export": {"year": ["2026"], "left": ["on"]},
    "orgs-log_export": {"from": ["2020-01-01"], "to": ["not a day"]},
}


@pytest.fixture(autouse=True)
def store(tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.FILES_DIR = tmp_path / "files"
    # Each list is longer than a piece of it, so that pieces are put together.
    monkeypatch.setattr(lists, "STEP", 2)
    monkeypatch.setattr(org_jobs, "LOG_CHUNK", 7)
    monkeypatch.setattr("jishi.campaigns.queries.honours.CHUNK", 2)
    monkeypatch.setattr("jishi.campaigns.queries.fifty.CHUNK", 2)


@pytest.fixture
def clerk(cast: Cast, sign_in: SignIn) -> Client:
    """With three records, three tasks, three honours of three old members and the log of all that, in the department's
    reach."""
    held(cast, NOW)
    for day in (3, 4):
        record = RecordInput(
            org_id=cast.branch.pk, kinds=(Kind.MEMBERS_MEETING,), held_on=date(2026, 11, day), place="村部",
            chair_id=cast.members[0].pk, recorder_id=cast.members[1].pk, items=(ItemInput("学习", "领学。"),),
        )  # fmt: skip
        activities.record(record, actor=secretary(NOW), now=NOW)
    for number in range(3):
        task = assignments.Task(title=f"第{number}件", owner_note="镇里", due_on=date(2026, 12, 1 + number))
        assignments.assign(
            org=cast.township, task=task, submission=None, actor=actor_named("clerk", today=NOW.date()), now=NOW
        )
    for number in range(3):
        old = make_member(now=NOW, org=cast.branch, name=f"老{'甲乙丙'[number]}", joined_on=date(1970, 7, 1))
        campaigns.register_honour(
            org=cast.township, person_id=old.pk, kind="member", title="", level="county_level", given_by="县委",
            given_on=date(2020 + number, 7, 1), actor=operator(), now=NOW,
        )  # fmt: skip
    return sign_in(cast.department)


def rows_of(content: bytes) -> list[list[object]]:
    return CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()


@pytest.mark.parametrize("name", LISTS)
def test_the_long_way_says_what_the_short_way_says(
    name: str,
    clerk: Client,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    address = f"{reverse(name)}?{urlencode(LISTS[name], doseq=True)}"
    short = rows_of(clerk.post(address).content)
    assert len(short) > 4
    monkeypatch.setattr(pages, "AT_ONCE", 2)
    look = clerk.get(address)
    if name != "members-export":  # a button of its own, never a link
        assert "在后台生成" in look.content.decode()
        assert f"有 {len(short) - 3} 行" in look.content.decode()
    assert not Download.objects.exists()
    with django_capture_on_commit_callbacks(execute=True):
        clerk.post(address)
    download = Download.objects.get()
    assert (download.state, download.ending) == (DownloadState.DONE, "xlsx")
    assert download.done == download.total
    long = rows_of(b"".join(pieces_of(download)))
    if name == "orgs-log_export":  # that it was asked for is in the log by now
        long = [row for row in long if row[3] != "申请在后台生成文件"]
        assert [row[1:] for row in long[3:]] == [row[1:] for row in short[3:]]
    else:
        assert long == short


def test_a_roster_that_left_by_the_long_way_is_logged_as_by_the_short(
    clerk: Client, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    monkeypatch.setattr(pages, "AT_ONCE", 2)
    with django_capture_on_commit_callbacks(execute=True):
        clerk.post(reverse("members-export"))
    line = AuditLine.objects.get(event="members.exported")
    assert line.after == {"count": Member.objects.count()}
    assert line.actor_name == "何伟"


def test_one_account_has_only_so_many_lists_at_work(clerk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "AT_ONCE", 2)
    for number in range(5):
        clerk.post(f"{reverse('orgs-list_export')}?nothing={number}")
    said = clerk.post(reverse("orgs-list_export"), follow=True).content.decode()
    assert "请等其中一个完成" in said
    assert Download.objects.count() == 5


def test_a_list_no_sheet_can_hold_is_refused_in_words(
    clerk: Client, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    monkeypatch.setattr(pages, "AT_ONCE", 2)
    monkeypatch.setattr(lists, "MAX_ROWS", 4)
    with django_capture_on_commit_callbacks(execute=True):
        clerk.post(reverse("orgs-list_export"))
    download = Download.objects.get()
    assert (download.state, "分几次导出" in download.note) == (DownloadState.FAILED, True)


@pytest.mark.parametrize("sort", ORDERS)
def test_a_row_read_lightly_says_what_the_member_says(cast: Cast, sort: str) -> None:
    Member.objects.filter(pk=cast.members[3].pk).update(joined_on=None, is_lost=True)
    members, on = Member.objects.all(), NOW.date()
    found = list(lines_streamed(members, sort=sort, on=on))
    by_id = {m.pk: m for m in members.select_related("person", "org", "group")}
    assert found == [line_of(by_id[line["id"]], on) for line in found]
    assert len(found) == len(by_id)
    assert list(lines_streamed(members, sort=sort, on=on, most=3)) == found[:3]


@pytest.mark.parametrize("name", ["members.list", "activities.list", "assignments.list"])
def test_a_longer_list_takes_no_more_queries(cast: Cast, clerk: Client, name: str) -> None:
    def queries() -> int:
        download = pages.services.ask_for(
            name, {"address": "", "title": "清单"}, title="清单", acts=[], actor=actor_named("clerk", today=NOW.date()),
            now=NOW,
        )  # fmt: skip
        with CaptureQueriesContext(connection) as seen:
            jobs[name](download=download.pk)
        return sum("UPDATE" not in query["sql"] for query in seen)

    few = queries()
    more: dict[str, Callable[[], object]] = {
        "members.list": lambda: None,
        "activities.list": lambda: held(cast, NOW, held_on=date(2026, 11, 6)),
        "assignments.list": lambda: assignments.assign(
            org=cast.township, task=assignments.Task(title="又一件", owner_note="镇里", due_on=None), submission=None,
            actor=actor_named("clerk", today=NOW.date()), now=NOW,
        ),
    }  # fmt: skip
    more[name]()
    assert queries() == few


def test_cursors_are_planned_for_being_read_to_their_end(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SHOW cursor_tuple_fraction")
        assert cursor.fetchone() == ("1",)
