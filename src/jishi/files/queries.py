"""Where the bytes of a file lie, and reading them. Who may is decided by the page of what the file belongs to; what was
made in the background is for the one who asked."""

from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from jishi.files.models import Download, File
from jishi.kernel.actor import Actor
from jishi.kernel.sealing import unseal_bytes, unseal_stream

SHOWN = 50


def place_of(sha256: str) -> Path:
    """FILES_DIR/ab/cdef…"""
    return Path(settings.FILES_DIR) / sha256[:2] / sha256[2:]


def content_of(file: File) -> bytes:
    """The bytes as they were uploaded. Raises FileNotFoundError if the store has lost them."""
    return unseal_bytes(place_of(file.sha256).read_bytes())


def made_folder() -> Path:
    """Where files made in the background lie."""
    return Path(settings.FILES_DIR) / "made"


def made_place(name: str) -> Path:
    """FILES_DIR/made/…: nothing of its name says what it is or whose."""
    return made_folder() / (name or "-")


def downloads_where(actor: Actor) -> list[Download]:
    """What the actor has had made, the newest first."""
    return list(Download.objects.filter(account_id=actor.account_id or 0).order_by("-asked_at", "-pk")[:SHOWN])


def get_download(actor: Actor, download_id: int) -> Download:
    """One of them. For everybody but its maker it does not exist."""
    return Download.objects.get(pk=download_id, account_id=actor.account_id or 0)


def pieces_of(download: Download) -> Iterator[bytes]:
    """The bytes of what was made, a piece at a time. Raises FileNotFoundError if the store has lost them."""
    source = made_place(download.place).open("rb")

    def pieces() -> Iterator[bytes]:
        with source:
            yield from unseal_stream(source, of=download.place)

    return pieces()
