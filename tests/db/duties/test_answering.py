"""Who answers for a duty: the one named, else the one in charge of the field, else the head of the organisation."""

from datetime import date, datetime

import pytest
from pytest_django import DjangoAssertNumQueries

from jishi.audit.models import AuditLine
from jishi.duties import queries, services
from jishi.duties.rules import AnswersBy
from jishi.kernel.actor import operator
from jishi.kernel.decision import NotAllowed, Refused
from jishi.members import services as members
from jishi.members.models import Member
from jishi.members.queries.card import version_of
from jishi.members.rules import LeaveReason
from jishi.orgs import services as orgs
from jishi.orgs.models import PostHeld
from jishi.orgs.rules import PostKind, WorkField
from tests.builders import Cast, actor_named, make_person, make_post

ON = date(2026, 11, 22)
PARTY_DAY = "theme_party_day_monthly"
DUES = "dues_branch_publish_yearly"
REPORT = "branch_secretary_report_yearly"


def charge(cast: Cast, now: datetime, *fields: str, person_id: int = 0, from_on: date = date(2026, 3, 1)) -> None:
    orgs.assign_charge(
        org=cast.branch, fields=fields, person_id=person_id or cast.members[1].pk, from_on=from_on, basis="支委会决定",
        actor=operator(), now=now,
    )  # fmt: skip


def named(cast: Cast, now: datetime, rule_id: str = PARTY_DAY, **other: object) -> None:
    services.name_answering(
        **{
            "org": cast.branch, "rule_id": rule_id, "person_id": cast.members[3].pk, "from_on": date(2026, 11, 1),
            "reason": "组织委员外出学习", "actor": operator(), "now": now,
        } | other
    )  # fmt: skip


def who(cast: Cast, rule_id: str, on: date = ON) -> tuple[str, AnswersBy] | None:
    found = queries.answering([(cast.branch.pk, rule_id)], on)[cast.branch.pk, rule_id]
    return (found.name, found.by) if found else None


def test_without_a_division_of_work_the_secretary_answers(cast: Cast) -> None:
    assert who(cast, PARTY_DAY) == ("王建国", AnswersBy.HEAD)


def test_the_one_in_charge_of_the_field_answers_before_the_secretary(cast: Cast, now: datetime) -> None:
    charge(cast, now, WorkField.ORG_LIFE)
    assert who(cast, PARTY_DAY) == ("李秀英", AnswersBy.IN_CHARGE)
    assert who(cast, DUES) == ("王建国", AnswersBy.HEAD)


def test_what_the_text_asks_of_the_secretary_in_person_stays_with_the_secretary(cast: Cast, now: datetime) -> None:
    charge(cast, now, *(field for field in WorkField if field is not WorkField.PRESIDING))
    assert who(cast, REPORT) == ("王建国", AnswersBy.HEAD)


def test_the_one_named_answers_before_everybody_and_only_for_the_days_named(cast: Cast, now: datetime) -> None:
    charge(cast, now, WorkField.ORG_LIFE)
    named(cast, now, to_on=date(2026, 12, 1))
    name = cast.members[3].person.name
    assert who(cast, PARTY_DAY, date(2026, 10, 31)) == ("李秀英", AnswersBy.IN_CHARGE)
    assert who(cast, PARTY_DAY, date(2026, 11, 1)) == (name, AnswersBy.NAMED)
    assert who(cast, PARTY_DAY, date(2026, 12, 1)) == ("李秀英", AnswersBy.IN_CHARGE)
    assert who(cast, "committee_meeting_monthly") == ("李秀英", AnswersBy.IN_CHARGE)


def test_somebody_who_left_the_committee_no_longer_answers(cast: Cast, now: datetime) -> None:
    charge(cast, now, WorkField.ORG_LIFE)
    held = PostHeld.objects.get(person_id=cast.members[1].pk, org=cast.branch)
    orgs.end_post(held=held, on=date(2026, 11, 10), actor=operator(), now=now)
    assert who(cast, PARTY_DAY, date(2026, 11, 9)) == ("李秀英", AnswersBy.IN_CHARGE)
    assert who(cast, PARTY_DAY) == ("王建国", AnswersBy.HEAD)


def test_somebody_who_left_the_branch_no_longer_answers_by_name(cast: Cast, now: datetime) -> None:
    named(cast, now)
    gone = Member.objects.get(pk=cast.members[3].pk)
    members.leave_branch(
        member_id=gone.pk,
        left_on=date(2026, 11, 20),
        reason=LeaveReason.TRANSFERRED_OUT,
        version=version_of(gone),
        actor=operator(),
        now=now,
    )
    assert who(cast, PARTY_DAY) == ("王建国", AnswersBy.HEAD)


def test_while_the_post_of_secretary_is_vacant_a_deputy_stands_in_and_then_nobody(cast: Cast, now: datetime) -> None:
    secretary = PostHeld.objects.get(org=cast.branch, post=PostKind.SECRETARY)
    orgs.end_post(held=secretary, on=date(2026, 11, 2), actor=operator(), now=now)
    assert who(cast, PARTY_DAY) is None
    deputy = make_person(now=now, name="孙丽华")
    make_post(now=now, person_id=deputy.pk, org=cast.branch, post=PostKind.DEPUTY_SECRETARY)
    found = queries.answering([(cast.branch.pk, PARTY_DAY)], ON)[cast.branch.pk, PARTY_DAY]
    assert found
    assert (found.name, found.words) == ("孙丽华", "副书记（书记空缺）")


def test_a_first_secretary_on_record_as_presiding_answers_before_the_deputy(cast: Cast, now: datetime) -> None:
    secretary = PostHeld.objects.get(org=cast.branch, post=PostKind.SECRETARY)
    orgs.end_post(held=secretary, on=date(2026, 11, 2), actor=operator(), now=now)
    first, deputy = make_person(now=now, name="吴志强"), make_person(now=now, name="孙丽华")
    make_post(now=now, person_id=deputy.pk, org=cast.branch, post=PostKind.DEPUTY_SECRETARY)
    make_post(now=now, person_id=first.pk, org=cast.branch, post=PostKind.FIRST_SECRETARY)
    charge(cast, now, WorkField.PRESIDING, person_id=first.pk, from_on=date(2026, 11, 2))
    found = queries.answering([(cast.branch.pk, PARTY_DAY)], ON)[cast.branch.pk, PARTY_DAY]
    assert found
    assert (found.name, found.words) == ("吴志强", "第一书记（主持工作）")


def test_a_group_leader_answers_for_the_group(cast: Cast) -> None:
    found = queries.answering([(cast.group.pk, "party_group_meeting_monthly")], ON)
    assert [a.name for a in found.values() if a] == ["李秀英"]


def test_any_number_of_duties_is_one_query(
    cast: Cast, now: datetime, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    charge(cast, now, WorkField.ORG_LIFE)
    named(cast, now)
    pairs = [
        (org.pk, rule) for org in (cast.branch, cast.sibling, cast.group, cast.township) for rule in queries.pack()
    ]
    with django_assert_num_queries(1):
        found = queries.answering(pairs, ON)
    assert set(found) == set(pairs)
    with django_assert_num_queries(0):
        assert queries.answering([], ON) == {}


def test_due_rows_take_their_person_from_there(cast: Cast, now: datetime) -> None:
    services.open_periods(ON)
    charge(cast, now, WorkField.ORG_LIFE)
    named(cast, now)
    rows = {row.rule.id: row for row in queries.due_rows([cast.branch.pk], on=ON) if row.period.contains(ON)}
    assert (rows[PARTY_DAY].owner_id, rows[PARTY_DAY].owner_by) == (cast.members[3].pk, "指定")
    assert (rows["committee_meeting_monthly"].owner, rows["committee_meeting_monthly"].owner_by) == (
        "李秀英", "分管组织生活",
    )  # fmt: skip
    assert (rows[DUES].owner, rows[DUES].owner_by) == ("王建国", "书记")
    report = queries.due_report(cast.branch.code, ON)
    assert next(r for r in report if r["rule"] == "committee_meeting_monthly")["owner"] == "李秀英"


def test_naming_another_hands_over_and_the_same_again_changes_nothing(cast: Cast, now: datetime) -> None:
    named(cast, now)
    named(cast, now)
    assert queries.answerings_of(cast.branch, ON).count() == 1
    named(cast, now, person_id=cast.members[4].pk, from_on=date(2026, 11, 20))
    assert who(cast, PARTY_DAY, date(2026, 11, 19)) == (cast.members[3].person.name, AnswersBy.NAMED)
    assert who(cast, PARTY_DAY, date(2026, 11, 20)) == (cast.members[4].person.name, AnswersBy.NAMED)
    with pytest.raises(Refused, match="撤销那一条"):
        named(cast, now, person_id=cast.members[5].pk, from_on=date(2026, 11, 10))


def test_a_name_taken_back_leaves_the_duty_with_the_one_in_charge(cast: Cast, now: datetime) -> None:
    named(cast, now)
    [standing] = queries.answerings_of(cast.branch, ON)
    services.end_answering(answering_id=standing.pk, on=ON, actor=operator(), now=now)
    services.end_answering(answering_id=standing.pk, on=ON, actor=operator(), now=now)
    assert who(cast, PARTY_DAY) == ("王建国", AnswersBy.HEAD)
    assert AuditLine.objects.filter(event="answering.ended").count() == 1
    named(cast, now, from_on=date(2026, 12, 1))
    [later] = queries.answerings_of(cast.branch, ON)
    services.end_answering(answering_id=later.pk, on=ON, actor=operator(), now=now)
    services.end_answering(answering_id=later.pk, on=ON, actor=operator(), now=now)
    assert not queries.answerings_of(cast.branch, ON).exists()


def test_naming_needs_a_reason_a_rule_and_somebody_of_the_organisation(cast: Cast, now: datetime) -> None:
    for wrong, field in (
        ({"reason": " "}, "reason"), ({"rule_id": "nothing"}, "rule_id"),
        ({"person_id": make_person(now=now).pk}, "person"), ({"to_on": date(2026, 11, 1)}, "to_on"),
    ):  # fmt: skip
        with pytest.raises(Refused) as refusal:
            named(cast, now, **wrong)
        assert refusal.value.field == field


def test_the_secretary_names_for_the_own_branch_only(cast: Cast, now: datetime) -> None:
    actor = actor_named("secretary", today=now.date())
    named(cast, now, actor=actor)
    with pytest.raises(NotAllowed):
        named(cast, now, actor=actor_named("member", today=now.date()))
    with pytest.raises(NotAllowed):
        named(cast, now, actor=actor_named("sibling_secretary", today=now.date()))
