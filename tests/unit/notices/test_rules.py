"""What leaves the platform, and where it may go."""

import json
from datetime import date
from ipaddress import IPv4Address, IPv6Address, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jishi.desk.rules.announcing import Targets, addressed
from jishi.desk.rules.reminding import months_after
from jishi.notices.rules import (
    Addressee,
    GroupKind,
    Matter,
    answered,
    group_text,
    judge_url,
    mail_text,
    may_connect,
    payload,
    told,
    week_of,
)
from jishi.orgs.rules import ancestors


def matter(org: str, title: str, note: str = "") -> Matter:
    return Matter(
        org_id=1,
        org_name=org,
        key=title,
        title=title,
        link="",
        to=Addressee(person_id=1),
        said_to="书记 王建国",
        note=note,
    )


def test_a_week_begins_on_monday_and_belongs_to_one_year() -> None:
    assert week_of(date(2026, 11, 22)) == "2026-W47"
    assert week_of(date(2026, 11, 23)) == "2026-W48"
    assert week_of(date(2027, 1, 3)) == "2026-W53"


@given(st.dates())
def test_seven_days_share_a_week(day: date) -> None:
    monday = day.toordinal() - day.weekday()
    days = [date.fromordinal(n) for n in range(monday, monday + 7) if 1 <= n <= date.max.toordinal()]
    assert {week_of(d) for d in days} == {week_of(day)}


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        (GroupKind.WECOM, {"msgtype": "text", "text": {"content": "好"}}),
        (GroupKind.DINGTALK, {"msgtype": "text", "text": {"content": "好"}}),
        (GroupKind.FEISHU, {"msg_type": "text", "content": {"text": "好"}}),
        (GroupKind.PLAIN, {"text": "好"}),
    ],
)
def test_each_robot_gets_its_shape(kind: str, body: dict[str, object]) -> None:
    assert json.loads(payload(kind, "好")) == body


@pytest.mark.parametrize(
    ("body", "ok"),
    [
        (b'{"errcode": 0}', True), (b'{"errcode": 310000, "errmsg": "sign"}', False), (b'{"code": 19001}', False),
        (b'{"StatusCode": 0}', True), (b"ok", True), (b"[]", True), (b"{}", True),
    ],
)  # fmt: skip
def test_a_robot_that_refuses_says_so_in_the_body(body: bytes, ok: bool) -> None:
    assert bool(answered(body)) is ok


def test_a_group_is_told_organisations_and_counts() -> None:
    assert group_text("和平镇党委", [("红旗村党支部", 2)], "https://dj/") == (
        "和平镇党委提醒：1 个组织有 2 件事项待办理。红旗村党支部 2 件。办理：https://dj/"
    )
    many = group_text("和平镇党委", [(f"第{n}支部", 1) for n in range(30)], "")
    assert "等 30 个组织" in many
    assert "第20支部" not in many
    assert many.endswith("请登录平台办理。")


def test_a_notice_names_each_organisation_once() -> None:
    said = told(
        "和平镇党委",
        [matter("甲支部", "10月支委会"), matter("甲支部", "10月主题党日"), matter("乙支部", "党课", "书记空缺")],
    )
    assert said == "和平镇党委提醒：甲支部10月支委会、10月主题党日；乙支部党课（书记空缺）。请办理，或说明情况。"
    mail = mail_text("和平镇党委", [matter("乙支部", "党课", "书记空缺")], "")
    assert "· 乙支部　党课（书记空缺）" in mail
    assert mail.endswith("请登录平台办理。")
    assert mail_text("镇", [matter("乙支部", "党课")], "https://dj/").endswith("办理：https://dj/")


@pytest.mark.parametrize(
    "url",
    [
        "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=k", "https://8.8.8.8/x", "http://127.0.0.1:8080/x",
        "http://10.1.2.3/x", "http://192.168.1.9/x", "http://[::1]/x", "http://robot.example/x",
    ],
)  # fmt: skip
def test_addresses_a_group_may_have(url: str) -> None:
    assert judge_url(url)


@pytest.mark.parametrize(
    "url",
    [
        "", "ftp://host/x", "https://", "https://a b/", "https://u:p@host/", "https://host:0/", "https://host:99999/",
        "http://8.8.8.8/x", "http://169.254.169.254/latest/meta-data/", "https://169.254.169.254/",
        "https://[fe80::1]/", "https://[::ffff:169.254.169.254]/", "https://100.100.100.200/", "https://0.0.0.0/",
        "https://[::]/", "https://224.0.0.1/", "https://255.255.255.255/", "https://[64:ff9b::a9fe:a9fe]/",
        "https://[2002:a9fe:a9fe::]/", "https://[fd00:ec2::254]/", "https://100.64.0.1/", "https://[::a9fe:a9fe]/",
        "https://" + "x" * 600, "https://[bad/",
    ],
)  # fmt: skip
def test_addresses_it_may_not_have(url: str) -> None:
    refused = judge_url(url)
    assert not refused
    assert refused.reason.endswith("。")


def test_a_name_that_is_no_address_is_not_connected_to() -> None:
    assert not may_connect("robot.example", is_https=True)


@given(st.integers(0, 2**16 - 1))
def test_no_link_local_address_in_whatever_dress(low: int) -> None:
    inner = IPv4Address((169 << 24) + (254 << 16) + low)
    dresses = [
        str(inner), f"::ffff:{inner}", str(IPv6Address(int(IPv6Address("64:ff9b::")) + int(inner))),
        str(IPv6Address((0x2002 << 112) + (int(inner) << 80))),
    ]  # fmt: skip
    assert not any(may_connect(address, is_https=secure) for address in dresses for secure in (True, False))


@given(st.ip_addresses(v=4))
def test_nothing_outside_is_told_in_the_clear(address: IPv4Address) -> None:
    local = any(address in ip_network(net) for net in ("127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"))
    assert bool(may_connect(str(address), is_https=False)) is local


def test_six_months_ahead_of_a_short_month() -> None:
    assert months_after(date(2026, 8, 31), 6) == date(2027, 2, 28)
    assert months_after(date(2026, 11, 22), 6) == date(2027, 5, 22)
    assert months_after(date(2026, 6, 30), 6) == date(2026, 12, 30)


def test_addressees_in_words() -> None:
    posts = ("secretary", "organization_member")
    assert (
        addressed(Targets(posts=posts, kinds=("branch",)), orgs=[], persons=[], below="下级组织")
        == "各党支部书记、组织委员"
    )
    some = Targets(posts=("secretary",), sectors=("village",), own_level=True)
    assert addressed(some, orgs=[], persons=["王建国"], below="下级组织") == "行政村领域各下级组织书记，含本级；王建国"
    chosen = addressed(Targets(posts=posts), orgs=[f"第{n}支部" for n in range(8)], persons=[], below="")
    assert chosen == "第0支部、第1支部、第2支部、第3支部、第4支部、第5支部等 8 个组织的书记、组织委员"
    assert addressed(Targets(), orgs=[], persons=["甲"] * 12, below="").endswith("等 12 人")
    assert ancestors("00010002") == ["0001"]
