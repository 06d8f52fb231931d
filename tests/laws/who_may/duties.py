"""A rule is read by everyone who sees organisations; a duty is spoken of by those who record for its organisation."""

from datetime import date, datetime

from django.core.files.uploadedfile import SimpleUploadedFile

from jishi.duties import services
from jishi.files import services as files
from jishi.kernel.actor import operator
from jishi.kernel.clock import ZONE
from tests.builders import Cast
from tests.laws.who_may import Row


def _duty(cast: Cast) -> dict[str, object]:
    services.open_periods(date(2026, 11, 22))
    return {"org_id": cast.branch.pk, "rule_id": "heart_talk_yearly", "period": "2026"}


def _paper(cast: Cast) -> dict[str, object]:
    """A statement of the branch that has a paper."""
    now = datetime(2026, 11, 22, 10, tzinfo=ZONE)
    upload = SimpleUploadedFile("名单.csv", "姓名\n王建国\n".encode())
    services.open_periods(now.date())
    statement = services.state_done(
        org=cast.branch,
        rule_id="heart_talk_yearly",
        period="2026",
        held_on=date(2026, 11, 1),
        note="都谈过",
        paper_id=files.store(upload, actor=operator(), now=now).pk,
        actor=operator(),
        now=now,
    )
    return {"statement_id": statement.pk}


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
    "duties-paper": Row(secretary=200, sibling_secretary=404, member=200, clerk=200, department=200, args=_paper),
}


def _named(cast: Cast) -> dict[str, object]:
    """A person named to answer for one duty of the branch."""
    now = datetime(2026, 11, 22, 10, tzinfo=ZONE)
    made = services.name_answering(
        org=cast.branch,
        rule_id="heart_talk_yearly",
        person_id=cast.members[3].pk,
        from_on=date(2026, 11, 1),
        reason="书记外出",
        actor=operator(),
        now=now,
    )
    return {"answering_id": made.pk}


_DIVISION = Row(
    secretary=200, sibling_secretary=404, member=200, clerk=200, department=200,
    args=lambda cast: {"org_id": cast.branch.pk},
)  # fmt: skip
ROWS |= {
    # Whoever sees one organisation only goes straight to it.
    "duties-heads": Row(secretary=302, sibling_secretary=302, member=302, clerk=200, department=200),
    "duties-heads_export": Row(secretary=200, sibling_secretary=200, member=200, clerk=200, department=200),
    "duties-division": _DIVISION,
    "duties-division_docx": _DIVISION,
    "duties-division_xlsx": _DIVISION,
    "duties-name": Row(
        secretary=200, sibling_secretary=404, member=403, clerk=200, department=200,
        args=lambda cast: {"org_id": cast.branch.pk},
    ),
    "duties-unname": Row(
        secretary=405, sibling_secretary=405, member=403, clerk=405, department=405, args=_named
    ),
    "duties-rules": Row(secretary=200, sibling_secretary=200, member=200, clerk=200, department=200),
    "duties-replay": Row(secretary=200, sibling_secretary=200, member=200, clerk=200, department=200),
}  # fmt: skip
