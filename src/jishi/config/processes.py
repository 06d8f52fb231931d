"""Starting child processes that never outlive us, and ending whatever is left of a run.

Three nets, each enough for most deaths: the kernel signals a direct child when its parent dies (Linux), every process of
a run carries a mark in its environment, and the watchdog sweeps by that mark when the supervisor itself is gone."""

import ctypes
import os
import pwd
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import IO

MARK = "JISHI_RUN"
LINUX = sys.platform == "linux"
_PR_SET_PDEATHSIG = 1
_CLONE_NEWUSER = 0x10000000
_INNER_ID = 1000
_libc = ctypes.CDLL(None, use_errno=True) if LINUX else None


def die_with_parent(parent: int, sig: int = signal.SIGKILL) -> None:
    """Ask the kernel to send `sig` to this process when `parent` dies; leaves at once if it already has. Elsewhere than
    on Linux nothing happens."""
    if _libc is not None:
        _libc.prctl(_PR_SET_PDEATHSIG, int(sig), 0, 0, 0)
        if os.getppid() != parent:
            os._exit(1)


def _leave_root_by_namespace() -> None:
    """Appear as an ordinary user in a user namespace of our own; files stay ours outside it. Raises OSError where the
    kernel forbids it."""
    assert _libc is not None
    group = os.getegid()
    if _libc.unshare(_CLONE_NEWUSER):
        raise OSError(ctypes.get_errno(), "unshare")
    for name, text in (
        ("setgroups", "deny"),
        ("uid_map", f"{_INNER_ID} 0 1"),
        ("gid_map", f"{_INNER_ID} {group} 1"),
    ):
        Path(f"/proc/self/{name}").write_text(text)


def may_use_namespace() -> bool:
    """Whether the kernel lets root step down by a user namespace; tried in a child."""
    if not LINUX:
        return False
    child = os.fork()
    if child == 0:
        try:
            _leave_root_by_namespace()
        except BaseException:
            os._exit(1)
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def _leave_root_by_account(account: pwd.struct_passwd) -> Callable[[], None]:
    def leave() -> None:
        os.setgroups([])
        os.setgid(account.pw_gid)
        os.setuid(account.pw_uid)

    return leave


def no_step() -> None:
    """Already an ordinary user."""


def leaving_root(account: pwd.struct_passwd | None) -> Callable[[], None]:
    """How a child gives up root: as `account`, or by a namespace of its own when there is none."""
    return _leave_root_by_account(account) if account else _leave_root_by_namespace


def spawn(
    command: list[str],
    *,
    env: Mapping[str, str],
    sig: int = signal.SIGKILL,
    step_down: Callable[[], None] = no_step,
    stdin: int | IO[bytes] = subprocess.DEVNULL,
    output: int | IO[bytes] | None = None,
    cwd: Path | None = None,
) -> subprocess.Popen[bytes]:
    """Start a child in a session of its own (so that Ctrl-C reaches only us) that gets `sig` when we die."""
    parent = os.getpid()

    def before_exec() -> None:
        step_down()
        die_with_parent(parent, sig)

    return subprocess.Popen(
        command,
        env=dict(env),
        stdin=stdin,
        stdout=output,
        stderr=subprocess.STDOUT if output is not None else None,
        cwd=cwd,
        start_new_session=True,
        preexec_fn=before_exec,
    )


def strays(mark: str, folder: str) -> list[int]:
    """Processes of a run: those carrying its mark, and those working in its database folder (PostgreSQL overwrites its
    environment). Empty for "" arguments and where there is no /proc."""
    if not LINUX:
        return []
    wanted = f"{MARK}={mark}".encode()
    found = []
    for entry in os.listdir("/proc"):
        if not entry.isdigit() or int(entry) == os.getpid():
            continue
        try:
            here = folder and os.readlink(f"/proc/{entry}/cwd").removesuffix(" (deleted)") == folder
            if here or (mark and wanted in Path(f"/proc/{entry}/environ").read_bytes().split(b"\0")):
                found.append(int(entry))
        except OSError:
            continue
    return found


def send(pids: Iterable[int], sig: int) -> None:
    for pid in pids:
        try:
            os.kill(pid, sig)
        except (ProcessLookupError, PermissionError):
            continue


def sweep(mark: str, folder: str, *, grace: float) -> None:
    """Wait up to `grace` seconds for the run's processes to go by themselves, then kill what is left."""
    until = time.monotonic() + grace
    while strays(mark, folder):
        if time.monotonic() > until:
            send(strays(mark, folder), signal.SIGKILL)
        time.sleep(0.1)


def end(child: subprocess.Popen[bytes], sig: int, *, grace: float) -> None:
    """Ask `child` to stop by `sig`; after `grace` seconds its whole session is killed."""
    if child.poll() is None:
        child.send_signal(sig)
        try:
            child.wait(grace)
        except subprocess.TimeoutExpired:
            send_group(child, signal.SIGKILL)
            child.wait()


def send_group(child: subprocess.Popen[bytes], sig: int) -> None:
    try:
        os.killpg(child.pid, sig)
    except (ProcessLookupError, PermissionError):
        child.send_signal(sig)
