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
    assert not queries.honour_page(town.clerk).rows
    [line] = queries.honour_page(town.clerk, standing="withdrawn").rows
    assert line.withdrawn_why == "弄虚作假"
    assert queries.honour_page(town.clerk, standing="all", kind="member", find="优秀").rows


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
    among = queries.fifty_years(town.clerk, 2026)
    found = {one.member.pk: one for one in queries.fifty_page(among, 2026, left=False, at="").page.rows}
    assert set(found) == {old.pk, mended.pk}
    assert found[old.pk].years == 50
    assert late in queries.fifty_years(town.clerk, 2027).members
    medals = {"org": town.org, "year": 2026, "given_by": "中共中央", "given_on": date(2026, 6, 28), "actor": town.clerk}
    rows = services.give_medals(ids=[old.pk, late.pk], now=town.now, **medals)  # type: ignore[arg-type]  # words given by name
    assert [row.person_id for row in rows] == [old.pk]
    with pytest.raises(Refused, match="还没有颁发"):
        services.give_medals(ids=[old.pk], now=town.now, **medals)  # type: ignore[arg-type]  # words given by name
    with pytest.raises(NotAllowed):
        services.give_medals(ids=[mended.pk], now=town.now, **(medals | {"actor": town.secretary}))  # type: ignore[arg-type]  # words given by name
    with pytest.raises(Refused, match="最多登记"):
        services.give_medals(ids=list(range(101)), now=town.now, **medals)  # type: ignore[arg-type]  # words given by name
    assert not queries.fifty_years(operator(), 2026, org=town.sibling).members.exists()


def test_the_pages_of_the_register(town: Town, sign_in: SignIn) -> None:
    client = sign_in(town.cast.clerk)
    assert "没有符合条件的荣誉" in client.get("/campaigns/honours/").content.decode()
    form = f"/campaigns/honours/new/{town.org.pk}/"
    assert client.get(form).status_code == 200
    sent = {"person": "", "target": town.branch.name, "kind": "org", "title": "", "level": "county_level", "given_by": "县委",
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


def test_fifty_years_come_by_pages_and_by_who_has_no_medal_yet(town: Town, sign_in: SignIn) -> None:
    """Three, two to a page by name; one is given the medal, two are left."""
    names = ("安一", "白二", "陈三")
    old = [make_member(now=town.now, org=town.branch, name=name, joined_on=date(1970, 7, 1)) for name in names]
    among = queries.fifty_years(town.clerk, 2026)
    first = queries.fifty_page(among, 2026, left=False, at="", size=2)
    assert [one.member.person.name for one in first.page.rows] == ["安一", "白二"]
    assert (first.page.total, first.waiting) == (3, 3)
    second = queries.fifty_page(among, 2026, left=False, at=first.page.next, size=2)
    assert [one.member.person.name for one in second.page.rows] == ["陈三"]
    given = {"org": town.org, "year": 2026, "given_by": "中共中央", "given_on": date(2026, 6, 28), "actor": town.clerk}
    services.give_medals(ids=[old[1].pk], now=town.now, **given)  # type: ignore[arg-type]  # words given by name
    left = queries.fifty_page(among, 2026, left=True, at="", size=1)
    assert (left.page.total, left.waiting) == (2, 2)
    assert [one.member.pk for one in queries.to_give(among, 2026)] == [old[0].pk, old[2].pk]
    streamed = list(queries.fifty_streamed(among, 2026, left=False))
    assert [one.medal is not None for one in streamed] == [False, True, False]
    page = sign_in(town.cast.clerk).get(f"/campaigns/honours/fifty/?left=on&org={town.branch.pk}").content.decode()
    assert "安一" in page
    assert "白二" not in page
    form = sign_in(town.cast.clerk).get(f"/campaigns/honours/fifty/{town.org.pk}/?org={town.branch.pk}")
    assert "陈三" in form.content.decode()


def test_of_more_than_a_county_nobody_is_looked_up_in_the_register(town: Town, sign_in: SignIn) -> None:
    make_member(now=town.now, org=town.branch, name="安一", joined_on=date(1970, 7, 1))
    among = queries.fifty_years(operator(), 2026)
    assert among.is_wide
    found = queries.fifty_page(among, 2026, left=True, at="")
    assert (found.page.total, found.waiting, len(found.page.rows)) == (1, None, 1)
    assert queries.to_give(among, 2026) == []


def test_who_is_honoured_is_typed_and_namesakes_are_told_apart(town: Town, sign_in: SignIn) -> None:
    one = make_member(now=town.now, org=town.branch, name="王大力")
    client, form = sign_in(town.cast.clerk), f"/campaigns/honours/new/{town.org.pk}/"
    sent = {"person": "王大力", "target": "", "kind": "member", "title": "", "level": "county_level", "given_by": "县委",
            "given_on": "2025-07-01", "number": "", "submission": str(uuid4())}  # fmt: skip
    assert "名册里没有“王小力”" in client.post(form, sent | {"person": "王小力"}).content.decode()
    assert "找不到“没有的支部”" in client.post(form, sent | {"person": "", "target": "没有的支部"}).content.decode()
    other = make_member(now=town.now, org=town.branch, name="王大力")
    asked = client.post(form, sent).content.decode()
    assert "请选是哪一位" in asked
    assert "同名2" in asked
    assert client.post(form, sent | {"who": other.pk}).status_code == 302
    assert Honour.objects.get().person_id == other.pk != one.pk


def test_a_line_kept_elsewhere_is_read_by_whom_it_is_about(town: Town) -> None:
    """What the township keeps of a branch, of its member and of oneself is in the branch's register, once each."""
    member = town.cast.members[0]
    of_branch = honour(town, person_id=None, target_id=town.branch.pk, kind="org")
    of_member, of_me = honour(town), honour(town, person_id=town.secretary.person_id)
    own = honour(town, org=town.branch, actor=operator(), kind="other_honour", title="奖状")
    assert {row.pk for row in queries.honour_page(town.secretary).rows} == {
        x.pk for x in (of_branch, of_member, of_me, own)
    }
    assert not queries.honour_page(town.neighbour).rows
    assert len(list(queries.honours_streamed(queries.register(town.clerk)))) == 4
    assert {x.pk for x in queries.honours_where(town.secretary, Act.RECORD_VIEW)} >= {of_member.pk, of_branch.pk}
    assert member.pk == of_member.person_id


def test_where_organisations_are_many_they_are_chosen_on_a_page(
    town: Town, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("jishi.campaigns.queries.places.IN_SIGHT", 0)
    client, place = sign_in(town.cast.clerk), "/campaigns/place/"
    for page, use in (
        ("honours/", "honour"), ("carriers/", "carrier"), ("mending/", "mending"), ("start/", "start"), ("selections/", "selection")
    ):  # fmt: skip
        assert f"{place}{use}/" in client.get(f"/campaigns/{page}").content.decode()
    shown = client.get(f"{place}honour/").content.decode()
    assert f"/campaigns/honours/new/{town.org.pk}/" in shown
    assert "没有可选的党组织" in client.get(f"{place}honour/?find=没有这样的").content.decode()
    assert f"/campaigns/start/?org={town.org.pk}" in client.get(f"{place}start/").content.decode()
    assert town.org.name in client.get(f"{place}medals/?about=2026").content.decode()
    assert client.get(f"{place}nothing/").status_code == 404
    assert client.get(f"{place}try/?about=0").status_code == 404
