"""A site's data folder and its keys.

`DIR` holds the database (`pg`), uploads (`files`), collected styles (`static`), logs and our marker file; the keys lie
beside it in `DIR.keys.json`, never inside, so that a copy of the folder alone opens nothing (decision 0006)."""

import fcntl
import hashlib
import json
import os
import secrets
import shutil
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from cryptography.fernet import Fernet

from jishi.config.trouble import Trouble

MARKER = ".jishi-site"


def _new_keys() -> dict[str, list[str]]:
    return {
        "session": [secrets.token_urlsafe(48)],
        "seal": [Fernet.generate_key().decode()],
        "lookup": [secrets.token_urlsafe(48)],
    }


@dataclass(frozen=True, slots=True)
class Site:
    """One data folder with its key file. `open` makes both on first use."""

    folder: Path
    keys: Path

    @property
    def marker(self) -> Path:
        return self.folder / MARKER

    def open(self) -> None:
        """Make the folder, the marker and the keys where there are none. Refuses a folder that holds something else, a
        folder whose keys are gone, and keys that belong to another folder."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            inside = any(self.folder.iterdir())
        except OSError as error:
            raise Trouble(f"不能使用数据目录 {self.folder}：{error.strerror}。请换一个 --data 目录。") from error
        if not self.marker.exists():
            if inside:
                raise Trouble(f"{self.folder} 里已有别的文件，不是本平台的数据目录。请换一个空目录。")
            self._make_keys()
            _write(self.marker, json.dumps({"keys": self.fingerprint()}))
        elif not self.keys.exists():
            raise Trouble(
                f"数据目录 {self.folder} 已有数据，但找不到它的密钥文件 {self.keys}。请把密钥文件放回原处，"
                "或用 JISHI_KEYS 指出它在哪里；没有密钥，封存的身份证号等内容打不开。"
            )
        elif json.loads(self.marker.read_text())["keys"] != self.fingerprint():
            raise Trouble(f"密钥文件 {self.keys} 不是数据目录 {self.folder} 的。请找回与数据一起生成的那一份。")

    def fingerprint(self) -> str:
        """Tells one site's keys from another's without telling anything of them."""
        lookup = json.loads(self.keys.read_text())["lookup"][0]
        return hashlib.sha256(f"site:{lookup}".encode()).hexdigest()[:16]

    def _make_keys(self) -> None:
        if not self.keys.exists():
            try:
                _write(self.keys, json.dumps(_new_keys(), indent=1))
            except OSError as error:
                raise Trouble(
                    f"不能写密钥文件 {self.keys}：{error.strerror}。请用 JISHI_KEYS 另指一个位置。"
                ) from error

    def wipe(self) -> None:
        """Empty the data folder; never one that does not carry our marker. The keys stay: backups may need them."""
        if not self.folder.exists() or not any(self.folder.iterdir()):
            return
        if not self.marker.is_file() or self.marker.is_symlink():
            raise Trouble(f"{self.folder} 里没有本平台的标记文件 {MARKER}，不敢清空。请自己核对后删除。")
        for entry in sorted(self.folder.iterdir(), key=lambda path: path == self.marker):
            if entry.is_dir() and not entry.is_symlink():
                shutil.rmtree(entry)
            else:
                entry.unlink()

    @contextmanager
    def held(self) -> Iterator[bool]:
        """Hold the site for as long as the block runs; gives False when another process holds it. The hold ends with the
        process, however it ends."""
        path = self.folder.with_name(f"{self.folder.name}.lock")
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                yield False
            else:
                yield True


def _write(path: Path, text: str) -> None:
    """A new file of mode 0600, whole and on the disk before we go on."""
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_name(f"{path.name}.new")
    number = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, stat.S_IRUSR | stat.S_IWUSR)
    with os.fdopen(number, "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    new.rename(path)


def site_at(data: str | None) -> Site:
    """The site of `--data DIR`, else of JISHI_DATA, else `.data/site` in the clone."""
    clone = Path(__file__).resolve().parents[3]
    folder = Path(data or os.environ.get("JISHI_DATA") or clone / ".data" / "site").resolve()
    keys = Path(os.environ.get("JISHI_KEYS") or f"{folder}.keys.json").resolve()
    if keys.is_relative_to(folder):
        raise Trouble(f"密钥文件不能放在数据目录里面：{keys}。请用 JISHI_KEYS 另指一个位置。")
    return Site(folder, keys)
