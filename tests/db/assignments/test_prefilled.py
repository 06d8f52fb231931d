"""A new task is first thought of for the one who answers."""

from datetime import date, datetime

from jishi.assignments import queries
from jishi.kernel.actor import operator
from jishi.orgs import services as orgs
from jishi.orgs.rules import WorkField
from tests.builders import Cast
from tests.conftest import SignIn

ON = date(2026, 11, 22)


def test_the_owner_is_who_is_in_charge_of_the_work_else_the_secretary(
    cast: Cast, sign_in: SignIn, now: datetime
) -> None:
    orgs.assign_charge(
        org=cast.branch, fields=[WorkField.DUES], person_id=cast.members[1].pk, from_on=date(2026, 3, 1),
        actor=operator(), now=now,
    )  # fmt: skip
    found = {work: queries.answers_for(cast.branch.pk, work, ON) for work in ("", "dues", "publicity")}
    assert found == {"": cast.members[0].pk, "dues": cast.members[1].pk, "publicity": cast.members[0].pk}
    assert queries.answers_for(cast.other_township.pk, "dues", ON) is None
    clerk = sign_in(cast.clerk)
    page = clerk.get(f"/assignments/new/?org={cast.branch.pk}&work=dues").content.decode()
    assert f'<option value="{cast.members[1].pk}" selected>' in page
    looked = clerk.post("/assignments/new/", {"org": cast.branch.pk, "work": "", "title": "清账", "lookup": "1"})
    assert f'<option value="{cast.members[0].pk}" selected>' in looked.content.decode()
