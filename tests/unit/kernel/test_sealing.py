import hmac

import pytest
from cryptography.fernet import Fernet, InvalidToken
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from jishi.kernel.sealing import lookup_hash, seal, seal_bytes, seal_json, unseal, unseal_bytes, unseal_json


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_what_is_sealed_opens_again(text: str) -> None:
    assert unseal(seal(text)) == text


def test_a_sealed_number_does_not_show_and_a_blank_stays_blank() -> None:
    assert b"990001" not in seal("990001197503080012")
    assert seal("") == b""
    assert unseal(memoryview(b"")) == ""


def test_drafts_keep_their_shape() -> None:
    assert unseal_json(seal_json({"地点": "村部", "人": [1, 2]})) == {"地点": "村部", "人": [1, 2]}


def test_older_keys_still_open_and_foreign_keys_do_not(settings: Settings) -> None:
    old, new = Fernet.generate_key().decode(), Fernet.generate_key().decode()
    settings.SEAL_KEYS = [old]
    sealed = seal("村部")
    settings.SEAL_KEYS = [new, old]
    assert unseal(sealed) == "村部"
    settings.SEAL_KEYS = [new]
    with pytest.raises(InvalidToken):
        unseal(sealed)


def test_the_lookup_hash_finds_under_this_site_only(settings: Settings) -> None:
    here = lookup_hash("990001197503080012")
    assert here == lookup_hash("990001197503080012")
    assert lookup_hash("") == ""
    settings.LOOKUP_KEY = "another site"
    assert lookup_hash("990001197503080012") != here


def test_what_was_sealed_as_a_fernet_token_opens_as_ever(settings: Settings) -> None:
    old, new = Fernet.generate_key(), Fernet.generate_key().decode()
    settings.SEAL_KEYS = [new, old.decode()]
    assert unseal(Fernet(old).encrypt("村部".encode())) == "村部"
    with pytest.raises(InvalidToken):
        unseal(Fernet(Fernet.generate_key()).encrypt(b"x"))


@given(st.binary(min_size=1), st.data())
def test_a_changed_or_cut_byte_is_noticed(content: bytes, data: st.DataObject) -> None:
    sealed = seal_bytes(content)
    assert unseal_bytes(sealed) == content
    at = data.draw(st.integers(1, len(sealed) - 1))
    for wrong in (sealed[:at] + bytes([sealed[at] ^ 1]) + sealed[at + 1 :], sealed[:at]):
        with pytest.raises(InvalidToken):
            unseal_bytes(wrong)


def test_the_same_text_is_never_sealed_to_the_same_bytes() -> None:
    assert len({seal("村部") for _ in range(100)}) == 100


def test_the_lookup_hash_is_an_hmac_of_sha256_under_the_lookup_key(settings: Settings) -> None:
    settings.LOOKUP_KEY = "here"
    assert lookup_hash("990001197503080012") == hmac.digest(b"here", b"990001197503080012", "sha256").hex()
