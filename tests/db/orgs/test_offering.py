"""Which organisations a form offers: all of few; of very many the first, and the one that was asked for."""

from datetime import date, datetime

import pytest
from django.db.models import QuerySet
from django.test import Client
from django.urls import reverse

from jishi.duties.models import Window
from jishi.members.models import Member
from jishi.orgs.models import Organization
from jishi.orgs.queries import offered, offering
from tests.builders import Cast
from tests.conftest import SignIn

pytestmark = pytest.mark.django_db
BORN = date(1988, 8, 8)


def rows_of(cast: Cast) -> QuerySet[Organization]:
    return Organization.objects.filter(pk__in=[cast.township.pk, cast.branch.pk])


def test_few_are_all_there(cast: Cast) -> None:
    offer = offered(rows_of(cast), "999999")
    assert offer.choices == [(cast.township.pk, cast.township.name), (cast.branch.pk, cast.branch.name)]
    assert not offer.is_part


def test_of_many_the_first_and_those_asked_for(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(offering, "OFFERED", 1)
    offer = offered(rows_of(cast), "", "x", "9" * 30, str(cast.branch.pk), str(cast.township.pk))
    assert [pk for pk, _ in offer.choices] == [cast.branch.pk, cast.township.pk]
    assert offer.is_part
    assert [pk for pk, _ in offered(rows_of(cast)).choices] == [cast.township.pk]
    out_of_reach = offered(rows_of(cast), str(cast.sibling.pk)).choices
    assert [pk for pk, _ in out_of_reach] == [cast.township.pk]


def test_any_other_is_found_by_a_piece_of_its_name(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(offering, "OFFERED", 1)
    offer = offered(rows_of(cast), find=f"{cast.branch.name[:2]} 支部")
    assert (offer.choices, offer.is_part) == ([(cast.branch.pk, cast.branch.name)], False)
    assert offered(rows_of(cast), find="没有这个").choices == []


def enrolled(client: Client, org: Organization) -> None:
    address = f"{reverse('members-new')}?org={org.pk}"
    form = client.get(address).context["form"]
    values = {
        "submission": str(form["submission"].value()), "org": org.pk, "reason": "newly_admitted", "from_on": "2026-11-01",
        "name": "周新来", "sex": "1", "born_on": f"{BORN}", "category": "probationary", "joined_on": "2026-11-01",
    }  # fmt: skip
    assert client.post(address, values).status_code == 302


FORMS = ["members-new", "assignments-new", "assignments-problem_new"]


@pytest.mark.parametrize("route", [*FORMS, "desk-layouts"])
def test_a_form_draws_the_first_and_finds_any_other(
    cast: Cast, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch, route: str
) -> None:
    monkeypatch.setattr(offering, "OFFERED", 1)
    who = cast.department if route == "desk-layouts" else cast.clerk
    client, option = sign_in(who), f">{cast.sibling.name}</option>"
    page = client.get(reverse(route)).content.decode()
    assert "别的先在这里查找" in page
    assert option not in page
    assert option in client.get(reverse(route), {"find": cast.sibling.name}).content.decode()
    assert "没有找到" in client.get(reverse(route), {"find": "没有这个"}).content.decode()


@pytest.mark.parametrize("route", ["duties-windows", "duties-optional"])
def test_a_notice_is_issued_in_the_name_of_any_that_has_others_below(
    cast: Cast, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch, route: str
) -> None:
    monkeypatch.setattr(offering, "OFFERED", 1)
    client, option = sign_in(cast.department), f">{cast.township.name}</option>"
    page = client.get(reverse(route)).content.decode()
    assert f">{cast.county.name}</option>" in page
    assert "别的先在这里查找" in page
    assert option not in page
    assert option in client.get(reverse(route), {"find": cast.township.name}).content.decode()


def test_a_window_beyond_the_first_is_set_and_opened_again(
    cast: Cast, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(offering, "OFFERED", 1)
    client, where = sign_in(cast.department), reverse("duties-windows")
    typed = {
        "issuer": cast.township.pk, "rule_id": "heart_talk_yearly", "year": "2026", "opens_on": "2026-11-01",
        "closes_on": "2026-12-15", "basis": "县委组织部通知", "version": "0",
    }  # fmt: skip
    assert client.post(where, typed).status_code == 302
    window = Window.objects.get()
    assert window.issuer == cast.township
    page = client.get(where, {"edit": window.pk}).content.decode()
    assert f'<option value="{cast.township.pk}" selected>{cast.township.name}</option>' in page


@pytest.mark.parametrize("route", FORMS)
def test_a_form_opened_for_an_organisation_has_it_chosen(
    cast: Cast, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch, route: str
) -> None:
    monkeypatch.setattr(offering, "OFFERED", 1)
    page = sign_in(cast.clerk).get(reverse(route), {"org": cast.sibling.pk}).content.decode()
    assert f'<option value="{cast.sibling.pk}" selected>{cast.sibling.name}</option>' in page


def test_somebody_is_put_on_the_roster_of_a_branch_beyond_the_first(
    cast: Cast, now: datetime, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(offering, "OFFERED", 1)
    enrolled(sign_in(cast.clerk), cast.sibling)
    assert Member.objects.get(person__name="周新来").org == cast.sibling
