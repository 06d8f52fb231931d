"""What the desk writes: a county's own layouts. Everything else it shows is written in the rooms it joins."""

from jishi.desk.services.layouts import remove_layout, upload_layout

__all__ = ["remove_layout", "upload_layout"]
