"""One supervisor for everything that serves: database, web, worker, clock, and the watchdog over them all.

A part that dies alone ends the run with a sentence and a non-zero exit, because half a platform is worse than none: the
service manager starts it again. Every way of stopping ends within five seconds."""

import http.client
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from types import FrameType

from jishi.config.embedded import Server
from jishi.config.processes import MARK, end, send_group, spawn, sweep
from jishi.config.trouble import Trouble

READY_TIMEOUT = 60.0  # seconds for the web server to take its first request
WORKING_GRACE = 1.5  # seconds for a request or a background job under way
LOOK = 0.2  # seconds between looks at the children
CLOCK = "import django; django.setup(); from jishi.config.scheduler import main; main()"
STATIC_AGE = 7 * 24 * 3600  # seconds; names are hashed, so a stale style is never used


class Stopped(Exception):
    """Somebody asked us to stop."""


def say(line: str) -> None:
    """To the terminal, which may be gone."""
    try:
        print(line, flush=True)
    except OSError:
        sys.stdout = open(os.devnull, "w")  # noqa: SIM115  for the rest of this process's life


def demand_free(host: str, port: int) -> None:
    """Raise Trouble when the address cannot be listened on, before anything is started."""
    try:
        family, kind, number, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, number) as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            trial.bind(address)
    except OSError as error:
        raise Trouble(
            f"{host} 的端口 {port} 用不了（{error.strerror}）。请用 --port 换一个，如 --port {port + 1}。"
        ) from error


@dataclass(slots=True)
class Run:
    """The parts of one run, in the order they were started."""

    server: Server | None
    mark: str = field(default_factory=lambda: secrets.token_hex(8))
    parts: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    _line: int = -1
    _watchdog: subprocess.Popen[bytes] | None = None

    @property
    def database_folder(self) -> str:
        return str(self.server.data) if self.server else ""

    def watch(self) -> None:
        """Start the watchdog first: from here on nothing of this run can outlive us."""
        reading, self._line = os.pipe()
        command = [sys.executable, "-m", "jishi.config.watchdog", self.mark, self.database_folder]
        # Not tied to our life by the kernel: it has its work when we are gone.
        with os.fdopen(reading, "rb") as line:
            self._watchdog = subprocess.Popen(command, stdin=line, start_new_session=True)

    def start(self, name: str, command: list[str], sig: int = signal.SIGKILL) -> None:
        self.parts[name] = spawn(command, env={**os.environ, MARK: self.mark}, sig=sig)

    def dead(self) -> str | None:
        """The name of a part that is no more."""
        if self._watchdog is not None and self._watchdog.poll() is not None:
            return "看护进程"
        if self.server and self.server.process and self.server.process.poll() is not None:
            return "数据库"
        return next((name for name, part in self.parts.items() if part.poll() is not None), None)

    def stop(self) -> None:
        """End everything within five seconds, the database last."""
        for part in self.parts.values():
            if part.poll() is None:
                part.send_signal(signal.SIGTERM)
        until = time.monotonic() + WORKING_GRACE
        for part in self.parts.values():
            end(part, signal.SIGTERM, grace=max(until - time.monotonic(), 0.05))
            send_group(part, signal.SIGKILL)
        if self.server:
            self.server.stop(grace=1.5)
        sweep(self.mark, self.database_folder, grace=0.0)
        if self._line >= 0:
            os.close(self._line)
            self._line = -1
        if self._watchdog is not None:
            self._watchdog.wait()


def _on_signal(number: int, frame: FrameType | None) -> None:
    for sig in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(sig, signal.SIG_IGN)
    raise Stopped


def supervised(
    server: Server | None, prepare: Callable[[], None], host: str, port: int, greeting: Callable[[], str]
) -> int:
    """Start all parts (`prepare` runs once the database answers), say `greeting`, and stay until told to stop or a part
    dies. Gives the exit code. The caller holds the site."""
    demand_free(host, port)
    run = Run(server)
    for sig in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(sig, _on_signal)
    try:
        run.watch()
        if server:
            server.start()
        prepare()
        _start_web(run, host, port)
        _wait_until_served(run, host, port)
        # After the first page, not beside it: people wait for the page.
        run.start("后台任务", [sys.executable, "-m", "django", "db_worker", "--verbosity", "0", "--interval", "1"])
        run.start("定时任务", [sys.executable, "-c", CLOCK])
        say(greeting())
        while (name := run.dead()) is None:
            time.sleep(LOOK)
    except Stopped:
        say("正在停止……")
        code = 0
    except BaseException:
        run.stop()
        raise
    else:
        say(f"{name}意外停止，已全部停下。数据没有丢失，请重新启动；反复如此请看 {_log_folder(run)}。")
        code = 1
    run.stop()
    if code == 0:
        say("已停止。")
    return code


def _log_folder(run: Run) -> str:
    return f"日志 {run.server.log}" if run.server else "上面的日志"


def _start_web(run: Run, host: str, port: int) -> None:
    from django.conf import settings  # noqa: PLC0415  only after `prepare` has set it up

    web = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port)]
    web += ["--workers", str(os.cpu_count() or 1), "--blocking-threads", "1", "--no-ws", "--log-level", "error"]
    web += ["--workers-kill-timeout", "1", "--static-path-route", "/static"]
    web += ["--static-path-mount", str(settings.STATIC_ROOT), "--static-path-expires", str(STATIC_AGE)]
    run.start("网页服务", [*web, "jishi.config.wsgi:application"])


def _wait_until_served(run: Run, host: str, port: int) -> None:
    until = time.monotonic() + READY_TIMEOUT
    while not _served(host, port):
        if name := run.dead():
            raise Trouble(f"{name}没能启动，原因见上面的日志。")
        if time.monotonic() > until:
            raise Trouble(f"网页服务 {READY_TIMEOUT:.0f} 秒内没有就绪，原因见上面的日志。")
        time.sleep(0.05)


def _served(host: str, port: int) -> bool:
    """Whether any answer comes back, 404 included."""
    reach = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104  compared, not bound
    try:
        connection = http.client.HTTPConnection(reach, port, timeout=5)
        connection.request("HEAD", "/", headers={"Host": "localhost"})
        connection.getresponse().read()
        connection.close()
    except (OSError, http.client.HTTPException):
        return False
    return True
