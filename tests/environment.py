"""Loaded before Django's settings: what a test run needs in its environment."""

import os

os.environ.setdefault("JISHI_THROWAWAY_KEYS", "1")
os.environ.setdefault("JISHI_DATA", "/tmp/jishi-tests")
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # Playwright runs an event loop beside the live server
