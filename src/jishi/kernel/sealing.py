"""Sealing of what must not lie readable in the database, and the keyed hash by which it can still be found.

Keys come from `settings.SEAL_KEYS` (newest first; older ones still open) and `settings.LOOKUP_KEY`; decision 0006."""

import hashlib
import hmac
import json
from functools import lru_cache
from typing import Any

from cryptography.fernet import Fernet, MultiFernet
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
