"""The platform's settings with the bare page's middleware and routes and no others: what granian serves beside ours."""

from benchmarks.bare import MIDDLEWARE as _BARE
from jishi.config.settings import *  # noqa: F403

MIDDLEWARE = list(_BARE)
ROOT_URLCONF = "benchmarks.bare"

# Django's own, not ours that read by queries written once.
SESSION_ENGINE = "django.contrib.sessions.backends.db"
AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]
