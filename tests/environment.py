"""Loaded before Django's settings: what a test run needs in its environment.

Without DATABASE_URL an embedded server is started for this run and stopped at its end, so that `python -m pytest` needs
nothing but the virtual environment."""

import atexit
import os
import shutil
import tempfile
from contextlib import ExitStack

from jishi.config.embedded import throwaway_server

os.environ.setdefault("JISHI_THROWAWAY_KEYS", "1")
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # Playwright runs an event loop beside the live server

_owner = os.getpid()
_left_behind = ExitStack()


def _clear() -> None:
    """Once, and never in a forked child."""
    if os.getpid() == _owner:
        _left_behind.close()


atexit.register(_clear)
if "JISHI_DATA" not in os.environ:
    os.environ["JISHI_DATA"] = tempfile.mkdtemp(prefix="jishi-tests-")
    _left_behind.callback(shutil.rmtree, os.environ["JISHI_DATA"], ignore_errors=True)
if "DATABASE_URL" not in os.environ:
    os.environ["DATABASE_URL"] = _left_behind.enter_context(throwaway_server()).url()
