"""The only writers of elections."""

from jishi.ballots.services.assemblies import (
    accept_officials,
    adopt_method,
    close_assembly,
    correct_opening,
    note_introduction,
    open_assembly,
    resume_assembly,
    sign_in,
)
from jishi.ballots.services.elections import (
    cancel_election,
    finish_election,
    lead_election,
    move_meeting,
    move_step,
    note_step,
    start_election,
)
from jishi.ballots.services.results import (
    approve_result,
    divide_work,
    file_result,
    return_report,
    send_report,
    take_back_report,
)
from jishi.ballots.services.rounds import (
    announce,
    call_vote,
    collect,
    confirm_held,
    hand_out,
    reduce_seats,
    reopen_round,
    withdraw_round,
)
from jishi.ballots.services.tallies import WrongCells, confirm_tally, drop_tally, may_count, save_tally
from jishi.ballots.services.waves import order_wave

__all__ = [
    "WrongCells",
    "accept_officials",
    "adopt_method",
    "announce",
    "approve_result",
    "call_vote",
    "cancel_election",
    "close_assembly",
    "collect",
    "confirm_held",
    "confirm_tally",
    "correct_opening",
    "divide_work",
    "drop_tally",
    "file_result",
    "finish_election",
    "hand_out",
    "lead_election",
    "may_count",
    "move_meeting",
    "move_step",
    "note_introduction",
    "note_step",
    "open_assembly",
    "order_wave",
    "reduce_seats",
    "reopen_round",
    "resume_assembly",
    "return_report",
    "save_tally",
    "send_report",
    "sign_in",
    "start_election",
    "take_back_report",
    "withdraw_round",
]
