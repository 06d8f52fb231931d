"""The papers of this room."""

from jishi.appraisals.papers.reviews import LIFE_PAPERS, TEST_SHEETS, lines_xlsx

__all__ = ["LIFE_PAPERS", "TEST_SHEETS", "lines_xlsx"]
