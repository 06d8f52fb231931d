"""The pages of duties."""

from jishi.duties.pages.duty import explain, paper, rule, state, windows

__all__ = ["explain", "paper", "rule", "state", "windows"]
