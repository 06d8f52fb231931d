"""Who may open the pages that join apps."""

from collections.abc import Callable
from datetime import date

from jishi.desk import services
from jishi.desk.rules.reshaping import Part, Plan
from jishi.kernel.actor import operator
from jishi.orgs.rules import ReshapeKind
from tests.builders import Cast
from tests.conftest import NOW
from tests.laws.who_may import Row


def the_branch(cast: Cast) -> dict[str, object]:
    return {"org_id": cast.branch.pk}


def an_act(cast: Cast) -> dict[str, object]:
    parts = (Part(org_id=cast.sibling.pk),)
    plan = Plan(ReshapeKind.MERGE, date(2026, 11, 20), "和党组〔2026〕31号", (cast.branch.pk,), parts)
    shown = services.preview(plan, actor=operator(), now=NOW)
    act = services.reshape(plan, shown=shown.fingerprint, actor=operator(), now=NOW)
    return {"reshaping_id": act.pk}


def by_the_clerk(args: Callable[[Cast], dict[str, object]]) -> Row:
    """The right is held nowhere by a branch: the guard refuses before the door."""
    return Row(secretary=403, sibling_secretary=403, member=403, clerk=200, department=200, args=args)


EVERYBODY = Row(secretary=200, sibling_secretary=200, member=200, clerk=200, department=200)
ROWS = {
    "desk-merge": by_the_clerk(the_branch),
    "desk-split": by_the_clerk(the_branch),
    "desk-dissolve": by_the_clerk(the_branch),
    "desk-become": by_the_clerk(the_branch),
    "desk-take_back": by_the_clerk(an_act),
    "desk-rights": Row(secretary=200, sibling_secretary=404, member=200, clerk=200, department=200, args=the_branch),
    "desk-advice": EVERYBODY,
    "desk-home": EVERYBODY,
    "desk-township": EVERYBODY,
    "desk-township_print": EVERYBODY,
    "desk-township_export": EVERYBODY,
    "desk-cell": EVERYBODY,
    "desk-search": EVERYBODY,
    "desk-search_go": Row(secretary=405, sibling_secretary=405, member=405, clerk=405, department=405),
    "desk-search_glance": Row(secretary=405, sibling_secretary=405, member=405, clerk=405, department=405),
}
