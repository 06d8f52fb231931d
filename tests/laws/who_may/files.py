"""What was made in the background is for the one who asked for it."""

from jishi.files.services import ask_for
from jishi.kernel.actor import Act
from tests.builders import Cast, actor_named
from tests.conftest import NOW
from tests.laws.who_may import Row


def _of_the_clerk(cast: Cast) -> dict[str, object]:
    actor = actor_named("clerk", today=NOW.date())
    values = {"org": cast.township.pk, "asked": "yearbook.2026.docx"}
    return {"download_id": ask_for("desk.parcel", values, title="手册", acts=[Act.VIEW], actor=actor, now=NOW).pk}


_BUTTON = Row(secretary=405, sibling_secretary=405, member=405, clerk=405, department=405, args=_of_the_clerk)
ROWS = {
    "files-downloads": Row(secretary=200, sibling_secretary=200, member=200, clerk=200, department=200),
    "files-download": Row(
        secretary=404, sibling_secretary=404, member=404, clerk=200, department=404, args=_of_the_clerk
    ),
    "files-download_cancel": _BUTTON,
    "files-download_retry": _BUTTON,
    "files-download_fetch": _BUTTON,
}
