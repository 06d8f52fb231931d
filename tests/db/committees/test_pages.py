"""The page that says what is open now, and the pages of study and 民主生活会, as a clerk goes through them."""

from datetime import date, datetime
from uuid import uuid4

import pytest
from django.contrib.auth import get_user_model

from jishi.activities.rules import Absence, AbsenceReason, Kind
from jishi.assignments.models import Assignment
from jishi.committees import queries, services
from jishi.committees.models import LifeMeeting, StudyTopic
from jishi.orgs.models import StudySeat
from tests.builders import make_org, make_person, make_post
from tests.conftest import SignIn
from tests.db.committees.conftest import GUEST, Town
from tests.strictness import StrictClient


def show(town: Town, client: StrictClient) -> str:
    return client.get(f"/committee/{town.org.pk}/").content.decode()


def test_the_first_page_says_what_is_open(town: Town, now: datetime, sign_in: SignIn) -> None:
    client = sign_in(town.cast.clerk)
    assert client.get("/committee/")["Location"] == f"/committee/{town.org.pk}/"
    page = show(town, client)
    for words in (
        "第四季度中心组学习",
        "2026年度民主生活会",
        "下半年研究全面从严治党",
        "还没有联系点",
        "第二十九条",
        "条文原文尚未核对",
    ):
        assert words in page
    town.held(Kind.THEORY_STUDY_GROUP, date(2026, 11, 3), now)
    assert "第四季度中心组学习" not in show(town, client)


def test_the_first_page_says_what_was_planned_and_not_held(town: Town, now: datetime, sign_in: SignIn) -> None:
    client = sign_in(town.cast.clerk)
    services.plan_study(org=town.org, year=2026, month=10, topic="党章", actor=town.clerk, now=now)
    life = services.open_life_meeting(org=town.org, year=2026, theme="主题", actor=town.clerk, now=now)
    services.rectify(
        meeting_id=life.pk, problem="问题", measure="措施", owner_id=town.leaders[1], due_on=date(2026, 10, 1),
        actor=town.clerk, now=now.replace(month=9),
    )  # fmt: skip
    services.draft_agenda(org=town.org, subject="party_building", actor=town.clerk, now=now)
    services.set_goal(
        org=town.org, year=2026, category="service", text="目标", measure="怎样", due_on=date(2026, 9, 1),
        actor=town.clerk, now=now,
    )  # fmt: skip
    page = show(town, client)
    for words in ("1 项没有对上记录", "民主生活会筹备", "1 项超过时限", "专题研究党建工作会议议程", "1 项过了时限"):
        assert words in page


def test_whoever_reads_only_gets_no_buttons(town: Town, sign_in: SignIn) -> None:
    page = show(town, sign_in(town.cast.department))
    assert "activities/new" not in page
    assert "起草专题会议议程" not in page


def test_the_county_chooses_a_committee(town: Town, now: datetime, sign_in: SignIn) -> None:
    page = sign_in(town.cast.department).get("/committee/?all=1").content.decode()
    assert "中共和平镇委员会" in page
    assert "红旗村党支部" not in page
    lonely = make_person(now=now, name="万凯", username="guide")
    make_post(now=now, person_id=lonely.pk, org=make_org(now=now, name="某支部", parent=town.org), post="secretary")
    guide = get_user_model().objects.get(username="guide")
    assert "没有党委" in sign_in(guide).get("/committee/?all=1").content.decode()


def test_records_lead_to_it_only_for_committees(town: Town, sign_in: SignIn) -> None:
    link = 'href="/committee/"'
    assert link in sign_in(town.cast.clerk).get("/activities/").content.decode()
    assert link not in sign_in(town.cast.secretary).get("/activities/").content.decode()


def test_a_clerk_names_the_group_plans_and_notes(town: Town, now: datetime, sign_in: SignIn) -> None:
    client = sign_in(town.cast.clerk)
    listed = f"/committee/{town.org.pk}/study/"
    page = client.get(listed).content.decode()
    assert "按委员会成员算" in page
    assert "还没有学习安排" in page
    seat = {"person": town.leaders[0], "role": "leader", "from_on": "2026-01-01", "submission": str(uuid4())}
    client.post(f"{listed}seats/add/", seat)
    again = client.post(f"{listed}seats/add/", seat | {"submission": str(uuid4())})
    assert "已在中心组" in again.content.decode()
    for form in ("collective", "alone"):
        plan = {
            "year": 2026,
            "form": form,
            "topic": f"党章{form}",
            "month": 11,
            "speakers": "",
            "submission": str(uuid4()),
        }
        client.post(f"{listed}add/", plan)
    together, alone = StudyTopic.objects.order_by("pk")
    record = town.held(Kind.THEORY_STUDY_GROUP, date(2026, 11, 3), now, study_minutes=90)
    assert "没有对应安排" in client.get(listed).content.decode()
    url = f"/committee/topics/{together.pk}/"
    assert client.get(url).status_code == 200
    edit = {"form": "collective", "topic": "党章", "month": "", "speakers": "书记", "activity": record.pk, "version": 1}
    client.post(url, edit)
    note = {"person": town.leaders[0], "done_on": "2026-11-09", "minutes": 45, "submission": str(uuid4())}
    client.post(f"/committee/topics/{alone.pk}/alone/", note)
    assert "2026-11-09" in client.get(f"/committee/topics/{alone.pk}/").content.decode()
    client.post(f"/committee/topics/{alone.pk}/drop/")
    assert StudyTopic.objects.count() == 2
    spare = services.plan_study(org=town.org, year=2026, topic="条例", actor=town.clerk, now=now)
    client.post(f"/committee/topics/{spare.pk}/drop/")
    assert StudyTopic.objects.count() == 2
    page = client.get(f"{listed}?year=2026").content.decode()
    assert '<td class="num">3</td>' in page
    assert client.get(f"{listed}print/").content[:2] == b"PK"
    client.post(f"/committee/seats/{StudySeat.objects.get().pk}/leave/", {"on": "2026-11-20"})
    assert "按委员会成员算" in client.get(listed).content.decode()


def test_a_clerk_goes_through_a_life_meeting(town: Town, now: datetime, sign_in: SignIn) -> None:
    client = sign_in(town.cast.clerk)
    listed = f"/committee/{town.org.pk}/life/"
    assert "还没有民主生活会" in client.get(listed).content.decode()
    client.post(f"{listed}add/", {"year": 2026, "theme": "密切联系群众", "submission": str(uuid4())})
    life = LifeMeeting.objects.get()
    card = f"/committee/life/{life.pk}/"
    assert "筹备中" in client.get(listed).content.decode()
    assert client.get(f"{card}step/?step=opinions").status_code == 200
    client.post(f"{card}step/", {"step": "opinions", "done_on": "2026-11-05", "note": "发表60份"})
    pair = {"held_on": "2026-11-06", "one": town.leaders[0], "other": town.leaders[1], "submission": str(uuid4())}
    client.post(f"{card}talk/", pair)
    record = town.held(Kind.DEMOCRATIC_LIFE_MEETING, date(2026, 11, 20), now, guests=GUEST)
    client.post(f"{card}edit/", {"theme": "密切联系群众", "activity": record.pk, "version": 1})
    item = {"problem": "到村里少", "measure": "每月一次", "owner": town.leaders[1], "due_on": "2026-12-20",
            "submission": str(uuid4())}  # fmt: skip
    client.post(f"{card}rectify/", item)
    page = client.get(card).content.decode()
    for words in (
        "发表60份",
        "应到 4 人，实到 4 人",
        "何伟（县委组织部）",
        "每月一次",
        "1 对，只记日期和双方",
        "留纸质",
    ):
        assert words in page
    assert f"/assignments/{Assignment.objects.get().pk}/" in page
    assert client.get(f"{card}print/").content[:2] == b"PK"
    assert "2026-11-20" in client.get(listed).content.decode()


def test_too_few_at_a_life_meeting_are_a_warning_of_its_own_confidence(
    town: Town, now: datetime, sign_in: SignIn
) -> None:
    away = tuple(Absence(person, AbsenceReason.ILL, True) for person in town.leaders[1:])
    record = town.held(Kind.DEMOCRATIC_LIFE_MEETING, date(2026, 11, 20), now, absent=away)
    life = services.open_life_meeting(org=town.org, year=2026, theme="主题", actor=town.clerk, now=now)
    services.edit_life_meeting(life.pk, 1, activity_id=record.pk, actor=town.clerk, now=now)
    page = sign_in(town.cast.clerk).get(f"/committee/life/{life.pk}/").content.decode()
    [short] = record.defects
    assert short["sentence"] in page
    assert "1人" in short["sentence"]
    assert "note marked" not in page


@pytest.mark.parametrize(
    ("part", "most"),
    [("", 45), ("study/", 20), ("life/", 20), ("agendas/", 15), ("research/", 18), ("points/", 18), ("contacts/", 16),
     ("institutions/", 16), ("goals/", 16)],
)  # fmt: skip
def test_a_list_takes_few_queries(
    town: Town, now: datetime, sign_in: SignIn, part: str, most: int, django_assert_max_num_queries: object
) -> None:
    client = sign_in(town.cast.clerk)
    for number in range(8):
        services.adopt_institution(
            org=town.org, title=f"制度{number}", adopted_on=date(2026, 1, 5), text="x", actor=town.clerk, now=now
        )
        services.plan_research(
            org=town.org, person_id=town.leaders[number % 4], year=2026, subject=f"题目{number}",
            visited=[town.cast.branch.pk], actor=town.clerk, now=now,
        )  # fmt: skip
        services.plan_contact(
            org=town.org, person_id=town.leaders[number % 4], kind="pairing", from_on=date(2026, 1, 1),
            to_on=date(2026, 12, 31), planned=2, place_id=town.cast.branch.pk, actor=town.clerk, now=now,
        )  # fmt: skip
        services.set_goal(
            org=town.org, year=2026, category="service", text="目标", measure="怎样", due_on=date(2026, 12, 1),
            actor=town.clerk, now=now,
        )  # fmt: skip
    with django_assert_max_num_queries(most):  # type: ignore[operator]  # the field has a length
        assert client.get(f"/committee/{town.org.pk}/{part}").status_code == 200
    assert queries.headings(town.org, queries.standing_of(town.clerk, town.org, on=now.date()))
