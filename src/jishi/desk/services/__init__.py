"""What the desk writes: a county's own layouts, a plan laid out from duties, and acts that reach through several rooms at
once (组织调整). Everything else it shows is written in the rooms it joins."""

from jishi.desk.services.layouts import remove_layout, upload_layout
from jishi.desk.services.plans import write_layout
from jishi.desk.services.reshaping import Changed, preview, reshape, take_back

__all__ = ["Changed", "preview", "remove_layout", "reshape", "take_back", "upload_layout", "write_layout"]
