"""A copy of a site, and a site made from a copy. The keys are in neither: who has the copy alone opens nothing sealed."""

import subprocess
import tarfile
from pathlib import Path

import psycopg

from jishi.config.embedded import Server, bundled_binaries
from jishi.config.site import Site
from jishi.config.trouble import Trouble

TABLES, FILES, KEYS = "jishi.dump", "files.tar", "keys.txt"


def copy_site(site: Site, server: Server, into: Path) -> None:
    """Everything of a site whose server runs, into the folder `into`: the tables as of one moment, then the uploads, of
    which none is ever changed. What voters of open polls gave stays out (decision 0012). A copy already there is never
    written over."""
    into.mkdir(parents=True, exist_ok=True, mode=0o700)
    if any(into.iterdir()):
        raise Trouble(f"{into} 不是空目录。请换一个目录。")
    new = into / f"{TABLES}.new"
    _tool("pg_dump", "-Fc", "--no-unlogged-table-data", "-f", str(new), server.url())
    with tarfile.open(into / FILES, "x") as archive:
        if (uploads := site.folder / "files").is_dir():
            archive.add(uploads, "files")
    (into / KEYS).write_text(site.fingerprint())
    new.rename(into / TABLES)  # last: a folder with tables in it is whole


def lay_copy(site: Site, server: Server, source: Path) -> None:
    """The tables and uploads of a copy, into a new site whose server runs and holds no table yet. All tables or none."""
    with psycopg.connect(server.url(), autocommit=True) as connection:
        # The copy gives it rights; roles are the server's and so not in it.
        connection.execute("CREATE ROLE jishi_web NOLOGIN")
        connection.execute("GRANT jishi_web TO CURRENT_USER")
    _tool("pg_restore", "--exit-on-error", "--single-transaction", "-d", server.url(), str(source / TABLES))
    with tarfile.open(source / FILES) as archive:
        archive.extractall(site.folder, filter="data")


def demand_copy(source: Path, site: Site) -> None:
    """Refuses a folder that holds no whole copy, and keys that would not open what is sealed in it."""
    if lacking := [name for name in (TABLES, FILES, KEYS) if not (source / name).is_file()]:
        raise Trouble(f"{source} 里没有完整的备份：缺少 {'、'.join(lacking)}。")
    if not site.keys.exists():
        raise Trouble(f"请先把与这份备份同一站点的密钥文件放到 {site.keys}，没有它封存的内容打不开。")
    if site.fingerprint() != (source / KEYS).read_text():
        raise Trouble(f"密钥文件 {site.keys} 不是这份备份的。请找回同一站点的那一份。")


def _tool(name: str, *words: str) -> None:
    done = subprocess.run([bundled_binaries() / name, *words], capture_output=True, text=True)
    if done.returncode:
        raise Trouble(f"{name} 没有做成：{(done.stderr.strip().splitlines() or ['原因不明'])[0]}")
