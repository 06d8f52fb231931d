"""The manual."""

from jishi.kernel.http import Menu, Route, urls
from jishi.ui import pages

ROUTES: list[Route] = [
    Route(name="ui-help", path="help/", page=pages.help, menu=Menu(word="帮助", order=99, group=9)),
]
urlpatterns = urls(ROUTES)
