"""Routes of files, each declared once. Files uploaded have none: they are served by the page of what they belong to."""

from jishi.files import pages
from jishi.kernel.http import Route, urls

_ONE, _DOOR = "downloads/<int:download_id>/", "files.get_download"
ROUTES: list[Route] = [
    Route(name="files-downloads", path="downloads/", page=pages.downloads, door="files.downloads_where"),
    Route(name="files-download", path=_ONE, page=pages.download, door=_DOOR),
    Route(name="files-download_cancel", path=f"{_ONE}cancel/", page=pages.download_cancel, door=_DOOR),
    Route(name="files-download_retry", path=f"{_ONE}retry/", page=pages.download_retry, door=_DOOR),
    Route(name="files-download_fetch", path=f"{_ONE}file/", page=pages.download_fetch, door=_DOOR),
]
urlpatterns = urls(ROUTES)
