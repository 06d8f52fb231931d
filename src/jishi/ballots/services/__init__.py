"""The only writers of elections and secret polls."""

from jishi.ballots.services.elections import (
    cancel_election,
    finish_election,
    lead_election,
    move_meeting,
    move_step,
    note_step,
    start_election,
)
from jishi.ballots.services.poll_closing import close_poll, enter_pile
from jishi.ballots.services.poll_making import (
    Group,
    cancel_poll,
    make_groups,
    make_poll,
    mend_poll,
    name_people,
    open_poll,
    print_slips,
)
from jishi.ballots.services.poll_taking import (
    Cast,
    Wrong,
    cast_ballot,
    correct_roll,
    mark_roll,
    receipt_for_code,
    receipt_for_token,
    sign_token,
)
from jishi.ballots.services.waves import order_wave

__all__ = [
    "Cast",
    "Group",
    "Wrong",
    "cancel_election",
    "cancel_poll",
    "cast_ballot",
    "close_poll",
    "correct_roll",
    "enter_pile",
    "finish_election",
    "lead_election",
    "make_groups",
    "make_poll",
    "mark_roll",
    "mend_poll",
    "move_meeting",
    "move_step",
    "name_people",
    "note_step",
    "open_poll",
    "order_wave",
    "print_slips",
    "receipt_for_code",
    "receipt_for_token",
    "sign_token",
    "start_election",
]
