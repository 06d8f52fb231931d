"""Sealing to two scrutineers: what is cast is locked twice over, and only both locks together open it (decision 0012).

Each scrutineer's passphrase makes an X25519 key (scrypt with a salt of its own); its public half is the lock, the private
half is made anew from the passphrase each time and never kept. An answer is sealed by a key that follows from one throw-away
key and both locks, so one lock's half opens nothing, and it makes no difference who comes first. Every answer to one question
is brought to the same length before, so that lengths tell nothing."""

import json
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from unicodedata import normalize

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from jishi.ballots.rules.polls import TEXT_LENGTH, Question, QuestionKind

SCRUTINEERS = 2
LEAST_LETTERS = 12
LEAST_DIFFERENT = 6
MOST_LETTERS = 100
COST = 2**16  # of scrypt: 64 MB and some tenths of a second for each guess
SALT = 16
SIZE = 32  # of a lock and of a half, in bytes
PILE = 0  # the "question" under which a pile of paper is sealed
_ONCE = bytes(12)  # a key seals one answer only, so its nonce need not differ


class Unreadable(ValueError):
    """Not sealed to these locks, or changed since."""


@dataclass(frozen=True, slots=True)
class Locks:
    """The two locks of one poll; `poll` is its public number, so that nothing sealed for one poll opens in another."""

    poll: str
    pair: tuple[bytes, bytes]


def locks_for(poll: str, locks: Iterable[bytes]) -> Locks:
    """Both locks in an order of their own. Raises ValueError where there are not two different ones."""
    first, second = sorted(set(locks))
    return Locks(poll, (first, second))


def passphrase_said(text: str) -> str:
    """What a passphrase lacks; "" when it is good."""
    told = _plain(text)
    if len(told) < LEAST_LETTERS:
        return f"口令至少 {LEAST_LETTERS} 个字（汉字、字母、数字都算）。用一句自己记得牢、别人猜不到的话。"
    if len(set(told)) < LEAST_DIFFERENT:
        return f"口令里至少要有 {LEAST_DIFFERENT} 个不同的字，不要老是重复。"
    return ""


def new_salt() -> bytes:
    """What makes the same passphrase another key in another poll."""
    return os.urandom(SALT)


def key_of(passphrase: str, salt: bytes) -> X25519PrivateKey:
    """The private key of a passphrase. Slow on purpose; blanks and the width of letters make no difference."""
    made = Scrypt(salt=salt, length=SIZE, n=COST, r=8, p=1).derive(_plain(passphrase).encode())
    return X25519PrivateKey.from_private_bytes(made)


def lock_of(key: X25519PrivateKey) -> bytes:
    """The public half: seals, and opens nothing."""
    return key.public_key().public_bytes_raw()


def _plain(text: str) -> str:
    return "".join(normalize("NFKC", text).split())


def room_of(question: Question) -> int:
    """How many bytes the longest answer to a question takes: every answer is brought to it."""
    if question.kind is QuestionKind.TEXT:
        return len(_dumped([""])) + TEXT_LENGTH * 4
    return len(_dumped(question.answers or [str(question.most)]))


def seal_answers(locks: Locks, number: int, answers: Sequence[str], room: int) -> bytes:
    """One question's answers, sealed: the throw-away public key, then what only both locks open. Always `room` and the same
    few bytes long. Raises ValueError where the answers do not fit."""
    return seal_text(locks, number, _dumped(answers), room)


def seal_text(locks: Locks, number: int, content: bytes, room: int) -> bytes:
    """The same for any content."""
    if len(content) > room:
        raise ValueError("longer than its room")
    once = X25519PrivateKey.generate()
    shown = lock_of(once)
    halves = [once.exchange(X25519PublicKey.from_public_bytes(lock)) for lock in locks.pair]
    return shown + _box(locks, number, shown, halves).encrypt(_ONCE, content.ljust(room, b" "), None)


def half_of(key: X25519PrivateKey, sealed: bytes) -> bytes:
    """What one scrutineer's key gives towards opening one answer; it opens nothing without the other's. Raises Unreadable."""
    try:
        return key.exchange(X25519PublicKey.from_public_bytes(sealed[:SIZE]))
    except ValueError as error:
        raise Unreadable from error


def open_text(locks: Locks, number: int, sealed: bytes, halves: Mapping[bytes, bytes]) -> bytes:
    """What was sealed, by the halves of both locks. Raises Unreadable."""
    box = _box(locks, number, sealed[:SIZE], [halves[lock] for lock in locks.pair])
    try:
        return box.decrypt(_ONCE, sealed[SIZE:], None)
    except (InvalidTag, ValueError) as error:
        raise Unreadable from error


def open_answers(locks: Locks, number: int, sealed: bytes, halves: Mapping[bytes, bytes]) -> list[str]:
    """The answers again. Raises Unreadable."""
    found: list[str] = json.loads(open_text(locks, number, sealed, halves))
    return found


def box_code(last: str, sealed: Iterable[tuple[int, bytes]]) -> str:
    """What a box was when it was closed: the chain's last link with all that lies in it. Hexadecimal."""
    inside = sorted(sha256(number.to_bytes(4) + content).hexdigest() for number, content in sealed)
    return sha256("\1".join([last, *inside]).encode()).hexdigest()


def _box(locks: Locks, number: int, shown: bytes, halves: Sequence[bytes]) -> AESGCM:
    """The key of one answer, bound to its poll, its question, both locks and its throw-away key."""
    said = b"\0".join([b"jishi poll", locks.poll.encode(), str(number).encode()]) + shown + b"".join(locks.pair)
    return AESGCM(HKDF(SHA256(), SIZE, salt=None, info=said).derive(b"".join(halves)))


def _dumped(answers: Sequence[str]) -> bytes:
    return json.dumps(list(answers), ensure_ascii=False, separators=(",", ":")).encode()
