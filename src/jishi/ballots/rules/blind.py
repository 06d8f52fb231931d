"""Blind signatures: a server signs that somebody may vote without learning which token it signed.

RSA-PSS with SHA-384 and the deterministic encoding of RFC 9474 (RSABSSA-SHA384-PSS-Deterministic, salt of 48 bytes). The
voter's device draws a token, encodes and blinds it, has it signed once under the voter's name, unblinds it, and later hands
in token and signature without a name. `blind` and `unblind` are the device's half, kept here for slips of programs and for
tests; the page does the same in its own script."""

import secrets
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha384
from math import gcd

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

BITS = 3072
SALT = 48
EXPONENT = 65537


@dataclass(frozen=True, slots=True)
class Blinded:
    """What leaves the device, and what it keeps to unblind the answer."""

    message: bytes
    blinded: bytes
    inverse: int


def new_key() -> bytes:
    """A fresh private key for one poll, as unencrypted PEM: whoever stores it seals it."""
    key = rsa.generate_private_key(public_exponent=EXPONENT, key_size=BITS)
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def modulus_of(pem: bytes) -> int:
    """The public half: the modulus. The exponent is the same for all."""
    return _key(pem).private_numbers().public_numbers.n


def sign_blinded(pem: bytes, blinded: bytes) -> bytes:
    """The blind signature of what a device sent. Raises ValueError for a number the key cannot have sent out. The base is
    blinded once more here, so that the time it takes says nothing about the key; the result is checked before it leaves,
    because a wrong one would give the key away."""
    numbers = _key(pem).private_numbers()
    n = numbers.public_numbers.n
    size = _size(n)
    value = int.from_bytes(blinded)
    if len(blinded) != size or not 1 < value < n:
        raise ValueError("not a number of this key")
    cover = _unit(n)
    covered = value * pow(cover, EXPONENT, n) % n
    first = pow(covered % numbers.p, numbers.dmp1, numbers.p)
    second = pow(covered % numbers.q, numbers.dmq1, numbers.q)
    signed = second + (first - second) * numbers.iqmp % numbers.p * numbers.q
    if pow(signed, EXPONENT, n) != covered:
        raise ValueError("the signature came out wrong")
    return (signed * pow(cover, -1, n) % n).to_bytes(size)


def is_signed(modulus: int, message: bytes, signature: bytes) -> bool:
    """Whether `message` bears a good signature of the key with this modulus."""
    public = rsa.RSAPublicNumbers(EXPONENT, modulus).public_key()
    try:
        public.verify(signature, message, padding.PSS(padding.MGF1(hashes.SHA384()), SALT), hashes.SHA384())
    except InvalidSignature:
        return False
    return True


def blind(modulus: int, message: bytes) -> Blinded:
    """The device's first half: encode `message` and cover it with a number only the device knows."""
    encoded = int.from_bytes(_encode(message, modulus.bit_length() - 1))
    cover = _unit(modulus)
    covered = encoded * pow(cover, EXPONENT, modulus) % modulus
    return Blinded(message, covered.to_bytes(_size(modulus)), pow(cover, -1, modulus))


def unblind(modulus: int, sent: Blinded, answer: bytes) -> bytes:
    """The device's second half: the signature of the message itself."""
    return (int.from_bytes(answer) * sent.inverse % modulus).to_bytes(_size(modulus))


@lru_cache(maxsize=8)
def _key(pem: bytes) -> rsa.RSAPrivateKey:
    key = serialization.load_pem_private_key(pem, None)
    assert isinstance(key, rsa.RSAPrivateKey)
    return key


def _size(modulus: int) -> int:
    return (modulus.bit_length() + 7) // 8


def _unit(modulus: int) -> int:
    while True:
        value = secrets.randbelow(modulus - 2) + 2
        if gcd(value, modulus) == 1:
            return value


def _encode(message: bytes, bits: int) -> bytes:
    """EMSA-PSS of RFC 8017 with a random salt."""
    size = (bits + 7) // 8
    salt = secrets.token_bytes(SALT)
    digest = sha384(b"\0" * 8 + sha384(message).digest() + salt).digest()
    plain = b"\0" * (size - SALT - len(digest) - 2) + b"\1" + salt
    masked = bytearray(a ^ b for a, b in zip(plain, _mask(digest, len(plain)), strict=True))
    masked[0] &= 0xFF >> (8 * size - bits)
    return bytes(masked) + digest + b"\xbc"


def _mask(seed: bytes, length: int) -> bytes:
    blocks = range(-(-length // sha384().digest_size))
    return b"".join(sha384(seed + n.to_bytes(4)).digest() for n in blocks)[:length]
