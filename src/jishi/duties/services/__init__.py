"""Every write of duties. Nobody waives a duty: there is no verb that changes what is required."""

from jishi.duties.services.derive import derive, open_periods, rebuild, take_in
from jishi.duties.services.name import end_answering, name_answering
from jishi.duties.services.say import explain, state_done, withdraw_explanation, withdraw_statement
from jishi.duties.services.windows import remove_window, set_window

__all__ = [
    "derive",
    "end_answering",
    "explain",
    "name_answering",
    "open_periods",
    "rebuild",
    "remove_window",
    "set_window",
    "state_done",
    "take_in",
    "withdraw_explanation",
    "withdraw_statement",
]
