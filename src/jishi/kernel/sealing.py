"""Sealing of what must not lie readable in the database, and the keyed hash by which it can still be found.

Keys come from `settings.SEAL_KEYS` (newest first; older ones still open) and `settings.LOOKUP_KEY`; decision 0006.

A sealed value is one byte (the form), a random nonce, and what AES-256-GCM makes of the content: encrypted and
authenticated, 29 bytes longer than it was. What was sealed as a Fernet token, before this form, opens as ever."""

import json
import os
from base64 import urlsafe_b64decode
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hmac import HMAC
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

_FORM = b"\x02"  # no Fernet token begins so
_NONCE = 12


class _Box:
    """All keys of the site, made ready once: a roster seals three hundred thousand fields."""

    def __init__(self, keys: tuple[str, ...]) -> None:
        self.older = MultiFernet([Fernet(key) for key in keys])
        self.keys = [AESGCM(_derived(key)) for key in keys]

    def encrypt(self, content: bytes) -> bytes:
        nonce = os.urandom(_NONCE)
        return _FORM + nonce + self.keys[0].encrypt(nonce, content, _FORM)

    def decrypt(self, sealed: bytes) -> bytes:
        if not sealed.startswith(_FORM):
            return self.older.decrypt(sealed)
        nonce, content = sealed[1 : _NONCE + 1], sealed[_NONCE + 1 :]
        for key in self.keys:
            try:
                return key.decrypt(nonce, content, _FORM)
            except (InvalidTag, ValueError):  # another key's, or cut short
                continue
        raise InvalidToken


def _derived(key: str) -> bytes:
    """A key of its own for this form: one key is never used by two ciphers."""
    return HKDF(SHA256(), 32, salt=None, info=b"jishi seal 2").derive(urlsafe_b64decode(key))


def _box() -> _Box:
    return _box_of(tuple(settings.SEAL_KEYS))


_box_of = lru_cache(maxsize=4)(_Box)


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
    keyed = _keyed(settings.LOOKUP_KEY).copy()
    keyed.update(text.encode())
    return keyed.finalize().hex()


@lru_cache(maxsize=4)  # the key is taken in once, not once a number
def _keyed(key: str) -> HMAC:
    return HMAC(key.encode(), SHA256())


def seal_bytes(content: bytes) -> bytes:
    """Whole files, encrypted and authenticated; 29 bytes longer than they were."""
    return _box().encrypt(content)


def unseal_bytes(sealed: bytes) -> bytes:
    """What `seal_bytes` sealed. Raises cryptography's InvalidToken when the keys are not those it was sealed with."""
    return _box().decrypt(sealed)


PIECE = 1024 * 1024  # bytes sealed at a time: memory does not grow with the file


def seal_stream(source: BinaryIO, target: BinaryIO, *, of: str) -> int:
    """Seal a file of any length piece by piece, each behind its length; gives how many bytes it had. Every piece says whose it is
    (`of`), which one, and whether it is the last, so that none can be changed, moved or left out."""
    number, size, piece = 0, 0, source.read(PIECE)
    while True:
        following = source.read(PIECE)
        sealed = seal_bytes(_head(of, number, is_last=not following) + piece)
        target.write(len(sealed).to_bytes(_LENGTH) + sealed)
        size += len(piece)
        if not following:
            return size
        number, piece = number + 1, following


def unseal_stream(source: BinaryIO, *, of: str) -> Iterator[bytes]:
    """The pieces of what `seal_stream` sealed. Raises InvalidToken where it is not whole or not of `of`."""
    sealed, number = _piece(source), 0
    while True:
        following = _piece(source)
        head = _head(of, number, is_last=not following)
        piece = unseal_bytes(sealed)
        if not piece.startswith(head):
            raise InvalidToken
        yield piece[len(head) :]
        if not following:
            return
        sealed, number = following, number + 1


_LENGTH = 4


def _piece(source: BinaryIO) -> bytes:
    return source.read(int.from_bytes(source.read(_LENGTH)))


def _head(of: str, number: int, *, is_last: bool) -> bytes:
    return f"{of}:{number}:{is_last}\n".encode()
