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
from jishi.ballots.services.waves import order_wave

__all__ = [
    "cancel_election",
    "finish_election",
    "lead_election",
    "move_meeting",
    "move_step",
    "note_step",
    "order_wave",
    "start_election",
]
