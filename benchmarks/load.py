"""Load from many connections at once: asyncio and plain sockets, nothing to install. One process: it takes a share of the
machine it loads, the same from whatever it loads.

    with serving("jishi.config.wsgi:application", port=8190) as server:
        told = load(server, fixed(get("/", cookie_of("branch"))), connections=50, seconds=10)

A script is a generator: it yields raw requests and is sent each answer, so that a form can be fetched, filled and sent."""

import asyncio
import http.client
import os
import subprocess
import sys
import time
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlencode

type Script = Generator[bytes, Answer, None]
WARM = 2.0  # seconds that are not counted


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    head: bytes
    body: bytes


@dataclass(slots=True)
class Load:
    """What a load gave: milliseconds of every answer in the counted time, errors by what they were."""

    seconds: float = 0.0
    times: list[float] = field(default_factory=list)
    errors: dict[str, int] = field(default_factory=dict)
    bytes: int = 0

    @property
    def per_second(self) -> float:
        return len(self.times) / self.seconds if self.seconds else 0.0

    @property
    def failed(self) -> int:
        return sum(self.errors.values())

    def percentile(self, share: float) -> float:
        """Milliseconds within which this share of the answers came; 0.0 when there was none."""
        ordered = sorted(self.times)
        return ordered[min(int(len(ordered) * share), len(ordered) - 1)] if ordered else 0.0

    def __str__(self) -> str:
        told = (
            f"{self.per_second:.0f} requests/s, p50 {self.percentile(0.5):.0f} ms, p99 {self.percentile(0.99):.0f} ms"
        )
        size = self.bytes // max(len(self.times), 1)
        return f"{told}, {size:,} bytes each, {self.failed} errors {self.errors or ''}".rstrip()


def get(path: str, cookie: str = "", *, host: str = "localhost") -> bytes:
    """A request as a browser on a kept connection sends it."""
    lines = [f"GET {path} HTTP/1.1", f"Host: {host}", "Accept: text/html", "Accept-Encoding: identity"]
    return "\r\n".join([*lines, *([f"Cookie: {cookie}"] if cookie else []), "", ""]).encode()


def post(path: str, data: Mapping[str, object], cookie: str, *, host: str = "localhost") -> bytes:
    """A form sent. The caller puts the CSRF token into `data` and its cookie into `cookie`."""
    body = urlencode(data, doseq=True).encode()
    lines = [
        f"POST {path} HTTP/1.1", f"Host: {host}", f"Cookie: {cookie}", "Content-Type: application/x-www-form-urlencoded",
        f"Content-Length: {len(body)}", f"Origin: http://{host}", "Accept: text/html", "Accept-Encoding: identity", "", "",
    ]  # fmt: skip
    return "\r\n".join(lines).encode() + body


def fixed(request: bytes, expect: int = 200) -> Callable[[int], Script]:
    """A script that asks the same thing for ever; another status than `expect` is an error."""

    def script(number: int) -> Script:
        while True:
            answer = yield request
            if answer.status != expect:
                raise Unexpected(f"status {answer.status}")

    return script


class Unexpected(Exception):
    """An answer a script did not want; counted by its words, and the script begins again."""


class _Connection(asyncio.Protocol):
    """One kept connection that runs one script after another."""

    def __init__(self, number: int, make: Callable[[int], Script], load: Load, counts: Callable[[], bool]) -> None:
        self._number, self._make, self._load, self._counts = number, make, load, counts
        self._script = make(number)
        self._next = next(self._script)
        self._buffer = b""
        self._sent = 0.0
        self.gone: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._send()

    def _send(self) -> None:
        assert self._transport
        self._sent = time.perf_counter()
        self._transport.write(self._next)

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        answer = _whole(self._buffer)
        if answer is None:
            return
        self._buffer = b""
        took = (time.perf_counter() - self._sent) * 1000
        try:
            self._next = self._script.send(answer)
        except (Unexpected, StopIteration) as reason:
            if isinstance(reason, Unexpected):
                self._error(str(reason))
            self._script = self._make(self._number)
            self._next = next(self._script)
        if self._counts():
            self._load.times.append(took)
            self._load.bytes += len(answer.body)
        if b"connection: close" in answer.head.lower():
            assert self._transport
            self._transport.close()
        else:
            self._send()

    def _error(self, what: str) -> None:
        if self._counts():
            self._load.errors[what] = self._load.errors.get(what, 0) + 1

    def connection_lost(self, reason: Exception | None) -> None:
        if reason is not None:
            self._error(type(reason).__name__)
        if not self.gone.done():
            self.gone.set_result(None)

    def stop(self) -> None:
        assert self._transport
        self._transport.abort()


def _whole(buffer: bytes) -> Answer | None:
    """The answer, once all of it has come."""
    head, found, body = buffer.partition(b"\r\n\r\n")
    if not found:
        return None
    status, low = int(head[9:12]), head.lower()
    at = low.find(b"content-length:")
    if at >= 0:
        length = int(low[at + 15 :].split(b"\r\n", 1)[0])
        return Answer(status, head, body) if len(body) >= length else None
    if b"transfer-encoding: chunked" in low:
        return Answer(status, head, body) if body.endswith(b"0\r\n\r\n") else None
    return Answer(status, head, body)


async def _run(
    host: str, port: int, make: Callable[[int], Script], connections: int, seconds: float, warm: float
) -> Load:
    told, loop = Load(), asyncio.get_running_loop()
    begin = loop.time() + warm
    end = begin + seconds

    def counts() -> bool:
        return begin <= loop.time() <= end

    async def keep(number: int) -> None:
        while loop.time() < end:
            try:
                _, one = await loop.create_connection(lambda: _Connection(number, make, told, counts), host, port)
            except OSError as error:
                if counts():
                    told.errors[type(error).__name__] = told.errors.get(type(error).__name__, 0) + 1
                await asyncio.sleep(0.05)
                continue
            await asyncio.wait([one.gone], timeout=max(end - loop.time(), 0.0))
            if not one.gone.done():
                one.stop()

    await asyncio.gather(*(keep(number) for number in range(connections)))
    told.seconds = seconds
    return told


@dataclass(frozen=True, slots=True)
class Serving:
    """A web server of ours: where it listens and its process."""

    port: int
    pid: int

    def workers(self) -> list[int]:
        """The processes that answer: granian's children."""
        listed = subprocess.run(
            ["ps", "-o", "pid=", "--ppid", str(self.pid)], capture_output=True, text=True, check=False
        )
        return [int(word) for word in listed.stdout.split()]

    def memory(self) -> int:
        """Bytes resident in the server and its workers together."""
        return sum(resident(pid) for pid in (self.pid, *self.workers()))


def resident(pid: int) -> int:
    """Bytes of memory a process holds; 0 when it is gone."""
    try:
        with open(f"/proc/{pid}/statm") as file:
            return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return 0


@contextmanager
def serving(target: str, *, port: int, settings: str = "jishi.config.settings") -> Iterator[Serving]:
    """The WSGI application `target` behind granian, as the supervisor starts it: one worker a core."""
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port)]
    command += ["--workers", str(os.cpu_count() or 1), "--blocking-threads", "1", "--no-ws", "--log-level", "error"]
    process = subprocess.Popen([*command, target], env={**os.environ, "DJANGO_SETTINGS_MODULE": settings})
    try:
        _wait(process, port)
        yield Serving(port, process.pid)
    finally:
        process.terminate()
        try:
            process.wait(5)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait(process: "subprocess.Popen[bytes]", port: int) -> None:
    until = time.monotonic() + 60
    while True:
        try:
            asked = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
            asked.request("GET", "/nothing/", headers={"Host": "localhost"})
            asked.getresponse().read()
            return
        except (OSError, http.client.HTTPException):
            if process.poll() is not None or time.monotonic() > until:
                raise RuntimeError("The web server did not start.") from None
            time.sleep(0.1)


def load(
    server: Serving, make: Callable[[int], Script], *, connections: int = 50, seconds: float = 8.0, warm: float = WARM
) -> Load:
    """Load the server from so many connections; `make(number)` gives each connection its script."""
    return asyncio.run(_run("127.0.0.1", server.port, make, connections, seconds, warm))


def cookie_of(login: str) -> str:
    """A session of that account, as a Cookie header says it. Django must be set up."""
    from django.test import Client  # noqa: PLC0415

    from jishi.accounts.models import Account  # noqa: PLC0415

    client = Client()
    client.force_login(Account.objects.get(username=login))
    return "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items())
