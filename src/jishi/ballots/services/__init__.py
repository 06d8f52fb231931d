"""The only writers of elections."""

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
from jishi.ballots.services.rolls import add_to_roll, freeze_roll, set_roll_entry, take_roll
from jishi.ballots.services.sheets import lay_out_ballot
from jishi.ballots.services.slates import approve_slate, deliberate, introduce_slate, note_joint_review, publish_slate
from jishi.ballots.services.waves import order_wave

__all__ = [
    "add_to_roll",
    "approve_slate",
    "cancel_election",
    "deliberate",
    "drop_candidate",
    "finish_election",
    "freeze_roll",
    "introduce_slate",
    "lay_out_ballot",
    "lead_election",
    "move_meeting",
    "move_step",
    "name_candidate",
    "note_joint_review",
    "note_step",
    "order_wave",
    "publish_slate",
    "put_forward",
    "record_recommending",
    "set_procedure",
    "set_roll_entry",
    "start_election",
    "take_roll",
    "write_candidate",
]
