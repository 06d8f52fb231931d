"""Channels of a reminder, what may leave through them, and where it may go. Pure."""

import ipaddress
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol, Self
from urllib.parse import urlsplit

from jishi.kernel.decision import YES, Decision, no
from jishi.kernel.labels import Labelled

ONCE = "once"  # the week of a matter that is told of a single time
LONGEST_URL = 500
NAMES_SHOWN = 20  # organisations a group message names before “等”


class ChannelKind(Labelled):
    """How a reminder leaves the platform, beside the notice inside it."""

    MAIL = "mail", "邮件"
    GROUP = "group", "工作群"


class DeliveryState(Labelled):
    """What became of a message. One that was taken up and never answered for (the worker died) stays `sending`: it is
    not sent a second time."""

    QUEUED = "queued", "待发送"
    SENDING = "sending", "发送中"
    SENT = "sent", "已发送"
    FAILED = "failed", "发送失败"


class GroupKind(Labelled):
    """Whose group robot takes the message; they differ in the shape of the JSON."""

    WECOM = "wecom", "企业微信"
    DINGTALK = "dingtalk", "钉钉"
    FEISHU = "feishu", "飞书"
    PLAIN = "plain", "其他（只有文字的 JSON）"


def week_of(day: date) -> str:
    """The ISO week of `day`: 2026-W47, Monday to Sunday."""
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02d}"


def payload(kind: str, text: str) -> bytes:
    """The body of the POST, in the shape the receiver expects."""
    shapes: dict[str, dict[str, object]] = {
        GroupKind.FEISHU: {"msg_type": "text", "content": {"text": text}},
        GroupKind.PLAIN: {"text": text},
    }
    said = shapes.get(kind, {"msgtype": "text", "text": {"content": text}})
    return json.dumps(said, ensure_ascii=False).encode()


def answered(body: bytes) -> Decision:
    """Whether the receiver took the message: robots answer 200 to what they refuse and say so in the body."""
    try:
        said = json.loads(body)
    except ValueError:
        return YES
    if not isinstance(said, dict):
        return YES
    code = next((said[name] for name in ("errcode", "code", "StatusCode") if name in said), 0)
    if code in (0, "0"):
        return YES
    why = str(said.get("errmsg") or said.get("msg") or "")[:100]
    return no(f"群机器人没有收下，返回 {code}{f'：{why}' if why else ''}。")


def group_text(issuer: str, counts: list[tuple[str, int]], link: str) -> str:
    """What a group is told: which organisations, how many matters each, where to look. Takes no names of persons, so
    that none can slip in."""
    shown = "、".join(f"{name} {n} 件" for name, n in counts[:NAMES_SHOWN])
    rest = f"等 {len(counts)} 个组织" if len(counts) > NAMES_SHOWN else ""
    total = sum(n for _, n in counts)
    where = f"办理：{link}" if link else "请登录平台办理。"
    return f"{issuer}提醒：{len(counts)} 个组织有 {total} 件事项待办理。{shown}{rest}。{where}"


def judge_url(url: str) -> Decision:
    """Whether an address may be kept as a group's: https, or http to a host that is an address of the local network."""
    if len(url) > LONGEST_URL or any(ord(sign) < 33 for sign in url):
        return no("地址太长，或里面有空格。请从群机器人的设置里原样复制。")
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        return no("读不出这个地址。请从群机器人的设置里原样复制。")
    if parts.scheme not in ("https", "http") or not host or parts.username is not None or port == 0:
        return no("地址要以 https:// 开头。请从群机器人的设置里原样复制。")
    return may_connect(host, is_https=parts.scheme == "https") if _address(host) else YES


type Address = ipaddress.IPv4Address | ipaddress.IPv6Address

# Where clouds answer their machines' own questions, keys included; the first is inside the shared range, not link-local.
_METADATA = (
    ipaddress.ip_network("100.100.100.200/32"), ipaddress.ip_network("169.254.0.0/16"),
    ipaddress.ip_network("192.0.0.192/32"), ipaddress.ip_network("fd00:ec2::254/128"), ipaddress.ip_network("fe80::/10"),
)  # fmt: skip
_LOCAL = (
    ipaddress.ip_network("127.0.0.0/8"), ipaddress.ip_network("10.0.0.0/8"), ipaddress.ip_network("172.16.0.0/12"),
    ipaddress.ip_network("192.168.0.0/16"), ipaddress.ip_network("::1/128"), ipaddress.ip_network("fc00::/7"),
)  # fmt: skip
# IPv6 addresses that carry an IPv4 one in their last bits: judged by what they carry.
_CARRIERS = (ipaddress.ip_network("64:ff9b::/96"), ipaddress.ip_network("::/96"))


def _address(text: str) -> Address | None:
    try:
        return ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return None


def _carried(address: Address) -> Address:
    if isinstance(address, ipaddress.IPv4Address):
        return address
    if address.ipv4_mapped or address.sixtofour:
        return address.ipv4_mapped or address.sixtofour or address
    if any(address in net for net in _CARRIERS) and int(address) > 1:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address


def may_connect(text: str, *, is_https: bool) -> Decision:
    """Whether a message may be sent to this numeric address: never to link-local and metadata addresses, broadcast or
    nobody's; unencrypted only inside the local network."""
    found = _address(text)
    if found is None:
        return no("解析不出这个地址的主机。")
    address = _carried(found)
    if any(address.version == net.version and address in net for net in _METADATA):
        return no("这个地址是机器内部用的，不能作为工作群的地址。")
    if any(address.version == net.version and address in net for net in _LOCAL):
        return YES
    if address.is_multicast or address.is_unspecified or address.is_reserved or not address.is_global:
        return no("这个地址不是一台能收消息的机器。")
    return YES if is_https else no("外网地址要用 https:// 开头。")


class Named(Protocol):
    """What an organisation says of itself."""

    pk: int
    path: str
    name: str
    short_name: str


@dataclass(frozen=True, slots=True)
class Issuer:
    """The organisation in whose name something is sent: its id, its path (for rights), its name as people read it."""

    id: int
    path: str
    name: str

    @classmethod
    def of(cls, org: Named) -> Self:
        """An organisation of the tree, which this room does not know."""
        return cls(org.pk, org.path, org.short_name or org.name)


@dataclass(frozen=True, slots=True)
class Addressee:
    """A person, or a post of an organisation: exactly one of the two."""

    person_id: int | None = None
    org_id: int | None = None
    post: str = ""


@dataclass(frozen=True, slots=True)
class Matter:
    """One thing to be reminded of. `key` and `org_id` name it for ever; `to` is who is told and `said_to` how the log
    calls it; `holder_ids` are the persons behind it today, for mail. `note` says why it goes to somebody else."""

    org_id: int
    org_name: str
    key: str
    title: str
    link: str
    to: Addressee
    said_to: str
    holder_ids: tuple[int, ...] = ()
    note: str = ""
    ask: str = "请办理，或说明情况。"


def told(issuer: str, matters: Sequence[Matter]) -> str:
    """The sentence of a notice about one or several matters for one addressee."""
    by_org: dict[str, list[Matter]] = {}
    for matter in matters:
        by_org.setdefault(matter.org_name, []).append(matter)
    parts = [
        f"{org}{'、'.join(m.title for m in of)}{f'（{of[0].note}）' if of[0].note else ''}"
        for org, of in by_org.items()
    ]
    return f"{issuer}提醒：{'；'.join(parts)}。{matters[0].ask}"


def mail_text(issuer: str, matters: Sequence[Matter], link: str) -> str:
    """The same as a mail to the one who answers: a line a matter, and where to do it."""
    lines = [f"· {m.org_name}　{m.title}{f'（{m.note}）' if m.note else ''}" for m in matters]
    where = f"办理：{link}" if link else "请登录平台办理。"
    return "\n".join([f"{issuer}提醒您，下面的事项还没有办理或说明：", "", *lines, "", where])
