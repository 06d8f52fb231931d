"""Mail and groups, against real servers on this machine."""

import socket
from datetime import datetime
from email import message_from_bytes

import pytest
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from jishi.audit.models import AuditLine
from jishi.kernel.actor import Actor, operator
from jishi.kernel.decision import EditConflict, NotAllowed, Refused
from jishi.notices import services
from jishi.notices.models import Delivery, MailAddress, Notice, Reminder, ReminderSetting, Sending
from jishi.notices.queries import group_messages_of, mail_address_of, setting_of
from jishi.notices.rules import Addressee, DeliveryState, GroupKind, Issuer, Matter
from jishi.notices.services import posting
from tests.builders import Cast, actor_named
from tests.servers import group_robot, mail_server


def issuer_of(cast: Cast) -> Issuer:
    return Issuer(id=cast.township.pk, path=cast.township.path, name="和平镇党委")


def matter(cast: Cast, title: str = "10月支委会") -> Matter:
    first = cast.members[0]
    return Matter(
        org_id=cast.branch.pk, org_name="红旗村党支部", key=f"duty:{title}", title=title, link="/x/",
        to=Addressee(org_id=cast.branch.pk, post="secretary"), said_to="书记 王建国", holder_ids=(first.pk,),
    )  # fmt: skip


def set_group(cast: Cast, now: datetime, url: str, org: Issuer | None = None) -> ReminderSetting:
    kept = setting_of((org or issuer_of(cast)).id)
    version = kept.version if kept else 0
    return services.set_group(
        issuer=org or issuer_of(cast), kind=GroupKind.WECOM, url=url, version=version, actor=operator(), now=now
    )


def remind(cast: Cast, now: datetime, *matters: Matter) -> Sending:
    return services.remind(matters or [matter(cast)], issuer=issuer_of(cast), actor=operator(), now=now)


def test_a_group_hears_organisations_and_counts_and_no_name(
    cast: Cast, now: datetime, settings: Settings, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    settings.SITE_URL = "https://dj.example"
    branch = Issuer(id=cast.branch.pk, path=cast.branch.path, name="红旗村党支部")
    with group_robot() as robot, group_robot() as own:
        set_group(cast, now, robot.url)
        set_group(cast, now, own.url, branch)
        with django_capture_on_commit_callbacks(execute=True):
            sending = remind(cast, now, matter(cast), matter(cast, "10月主题党日"))
    [body], [other] = robot.bodies, own.bodies
    said = body.decode()
    assert "红旗村党支部 2 件" in said
    assert f"https://dj.example/reminders/{sending.pk}/" in said
    for text in (said, other.decode()):
        assert not [m.person.name for m in cast.members if m.person.name in text]
        assert "王建国" not in text
    assert set(Delivery.objects.values_list("state", "detail")) == {(DeliveryState.SENT, "")}


def test_what_a_robot_refuses_is_written_down_and_stops_nothing(cast: Cast, now: datetime) -> None:
    with group_robot() as robot:
        set_group(cast, now, robot.url)
        for status, answer, location, words in (
            (200, b'{"errcode": 93000, "errmsg": "invalid webhook"}', "", "invalid webhook"),
            (500, b"", "", "对方返回 500。"),
            (302, b"", "http://169.254.169.254/", "转到别的地址"),
        ):
            robot.status, robot.answer, robot.location = status, answer, location
            row = services.try_group(issuer=issuer_of(cast), actor=operator(), now=now)
            assert not services.deliver_one(row.pk, now=now)
            row.refresh_from_db()
            assert (row.state, words in row.detail) == (DeliveryState.FAILED, True)
            assert "secret" not in row.detail
        assert len(robot.bodies) == 3  # nobody was followed anywhere
        assert not services.deliver_one(row.pk, now=now)  # and nothing is sent twice
        assert len(robot.bodies) == 3
    row = services.try_group(issuer=issuer_of(cast), actor=operator(), now=now)
    services.deliver_one(row.pk, now=now)
    assert group_messages_of(cast.township.pk)[0].detail == "对方拒绝连接。"


def test_a_message_taken_up_and_never_answered_for_is_not_sent_again(cast: Cast, now: datetime) -> None:
    with group_robot() as robot:
        set_group(cast, now, robot.url)
        sending = remind(cast, now)
        Delivery.objects.update(state=DeliveryState.SENDING)
        assert services.deliver(sending.pk, now=now) == 0
        assert robot.bodies == []


def test_an_address_is_sealed_and_only_its_host_is_shown(cast: Cast, now: datetime) -> None:
    kept = set_group(cast, now, "https://robot.example/send?key=very-secret")
    assert b"very-secret" not in bytes(kept.group_url)
    assert kept.group_host == "robot.example"
    assert "very-secret" not in str(list(AuditLine.objects.values()))


def test_only_fit_addresses_by_those_who_may_and_only_on_the_latest_form(cast: Cast, now: datetime) -> None:
    with pytest.raises(Refused, match="机器内部"):
        set_group(cast, now, "http://169.254.169.254/")
    with pytest.raises(Refused, match="哪一种"):
        services.set_group(
            issuer=issuer_of(cast), kind="x", url="https://a.example/", version=0, actor=operator(), now=now
        )
    with pytest.raises(NotAllowed):
        services.set_group(
            issuer=issuer_of(cast), kind=GroupKind.PLAIN, url="https://a.example/", version=0, now=now,
            actor=actor_named("secretary", today=now.date()),
        )  # fmt: skip
    set_group(cast, now, "https://a.example/")
    with pytest.raises(EditConflict):
        services.remove_group(issuer=issuer_of(cast), version=0, actor=operator(), now=now)
    services.remove_group(issuer=issuer_of(cast), version=1, actor=operator(), now=now)
    with pytest.raises(Refused, match="还没有"):
        services.try_group(issuer=issuer_of(cast), actor=operator(), now=now)
    with pytest.raises(Refused, match="星期几"):
        services.set_weekly(issuer=issuer_of(cast), is_weekly=True, weekday=8, version=2, actor=operator(), now=now)


def test_a_message_to_a_group_that_is_gone_fails_with_the_reason(cast: Cast, now: datetime) -> None:
    set_group(cast, now, "https://a.example/")
    row = services.try_group(issuer=issuer_of(cast), actor=operator(), now=now)
    services.remove_group(issuer=issuer_of(cast), version=1, actor=operator(), now=now)
    services.deliver_one(row.pk, now=now)
    row.refresh_from_db()
    assert row.detail == "工作群的地址已经去掉。"


def test_a_name_that_resolves_inside_is_not_posted_to(monkeypatch: pytest.MonkeyPatch) -> None:
    """A name is judged by what it resolves to when it is used, all of it."""
    answers = [(2, 1, 6, "", ("93.184.216.34", 443)), (2, 1, 6, "", ("169.254.169.254", 443))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **kwargs: answers)
    assert "机器内部" in posting.post("https://robot.example/", b"{}").reason


def test_what_goes_wrong_on_the_way_is_said_in_words() -> None:
    assert posting.post("ftp://x/", b"").reason.startswith("地址要以")
    assert posting.post("https://no-such-host.invalid/", b"").reason == "找不到这台主机。"
    with group_robot() as robot:
        assert "加密连接" in posting.post(robot.url.replace("http://", "https://"), b"{}").reason
        assert posting.post(robot.url, b"{}")


def test_a_robot_that_never_answers_is_left_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}/"
        monkeypatch.setattr(posting, "TIMEOUT", 0.2)
        assert posting.post(url, b"{}").reason == "对方没有在时限内回答。"
        monkeypatch.setattr(posting, "TIMEOUT", 30)
        monkeypatch.setattr(posting, "ALTOGETHER", 0.2)
        assert posting.post(url, b"{}").reason == "连接中断。"


@pytest.fixture
def mailed(cast: Cast, now: datetime) -> str:
    """The secretary of the branch wants mail."""
    address = "wang@example.com"
    services.give_mail_address(address, actor=actor_named("secretary", today=now.date()), now=now)
    return address


def _mailers(settings: Settings, port: int) -> None:
    options = {"host": "127.0.0.1", "port": port, "timeout": 5}
    settings.MAILERS = {"default": {"BACKEND": "django.core.mail.backends.smtp.EmailBackend", "OPTIONS": options}}


def test_a_mail_goes_to_who_holds_the_post_and_wants_it(
    cast: Cast, now: datetime, settings: Settings, mailed: str,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:  # fmt: skip
    settings.SITE_URL = "https://dj.example"
    with mail_server() as server:
        _mailers(settings, server.port)
        with django_capture_on_commit_callbacks(execute=True):
            remind(cast, now)
    [(to, raw)] = server.taken
    assert to == mailed
    message = message_from_bytes(raw)
    body = message.get_payload(decode=True)
    assert isinstance(body, bytes)
    assert "红旗村党支部　10月支委会" in body.decode()
    assert "https://dj.example/x/" in body.decode()
    assert Delivery.objects.get().state == DeliveryState.SENT


def test_without_a_server_no_mail_is_even_queued(cast: Cast, now: datetime, mailed: str) -> None:
    remind(cast, now)
    assert not Delivery.objects.exists()


def test_why_a_mail_did_not_arrive(cast: Cast, now: datetime, settings: Settings, mailed: str) -> None:
    with mail_server(refuses=frozenset({mailed})) as server:
        _mailers(settings, server.port)
        services.deliver(remind(cast, now).pk, now=now)
        assert "收件地址" in Delivery.objects.latest("pk").detail
    services.deliver(remind(cast, now, matter(cast, "一")).pk, now=now)
    assert "连接不上" in Delivery.objects.latest("pk").detail
    later = remind(cast, now, matter(cast, "二"))
    settings.MAILERS = {}
    services.deliver(later.pk, now=now)
    assert "没有设置" in Delivery.objects.latest("pk").detail
    _mailers(settings, 1)
    gone = remind(cast, now, matter(cast, "三"))
    services.remove_mail_address(actor=actor_named("secretary", today=now.date()), now=now)
    services.deliver(gone.pk, now=now)
    assert Delivery.objects.latest("pk").detail == "邮箱已经去掉。"


def test_a_mail_address_is_ones_own_sealed_and_taken_away(cast: Cast, now: datetime, mailed: str) -> None:
    secretary = actor_named("secretary", today=now.date())
    assert mailed.encode() not in bytes(MailAddress.objects.get().address)
    assert mail_address_of(secretary.person_id) == mailed
    with pytest.raises(Refused, match="邮箱地址不对"):
        services.give_mail_address("王建国", actor=secretary, now=now)
    with pytest.raises(Refused, match="没有对应的人员"):
        services.give_mail_address("a@example.com", actor=Actor(name="谁"), now=now)
    services.remove_mail_address(actor=secretary, now=now)
    services.remove_mail_address(actor=secretary, now=now)
    assert mail_address_of(secretary.person_id) == ""
    assert list(AuditLine.objects.filter(event__startswith="reminder.mail").values_list("event", flat=True).order_by("at", "event")) == [
        "reminder.mail_given", "reminder.mail_removed",
    ]  # fmt: skip


def test_a_matter_is_reminded_of_once_a_week(cast: Cast, now: datetime) -> None:
    remind(cast, now)
    with pytest.raises(Refused, match="已经提醒过"):
        remind(cast, now)
    assert (Reminder.objects.count(), Notice.objects.count(), Sending.objects.count()) == (1, 1, 1)
    remind(cast, now, matter(cast), matter(cast, "10月主题党日"))
    assert Reminder.objects.count() == 2
    assert Notice.objects.latest("pk").link == "/x/"  # only the new one was told of
    remind(cast, now.replace(day=23))
    assert Reminder.objects.filter(week="2026-W48").count() == 1


def test_who_may_not_notify_reminds_nobody(cast: Cast, now: datetime) -> None:
    with pytest.raises(NotAllowed):
        services.remind(
            [matter(cast)], issuer=issuer_of(cast), actor=actor_named("secretary", today=now.date()), now=now
        )
    assert not Reminder.objects.exists()


def test_the_week_of_the_clock_is_taken_once(cast: Cast, now: datetime) -> None:
    kept = services.set_weekly(issuer=issuer_of(cast), is_weekly=True, weekday=7, version=0, actor=operator(), now=now)
    assert services.mark_week(kept.pk, actor=operator(), now=now)
    assert not services.mark_week(kept.pk, actor=operator(), now=now)


def test_a_long_audit_line_is_cut_where_people_stop_reading(cast: Cast, now: datetime) -> None:
    remind(cast, now, *(
        Matter(
            org_id=cast.branch.pk, org_name=f"第{n}支部", key=f"k{n}", title="事", link="", said_to=f"书记 {n}",
            to=Addressee(org_id=cast.branch.pk, post="secretary"),
        )
        for n in range(40)
    ))  # fmt: skip
    line = AuditLine.objects.get(event="reminder.sent")
    assert line.subject_name == "1 个组织 40 件事项"
    assert line.after["orgs"][-1] == "等 40 个"
