from datetime import datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from jishi.accounts import queries, services
from jishi.accounts.models import Draft
from jishi.kernel import clock
from jishi.kernel.actor import Actor
from tests.builders import Cast
from tests.conftest import SignIn

FORM = "/notices/read/?from=list"


@pytest.fixture
def idle(cast: Cast, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch) -> Client:
    """The secretary's browser, left alone for half an hour."""
    client = sign_in(cast.secretary)
    assert client.get("/notices/").status_code == 200
    later = clock.now() + timedelta(minutes=31)
    monkeypatch.setattr(clock, "now", lambda: later)
    return client


def test_any_page_asks_for_the_password_and_then_goes_on(idle: Client) -> None:
    asked = idle.get("/notices/?at=1")
    assert asked["Location"] == "/unlock/?next=%2Fnotices%2F%3Fat%3D1"
    page = idle.get(asked["Location"]).content.decode()
    assert "王建国" in page
    assert "密码不对" in idle.post("/unlock/", {"password": "wrong"}).content.decode()
    assert idle.get("/notices/").status_code == 302
    answer = idle.post("/unlock/", {"password": "jishi-test-pass", "next": "/notices/?at=1"})
    assert answer["Location"] == "/notices/?at=1"
    assert idle.get("/notices/").status_code == 200


def test_a_form_that_meets_the_lock_is_kept_sealed_and_offered_again(idle: Client) -> None:
    typed = {"gist": "学习条例\n讨论水渠", "kind": ["a", "b"], "scan": SimpleUploadedFile("签到表.pdf", b"%PDF-")}
    asked = idle.post(FORM, typed)
    assert "学习条例" not in str(bytes(Draft.objects.get().payload))
    idle.get(asked["Location"])
    resumed = idle.post(asked["Location"], {"password": "jishi-test-pass"})
    page = idle.get(resumed["Location"])
    text = page.content.decode()
    assert f'action="{FORM}"' in text
    assert "学习条例\n讨论水渠</textarea>" in text
    assert text.count('name="kind"') == 2
    assert "签到表.pdf" in text
    assert "csrfmiddlewaretoken" not in dict(page.context["kept"].fields)
    assert idle.post(FORM, {"gist": "学习条例"})["Location"] == "/notices/"
    assert not Draft.objects.exists()
    assert idle.get(resumed["Location"])["Location"] == "/"


def test_a_kept_form_can_be_dropped(idle: Client) -> None:
    asked = idle.post(FORM, {"gist": "不要了"})
    idle.post(asked["Location"], {"password": "jishi-test-pass"})
    idle.post("/resume/drop/", {"form": FORM})
    assert not Draft.objects.exists()


def test_a_password_that_meets_the_lock_is_never_kept(idle: Client) -> None:
    asked = idle.post("/password/", {"old_password": "jishi-test-pass", "new_password": "x"})
    assert asked["Location"] == "/unlock/?next=%2F"
    assert not Draft.objects.exists()


def test_a_forged_form_is_not_kept(idle: Client, cast: Cast) -> None:
    forged = Client(enforce_csrf_checks=True)
    forged.cookies = idle.cookies
    assert forged.post(FORM, {"gist": "别人填的"}).status_code == 403
    assert not Draft.objects.exists()


def test_htmx_is_sent_to_unlock_and_back_to_the_page_it_was_on(idle: Client) -> None:
    headers = {"HX-Request": "true", "HX-Current-URL": "http://testserver/notices/?at=2"}
    answer = idle.get("/notices/", headers=headers)
    assert answer["HX-Redirect"] == "/unlock/?next=%2Fnotices%2F%3Fat%3D2"


def test_what_a_script_sends_in_passing_is_kept_as_the_form_of_its_page(idle: Client, cast: Cast) -> None:
    page = f"/activities/new/?org={cast.branch.pk}&kind=members_meeting"
    headers = {"HX-Request": "true", "HX-Current-URL": f"http://testserver{page}"}
    me = Actor(name="王建国", account_id=cast.secretary.pk)
    answer = idle.post("/activities/counts/", {"place": "村部"}, headers=headers)
    assert "%252Factivities%252Fnew%252F" in answer["HX-Redirect"]
    kept = queries.kept_form(me, page)
    assert kept
    assert kept.fields == (("place", "村部"),)
    # The button's own form takes its place, and is not replaced by a script's a moment later.
    idle.post(page, {"place": "村部", "confirm": ""})
    idle.post("/activities/counts/", {"place": "村部"}, headers=headers)
    kept = queries.kept_form(me, page)
    assert kept
    assert ("confirm", "") in kept.fields


def test_work_keeps_the_screen_open(cast: Cast, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    client, start = sign_in(cast.secretary), clock.now()
    for minutes in (0, 20, 40, 60):
        monkeypatch.setattr(clock, "now", lambda m=minutes: start + timedelta(minutes=m))
        assert client.get("/notices/").status_code == 200


def test_a_locked_screen_can_be_left(idle: Client) -> None:
    idle.get("/notices/")
    assert idle.post("/sign-out/")["Location"] == "/sign-in/"


def test_drafts_are_ones_own_and_gone_once_taken(cast: Cast, now: datetime) -> None:
    mine = Actor(name="王建国", account_id=cast.secretary.pk)
    other = Actor(name="周敏", account_id=cast.clerk.pk)
    services.save_draft("record:1", {"gist": "一"}, actor=mine, now=now)
    services.save_draft("record:1", {"gist": "二"}, actor=mine, now=now)
    assert queries.draft_of(other, "record:1") is None
    assert queries.draft_of(Actor(name="未登录"), "record:1") is None
    assert services.take_draft("record:1", actor=mine, now=now) == {"gist": "二"}
    assert services.take_draft("record:1", actor=mine, now=now) is None


def test_old_drafts_are_forgotten(cast: Cast, now: datetime) -> None:
    mine = Actor(name="王建国", account_id=cast.secretary.pk)
    services.save_draft("old", 1, actor=mine, now=now - timedelta(days=31))
    services.save_draft("new", 2, actor=mine, now=now)
    services.purge(now=now)
    assert queries.draft_of(mine, "old") is None
    assert queries.draft_of(mine, "new") == 2
