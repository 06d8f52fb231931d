"""What holds for the whole site is set at the top of the tree."""

from datetime import date

from jishi.site.models import Holiday
from tests.builders import Cast
from tests.laws.who_may import Row


def _day(cast: Cast) -> dict[str, object]:
    return {"day_id": Holiday.objects.get(day=date(2026, 10, 1)).pk}


AT_THE_TOP = {"secretary": 403, "sibling_secretary": 403, "member": 403, "clerk": 403}
ROWS = {
    "site-holidays": Row(**AT_THE_TOP, department=200),
    "site-holidays_import": Row(**AT_THE_TOP, department=405),
    "site-holidays_export": Row(**AT_THE_TOP, department=200, args=lambda cast: {"year": 2026}),
    "site-holiday_remove": Row(**AT_THE_TOP, department=405, args=_day),
}
