"""Whatever part of a serving site is killed, nothing is left running and no committed row is lost."""

import os
import random
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
import pytest

from jishi.config.embedded import Server

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the five-second promise is made for Linux")
SECONDS = 5.0
CLONE = Path(__file__).parents[2]


def free_port() -> int:
    """Below the range from which outgoing connections take theirs."""
    while True:
        port = random.randrange(20_000, 32_000)
        with socket.socket() as trial, suppress(OSError):
            trial.bind(("127.0.0.1", port))
            return port


def words(pid: int) -> str:
    said = b""
    with suppress(OSError):
        said = Path(f"/proc/{pid}/cmdline").read_bytes()
    return said.replace(b"\0", b" ").decode()


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def family(root: int) -> list[int]:
    """A process and everything below it."""
    found = [root]
    for parent in found:
        with suppress(OSError):  # backends come and go
            for task in Path(f"/proc/{parent}/task").iterdir():
                found += [int(child) for child in (task / "children").read_text().split()]
    return found


@dataclass
class Site:
    folder: Path
    port: int = field(default_factory=free_port)
    runs: list[subprocess.Popen[str]] = field(default_factory=list)

    def start(self) -> subprocess.Popen[str]:
        env = {name: value for name, value in os.environ.items() if not name.startswith("JISHI_")}
        for name in ("DATABASE_URL", "PYTHONDONTWRITEBYTECODE"):
            env.pop(name, None)
        run = subprocess.Popen(
            [sys.executable, "-m", "jishi", "serve", "--data", str(self.folder), "--port", str(self.port)],
            cwd=CLONE,
            env=env | {"PYTHONPATH": str(CLONE / "src")},
            stdout=subprocess.PIPE,
            text=True,
        )
        self.runs.append(run)
        assert run.stdout
        for line in run.stdout:
            if "已在" in line:
                break
        return run

    def write_row(self, number: int) -> None:
        with psycopg.connect(Server(self.folder).url(), autocommit=True) as connection:
            connection.execute(
                "INSERT INTO audit_line (at, event, subject_type, subject_id, subject_name, actor_name, note)"
                " VALUES (now(), 'test.written', 'test', %s, '', '', '')",
                [number],
            )

    def rows(self) -> list[int]:
        with psycopg.connect(Server(self.folder).url()) as connection:
            found = connection.execute("SELECT subject_id FROM audit_line WHERE event = 'test.written' ORDER BY 1")
            return [number for [number] in found]

    def answer(self) -> int:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/") as answer:
            return int(answer.status)


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    made = Site(tmp_path / "site")
    yield made
    for run in made.runs:
        run.terminate()
        assert run.stdout
        run.stdout.close()
        run.wait(SECONDS)
    assert Server(made.folder).leftovers() == []


# What is struck, the how manieth of those so named, and by what.
VICTIMS = [
    ("-m jishi serve", 0, signal.SIGKILL),
    ("-m jishi serve", 0, signal.SIGHUP),
    ("-m granian", 0, signal.SIGKILL),
    ("-m granian", 1, signal.SIGKILL),
    ("db_worker", 0, signal.SIGKILL),
    ("jishi.config.scheduler", 0, signal.SIGKILL),
    ("jishi.config.watchdog", 0, signal.SIGKILL),
    ("bin/postgres -D", 0, signal.SIGKILL),
    ("-m jishi serve", 0, signal.SIGINT),
]


def test_whatever_is_killed_nothing_is_left_and_nothing_is_lost(site: Site) -> None:
    for number, (victim, which, sig) in enumerate(VICTIMS):
        run = site.start()
        assert site.rows() == list(range(number)), f"before {victim}"
        assert site.answer() in {200, 302, 404}
        site.write_row(number)
        everybody = family(run.pid)
        assert len(everybody) > 10
        struck_down = [pid for pid in everybody if victim in words(pid)][which]
        struck = time.monotonic()
        os.kill(struck_down, sig)
        code = run.wait(SECONDS)
        while left := [words(pid) for pid in everybody if alive(pid)]:
            assert time.monotonic() < struck + SECONDS, (victim, left)
            time.sleep(0.05)
        assert (code == 0) == (sig != signal.SIGKILL), (victim, sig, code)
