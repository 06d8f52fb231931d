"""Routes of members, each declared once."""

from jishi.kernel.http import Route, urls

ROUTES: list[Route] = []
urlpatterns = urls(ROUTES)
