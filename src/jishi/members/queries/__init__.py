"""Reading members, the roster of any day, the figures, and rosters on their way in."""

from jishi.members.queries.belonging import (
    RosterEntry,
    belonging,
    formal_count,
    formal_counts,
    former_where,
    get_member,
    members_where,
    roster,
    voters,
)
from jishi.members.queries.card import MemberCard, card, events, version_of
from jishi.members.queries.figures import FIGURES, count, figures, rows
from jishi.members.queries.imports import (
    batches_where,
    get_batch,
    lacking,
    one_batch,
    preview,
    preview_rows,
    refused_rows,
    samples,
)
from jishi.members.queries.lists import Filters, branches_of, filtered, headline, page_of, print_rows

__all__ = [
    "FIGURES",
    "Filters",
    "MemberCard",
    "RosterEntry",
    "batches_where",
    "belonging",
    "branches_of",
    "card",
    "count",
    "events",
    "figures",
    "filtered",
    "formal_count",
    "formal_counts",
    "former_where",
    "get_batch",
    "get_member",
    "headline",
    "lacking",
    "members_where",
    "one_batch",
    "page_of",
    "preview",
    "preview_rows",
    "print_rows",
    "refused_rows",
    "roster",
    "rows",
    "samples",
    "version_of",
    "voters",
]
