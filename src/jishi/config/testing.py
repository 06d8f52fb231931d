"""`./jishi test`: every guard of the house, then every test on both databases we promise to run on.

The parts that meet the database run on PostgreSQL 15 first; the whole suite on the embedded server comes last, so that the
last line is the one that counts everything. Each core works on its own database; the tests of one file stay together."""

import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from jishi.config.embedded import throwaway_server
from jishi.config.trouble import Trouble

CLONE = Path(__file__).resolve().parents[3]
OLDEST = 15
WANTED_PACKAGES = {"chromium": "chromium", "fonts": "fonts-noto-cjk", "postgres": "postgresql-15"}
BESIDE = ("-n", str(os.process_cpu_count() if sys.version_info >= (3, 13) else os.cpu_count()), "--dist", "loadfile")
CHECKS = (
    ("代码写法", ["ruff", "check", ".", "jishi"]),
    ("代码排版", ["ruff", "format", "--check", "--quiet", ".", "jishi"]),
    ("类型", ["mypy"]),
    ("模块界限", ["lint-imports", "--no-logo"]),
)


def run(words: Sequence[str]) -> int:
    """With `words` for pytest only those tests on the embedded server; without, everything. Gives an exit code."""
    env = _environment()
    if words:
        return subprocess.run([sys.executable, "-m", "pytest", *words], cwd=CLONE, env=env).returncode
    lacking = _bring_programs()
    if lacking:
        line = f"缺少{'、'.join(lacking)}，要用到它们的测试这次不运行。请装好后再试。"
        if os.environ.get("CI") == "true":
            raise Trouble(line)
        print(line)
    for name, command in CHECKS:
        _step(name, [str(Path(sys.executable).parent / command[0]), *command[1:]], env)
    with throwaway_server() as server:
        made = env | {"DATABASE_URL": server.url()}
        _step("迁移齐全", [sys.executable, "manage.py", "makemigrations", "--check", "--dry-run"], made)
    _on_oldest(env)
    _say("全部测试（内置数据库）")
    command = [sys.executable, "-m", "pytest", "-q", *BESIDE]
    # What cannot run cannot be covered: the measure is taken where everything is there.
    command += ["-m", "not e2e"] if lacking else ["--cov", "--cov-report=term"]
    return subprocess.run(command, cwd=CLONE, env=env).returncode


def _environment() -> dict[str, str]:
    env = {name: value for name, value in os.environ.items() if not name.startswith("JISHI_")}
    env.pop("DATABASE_URL", None)
    programs = f"{Path(sys.executable).parent}{os.pathsep}{env.get('PATH', '')}"
    return env | {"JISHI_THROWAWAY_KEYS": "1", "PATH": programs, "PYTHONPATH": str(CLONE / "src")}


def _say(name: str) -> None:
    print(f"\n── {name} ──", flush=True)


def _step(name: str, command: list[str], env: dict[str, str]) -> None:
    _say(name)
    began = time.monotonic()
    if subprocess.run(command, cwd=CLONE, env=env).returncode:
        raise Trouble(f"“{name}”没有通过，见上面的说明。")
    print(f"通过（{time.monotonic() - began:.0f} 秒）", flush=True)


def _on_oldest(env: dict[str, str]) -> None:
    """The parts that meet the database, once more on the oldest PostgreSQL we promise to run on."""
    binaries = oldest_postgres()
    parts = [f"tests/{part}" for part in ("db", "races") if any((CLONE / "tests" / part).rglob("test_*.py"))]
    if binaries is None or not parts:
        return
    with throwaway_server(binaries) as server:
        command = [sys.executable, "-m", "pytest", "-q", *BESIDE, "-m", "not e2e", *parts]
        _step("数据库测试（PostgreSQL 15）", command, env | {"DATABASE_URL": server.url()})


def oldest_postgres() -> Path | None:
    """The binaries of the oldest installed server that is new enough."""
    found = {}
    for folder in [*Path("/usr/lib/postgresql").glob("*/bin"), *Path("/usr").glob("pgsql-*/bin")]:
        number = re.search(r"(\d+)/bin$", str(folder))
        if number and int(number[1]) >= OLDEST and (folder / "initdb").exists():
            found[int(number[1])] = folder
    return found[min(found)] if found else None


def _bring_programs() -> list[str]:
    """What the tests need of the machine and this machine lacks, after trying to install it where that is ours to do."""
    if _lacking() and os.getuid() == 0 and Path("/etc/debian_version").exists() and shutil.which("apt-get"):
        packages = [WANTED_PACKAGES[need] for need in _lacking()]
        _say(f"安装 {' '.join(packages)}")
        quiet = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run(["apt-get", "-qq", "update"], env=quiet)
        subprocess.run(["apt-get", "-qq", "install", "-y", "--no-install-recommends", *packages], env=quiet)
    words = {"chromium": "浏览器 Chromium", "fonts": "中文字体 Noto CJK", "postgres": "PostgreSQL 15"}
    return [words[need] for need in _lacking()]


def _lacking() -> list[str]:
    has = {
        "chromium": bool(shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")),
        "fonts": any(
            any(Path(place).rglob("NotoSans*CJK*")) for place in ("/usr/share/fonts", "/usr/local/share/fonts")
        ),
        "postgres": oldest_postgres() is not None,
    }
    return [need for need, there in has.items() if not there]
