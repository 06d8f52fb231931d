"""What a rule is and what one reads from the state of a duty; what a level may lay on those below it. Pure values."""

from jishi.duties.rules.demands import (
    DUE_WITHIN,
    LONGEST_YEARS,
    Audience,
    Cadence,
    DemandInput,
    DemandKind,
    DemandState,
    FlagReason,
    due_days,
    first_refusal,
    hours,
    level_word,
    listed_title,
    names_org_life,
    one_event_serves,
    spoken_cadence,
)
from jishi.duties.rules.duty import (
    BRANCH_COMMITTEE,
    COMMITTEE_FROM,
    COMMITTEE_POSTS_FROM,
    MET,
    MET_LATE,
    REMINDABLE,
    SOON,
    Answerer,
    AnswersBy,
    Confidence,
    DueRow,
    Edition,
    Modality,
    Origin,
    OverviewCell,
    Rule,
    State,
    StripCell,
    StripLine,
    Tally,
    may_be_stated,
    state_of,
)
from jishi.duties.rules.load import (
    KEPT_MONTHS,
    Bar,
    LoadCell,
    LoadTable,
    bars,
    by_issuer,
    by_kind,
    by_level,
    seen_from,
    total,
)
from jishi.duties.rules.replay import Replayed, kinds_of, sectors_of
from jishi.duties.rules.spells import Spell, spells

__all__ = [
    "BRANCH_COMMITTEE", "COMMITTEE_FROM", "COMMITTEE_POSTS_FROM", "DUE_WITHIN", "KEPT_MONTHS", "LONGEST_YEARS", "MET", "MET_LATE", "REMINDABLE", "SOON",
    "Answerer", "AnswersBy", "Audience", "Bar", "Cadence", "Confidence", "DemandInput", "DemandKind", "DemandState", "DueRow", "Edition", "FlagReason",
    "LoadCell", "LoadTable", "Modality", "Origin", "OverviewCell", "Replayed", "Rule", "Spell", "State", "StripCell", "StripLine", "Tally",
    "bars", "by_issuer", "by_kind", "by_level", "due_days", "first_refusal", "hours", "kinds_of", "level_word",
    "listed_title", "may_be_stated", "names_org_life", "one_event_serves", "sectors_of", "seen_from", "spells", "spoken_cadence", "state_of", "total",
]  # fmt: skip
