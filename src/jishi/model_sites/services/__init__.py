"""Every write of model sites."""

from jishi.model_sites.services.applying import apply_for, edit_site, link_tests, note_visit, take_step
from jishi.model_sites.services.naming import (
    decide_batch,
    list_batch,
    look_again,
    note_cost,
    note_finding,
    note_plaque,
    publish_batch,
    recheck,
    relist_batch,
    settle_finding,
)
from jishi.model_sites.services.programmes import (
    add_category,
    begin_programme,
    edit_category,
    edit_programme,
    end_programme,
    lay_cost,
)
from jishi.model_sites.services.spreading import (
    edit_experience,
    give_feedback,
    note_observation,
    share_experience,
    take_over,
    tell_result,
    write_experience,
)

__all__ = [
    "add_category",
    "apply_for",
    "begin_programme",
    "decide_batch",
    "edit_category",
    "edit_experience",
    "edit_programme",
    "edit_site",
    "end_programme",
    "give_feedback",
    "lay_cost",
    "link_tests",
    "list_batch",
    "look_again",
    "note_cost",
    "note_finding",
    "note_observation",
    "note_plaque",
    "note_visit",
    "publish_batch",
    "recheck",
    "relist_batch",
    "settle_finding",
    "share_experience",
    "take_over",
    "take_step",
    "tell_result",
    "write_experience",
]
