"""An experience is written up from records, looked at and taken over; the goals of three levels on one page."""

from datetime import date
from uuid import uuid4

import pytest

from jishi.committees import services as committees
from jishi.committees.rules import GoalCategory, GoalLevel
from jishi.kernel.actor import Act, operator
from jishi.kernel.decision import EditConflict, NotAllowed, Refused
from jishi.model_sites import queries, services
from jishi.model_sites.models import Adoption, Experience, Observation
from jishi.model_sites.rules import AdoptionState
from tests.builders import make_org
from tests.conftest import SignIn
from tests.db.model_sites.conftest import Room

ON = date(2026, 11, 20)
WORDS = {"title": "三天答复", "problem": "没有下文", "practice": "一事一记", "results": "重复反映少了"}


def written(room: Room, **facts: object) -> Experience:
    return services.write_experience(
        org=room.cast.branch, actor=room.secretary, now=room.now, **WORDS | facts  # type: ignore[arg-type]  # words given by name
    )  # fmt: skip


def shared(room: Room) -> Experience:
    row = written(room)
    return services.share_experience(
        row.pk, row.version, shared_in_id=room.cast.township.pk, actor=room.clerk, now=room.now
    )


def test_it_is_written_from_the_records_once(room: Room) -> None:
    submission = uuid4()
    row = written(room, submission=submission)
    assert written(room, submission=submission).pk == row.pk
    assert {"党员总数", "书记"} <= {one["label"] for one in row.figures}
    with pytest.raises(Refused, match="做"):
        written(room, practice=" ")
    with pytest.raises(NotAllowed):
        services.write_experience(org=room.cast.branch, actor=room.sibling, now=room.now, **WORDS)
    site = room.named()
    assert queries.own_sites(room.cast.branch) == [(str(site.pk), site.programme.title)]
    with pytest.raises(Refused, match="本组织"):
        services.write_experience(org=room.cast.sibling, site_id=site.pk, actor=room.sibling, now=room.now, **WORDS)
    services.edit_experience(row.pk, row.version, actor=room.secretary, now=room.now, again=True, **WORDS)
    with pytest.raises(EditConflict):
        services.edit_experience(row.pk, row.version, actor=room.secretary, now=room.now, **WORDS)


def test_who_reads_it_before_and_after_it_is_shared(room: Room) -> None:
    row = written(room)
    with pytest.raises(Experience.DoesNotExist):
        queries.get_experience(room.sibling, Act.VIEW, row.pk)
    with pytest.raises(NotAllowed):
        services.take_over(
            experience_id=row.pk, org=room.cast.sibling, on=ON, adapted="试", actor=room.sibling, now=room.now
        )
    with pytest.raises(NotAllowed):
        services.share_experience(
            row.pk, row.version, shared_in_id=room.cast.township.pk, actor=room.secretary, now=room.now
        )
    with pytest.raises(Refused, match="上级"):
        services.share_experience(
            row.pk, row.version, shared_in_id=room.cast.sibling.pk, actor=room.clerk, now=room.now
        )
    bare = written(room, results="", title="另一份")
    with pytest.raises(Refused, match="成效"):
        services.share_experience(
            bare.pk, bare.version, shared_in_id=room.cast.branch.pk, actor=room.secretary, now=room.now
        )
    services.share_experience(row.pk, row.version, shared_in_id=room.cast.township.pk, actor=room.clerk, now=room.now)
    assert queries.get_experience(room.sibling, Act.VIEW, row.pk).pk == row.pk
    with pytest.raises(NotAllowed):
        queries.get_experience(room.sibling, Act.RECORD, row.pk)


def test_taken_over_and_traced_from_hand_to_hand(room: Room) -> None:
    row = shared(room)
    third = make_org(now=room.now, name="第三村党支部", parent=room.cast.township)
    submission = uuid4()
    facts = {"experience_id": row.pk, "on": ON, "adapted": "先试两个组"}
    for _ in range(2):
        first = services.take_over(
            org=room.cast.sibling, actor=room.sibling, now=room.now, submission=submission, **facts
        )  # type: ignore[arg-type]  # words given by name

    services.take_over(org=third, source_id=first.pk, actor=operator(), now=room.now, **facts)  # type: ignore[arg-type]  # words given by name
    chain = queries.experience_view(room.secretary, row).chain
    assert [(link.row.org.name, link.depth) for link in chain] == [("柳树湾村党支部", 0), ("第三村党支部", 1)]
    assert [name for _, name in queries.sources_of(row)] == ["柳树湾村党支部", "第三村党支部"]
    with pytest.raises(Refused, match="已经登记"):
        services.take_over(org=room.cast.sibling, actor=room.sibling, now=room.now, **facts)  # type: ignore[arg-type]  # words given by name
    with pytest.raises(Refused, match="其他党组织"):
        services.take_over(org=room.cast.branch, actor=room.secretary, now=room.now, **facts)  # type: ignore[arg-type]  # words given by name
    fourth = make_org(now=room.now, name="第四村党支部", parent=room.cast.township)
    with pytest.raises(Refused, match="已经借鉴"):
        services.take_over(org=fourth, source_id=0, actor=operator(), now=room.now, **facts)  # type: ignore[arg-type]  # words given by name


def test_what_came_of_it_is_told_by_whoever_took_it_over(room: Room) -> None:
    row = shared(room)
    made = services.take_over(
        experience_id=row.pk, org=room.cast.sibling, on=ON, adapted="试", actor=room.sibling, now=room.now
    )
    with pytest.raises(Refused, match="结果"):
        services.tell_result(made.pk, 1, state=AdoptionState.WORKS, result="", actor=room.sibling, now=room.now)
    with pytest.raises(NotAllowed):
        services.tell_result(made.pk, 1, state=AdoptionState.WORKS, result="好", actor=room.secretary, now=room.now)
    services.tell_result(made.pk, 1, state=AdoptionState.DROPPED, result="人手不够", actor=room.sibling, now=room.now)
    with pytest.raises(EditConflict):
        services.tell_result(made.pk, 1, state=AdoptionState.WORKS, result="好", actor=room.sibling, now=room.now)
    assert Adoption.objects.get().result == "人手不够"


def test_who_came_to_look_and_what_they_said(room: Room) -> None:
    row, submission = shared(room), uuid4()
    for _ in range(2):
        services.note_observation(
            experience_id=row.pk, on=ON, org_id=room.cast.sibling.pk, who="柳树湾村两委", people=6, feedback="好学",
            actor=room.secretary, now=room.now, submission=submission,
        )  # fmt: skip
    assert Observation.objects.count() == 1
    assert queries.experience_view(room.secretary, row).people == 6
    assert room.cast.sibling in queries.visiting_orgs(row)
    assert queries.visiting_orgs(written(room, title="没有推广")) == []


def test_who_came_says_it_themselves_once(room: Room, sign_in: SignIn) -> None:
    row = shared(room)
    facts = {"experience_id": row.pk, "on": ON, "people": 6, "feedback": "", "actor": room.secretary, "now": room.now}
    ours = services.note_observation(org_id=room.cast.sibling.pk, who="柳树湾村两委", **facts)  # type: ignore[arg-type]  # words given by name
    others = services.note_observation(who="邻县", **facts)  # type: ignore[arg-type]  # words given by name
    sibling, where = sign_in(room.cast.sibling_secretary), f"/model-sites/experiences/{row.pk}/"
    address = f"/model-sites/observations/{ours.pk}/"
    assert address in sibling.get(where).content.decode()
    assert address not in sign_in(room.cast.secretary).get(where).content.decode()
    with pytest.raises(NotAllowed):
        services.give_feedback(others.pk, feedback="好", actor=room.secretary, now=room.now)
    with pytest.raises(NotAllowed):
        services.give_feedback(ours.pk, feedback="好", actor=room.secretary, now=room.now)
    sibling.post(address, {"feedback": "台账好学"})
    assert "台账好学" in sibling.get(where).content.decode()
    assert "已经写过" in sibling.post(address, {"feedback": "再写"}).content.decode()
    assert sibling.get(f"/model-sites/observations/{others.pk}/").status_code == 404


def test_the_pages_of_an_experience(room: Room, sign_in: SignIn) -> None:
    client = sign_in(room.cast.secretary)
    assert "还没有经验做法" in client.get("/model-sites/experiences/").content.decode()
    client.post(f"/model-sites/experiences/add/{room.cast.branch.pk}/", WORDS | {"submission": str(uuid4())})
    row = Experience.objects.get()
    where = f"/model-sites/experiences/{row.pk}/"
    client.post(f"{where}edit/", WORDS | {"title": "三天有答复", "version": row.version})
    row.refresh_from_db()
    clerk = sign_in(room.cast.clerk)
    clerk.post(f"{where}share/", {"shared_in": room.cast.township.pk, "version": row.version})
    sibling = sign_in(room.cast.sibling_secretary)
    facts = {"org": room.cast.sibling.pk, "on": "2026-11-20", "adapted": "先试两个组", "submission": str(uuid4())}
    sibling.post(f"{where}take/", facts)
    made = Adoption.objects.get()
    told = {"state": "works", "result": "答复快了", "version": "1"}
    sibling.post(f"/model-sites/adoptions/{made.pk}/", told)
    seen = {"who": "邻乡各村", "people": "8", "on": "2026-11-20", "feedback": "能学", "submission": str(uuid4())}
    client.post(f"{where}observe/", seen)
    page = client.get(where).content.decode()
    for words in ("三天有答复", "柳树湾村党支部", "答复快了", "邻乡各村", "8 人次"):
        assert words in page
    assert client.get(f"{where}print/").status_code == 200
    assert "三天有答复" in client.get("/model-sites/experiences/?find=答复&sector=village").content.decode()


def test_three_levels_on_one_page_with_what_each_waits_for(room: Room, sign_in: SignIn) -> None:
    for org, level, text in (
        (room.cast.county, GoalLevel.BELOW, "件件有答复"),
        (room.cast.county, GoalLevel.OWN, "县里自己的事"),
        (room.cast.branch, GoalLevel.OWN, "三天答复"),
    ):
        committees.set_goal(
            org=org, year=2026, category=GoalCategory.SERVICE, text=text, measure="查得到", due_on=date(2026, 12, 31),
            level=level, actor=room.county if org == room.cast.county else room.secretary, now=room.now,
        )  # fmt: skip
    page = sign_in(room.cast.secretary).get(f"/model-sites/joint/{room.cast.branch.pk}/").content.decode()
    for words in ("件件有答复", "三天答复", "个所属党组织报进展", "还没有进展，等第一步", "没有目标"):
        assert words in page
    assert "县里自己的事" not in page
    county = sign_in(room.cast.department).get(f"/model-sites/joint/{room.cast.county.pk}/?year=2026").content.decode()
    assert "县里自己的事" in county
    assert (
        "三级都还没有定目标"
        in sign_in(room.cast.clerk).get(f"/model-sites/joint/{room.cast.township.pk}/?year=2020").content.decode()
    )
