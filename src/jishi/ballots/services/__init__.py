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
from jishi.ballots.services.naming import (
    drop_candidate,
    name_candidate,
    put_forward,
    record_recommending,
    set_procedure,
    write_candidate,
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
from jishi.ballots.services.rolls import add_to_roll, freeze_roll, set_roll_entry, take_roll
from jishi.ballots.services.sheets import lay_out_ballot
from jishi.ballots.services.slates import approve_slate, deliberate, introduce_slate, note_joint_review, publish_slate
from jishi.ballots.services.waves import order_wave

__all__ = [
    "Cast",
    "Group",
    "Wrong",
    "add_to_roll",
    "approve_slate",
    "cancel_election",
    "cancel_poll",
    "cast_ballot",
    "close_poll",
    "correct_roll",
    "deliberate",
    "drop_candidate",
    "enter_pile",
    "finish_election",
    "freeze_roll",
    "introduce_slate",
    "lay_out_ballot",
    "lead_election",
    "make_groups",
    "make_poll",
    "mark_roll",
    "mend_poll",
    "move_meeting",
    "move_step",
    "name_candidate",
    "name_people",
    "note_joint_review",
    "note_step",
    "open_poll",
    "order_wave",
    "print_slips",
    "publish_slate",
    "put_forward",
    "receipt_for_code",
    "receipt_for_token",
    "record_recommending",
    "set_procedure",
    "set_roll_entry",
    "sign_token",
    "start_election",
    "take_roll",
    "write_candidate",
]
