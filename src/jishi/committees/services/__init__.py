"""Writing a committee's own life. Every verb takes its actor and its moment, and leaves an audit line."""

from jishi.committees.services.agendas import collect_again, draft_agenda, edit_agenda
from jishi.committees.services.contacts import edit_contact, note_contact, note_visit, plan_contact, settle_matter
from jishi.committees.services.institutions import (
    abolish_institution,
    adopt_institution,
    edit_goal,
    note_carried,
    note_goal,
    revise_institution,
    set_goal,
)
from jishi.committees.services.life import edit_life_meeting, note_life_step, note_talk, open_life_meeting, rectify
from jishi.committees.services.reports import report_goal
from jishi.committees.services.research import add_result, edit_research, plan_research, settle_result
from jishi.committees.services.study import drop_study, edit_study, note_self_study, plan_study

__all__ = [
    "abolish_institution",
    "add_result",
    "adopt_institution",
    "collect_again",
    "draft_agenda",
    "drop_study",
    "edit_agenda",
    "edit_contact",
    "edit_goal",
    "edit_life_meeting",
    "edit_research",
    "edit_study",
    "note_carried",
    "note_contact",
    "note_goal",
    "note_life_step",
    "note_self_study",
    "note_talk",
    "note_visit",
    "open_life_meeting",
    "plan_contact",
    "plan_research",
    "plan_study",
    "rectify",
    "report_goal",
    "revise_institution",
    "set_goal",
    "settle_matter",
    "settle_result",
]
