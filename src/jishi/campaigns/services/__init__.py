"""The verbs of campaigns."""

from jishi.campaigns.services.campaigns import (
    close_campaign,
    drop_action,
    drop_standard,
    edit_campaign,
    grade_org,
    make_campaign,
    put_action,
    put_stage,
    put_standard,
    start_campaign,
)
from jishi.campaigns.services.comments import (
    answer_comment,
    comment_on,
    edit_comment,
    open_mass_review,
)
from jishi.campaigns.services.honours import (
    give_medals,
    register_honour,
    withdraw_honour,
)
from jishi.campaigns.services.pledges import (
    edit_pledge,
    note_pledge,
    propose_pledge,
    publish_pledges,
    review_pledges,
    settle_pledge,
)
from jishi.campaigns.services.selections import (
    decide_selection,
    drop_nominee,
    edit_nominee,
    note_opinion,
    open_selection,
    recommend,
    show_selection,
)

__all__ = [
    "answer_comment",
    "close_campaign",
    "comment_on",
    "decide_selection",
    "drop_action",
    "drop_nominee",
    "drop_standard",
    "edit_campaign",
    "edit_comment",
    "edit_nominee",
    "edit_pledge",
    "give_medals",
    "grade_org",
    "make_campaign",
    "note_opinion",
    "note_pledge",
    "open_mass_review",
    "open_selection",
    "propose_pledge",
    "publish_pledges",
    "put_action",
    "put_stage",
    "put_standard",
    "recommend",
    "register_honour",
    "review_pledges",
    "settle_pledge",
    "show_selection",
    "start_campaign",
    "withdraw_honour",
]
