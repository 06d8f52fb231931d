"""The pages of duties."""

from jishi.duties.pages import load
from jishi.duties.pages.duty import explain, paper, rule, state, windows
from jishi.duties.pages.optional import optional

__all__ = ["explain", "load", "optional", "paper", "rule", "state", "windows"]
