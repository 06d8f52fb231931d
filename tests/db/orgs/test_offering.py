"""Which organisations a form offers: all of few; of very many the first, and the one that was asked for."""

from datetime import date, datetime

import pytest
from django.test import Client
from django.urls import reverse

from jishi.members.models import Member
from jishi.orgs.models import Organization
from jishi.orgs.queries import offered, offering
from tests.builders import Cast
from tests.conftest import SignIn

pytestmark = pytest.mark.django_db
BORN = date(1988, 8, 8)


def test_few_are_all_there(cast: Cast) -> None:
    rows = Organization.objects.filter(pk__in=[cast.township.pk, cast.branch.pk])
    assert offered(rows, "999999") == ([(cast.township.pk, cast.township.name), (cast.branch.pk, cast.branch.name)], "")


def test_of_many_the_first_and_those_asked_for(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(offering, "OFFERED", 1)
    rows = Organization.objects.filter(pk__in=[cast.township.pk, cast.branch.pk])
    found, more = offered(rows, "", "x", str(cast.branch.pk), str(cast.township.pk))
    assert [pk for pk, _ in found] == [cast.branch.pk, cast.township.pk]
    assert "从它的卡片点进来" in more
    assert [pk for pk, _ in offered(rows)[0]] == [cast.township.pk]
    out_of_reach = offered(rows, str(cast.sibling.pk))[0]
    assert [pk for pk, _ in out_of_reach] == [cast.township.pk]


def enrolled(client: Client, org: Organization) -> None:
    address = f"{reverse('members-new')}?org={org.pk}"
    form = client.get(address).context["form"]
    values = {
        "submission": str(form["submission"].value()), "org": org.pk, "reason": "newly_admitted", "from_on": "2026-11-01",
        "name": "周新来", "sex": "1", "born_on": f"{BORN}", "category": "probationary", "joined_on": "2026-11-01",
    }  # fmt: skip
    assert client.post(address, values).status_code == 302


@pytest.mark.parametrize("route", ["members-new", "assignments-new", "assignments-problem_new"])
def test_a_form_draws_the_first_and_the_organisation_it_was_opened_for(
    cast: Cast, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch, route: str
) -> None:
    monkeypatch.setattr(offering, "OFFERED", 1)
    page = sign_in(cast.clerk).get(f"{reverse(route)}?org={cast.sibling.pk}").content.decode()
    assert "从它的卡片点进来" in page
    assert f'<option value="{cast.sibling.pk}" selected>{cast.sibling.name}</option>' in page
    assert f">{cast.group.name}</option>" not in page


def test_somebody_is_put_on_the_roster_of_a_branch_beyond_the_first(
    cast: Cast, now: datetime, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(offering, "OFFERED", 1)
    enrolled(sign_in(cast.clerk), cast.sibling)
    assert Member.objects.get(person__name="周新来").org == cast.sibling
