"""A few duties as they stand on one Sunday in November."""

from datetime import date

from jishi.duties.queries.pack import pack
from jishi.duties.rules import DueRow
from jishi.kernel.periods import Period

TODAY = date(2026, 11, 22)


def row(rule: str, period: str, *, due_on: date, done: int = 0, explained: bool = False, on: date = TODAY) -> DueRow:
    return DueRow(
        org_id=1, org_code="", org_name="红旗村党支部", org_path="0001", org_kind="branch", sector="village",
        rule=pack()[rule], period=Period.parse(period), required=1, done=done, done_late=False, explained=explained,
        due_on=due_on, on=on, owner="王建国",
    )  # fmt: skip


OCTOBER = row("committee_meeting_monthly", "2026-10", due_on=date(2026, 10, 31))
THEME = row("theme_party_day_monthly", "2026-11", due_on=date(2026, 11, 30))
MEETING = row("general_meeting_quarterly", "2026-Q4", due_on=date(2026, 12, 31))
YEARLY = row("org_life_meeting_yearly", "2026", due_on=date(2027, 2, 28))
