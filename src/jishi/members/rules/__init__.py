"""What a member is on a given day, and how a roster is read. Pure functions; nothing here knows the database."""

from jishi.members.rules.standing import (
    AGE_BANDS,
    Category,
    EnterReason,
    LeaveReason,
    MembershipKind,
    Standing,
    add_years,
    age_on,
    born_between,
    category_on,
    date_warnings,
    has_probation,
    party_age,
    probation_ends,
)

__all__ = [
    "AGE_BANDS",
    "Category",
    "EnterReason",
    "LeaveReason",
    "MembershipKind",
    "Standing",
    "add_years",
    "age_on",
    "born_between",
    "category_on",
    "date_warnings",
    "has_probation",
    "party_age",
    "probation_ends",
]
