"""Verbs of files."""

from jishi.files.services.downloads import ask_for, cancel_download, fetch, purge_downloads, retry_download
from jishi.files.services.lists import write_list
from jishi.files.services.making import Made, Work, make
from jishi.files.services.storing import store

__all__ = [
    "Made",
    "Work",
    "ask_for",
    "cancel_download",
    "fetch",
    "make",
    "purge_downloads",
    "retry_download",
    "store",
    "write_list",
]
