"""What granian serves. Its workers are children of granian, not of the supervisor: each asks to die with its parent."""

import os

from django.core.wsgi import get_wsgi_application

from jishi.config.processes import MARK, die_with_parent

if MARK in os.environ:
    die_with_parent(os.getppid())
application = get_wsgi_application()
