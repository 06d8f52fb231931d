"""A file made in the background: asked for once, seen by its maker alone, cancelled, tried again, fetched, gone."""

import os
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from cryptography.fernet import InvalidToken
from django.urls import reverse
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from jishi.audit.models import AuditLine
from jishi.files import jobs, services
from jishi.files.models import Download
from jishi.files.queries import get_download, made_folder, made_place, pieces_of
from jishi.files.rules import MOST_AT_WORK, DownloadState
from jishi.files.services import Made, Work
from jishi.kernel import registry, sealing
from jishi.kernel.actor import Act, Actor, operator
from jishi.kernel.decision import NotAllowed, Refused
from jishi.orgs.jobs import make_download
from tests.builders import Cast, actor_named
from tests.conftest import NOW, SignIn

type Ask = Callable[..., Download]
LIST = "名单：张三、李四".encode()


def write(work: Work) -> Made:
    work.of(2)
    work.step(1, "张三")
    work.path.write_bytes(LIST * work.values["times"])
    return Made("名单", "zip", "少了王五")


@pytest.fixture(autouse=True)
def store(tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.FILES_DIR = tmp_path / "files"
    monkeypatch.setitem(registry.jobs, "test.list", lambda download: make_download(download, write))


@pytest.fixture
def clerk(cast: Cast) -> Actor:
    return actor_named("clerk", today=NOW.date())


@pytest.fixture
def ask(clerk: Actor) -> Ask:
    def asked(times: int = 1, *, actor: Actor = clerk, now: datetime = NOW) -> Download:
        acts = [Act.MEMBER_VIEW]
        return services.ask_for("test.list", {"times": times}, title="名单", acts=acts, actor=actor, now=now)

    return asked


def made(download: Download, write: Callable[[Work], Made] = write) -> Download:
    make_download(download.pk, write)
    return Download.objects.get(pk=download.pk)


def events() -> list[str]:
    lines = AuditLine.objects.filter(event__startswith="download.").order_by("at", "seq")
    return list(lines.values_list("event", flat=True))


def test_what_is_made_lies_sealed_and_comes_back_to_its_maker(
    ask: Ask, clerk: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sealing, "PIECE", 10)
    done = made(ask(3))
    assert (done.state, done.total, done.size, done.note) == (DownloadState.DONE, 2, 3 * len(LIST), "少了王五")
    sealed = made_place(done.place)
    assert LIST not in sealed.read_bytes()
    assert sealed.stat().st_mode & 0o077 == 0
    assert [p.name for p in made_folder().iterdir()] == [done.place]
    assert services.fetch(download_id=done.pk, actor=clerk, now=NOW) == done
    assert b"".join(pieces_of(done)) == LIST * 3
    assert sorted(events()) == ["download.asked", "download.fetched", "download.made"]


def test_a_piece_moved_left_out_or_of_another_file_is_refused(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealing, "PIECE", 10)
    done = made(ask(3))
    place = made_place(done.place)
    lines = place.read_bytes().splitlines(keepends=True)
    for broken in (lines[:-1], [lines[1], lines[0], *lines[2:]], [*lines, lines[0]]):
        place.write_bytes(b"".join(broken))
        with pytest.raises(InvalidToken):
            list(pieces_of(done))
    place.write_bytes(b"".join(lines))
    place.rename(made_place("another"))
    with pytest.raises(InvalidToken):
        list(pieces_of(replace_place(done, "another")))


def replace_place(download: Download, place: str) -> Download:
    download.place = place
    return download


def test_an_empty_file_is_a_file(ask: Ask) -> None:
    done = made(ask(0))
    assert (done.state, done.size, list(pieces_of(done))) == (DownloadState.DONE, 0, [b""])


def test_the_same_asked_for_again_while_at_work_is_one(ask: Ask) -> None:
    first = ask()
    assert ask() == first
    assert ask(2) != first
    assert made(first).state == DownloadState.DONE
    assert ask() != first


def test_the_same_button_twice_at_the_same_moment_makes_one(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    first = ask()

    class Unseen:
        def filter(self, **_: object) -> "Unseen":
            return self

        def first(self) -> None:
            return None

        def count(self) -> int:
            return 0

    real = Download.objects.filter
    monkeypatch.setattr(Download.objects, "filter", lambda **w: Unseen() if "account_id" in w else real(**w))
    assert ask() == first


def test_nobody_has_more_than_a_few_at_work(ask: Ask) -> None:
    for times in range(MOST_AT_WORK):
        ask(times)
    with pytest.raises(Refused, match="正在生成"):
        ask(99)
    with pytest.raises(Refused, match="先登录"):
        ask(actor=operator())


def test_for_everybody_else_it_does_not_exist(ask: Ask, cast: Cast) -> None:
    done = made(ask())
    other = actor_named("department", today=NOW.date())
    for look in (get_download, lambda a, pk: services.fetch(download_id=pk, actor=a, now=NOW)):
        with pytest.raises(Download.DoesNotExist):
            look(other, done.pk)
        with pytest.raises(Download.DoesNotExist):
            look(operator(), done.pk)


def test_rights_lost_since_neither_make_nor_fetch_it(ask: Ask, clerk: Actor) -> None:
    done = made(ask())
    without = replace(clerk, grants=tuple(g for g in clerk.grants if g.act is not Act.MEMBER_VIEW))
    with pytest.raises(NotAllowed, match="权限"):
        services.fetch(download_id=done.pk, actor=without, now=NOW)
    other = replace(clerk, grants=tuple(g for g in clerk.grants if g.act is Act.MEMBER_VIEW))
    assert services.fetch(download_id=done.pk, actor=other, now=NOW) == done
    late = made(ask(2, actor=without))
    assert (late.state, "权限" in late.note) == (DownloadState.FAILED, True)


def test_what_is_cancelled_is_made_no_further_and_leaves_nothing(ask: Ask, clerk: Actor) -> None:
    download = ask()

    def slow(work: Work) -> Made:
        services.cancel_download(download_id=download.pk, actor=clerk, now=NOW)
        return write(work)

    assert made(download, slow).state == DownloadState.CANCELLED
    assert list(made_folder().iterdir()) == []
    with pytest.raises(Refused, match="还没有生成好"):
        services.fetch(download_id=download.pk, actor=clerk, now=NOW)
    assert made(download).state == DownloadState.CANCELLED


def test_cancelled_at_the_last_moment_leaves_no_bytes(ask: Ask, clerk: Actor) -> None:
    download = ask()

    def written(work: Work) -> Made:
        work.path.write_bytes(LIST)
        services.cancel_download(download_id=download.pk, actor=clerk, now=NOW)
        return Made("名单", "zip")

    assert made(download, written).state == DownloadState.CANCELLED
    assert list(made_folder().iterdir()) == []


def test_done_is_not_cancelled(ask: Ask, clerk: Actor) -> None:
    done = made(ask())
    assert services.cancel_download(download_id=done.pk, actor=clerk, now=NOW).state == DownloadState.DONE


def test_what_goes_wrong_is_said_and_may_be_tried_again(ask: Ask, clerk: Actor) -> None:
    def refused(work: Work) -> Made:
        raise NotAllowed("行数太多。")

    def broken(work: Work) -> Made:
        raise RuntimeError("张三 is nobody's business")

    download = ask()
    assert made(download, refused).note == "行数太多。"
    services.retry_download(download_id=download.pk, actor=clerk, now=NOW)
    with pytest.raises(RuntimeError):
        made(download, broken)
    download.refresh_from_db()
    assert download.state == DownloadState.FAILED
    assert "没有料到" in download.note
    services.retry_download(download_id=download.pk, actor=clerk, now=NOW)
    again = made(download)
    assert (again.state, again.attempt) == (DownloadState.DONE, 3)
    with pytest.raises(Refused, match="不用重试"):
        services.retry_download(download_id=download.pk, actor=clerk, now=NOW)


def test_trying_again_what_is_at_work_under_another_number_gives_that_one(ask: Ask, clerk: Actor) -> None:
    download = ask()
    services.cancel_download(download_id=download.pk, actor=clerk, now=NOW)
    second = ask()
    assert services.retry_download(download_id=download.pk, actor=clerk, now=NOW) == second


def test_a_killed_worker_is_followed_by_another_that_begins_anew(ask: Ask) -> None:
    download = ask()
    seen = []

    def killed(work: Work) -> Made:
        """Another worker has taken over in the meantime; this one must not put its half beside that one's whole."""
        work.of(2)
        seen.append(made(download))
        return write(work)

    last = made(download, killed)
    assert (last.state, last.attempt, last.place) == (DownloadState.DONE, 2, seen[0].place)
    assert [p.name for p in made_folder().iterdir()] == [last.place]


def test_what_stands_still_may_be_begun_anew(ask: Ask, clerk: Actor) -> None:
    download = ask()
    Download.objects.filter(pk=download.pk).update(state=DownloadState.MAKING, beat_at=NOW)
    with pytest.raises(Refused, match="正在生成"):
        services.retry_download(download_id=download.pk, actor=clerk, now=NOW + timedelta(minutes=9))
    later = NOW + timedelta(minutes=11)
    assert services.retry_download(download_id=download.pk, actor=clerk, now=later).state == DownloadState.WAITING


def test_after_a_week_it_is_gone(ask: Ask) -> None:
    done, kept = made(ask()), made(ask(2, now=NOW + timedelta(days=6)))
    stray = made_folder() / ".9-left"
    stray.mkdir()
    for path in (stray, made_place(done.place), made_place(kept.place)):
        os.utime(path, (0, 0))
    assert services.purge_downloads(now=NOW + timedelta(days=7, hours=1)) == 1
    assert list(Download.objects.all()) == [kept]
    assert events()[-1] == "download.purged"


def test_the_daily_purge_takes_the_bytes_with_the_rows(
    ask: Ask, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    done, kept = made(ask()), made(ask(2))
    stray = made_folder() / ".9-left"
    stray.mkdir()
    fresh = made_folder() / ".10-new"
    fresh.mkdir()
    for path in (stray, made_place(done.place), made_place(kept.place)):
        os.utime(path, (0, 0))
    Download.objects.filter(pk=done.pk).update(asked_at=NOW - timedelta(days=300))
    with django_capture_on_commit_callbacks(execute=True):
        jobs.purge_downloads()
    assert sorted(p.name for p in made_folder().iterdir()) == sorted([kept.place, fresh.name])


def test_the_page_says_how_far_it_is_and_hands_the_file_out(ask: Ask, cast: Cast, sign_in: SignIn) -> None:
    client, download = sign_in(cast.clerk), ask()
    page = reverse("files-download", args=[download.pk])
    assert "排队中" in client.get(page).content.decode()
    rows = Download.objects.filter(pk=download.pk)
    rows.update(state=DownloadState.MAKING, total=8, done=2, doing="红旗村党支部", attempt=2)
    said = client.get(page).content.decode()
    for words in ("25%，2 / 8", "红旗村党支部", "第 2 次", "every 2s", "刷新", "取消"):
        assert words in said
    assert "HX-Refresh" not in client.get(page, headers={"HX-Request": "true"})
    rows.update(beat_at=NOW - timedelta(days=400))
    assert "从头再做" in client.get(page).content.decode()
    rows.update(state=DownloadState.WAITING)
    made(download)
    said = client.get(page, headers={"HX-Request": "true"})
    assert said["HX-Refresh"] == "true"
    assert "名单.zip" in said.content.decode()
    assert "少了王五" in said.content.decode()
    answer = client.post(reverse("files-download_fetch", args=[download.pk]))
    assert b"".join(answer) == LIST
    assert answer["Content-Length"] == str(len(LIST))
    assert answer["Cache-Control"] == "private, no-store"
    assert "%E5%90%8D%E5%8D%95.zip" in answer["Content-Disposition"]
    assert sign_in(cast.department).get(page).status_code == 404


def test_buttons_lead_back_to_the_page(ask: Ask, cast: Cast, sign_in: SignIn) -> None:
    client, download = sign_in(cast.clerk), ask()

    def press(name: str) -> str:
        return client.post(reverse(f"files-download_{name}", args=[download.pk]), follow=True).content.decode()

    assert "还没有生成好" in press("fetch")
    assert "已取消。" in press("cancel")
    assert "重新生成" in client.get(reverse("files-download", args=[download.pk])).content.decode()
    assert "排队中" in press("retry")
    assert "不用重试" in press("retry")
    made(download)
    assert "没有取消" in press("cancel")


def test_the_list_shows_ones_own(ask: Ask, cast: Cast, sign_in: SignIn) -> None:
    page = reverse("files-downloads")
    assert "还没有在后台生成过文件" in sign_in(cast.clerk).get(page).content.decode()
    states = list(DownloadState)
    for number, state in enumerate(states):
        Download.objects.filter(pk=ask(number).pk).update(state=state, total=3, done=1)
    said = sign_in(cast.clerk).get(page).content.decode()
    for state in states:
        assert state.label in said
    assert "1 / 3" in said
    assert "还没有" in sign_in(cast.department).get(page).content.decode()
