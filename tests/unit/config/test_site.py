"""The data folder and its keys: made once, never guessed again."""

import stat
from pathlib import Path

import pytest

from jishi.config.embedded import LONGEST_SOCKET_FOLDER, MIB, Server, memory_settings
from jishi.config.site import Site, site_at
from jishi.config.trouble import Trouble


@pytest.fixture
def site(tmp_path: Path) -> Site:
    made = Site(tmp_path / "site", tmp_path / "site.keys.json")
    made.open()
    return made


def test_first_use_makes_private_keys_beside_the_folder(site: Site) -> None:
    assert stat.S_IMODE(site.keys.stat().st_mode) == 0o600
    assert stat.S_IMODE(site.folder.stat().st_mode) == 0o700
    before = site.keys.read_text()
    site.open()
    assert site.keys.read_text() == before


def test_data_without_its_keys_is_refused(site: Site) -> None:
    site.keys.unlink()
    with pytest.raises(Trouble, match="找不到它的密钥文件"):
        site.open()
    assert not site.keys.exists()


def test_another_sites_keys_are_refused(site: Site, tmp_path: Path) -> None:
    other = Site(tmp_path / "other", tmp_path / "other.keys.json")
    other.open()
    with pytest.raises(Trouble, match="不是数据目录"):
        Site(site.folder, other.keys).open()


def test_a_folder_of_something_else_is_neither_used_nor_wiped(tmp_path: Path) -> None:
    precious = tmp_path / "照片"
    precious.mkdir()
    (precious / "一.jpg").write_text("")
    strange = Site(precious, tmp_path / "照片.keys.json")
    with pytest.raises(Trouble, match="已有别的文件"):
        strange.open()
    with pytest.raises(Trouble, match="不敢清空"):
        strange.wipe()
    assert (precious / "一.jpg").exists()


def test_wiping_empties_the_folder_and_keeps_the_keys(site: Site, tmp_path: Path) -> None:
    (site.folder / "files").mkdir()
    (site.folder / "files" / "a").write_text("")
    (site.folder / "elsewhere").symlink_to(tmp_path)
    site.wipe()
    assert list(site.folder.iterdir()) == []
    assert site.keys.exists()
    site.wipe()
    site.open()


def test_a_folder_that_cannot_be_made_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(Trouble, match="请换一个 --data 目录"):
        Site(tmp_path / "file" / "site", tmp_path / "keys.json").open()


def test_two_commands_never_hold_one_site(site: Site) -> None:
    with site.held() as first, site.held() as second:
        assert (first, second) == (True, False)
    with site.held() as again:
        assert again


def test_keys_inside_the_folder_are_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("JISHI_KEYS", str(tmp_path / "site" / "keys.json"))
    with pytest.raises(Trouble, match="不能放在数据目录里面"):
        site_at(str(tmp_path / "site"))


def test_a_long_path_keeps_its_socket_elsewhere() -> None:
    short, deep = Path("/srv/jishi"), Path("/srv") / ("深" * 40)
    assert Server(short, Path("/x")).sockets == short / "run"
    far = Server(deep, Path("/x")).sockets
    assert len(bytes(far)) <= LONGEST_SOCKET_FOLDER
    assert far != Server(deep / "b", Path("/x")).sockets


def test_memory_follows_the_machine_within_bounds() -> None:
    assert memory_settings(2048 * MIB, 2)["shared_buffers"] == "512MB"
    assert memory_settings(128 * MIB, 1)["shared_buffers"] == "64MB"
    assert memory_settings(256 * 1024 * MIB, 64)["shared_buffers"] == "8192MB"


@pytest.mark.parametrize(("gigabytes", "cores"), [(1, 1), (1, 2), (24, 2), (64, 16)])
def test_the_server_at_its_busiest_leaves_half_the_machine_to_the_web(gigabytes: int, cores: int) -> None:
    memory = gigabytes * 1024
    settings = {
        name: int(value.removesuffix("MB")) for name, value in memory_settings(memory * MIB, cores).items()
    }  # fmt: skip
    # Each core's web worker and the background worker in a sort and a hash, three vacuums, one index built.
    sorting = 3 * (cores + 1) * settings["work_mem"]
    vacuums = 3 * settings["autovacuum_work_mem"]
    assert settings["shared_buffers"] + sorting + vacuums + settings["maintenance_work_mem"] <= memory / 2
    assert settings["max_connections"] >= 2 * (cores + 3)
