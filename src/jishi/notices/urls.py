"""Routes of notices, each declared once."""

from jishi.kernel.http import Route, urls
from jishi.notices.pages import inbox

ROUTES: list[Route] = [
    Route(name="notices-index", path="notices/", page=inbox.index, door="notices.queries.notices_of"),
    Route(
        name="notices-read",
        path="notices/<int:notice_id>/read/",
        page=inbox.read,
        door="notices.queries.get_notice",
    ),
    Route(name="notices-read_all", path="notices/read/", page=inbox.read_all),
    Route(name="notices-mail", path="notices/mail/", page=inbox.mail),
]
urlpatterns = urls(ROUTES)
