"""What of elections is printed."""

from jishi.ballots.papers.timetable import clocks_xlsx, timetable_docx

__all__ = ["clocks_xlsx", "timetable_docx"]
