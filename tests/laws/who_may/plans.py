"""Plans are read by those who read records, changed by those who record; series are issued by those who assign below."""

from datetime import date

from jishi.activities import services
from jishi.activities.models import PlanSeries
from jishi.activities.rules import Kind, PlanInput
from jishi.activities.rules.series import SeriesInput, TopicInput
from jishi.kernel.actor import operator
from tests.builders import Cast
from tests.conftest import NOW
from tests.laws.who_may import Row


def _plan(cast: Cast) -> dict[str, object]:
    return {"org_id": cast.branch.pk, "year": 2026}


def _entry(cast: Cast) -> dict[str, object]:
    made = services.add_entry(
        PlanInput(
            org_id=cast.branch.pk, year=2026, month=date(2026, 12, 1), title="学雷锋", kinds=(Kind.THEME_PARTY_DAY,)
        ),
        actor=operator(),
        now=NOW,
    )
    return {"entry_id": made.pk}


def _made(cast: Cast) -> PlanSeries:
    topic = TopicInput(number=1, month=date(2026, 12, 1), title="学雷锋", kinds=(Kind.THEME_PARTY_DAY,))
    return services.issue_series(
        SeriesInput(issuer_id=cast.township.pk, year=2026, title="主题安排", topics=(topic,), rests_on="第4项"),
        [cast.branch.pk],
        actor=operator(),
        now=NOW,
    )


def _series(cast: Cast) -> dict[str, object]:
    return {"series_id": _made(cast).pk}


_ALL = Row(secretary=200, sibling_secretary=200, member=200, clerk=200, department=200)
_READ = Row(secretary=200, sibling_secretary=404, member=200, clerk=200, department=200, args=_plan)
_WRITE = Row(secretary=200, sibling_secretary=404, member=200, clerk=403, department=403, args=_plan)
_BUTTON = Row(secretary=405, sibling_secretary=405, member=405, clerk=405, department=405, args=_plan)
_SERIES = Row(secretary=200, sibling_secretary=404, member=200, clerk=200, department=200, args=_series)

ROWS = {
    "desk-plans": Row(secretary=302, sibling_secretary=302, member=302, clerk=200, department=200),
    "desk-plans_export": _ALL,
    "desk-plan": _READ,
    "desk-plan_compare": _READ,
    "desk-plan_layout": _WRITE,
    "desk-plan_new": _WRITE,
    "desk-plan_copy": _BUTTON,
    "desk-plan_many": _BUTTON,
    "desk-plan_entry": Row(secretary=200, sibling_secretary=404, member=200, clerk=403, department=403, args=_entry),
    "desk-series": _ALL,
    "desk-series_new": Row(secretary=403, sibling_secretary=403, member=403, clerk=200, department=200),
    "desk-series_show": _SERIES,
    "desk-series_paper": Row(secretary=404, sibling_secretary=404, member=404, clerk=404, department=404, args=_series),
    "desk-series_edit": Row(secretary=403, sibling_secretary=404, member=403, clerk=200, department=200, args=_series),
}
