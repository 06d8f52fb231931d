"""Sealing of what must not lie readable in the database, and the keyed hash by which it can still be found.

Keys come from `settings.SEAL_KEYS` (newest first; older ones still open) and `settings.LOOKUP_KEY`; decision 0006."""

import hashlib
import hmac
import json
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, BinaryIO

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings


def _box() -> MultiFernet:
    return _box_of(tuple(settings.SEAL_KEYS))


@lru_cache(maxsize=4)  # a roster seals a hundred thousand rows
def _box_of(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(key) for key in keys])


def seal(text: str) -> bytes:
    """Encrypted and authenticated; an empty text seals to empty bytes so that a blank stays visibly blank."""
    return _box().encrypt(text.encode()) if text else b""


def unseal(sealed: bytes | memoryview) -> str:
    """The text again. Raises cryptography's InvalidToken when the keys are not those it was sealed with."""
    raw = bytes(sealed)
    return _box().decrypt(raw).decode() if raw else ""


def seal_json(value: Any) -> bytes:
    """Seal anything JSON can hold: drafts, staged rows."""
    return seal(json.dumps(value, ensure_ascii=False))


def unseal_json(sealed: bytes | memoryview) -> Any:
    """What `seal_json` sealed."""
    return json.loads(unseal(sealed))


def lookup_hash(text: str) -> str:
    """64 hex digits, the same for the same text under this site's key; "" for a blank. Finds, never shows."""
    if not text:
        return ""
    return hmac.new(settings.LOOKUP_KEY.encode(), text.encode(), hashlib.sha256).hexdigest()


def seal_bytes(content: bytes) -> bytes:
    """Whole files, encrypted and authenticated; a third larger than they were."""
    return _box().encrypt(content)


def unseal_bytes(sealed: bytes) -> bytes:
    """What `seal_bytes` sealed. Raises cryptography's InvalidToken when the keys are not those it was sealed with."""
    return _box().decrypt(sealed)


PIECE = 1024 * 1024  # bytes sealed at a time: memory does not grow with the file


def seal_stream(source: BinaryIO, target: BinaryIO, *, of: str) -> int:
    """Seal a file of any length piece by piece, a line each; gives how many bytes it had. Every piece says whose it is
    (`of`), which one, and whether it is the last, so that none can be changed, moved or left out."""
    number, size, piece = 0, 0, source.read(PIECE)
    while True:
        following = source.read(PIECE)
        target.write(seal_bytes(_head(of, number, is_last=not following) + piece) + b"\n")
        size += len(piece)
        if not following:
            return size
        number, piece = number + 1, following


def unseal_stream(source: BinaryIO, *, of: str) -> Iterator[bytes]:
    """The pieces of what `seal_stream` sealed. Raises InvalidToken where it is not whole or not of `of`."""
    line, number = source.readline(), 0
    while True:
        following = source.readline()
        head = _head(of, number, is_last=not following)
        piece = unseal_bytes(line.rstrip(b"\n"))
        if not piece.startswith(head):
            raise InvalidToken
        yield piece[len(head) :]
        if not following:
            return
        line, number = following, number + 1


def _head(of: str, number: int, *, is_last: bool) -> bytes:
    return f"{of}:{number}:{is_last}\n".encode()
