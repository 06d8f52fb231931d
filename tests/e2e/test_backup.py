"""A county copies its site every night; one morning the machine is gone."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from jishi.config.embedded import Server

CLONE = Path(__file__).parents[2]
ROSTER = "组织名称,组织编码,组织类别,上级组织编码\n中共青山县委员会,099000000001,县委,\n"
COUNTED = ("orgs_organization", "audit_line", "django_migrations", "site_holiday")


def jishi(*words: str) -> tuple[int, str]:
    """A command in an environment of its own: its exit code and what it said."""
    env = {name: value for name, value in os.environ.items() if not name.startswith(("JISHI_", "DJANGO_", "DATABASE_"))}
    done = subprocess.run([sys.executable, "-m", "jishi", *words], env=env, cwd=CLONE, capture_output=True, text=True)
    return done.returncode, done.stdout + done.stderr


def counted(site: Path) -> list[int]:
    server = Server(site)
    server.start()
    try:
        with psycopg.connect(server.url()) as connection:
            return [row[0] for name in COUNTED for row in connection.execute(f"SELECT count(*) FROM {name}")]
    finally:
        server.stop()


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A site with one organisation and one upload."""
    sheet, folder = tmp_path / "orgs.csv", tmp_path / "site"
    sheet.write_text(ROSTER)
    done = jishi("import-orgs", "--data", str(folder), str(sheet))
    assert done[0] == 0, done[1]
    (folder / "files" / "ab").mkdir(parents=True)
    (folder / "files" / "ab" / "sealed").write_bytes(b"sealed")
    return folder


def test_a_copy_becomes_a_site_again(site: Path, tmp_path: Path) -> None:
    copy, new = tmp_path / "copy", tmp_path / "new"
    code, said = jishi("backup", "--data", str(site), str(copy))
    assert code == 0, said
    assert str(site) + ".keys.json" in said
    assert "不是空目录" in jishi("backup", "--data", str(site), str(copy))[1]
    assert "请先把与这份备份同一站点的密钥文件" in jishi("restore", "--data", str(new), str(copy))[1]
    (tmp_path / "new.keys.json").write_text('{"lookup": ["of another site"]}')
    assert "不是这份备份的" in jishi("restore", "--data", str(new), str(copy))[1]
    shutil.copy(tmp_path / "site.keys.json", tmp_path / "new.keys.json")
    code, said = jishi("restore", "--data", str(new), str(copy))
    assert code == 0, said
    assert counted(new) == counted(site)
    assert (new / "files" / "ab" / "sealed").read_bytes() == b"sealed"
    code, said = jishi("check", "--data", str(new))
    assert code == 0, said
    assert "已有数据" in jishi("restore", "--data", str(new), str(copy))[1]


def test_a_broken_copy_leaves_nothing(site: Path, tmp_path: Path) -> None:
    copy, new = tmp_path / "copy", tmp_path / "new"
    assert "没有数据" in jishi("backup", "--data", str(new), str(copy))[1]
    jishi("backup", "--data", str(site), str(copy))
    shutil.copy(tmp_path / "site.keys.json", tmp_path / "new.keys.json")
    (copy / "jishi.dump").write_bytes((copy / "jishi.dump").read_bytes()[:20_000])
    code, said = jishi("restore", "--data", str(new), str(copy))
    assert (code, "pg_restore 没有做成" in said) == (2, True)
    assert list(new.iterdir()) == []
    (copy / "files.tar").unlink()
    assert "缺少 files.tar" in jishi("restore", "--data", str(new), str(copy))[1]
