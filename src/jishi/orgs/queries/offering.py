"""The organisations a form offers to choose from."""

from dataclasses import dataclass

from django.db.models import QuerySet

from jishi.orgs.models import Organization
from jishi.orgs.queries.tree import matching

OFFERED = 200


@dataclass(frozen=True, slots=True)
class Offer:
    """(id, name) of organisations to choose from; whether there are more, and what was looked for among them. With more
    or with something looked for the form shows `ui/_find_org.html`."""

    choices: list[tuple[int, str]]
    is_part: bool
    find: str


def offered(rows: QuerySet[Organization], *asked: str, find: str = "") -> Offer:
    """Of `rows` those with every word of `find` in their name, initials or code, in the order of the tree: the first
    OFFERED. Those asked for by their ids are there whatever was looked for, and stand before the others where they are not
    among them. One query, another where some are asked for."""
    found = rows
    for word in find.split():
        found = found.filter(matching(word))
    choices = list(found.order_by("path").values_list("pk", "name")[: OFFERED + 1])
    is_part = len(choices) > OFFERED
    choices = choices[:OFFERED]
    wanted = {int(one) for one in asked if one.isdecimal() and len(one) < 19} - {pk for pk, _ in choices}
    further = rows.filter(pk__in=wanted).order_by("path").values_list("pk", "name") if wanted else ()
    return Offer([*further, *choices], is_part, find)
