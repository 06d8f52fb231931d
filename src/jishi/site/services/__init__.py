"""Every change of what holds for the whole site."""

from jishi.site.services.days import import_days, remove_day, set_days
from jishi.site.services.words import open_feeds, set_words

__all__ = ["import_days", "open_feeds", "remove_day", "set_days", "set_words"]
