"""Where the bytes of a file lie, and reading them. Who may is decided by the page of what the file belongs to."""

from pathlib import Path

from django.conf import settings

from jishi.files.models import File
from jishi.kernel.sealing import unseal_bytes


def place_of(sha256: str) -> Path:
    """FILES_DIR/ab/cdef…"""
    return Path(settings.FILES_DIR) / sha256[:2] / sha256[2:]


def content_of(file: File) -> bytes:
    """The bytes as they were uploaded. Raises FileNotFoundError if the store has lost them."""
    return unseal_bytes(place_of(file.sha256).read_bytes())
