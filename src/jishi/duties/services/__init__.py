"""Every write of duties. Nobody waives a duty: there is no verb that changes what a regulation requires."""

from jishi.duties.services.demands import (
    change_demand,
    note_demand,
    register_demand,
    settle_noted,
    shorten_demand,
    why_refused,
    withdraw_demand,
)
from jishi.duties.services.derive import derive, open_periods, rebuild, recount, recount_of, take_in
from jishi.duties.services.flags import answer_flag, flag_demand, withdraw_flag
from jishi.duties.services.name import end_answering, name_answering
from jishi.duties.services.optional import switch_off, switch_on
from jishi.duties.services.say import explain, state_done, withdraw_explanation, withdraw_statement
from jishi.duties.services.windows import remove_window, set_window

__all__ = [
    "answer_flag",
    "change_demand",
    "derive",
    "end_answering",
    "explain",
    "flag_demand",
    "name_answering",
    "note_demand",
    "open_periods",
    "rebuild",
    "recount",
    "recount_of",
    "register_demand",
    "remove_window",
    "set_window",
    "settle_noted",
    "shorten_demand",
    "state_done",
    "switch_off",
    "switch_on",
    "take_in",
    "why_refused",
    "withdraw_demand",
    "withdraw_explanation",
    "withdraw_flag",
    "withdraw_statement",
]
