"""Numbers of many organisations from one statement: rows by path, added up to each organisation asked about."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import groupby

from django.db.models import Q

from jishi.orgs.queries.scope import ABOVE
from jishi.orgs.rules import STEP

_FEW_RANGES = 8
_MOST_RANGES = 40  # more places than this are asked for by what they have in common


def within(paths: Collection[str], *, field: str = "path") -> Q:
    """At or below any of `paths`: by their ranges while they are few, else by those of brothers from the first to the
    last, else by the place above them all, which may take in more. Whoever adds up by `rolled` leaves the rest out."""
    tops: list[str] = []
    for path in sorted(paths):
        if not tops or not path.startswith(tops[-1]):
            tops.append(path)
    runs = [(top, top) for top in tops]
    if len(runs) > _FEW_RANGES:  # a page of a list in the order of the tree is a few runs of brothers
        brothers = [list(run) for _, run in groupby(tops, key=lambda top: top[:-STEP])]
        runs = [(run[0], run[-1]) for run in brothers]
    if len(runs) > _MOST_RANGES:
        first, last = tops[0], tops[-1]
        same = next((n for n, (a, b) in enumerate(zip(first, last, strict=False)) if a != b), len(first))
        runs = [(first[: same - same % STEP],) * 2]
    found = Q(pk__in=[])
    for first, last in runs:
        found |= Q(**{f"{field}__gte": first, f"{field}__lt": last + ABOVE})
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
