from datetime import datetime

from jishi.kernel.actor import Act
from jishi.orgs.queries import orgs_where
from tests.builders import Cast, actor_named


def test_everyone_sees_their_own_part_of_the_tree(cast: Cast, now: datetime) -> None:
    seen = {
        name: set(orgs_where(actor_named(name, today=now.date()), Act.VIEW))
        for name in ("secretary", "sibling_secretary", "clerk", "department")
    }
    assert seen["secretary"] == {cast.branch, cast.group}
    assert seen["sibling_secretary"] == {cast.sibling}
    assert seen["clerk"] == {cast.township, cast.branch, cast.group, cast.sibling}
    assert cast.other_township in seen["department"]
