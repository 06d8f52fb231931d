from datetime import datetime, timedelta

import pytest
from django.test import Client

from jishi.accounts import services
from jishi.accounts.models import Account, FailedSignIn
from jishi.audit.models import AuditLine
from jishi.kernel.actor import Actor
from jishi.kernel.decision import Refused
from tests.builders import Cast
from tests.conftest import SignIn

NOBODY = Actor(name="未登录")
RIGHT = "jishi-test-pass"


def _try(username: str, password: str, now: datetime) -> str:
    with pytest.raises(Refused) as refusal:
        services.sign_in(username=username, password=password, actor=NOBODY, now=now)
    return refusal.value.reason


def test_the_right_password_opens_and_is_audited(cast: Cast, now: datetime) -> None:
    assert services.sign_in(username="secretary", password=RIGHT, actor=NOBODY, now=now) == cast.secretary
    assert AuditLine.objects.filter(event="account.signed_in", account_id=cast.secretary.pk).count() == 1


def test_the_fifth_wrong_password_shuts_the_name_even_for_the_right_one(cast: Cast, now: datetime) -> None:
    for _ in range(4):
        assert "不对" in _try("secretary", "wrong", now)
    assert "15 分钟" in _try("secretary", "wrong", now)
    assert "5 分钟" in _try("secretary", RIGHT, now + timedelta(minutes=10))
    assert AuditLine.objects.filter(event="account.shut").count() == 1
    later = now + timedelta(minutes=15)
    assert services.sign_in(username="secretary", password=RIGHT, actor=NOBODY, now=later)
    assert not FailedSignIn.objects.exists()


def test_an_unknown_name_gets_the_same_answers(cast: Cast, now: datetime) -> None:
    known = [_try("secretary", "wrong", now) for _ in range(6)]
    assert [_try("nobody", "wrong", now) for _ in range(6)] == known


def test_a_closed_account_looks_like_a_wrong_password(cast: Cast, now: datetime) -> None:
    services.set_active(account_id=cast.clerk.pk, is_active=False, actor=NOBODY, now=now)
    assert "不对" in _try("clerk", RIGHT, now)


def test_nobody_closes_the_own_account(cast: Cast, now: datetime) -> None:
    with pytest.raises(Refused, match="自己"):
        services.set_active(
            account_id=cast.clerk.pk, is_active=False, actor=Actor(name="", account_id=cast.clerk.pk), now=now
        )


def test_the_page_signs_in_and_goes_on_within_the_site_only(cast: Cast) -> None:
    for wanted, sent in (
        ("/notices/?at=1", "/notices/?at=1"),
        ("//elsewhere.example/", "/"),
        ("https://elsewhere.example/", "/"),
        ("/\\elsewhere.example", "/"),
        ("javascript:alert(1)", "/"),
    ):
        answer = Client().post("/sign-in/", {"username": "secretary", "password": RIGHT, "next": wanted})
        assert (answer.status_code, answer["Location"]) == (302, sent)


def test_a_wrong_password_keeps_the_name_and_says_so(cast: Cast) -> None:
    answer = Client().post("/sign-in/", {"username": "secretary", "password": "wrong"})
    text = answer.content.decode()
    assert 'value="secretary"' in text
    assert "登录名或密码不对" in text
    assert "wrong" not in text.replace("field wrong", "")


def test_signing_out_ends_the_session_and_empties_the_cache(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.secretary)
    assert client.post("/sign-out/")["Clear-Site-Data"] == '"cache"'
    assert client.get("/notices/").status_code == 302


def test_a_first_password_has_to_be_changed_before_anything_else(cast: Cast, now: datetime) -> None:
    _, first = services.open_account(username="new", actor=NOBODY, now=now)
    client = Client()
    client.post("/sign-in/", {"username": "new", "password": first})
    assert client.get("/notices/")["Location"] == "/password/"
    typed = {"old_password": first, "new_password": "hong qi cun 2026", "repeated_password": "hong qi cun 2026"}
    assert client.post("/password/", typed)["Location"] == "/"
    assert "密码已改" in client.get("/notices/").content.decode()
    assert "密码已改" not in client.get("/notices/").content.decode()


def test_a_bad_new_password_is_refused_beside_its_field(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.secretary)

    def answer(old: str, new: str, repeated: str) -> str:
        typed = {"old_password": old, "new_password": new, "repeated_password": repeated}
        return client.post("/password/", typed).content.decode()

    assert "原密码不对" in answer("wrong", "a good new one", "a good new one")
    assert "不一样" in answer(RIGHT, "a good new one", "another")
    assert "不能和原密码一样" in answer(RIGHT, RIGHT, RIGHT)
    assert "密码" in answer(RIGHT, "1234567890", "1234567890")
    assert Account.objects.get(username="secretary").check_password(RIGHT)


def test_a_name_is_given_once_and_a_reset_ends_the_old_password(cast: Cast, now: datetime) -> None:
    with pytest.raises(Refused, match="已有人使用"):
        services.open_account(username="clerk", actor=NOBODY, now=now)
    account, first = services.reset_password(account_id=cast.clerk.pk, actor=NOBODY, now=now)
    assert account.must_change_password
    assert account.check_password(first)
    assert not account.check_password(RIGHT)


def test_a_person_with_two_posts_chooses_the_desk(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.member)
    text = client.get("/notices/").content.decode()
    assert "红旗村党支部 · 组织委员" in text
    posts = client.get("/notices/").context["actor"].posts
    client.post("/post/", {"post": posts[1].id})
    assert client.get("/notices/").context["actor"].post == posts[1]
    client.post("/post/", {"post": "999999"})
    assert client.get("/notices/").context["actor"].post == posts[1]


def test_large_type_follows_the_account_and_waits_at_the_door(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.secretary)
    assert client.post("/large-type/", {"large": "1", "next": "/notices/"})["Location"] == "/notices/"
    assert 'class="large"' in client.get("/notices/").content.decode()
    assert 'class="large"' in sign_in(cast.secretary).get("/notices/").content.decode()
    client.post("/sign-out/")
    assert 'class="large"' in client.get("/sign-in/").content.decode()
    client.post("/large-type/", {"large": "0"})
    assert 'class="large"' not in client.get("/sign-in/").content.decode()
