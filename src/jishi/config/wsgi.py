"""What granian serves. Its workers are children of granian, not of the supervisor: each asks to die with its parent."""

import gc
import os

from django.core.wsgi import get_wsgi_application

from jishi.config.processes import MARK, die_with_parent

if MARK in os.environ:
    die_with_parent(os.getppid())
application = get_wsgi_application()
# What has been loaded stays for good: not looked through again and again for what could go. A page makes some ten thousand
# objects and hardly a circle of them, so a look every few pages is enough.
gc.collect()
gc.freeze()
gc.set_threshold(50_000, 20, 50)
