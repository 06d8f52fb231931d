"""Routes of notices, each declared once."""

from jishi.kernel.http import Route, urls
from jishi.notices import pages

ROUTES: list[Route] = [
    Route(name="notices-index", path="notices/", page=pages.index, door="notices.queries.notices_of"),
    Route(
        name="notices-read",
        path="notices/<int:notice_id>/read/",
        page=pages.read,
        door="notices.queries.get_notice",
    ),
    Route(name="notices-read_all", path="notices/read/", page=pages.read_all),
    Route(name="notices-mail", path="notices/mail/", page=pages.mail),
]
urlpatterns = urls(ROUTES)
