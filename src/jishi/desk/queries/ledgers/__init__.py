"""The facts of each ledger, as the papers print them."""

from jishi.desk.queries.ledgers.asked import Asked
from jishi.desk.queries.ledgers.elections import candidates_table, electors_table
from jishi.desk.queries.ledgers.half_year import half_year
from jishi.desk.queries.ledgers.month_list import month_list
from jishi.desk.queries.ledgers.plan import plan_table
from jishi.desk.queries.ledgers.posts import committee_table, terms_ledger
from jishi.desk.queries.ledgers.records import attendance, attendance_by_hand, register
from jishi.desk.queries.ledgers.review import review_register, review_summary
from jishi.desk.queries.ledgers.roster import members_of, roster, roster_in_the_clear
from jishi.desk.queries.ledgers.tasks import tasks_ledger

__all__ = [
    "Asked",
    "attendance",
    "attendance_by_hand",
    "candidates_table",
    "committee_table",
    "electors_table",
    "half_year",
    "members_of",
    "month_list",
    "plan_table",
    "register",
    "review_register",
    "review_summary",
    "roster",
    "roster_in_the_clear",
    "tasks_ledger",
    "terms_ledger",
]
