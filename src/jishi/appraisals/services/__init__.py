"""Writing 组织生活会 and 民主评议. Every verb takes its actor and its moment, and leaves an audit line."""

from jishi.appraisals.services.feedback import dispose, feed_back, sign_own, tell_members
from jishi.appraisals.services.ledger import drop_problem, list_problem, put_right
from jishi.appraisals.services.life import (
    ASKING,
    answer_plan,
    edit_org_life,
    file_plan,
    note_heart_talk,
    note_org_life_step,
    open_org_life,
    take_opinions,
)
from jishi.appraisals.services.notices import set_notice
from jishi.appraisals.services.rounds import (
    Opinion,
    Totals,
    answer_review,
    edit_review,
    grade_members,
    note_test,
    open_review,
    submit_review,
    take_in_members,
    take_poll,
)

__all__ = [
    "ASKING",
    "Opinion",
    "Totals",
    "answer_plan",
    "answer_review",
    "dispose",
    "drop_problem",
    "edit_org_life",
    "edit_review",
    "feed_back",
    "file_plan",
    "grade_members",
    "list_problem",
    "note_heart_talk",
    "note_org_life_step",
    "note_test",
    "open_org_life",
    "open_review",
    "put_right",
    "set_notice",
    "sign_own",
    "submit_review",
    "take_in_members",
    "take_opinions",
    "take_poll",
    "tell_members",
]
