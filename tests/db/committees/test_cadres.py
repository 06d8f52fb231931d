"""联系点, 双重组织生活 and contact duties: shown by person, read by those concerned, never compared."""

from datetime import date, datetime
from uuid import uuid4

import pytest

from jishi.activities import services as activities
from jishi.activities.rules import GuestInput, Kind, RecordInput
from jishi.audit.models import AuditLine
from jishi.committees import papers, queries, services
from jishi.committees.models import ContactDone, ContactDuty, PointVisit
from jishi.committees.rules import ContactKind, MatterState
from jishi.kernel.actor import Act, operator
from jishi.kernel.decision import EditConflict, NotAllowed, Refused
from jishi.orgs import queries as orgs_queries
from jishi.orgs import services as orgs
from jishi.orgs.models import ContactPoint
from tests.builders import actor_named
from tests.conftest import SignIn
from tests.db.committees.conftest import Town

JAN, DEC = date(2026, 1, 1), date(2026, 12, 31)
WHO = "三组李大娘"


@pytest.fixture
def point(town: Town, now: datetime) -> ContactPoint:
    return orgs.link_point(
        org=town.org, person_id=town.leaders[1], place=town.cast.branch, from_on=JAN, basis="和党发〔2026〕3号",
        actor=town.clerk, now=now,
    )  # fmt: skip


@pytest.fixture
def duty(town: Town, now: datetime) -> ContactDuty:
    return services.plan_contact(
        org=town.org, person_id=town.leaders[1], kind=ContactKind.PAIRING, from_on=JAN, to_on=DEC, planned=6,
        place_id=town.cast.branch.pk, households=WHO, actor=town.clerk, now=now,
    )  # fmt: skip


def link(town: Town, now: datetime, **facts: object) -> ContactPoint:
    given: dict[str, object] = {
        "person_id": town.leaders[1],
        "place": town.cast.sibling,
        "from_on": JAN,
        "basis": "3号",
    }
    return orgs.link_point(org=town.org, actor=town.clerk, now=now, **(given | facts))  # type: ignore[arg-type]  # words given by name


def test_a_contact_point_lies_below_has_a_basis_and_stands_once(town: Town, point: ContactPoint, now: datetime) -> None:
    with pytest.raises(Refused, match="下属"):
        link(town, now, place=town.cast.other_township)
    with pytest.raises(Refused, match="依据"):
        link(town, now, basis=" ")
    with pytest.raises(Refused, match="已经联系"):
        link(town, now, place=town.cast.branch)
    number = uuid4()
    assert link(town, now, submission=number) == link(town, now, submission=number)


def test_a_contact_ends_once_and_its_past_stays(town: Town, point: ContactPoint, now: datetime) -> None:
    with pytest.raises(Refused, match="晚于"):
        orgs.end_point(point=point, on=JAN, basis="调整", actor=town.clerk, now=now)
    for _ in range(2):
        orgs.end_point(point=point, on=date(2026, 6, 1), basis="调整分工", actor=town.clerk, now=now)
    assert not orgs_queries.points_of(town.org, day=now.date()).exists()
    assert orgs_queries.points_of(town.org, day=date(2026, 5, 31)).exists()
    with pytest.raises(Refused, match="不再"):
        services.note_visit(point=point, on=date(2026, 7, 1), what="走访", actor=town.clerk, now=now)


def test_the_secretary_without_a_contact_point_is_told(town: Town, point: ContactPoint, now: datetime) -> None:
    assert queries.without_point(town.org, now.date()) == "高志远"
    link(town, now, person_id=town.leaders[0])
    assert queries.without_point(town.org, now.date()) == ""


def test_visits_come_from_records_and_only_the_rest_is_noted(town: Town, point: ContactPoint, now: datetime) -> None:
    town.at_branch(Kind.PARTY_LECTURE, date(2026, 7, 1), now, lecturer_id=town.leaders[1])
    town.at_branch(Kind.THEME_PARTY_DAY, date(2026, 8, 3), now, guests=(GuestInput("郑海涛", "联系领导"),))
    town.at_branch(Kind.THEME_PARTY_DAY, date(2026, 9, 3), now)
    services.plan_research(
        org=town.org, person_id=town.leaders[1], year=2026, subject="冷库", visited=[town.cast.branch.pk],
        from_on=date(2026, 9, 9), actor=town.clerk, now=now,
    )  # fmt: skip
    services.note_visit(
        point=point, on=date(2026, 10, 8), what="听支委会", came_of_it="协调用地",
        actor=actor_named("deputy", today=now.date()), now=now,
    )  # fmt: skip
    assert [(v.on.month, v.how) for v in queries.visits_of(point)] == [
        (10, "走访"), (9, "调研"), (8, "列席"), (7, "授课"),
    ]  # fmt: skip


def test_only_the_cadre_and_the_committee_note_a_visit(town: Town, point: ContactPoint, now: datetime) -> None:
    secretary = actor_named("secretary", today=now.date())
    assert orgs_queries.get_point(secretary, Act.RECORD_VIEW, point.pk) == point
    with pytest.raises(NotAllowed):
        services.note_visit(point=point, on=date(2026, 7, 1), what="走访", actor=secretary, now=now)
    with pytest.raises(NotAllowed):
        orgs_queries.get_point(secretary, Act.RECORD, point.pk)
    with pytest.raises(ContactPoint.DoesNotExist):
        orgs_queries.get_point(actor_named("sibling_secretary", today=now.date()), Act.RECORD_VIEW, point.pk)


def test_the_branch_sees_who_looks_after_it(town: Town, point: ContactPoint, sign_in: SignIn) -> None:
    client = sign_in(town.cast.secretary)
    assert "郑海涛" in client.get(f"/orgs/{town.cast.branch.pk}/part/ties/").content.decode()
    assert "还没有记录" in client.get(f"/committee/points/{point.pk}/").content.decode()


def test_dual_life_is_told_apart_as_member_and_as_leader(town: Town, now: datetime) -> None:
    link(town, now, person_id=town.leaders[0], place=town.cast.branch)
    secretary = town.leaders[0]  # belongs to the branch next door
    own = RecordInput(
        org_id=town.cast.sibling.pk, kinds=(Kind.THEME_PARTY_DAY,), held_on=date(2026, 11, 5), late_reason="补记"
    )
    activities.record(own, actor=operator(), now=now)
    town.held(Kind.THEORY_STUDY_GROUP, date(2026, 11, 6), now)
    town.at_branch(Kind.HOUSEHOLD_VISIT, date(2026, 11, 7), now, came=frozenset({town.cast.members[0].pk}))
    life = queries.dual_life(town.clerk, town.org, secretary, 2026)
    assert life.branch == "柳树湾村党支部"
    assert [row.held_on.day for row in life.as_member] == [5]
    assert [row.held_on.day for row in life.as_leader] == [6]
    assert life.at_points == life.elsewhere == ()


def test_dual_life_is_for_oneself_the_clerk_and_above(town: Town, now: datetime, sign_in: SignIn) -> None:
    own = f"/committee/{town.org.pk}/dual/{town.leaders[1]}/"
    other = f"/committee/{town.org.pk}/dual/{town.leaders[2]}/"
    deputy = sign_in(town.deputy)
    assert deputy.get(own).status_code == 200
    refused = deputy.get(other)
    assert refused.status_code == 403
    assert "只给本人" in refused.content.decode()
    for account in (town.secretary, town.cast.clerk, town.cast.department):
        assert sign_in(account).get(other).status_code == 200
    assert sign_in(town.cast.clerk).get(f"/committee/{town.org.pk}/dual/{town.cast.members[4].pk}/").status_code == 404
    assert deputy.get(f"{own}print/").content[:2] == b"PK"
    listed = deputy.get(f"/committee/{town.org.pk}/points/").content.decode()
    assert own in listed
    assert other not in listed


def test_a_contact_duty_says_where_or_with_whom(town: Town, duty: ContactDuty, now: datetime) -> None:
    def plan(**facts: object) -> ContactDuty:
        given = {"kind": ContactKind.VISIT_DOWN, "from_on": JAN, "to_on": DEC, "planned": 12} | facts
        return services.plan_contact(
            org=town.org, person_id=town.leaders[1], actor=town.clerk, now=now, **given  # type: ignore[arg-type]  # words given by name
        )  # fmt: skip

    with pytest.raises(Refused, match="到哪里去"):
        plan()
    with pytest.raises(Refused, match="不能早于"):
        plan(from_on=DEC, to_on=JAN, where="村部")
    with pytest.raises(Refused, match="下属"):
        services.edit_contact(duty.pk, 1, place_id=town.cast.county.pk, actor=operator(), now=now)
    number = uuid4()
    assert plan(where="村部", submission=number) == plan(where="村部", submission=number)


def test_households_are_read_by_the_committee_and_the_branch_concerned(
    town: Town, duty: ContactDuty, now: datetime, sign_in: SignIn
) -> None:
    url = f"/committee/contacts/{duty.pk}/"
    for account in (town.cast.clerk, town.secretary, town.deputy, town.cast.secretary):
        assert WHO in sign_in(account).get(url).content.decode()
    above = sign_in(town.cast.department).get(url)
    assert above.status_code == 200
    assert WHO not in above.content.decode()
    assert sign_in(town.cast.sibling_secretary).get(url).status_code == 404
    assert WHO not in sign_in(town.cast.department).get(f"/committee/{town.org.pk}/contacts/").content.decode()
    assert WHO.encode() not in printed(town, now)


def printed(town: Town, now: datetime) -> bytes:
    rows = queries.contact_rows(town.clerk, town.org, year=2026)
    return papers.contacts_sheet(town.org.name, rows, on=now.date())


def test_the_audit_does_not_tell_who_was_visited(town: Town, duty: ContactDuty, now: datetime) -> None:
    services.edit_contact(duty.pk, 1, households="四组张大爷", planned=7, actor=town.clerk, now=now)
    line = AuditLine.objects.get(event="contact_duty.edited")
    assert line.after == {"联系对象（称呼和村组）": "（已改）", "计划次数": 7}
    with pytest.raises(EditConflict):
        services.edit_contact(duty.pk, 1, planned=8, actor=town.clerk, now=now)


def test_what_people_asked_becomes_a_task_or_waits_or_is_solved(town: Town, duty: ContactDuty, now: datetime) -> None:
    deputy = actor_named("deputy", today=now.date())

    def done(**facts: object) -> ContactDone:
        given = {"on": date(2026, 11, 3), "what": "入户"} | facts
        return services.note_contact(duty=duty, actor=deputy, now=now, **given)  # type: ignore[arg-type]  # words given by name

    with pytest.raises(Refused, match="请选办理情况"):
        done(matter="路灯不亮")
    with pytest.raises(Refused, match="请写群众提出的事"):
        done(state=MatterState.PENDING)
    with pytest.raises(Refused, match="之间"):
        done(on=date(2025, 11, 3))
    number = uuid4()
    for _ in range(2):
        made = done(matter="路灯不亮", state=MatterState.PENDING, owner_id=town.leaders[2], submission=number)
    assert made.assignment
    assert [(row.done, row.pending) for row in queries.contact_rows(deputy, None, year=2026)] == [(1, 1)]
    services.settle_matter(made.pk, 1, MatterState.SOLVED, actor=deputy, now=now)
    with pytest.raises(EditConflict):
        services.settle_matter(made.pk, 1, MatterState.PENDING, actor=deputy, now=now)
    with pytest.raises(Refused, match="请选"):
        services.settle_matter(done().pk, 1, MatterState.SOLVED, actor=deputy, now=now)
    with pytest.raises(NotAllowed):
        services.settle_matter(
            made.pk, 2, MatterState.PENDING, actor=actor_named("secretary", today=now.date()), now=now
        )


def test_a_clerk_plans_a_duty_notes_it_and_prints(town: Town, now: datetime, sign_in: SignIn) -> None:
    client = sign_in(town.cast.clerk)
    listed = f"/committee/{town.org.pk}/contacts/"
    new = {"person": town.leaders[2], "kind": "visit_down", "from_on": "2026-01-01", "to_on": "2026-12-31", "planned": 12,
           "place": town.cast.branch.pk, "where": "广场", "households": "", "submission": str(uuid4())}  # fmt: skip
    assert "不能小于" in client.post(f"{listed}add/", new | {"planned": 0}).content.decode()
    client.post(f"{listed}add/", new)
    duty = ContactDuty.objects.get()
    card = f"/committee/contacts/{duty.pk}/"
    assert "还没有记录" in client.get(card).content.decode()
    change = {name: new[name] for name in ("kind", "from_on", "to_on", "place", "where", "households")}
    client.post(f"{card}edit/", change | {"planned": 10, "version": 1})
    note = {"on": "2026-11-03", "place": "广场", "what": "接访", "matter": "水渠", "state": "pending", "owner": "",
            "due_on": "", "submission": str(uuid4())}  # fmt: skip
    client.post(f"{card}done/add/", note)
    made = ContactDone.objects.get()
    client.post(f"/committee/done/{made.pk}/", {"state": "solved", "version": 1})
    page = client.get(card).content.decode()
    assert "计划 10 次" in page
    assert "已解决" in page
    assert "孙丽" in client.get(f"{listed}?kind=visit_down&find=广场").content.decode()
    assert "孙丽" not in client.get(f"{listed}?kind=pairing").content.decode()
    assert client.get(f"{listed}print/").content[:2] == b"PK"
    assert client.get(f"{listed}export/").content[:2] == b"PK"


def test_a_clerk_links_visits_and_ends_a_point(town: Town, now: datetime, sign_in: SignIn) -> None:
    client = sign_in(town.cast.clerk)
    listed = f"/committee/{town.org.pk}/points/"
    assert "还没有联系点" in client.get(listed).content.decode()
    new = {"person": town.leaders[0], "place": town.cast.branch.pk, "from_on": "2026-01-01", "basis": "3号",
           "submission": str(uuid4())}  # fmt: skip
    client.post(f"{listed}add/", new)
    point = ContactPoint.objects.get()
    card = f"/committee/points/{point.pk}/"
    visit = {"on": "2026-11-03", "what": "", "came_of_it": "", "submission": str(uuid4())}
    assert "请填写做了什么" in client.post(f"{card}visits/add/", visit).content.decode()
    client.post(f"{card}visits/add/", visit | {"what": "走访"})
    assert PointVisit.objects.count() == 1
    assert "走访" in client.get(card).content.decode()
    assert client.get(f"{listed}print/").content[:2] == b"PK"
    client.post(f"{card}end/", {"on": "2026-11-10", "basis": "调整"})
    assert "以前的联系点（1）" in client.get(listed).content.decode()
