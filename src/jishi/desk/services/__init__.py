"""What the desk writes: a county's own layouts, a plan laid out from duties. Everything else it shows is written in the rooms it joins."""

from jishi.desk.services.layouts import remove_layout, upload_layout
from jishi.desk.services.plans import write_layout

__all__ = ["remove_layout", "upload_layout", "write_layout"]
