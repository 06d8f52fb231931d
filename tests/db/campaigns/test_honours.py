"""The register of honours, and fifty years in the Party."""

from datetime import date
from typing import Any
from uuid import uuid4

import pytest

from jishi.campaigns import queries, services
from jishi.campaigns.models import Honour
from jishi.kernel.actor import Act, operator
from jishi.kernel.decision import EditConflict, NotAllowed, Refused
from tests.builders import make_member
from tests.conftest import SignIn
from tests.db.campaigns.conftest import Town


def honour(town: Town, **facts: Any) -> Honour:
    given: dict[str, Any] = {
        "kind": "member",
        "title": "",
        "level": "county_level",
        "given_by": "县委",
        "org": town.org,
    }
    given |= {"given_on": date(2025, 7, 1), "person_id": town.cast.members[0].pk, "actor": town.clerk}
    return services.register_honour(now=town.now, **(given | facts))


def test_a_line_names_one_and_only_those_below(town: Town) -> None:
    number = uuid4()
    first = honour(town, submission=number)
    assert honour(town, submission=number) == first
    assert first.title == "优秀共产党员"
    for wrong, words in (
        ({"person_id": None}, "选一个人"), ({"target_id": town.branch.pk}, "选一个人"),
        ({"person_id": None, "target_id": town.cast.county.pk}, "下级里选"), ({"given_on": date(2027, 1, 1)}, "没有到"),
    ):  # fmt: skip
        with pytest.raises(Refused, match=words):
            honour(town, **wrong)
    with pytest.raises(NotAllowed):
        honour(town, actor=town.secretary)


def test_withdrawn_stays_with_its_reason(town: Town) -> None:
    made = honour(town)
    with pytest.raises(Refused, match="不能早于"):
        services.withdraw_honour(made.pk, 1, on=date(2025, 1, 1), why="x", actor=town.clerk, now=town.now)
    with pytest.raises(Refused, match="依据和原因"):
        services.withdraw_honour(made.pk, 1, on=date(2026, 1, 1), why="", actor=town.clerk, now=town.now)
    services.withdraw_honour(made.pk, 1, on=date(2026, 1, 1), why="弄虚作假", actor=town.clerk, now=town.now)
    with pytest.raises(EditConflict):
        services.withdraw_honour(made.pk, 1, on=date(2026, 1, 1), why="x", actor=town.clerk, now=town.now)
    assert not queries.honour_rows(town.clerk).exists()
    assert queries.honour_rows(town.clerk, standing="withdrawn").get().withdrawn_why == "弄虚作假"
    assert queries.honour_rows(town.clerk, standing="all", kind="member", find="优秀").exists()


def test_who_reads_a_line(town: Town) -> None:
    made = honour(town)
    assert queries.get_honour(town.secretary, Act.RECORD_VIEW, made.pk) == made
    with pytest.raises(NotAllowed):
        queries.get_honour(town.secretary, Act.RECORD, made.pk)
    with pytest.raises(Honour.DoesNotExist):
        queries.get_honour(town.neighbour, Act.RECORD_VIEW, made.pk)
    card = queries.member_card(town.secretary, town.cast.members[0].pk, town.now.date())
    assert card is not None
    assert queries.member_card(town.neighbour, town.cast.members[0].pk, town.now.date()) is None


def test_fifty_years_are_counted_from_full_membership_with_the_correction(town: Town) -> None:
    old = make_member(now=town.now, org=town.branch, joined_on=date(1975, 7, 1), full_on=date(1976, 7, 1))
    late = make_member(now=town.now, org=town.branch, joined_on=date(1975, 7, 2), full_on=date(1976, 7, 2))
    mended = make_member(now=town.now, org=town.branch, joined_on=date(1977, 7, 1), full_on=date(1978, 7, 1))
    mended.standing_correction_months = 24
    mended.save()
    found = {one.member.pk: one for one in queries.fifty_years(town.clerk, 2026)}
    assert set(found) == {old.pk, mended.pk}
    assert found[old.pk].years == 50
    assert late.pk in {one.member.pk for one in queries.fifty_years(town.clerk, 2027)}
    medals = {"org": town.org, "year": 2026, "given_by": "中共中央", "given_on": date(2026, 6, 28), "actor": town.clerk}
    rows = services.give_medals(ids=[old.pk, late.pk], now=town.now, **medals)  # type: ignore[arg-type]  # words given by name
    assert [row.person_id for row in rows] == [old.pk]
    with pytest.raises(Refused, match="还没有颁发"):
        services.give_medals(ids=[old.pk], now=town.now, **medals)  # type: ignore[arg-type]  # words given by name
    with pytest.raises(NotAllowed):
        services.give_medals(ids=[mended.pk], now=town.now, **(medals | {"actor": town.secretary}))  # type: ignore[arg-type]  # words given by name
    assert queries.fifty_years(operator(), 2026, org=town.sibling) == []


def test_the_pages_of_the_register(town: Town, sign_in: SignIn) -> None:
    client = sign_in(town.cast.clerk)
    assert "没有符合条件的荣誉" in client.get("/campaigns/honours/").content.decode()
    form = f"/campaigns/honours/new/{town.org.pk}/"
    assert client.get(form).status_code == 200
    sent = {"person": "", "target": town.branch.pk, "kind": "org", "title": "", "level": "county_level", "given_by": "县委",
            "given_on": "2025-07-01", "number": "", "submission": str(uuid4())}  # fmt: skip
    client.post(form, sent)
    made = Honour.objects.get()
    card = f"/campaigns/honours/{made.pk}/"
    assert "红旗村党支部" in client.get(card).content.decode()
    assert client.get("/campaigns/honours/export/").content[:2] == b"PK"
    assert "先进基层党组织" in client.get(f"/orgs/{town.branch.pk}/part/ties/").content.decode()
    assert client.get(f"{card}withdraw/").status_code == 200
    client.post(f"{card}withdraw/", {"on": "2026-11-01", "why": "弄虚作假", "version": 1})
    assert "弄虚作假" in client.get(card).content.decode()
    old = make_member(now=town.now, org=town.branch, name="马德胜", joined_on=date(1974, 7, 1))
    assert "马德胜" in client.get("/campaigns/honours/fifty/?year=2026").content.decode()
    assert client.get("/campaigns/honours/fifty/export/?year=1").content[:2] == b"PK"
    form = f"/campaigns/honours/fifty/{town.org.pk}/?year=2026"
    assert "马德胜" in client.get(form).content.decode()
    client.post(form, {"ids": [old.pk], "given_by": "中共中央", "given_on": "2026-06-28"})
    assert "已颁发" in client.get("/campaigns/honours/fifty/?year=2026").content.decode()
