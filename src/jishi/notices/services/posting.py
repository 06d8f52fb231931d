"""One POST to a group robot: to an address that was judged, without proxies, without following anybody elsewhere."""

import http.client
import socket
import ssl
import threading
from contextlib import suppress
from urllib.parse import urlsplit

from jishi.kernel.decision import YES, Decision, no
from jishi.notices.rules import answered, judge_url, may_connect

TIMEOUT = 8.0  # seconds for each step
ALTOGETHER = 20.0  # seconds for all of them
MOST = 65_536  # bytes of the answer that are read


def _resolved(host: str, port: int, *, is_https: bool) -> tuple[str, Decision]:
    """The address to connect to. All that the name resolves to must be permitted: a name with one forbidden address is
    an attempt to get there."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    addresses = [str(entry[4][0]) for entry in found]
    for address in addresses:
        answer = may_connect(address, is_https=is_https)
        if not answer:
            return "", answer
    return addresses[0], YES


def post(url: str, body: bytes) -> Decision:
    """Send `body` as JSON; the refusal says what went wrong, without the address, which is a key. The connection goes to
    the very address that was judged, so that a name cannot change its mind in between. Redirects are failures."""
    fit = judge_url(url)
    if not fit:
        return fit
    parts = urlsplit(url)
    is_https = parts.scheme == "https"
    host, port = parts.hostname or "", parts.port or (443 if is_https else 80)
    try:
        address, permitted = _resolved(host, port, is_https=is_https)
        if not permitted:
            return permitted
        return _sent(
            host, port, address, f"{parts.path or '/'}{f'?{parts.query}' if parts.query else ''}", body, is_https
        )
    except (TimeoutError, socket.gaierror, ssl.SSLError, OSError, http.client.HTTPException, UnicodeError) as problem:
        return no(_words(problem))


def _words(problem: Exception) -> str:
    match problem:
        case TimeoutError():
            return "对方没有在时限内回答。"
        case socket.gaierror() | UnicodeError():
            return "找不到这台主机。"
        case ssl.SSLError():
            return "加密连接没有建立，对方的证书不可信。"
        case ConnectionRefusedError():
            return "对方拒绝连接。"
    return "连接中断。"


def _sent(host: str, port: int, address: str, path: str, body: bytes, is_https: bool) -> Decision:
    kind = http.client.HTTPSConnection if is_https else http.client.HTTPConnection
    connection = kind(host, port, timeout=TIMEOUT)
    raw = socket.create_connection((address, port), timeout=TIMEOUT)
    clock = threading.Timer(ALTOGETHER, _cut, [raw])
    clock.daemon = True
    clock.start()
    try:
        connection.sock = ssl.create_default_context().wrap_socket(raw, server_hostname=host) if is_https else raw
        connection.request(
            "POST", path, body, {"Content-Type": "application/json; charset=utf-8", "Connection": "close"}
        )
        response = connection.getresponse()
        if 300 <= response.status < 400:
            return no("对方要求转到别的地址，没有照办。请换成群机器人自己的地址。")
        if response.status >= 400:
            return no(f"对方返回 {response.status}。")
        return answered(response.read(MOST))
    finally:
        clock.cancel()
        connection.close()
        raw.close()


def _cut(raw: socket.socket) -> None:
    """End a connection that answers drop by drop."""
    with suppress(OSError):
        raw.shutdown(socket.SHUT_RDWR)
