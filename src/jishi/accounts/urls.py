"""Routes of accounts, each declared once."""

from jishi.accounts import pages
from jishi.kernel.http import Route, urls

ROUTES: list[Route] = [
    Route(name="accounts-sign_in", path="sign-in/", page=pages.sign_in, public=True),
    Route(name="accounts-sign_out", path="sign-out/", page=pages.sign_out),
    Route(name="accounts-unlock", path="unlock/", page=pages.unlock),
    Route(name="accounts-resume", path="resume/", page=pages.resume, door="accounts.queries.kept_form"),
    Route(name="accounts-drop", path="resume/drop/", page=pages.drop),
    Route(name="accounts-password", path="password/", page=pages.password),
    Route(name="accounts-post", path="post/", page=pages.post),
    Route(name="accounts-large_type", path="large-type/", page=pages.large_type, public=True),
]
urlpatterns = urls(ROUTES)
