"""The platform's settings; where it is installed, the peer's tables beside ours."""

from importlib.util import find_spec

from jishi.config.settings import *  # noqa: F403
from jishi.config.settings import INSTALLED_APPS as _OURS

INSTALLED_APPS = [*_OURS, *(("treebeard", "benchmarks.peer") if find_spec("treebeard") else ())]
