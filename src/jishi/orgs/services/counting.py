"""What keeps `Below` true: whoever writes the path, the kind or the end of an organisation does it inside `recounted`, and
tells of new ones by `count_new`. `tests/laws/test_derived.py` looks for writers that do not."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager

from django.db import connection

from jishi.orgs.rules import STEP

# An organisation weighs what lives at it and below it: nothing below it is read, however much stands there. The rows of
# the superiors are locked in path order.
_WEIGH = """
WITH weight AS (
  SELECT path, kind COLLATE "C" AS kind, 1 AS n FROM orgs_organization WHERE id = ANY (%(orgs)s) AND ended_on IS NULL
  UNION ALL
  SELECT o.path, b.kind, b.count FROM orgs_below b JOIN orgs_organization o ON o.id = b.org_id
  WHERE b.org_id = ANY (%(orgs)s)
)
INSERT INTO orgs_below AS b (org_id, kind, count)
SELECT a.id, w.kind, %(sign)s * sum(w.n)
FROM weight w
CROSS JOIN LATERAL unnest(ARRAY(SELECT generate_series(%(step)s, length(w.path) - %(step)s, %(step)s))) AS level
JOIN orgs_organization a ON a.path = left(w.path, level)
GROUP BY a.id, a.path, w.kind HAVING sum(w.n) <> 0
ORDER BY a.path, w.kind
ON CONFLICT (org_id, kind) DO UPDATE SET count = b.count + excluded.count
"""


def count_new(org_ids: Collection[int]) -> None:
    """Count new organisations at those above them; superiors and their children come together, in one call. One statement."""
    if org_ids:
        _weigh(org_ids, 1)


@contextmanager
def recounted(org_id: int) -> Iterator[None]:
    """Within, the organisation gets another place, another kind, an end or its life back: what stands at it and below it is
    taken out above where it was and counted above where it is then. Never one inside another. Two statements. The caller
    holds the tree alone."""
    _weigh([org_id], -1)
    yield
    _weigh([org_id], 1)


def _weigh(org_ids: Collection[int], sign: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_WEIGH, {"orgs": list(org_ids), "sign": sign, "step": STEP})
