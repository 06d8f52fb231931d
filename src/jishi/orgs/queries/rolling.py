"""Numbers of many organisations from one statement: rows by path, added up to each organisation asked about."""

from collections.abc import Collection, Iterable, Mapping, Sequence

from django.db.models import Q

from jishi.orgs.queries.scope import below
from jishi.orgs.rules import STEP

_MOST_RANGES = 40  # more places than this are asked for by what they have in common


def within(paths: Collection[str], *, field: str = "path") -> Q:
    """At or below any of `paths`: by their ranges while they are few, else by the place above them all, which may take in
    more. Whoever adds up by `rolled` leaves the rest out."""
    tops: list[str] = []
    for path in sorted(paths):
        if not tops or not path.startswith(tops[-1]):
            tops.append(path)
    if len(tops) > _MOST_RANGES:
        first, last = tops[0], tops[-1]
        same = next((n for n, (a, b) in enumerate(zip(first, last, strict=False)) if a != b), len(first))
        tops = [first[: same - same % STEP]]
    found = Q(pk__in=[])
    for path in tops:
        found |= below(path, field=field)
    return found


def rolled[Key](
    rows: Iterable[tuple[str, Iterable[tuple[int, int]]]], paths: Mapping[int, str], keys: Sequence[Key]
) -> dict[Key, dict[int, int]]:
    """(path, numbers by the place of their key) added up: key → organisation → the sum of everything at and below it.
    Every key is there, an organisation only where its sum is not nought."""
    there: dict[str, list[int]] = {}
    for path, numbers in rows:
        sums = there.get(path)
        if sums is None:
            sums = there[path] = [0] * len(keys)
        for place, number in numbers:
            sums[place] += number
    asked = {path: org_id for org_id, path in paths.items()}
    whole: dict[int, list[int]] = {}
    for path, sums in there.items():
        cuts = (path[:end] for end in range(0, len(path) + 1, STEP))
        for org_id in [asked[cut] for cut in cuts if cut in asked]:
            so_far = whole.get(org_id)
            whole[org_id] = sums if so_far is None else [a + b for a, b in zip(so_far, sums, strict=True)]
    return {key: {org_id: ns[n] for org_id, ns in whole.items() if ns[n]} for n, key in enumerate(keys)}
