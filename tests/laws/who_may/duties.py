"""A rule is read by everyone who sees organisations; a duty is spoken of by those who record for its organisation."""

from datetime import date

from jishi.duties import services
from tests.builders import Cast
from tests.laws.who_may import Row


def _duty(cast: Cast) -> dict[str, object]:
    services.open_periods(date(2026, 11, 22))
    return {"org_id": cast.branch.pk, "rule_id": "heart_talk_yearly", "period": "2026"}


_OWN = Row(secretary=200, sibling_secretary=404, member=200, clerk=403, department=403, args=_duty)

ROWS = {
    "duties-rule": Row(
        secretary=200,
        sibling_secretary=200,
        member=200,
        clerk=200,
        department=200,
        args=lambda cast: {"rule_id": "theme_party_day_monthly"},
    ),
    "duties-windows": Row(secretary=403, sibling_secretary=403, member=403, clerk=403, department=200),
    "duties-explain": _OWN,
    "duties-state": _OWN,
}
