"""What the desk writes: a county's own layouts, and acts that reach through several rooms at once (组织调整)."""

from jishi.desk.services.layouts import remove_layout, upload_layout
from jishi.desk.services.reshaping import Changed, preview, reshape, take_back

__all__ = ["Changed", "preview", "remove_layout", "reshape", "take_back", "upload_layout"]
