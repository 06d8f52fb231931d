"""合并、拆分、撤销、改设: what is shown is what is done, nobody is lost, and the past stays."""

from contextlib import suppress
from datetime import date, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.db.models import Q
from django.test.utils import CaptureQueriesContext

from jishi.assignments import services as assignments
from jishi.assignments.models import Assignment, Progress
from jishi.desk import services
from jishi.desk.rules.reshaping import Effects, Part, Plan
from jishi.desk.services import Changed
from jishi.kernel.actor import Actor, operator
from jishi.kernel.decision import NotAllowed, Refused
from jishi.members import services as members
from jishi.members.models import Member, Membership
from jishi.members.queries import roster
from jishi.members.rules import MembershipKind
from jishi.orgs import queries as orgs_queries
from jishi.orgs import services as orgs
from jishi.orgs.models import Organization, PostHeld, Reshaping, Succession, Term, Unit
from jishi.orgs.rules import OrgKind, PostKind, ReshapeKind
from tests.builders import Cast, actor_named, make_member, make_org, make_person, make_post

BASIS = "和党组〔2026〕31号"
ON = date(2026, 11, 20)


def plan(kind: ReshapeKind, *orgs: Organization, **more: object) -> Plan:
    wanted = {"on": ON, "basis": BASIS} | more
    return Plan(kind=kind, org_ids=tuple(o.pk for o in orgs), **wanted)  # type: ignore[arg-type]


def done(wanted: Plan, *, now: datetime, actor: Actor | None = None) -> Reshaping:
    """Preview and confirm."""
    who = actor or operator()
    shown = services.preview(wanted, actor=who, now=now)
    return services.reshape(wanted, shown=shown.fingerprint, actor=who, now=now)


def line(effects: Effects, about: str) -> int:
    return sum(effect.count for effect in effects.lines if about in effect.about)


def merged(cast: Cast, **more: object) -> Plan:
    return plan(ReshapeKind.MERGE, cast.branch, parts=(Part(org_id=cast.sibling.pk),), **more)


def fresh(org: Organization) -> Organization:
    return Organization.objects.get(pk=org.pk)


def in_branch(org: Organization, day: date = date(2026, 11, 22)) -> set[int]:
    return {entry.member_id for entry in roster(org.pk, day)}


def test_a_merge_moves_everybody_and_leaves_the_past(cast: Cast, now: datetime) -> None:
    before = in_branch(cast.branch)
    act = done(merged(cast), now=now)
    assert act.members == len(before) == 9
    assert fresh(cast.branch).ended_on == ON
    assert in_branch(cast.branch) == set()
    assert before < in_branch(cast.sibling)
    assert in_branch(cast.branch, ON - timedelta(days=1)) == before
    moved = Membership.objects.filter(org=cast.sibling, from_on=ON, kind=MembershipKind.FORMAL)
    assert {row.reason for row in moved} == {"整建制转移"}
    assert set(Member.objects.filter(pk__in=before).values_list("org_id", flat=True)) == {cast.sibling.pk}
    assert members.recompute(actor=operator(), now=now) == 0


def test_a_group_comes_along_with_its_members_and_its_leader(cast: Cast, now: datetime) -> None:
    make_org(now=now, name="红旗村第一党小组", kind=OrgKind.PARTY_GROUP, parent=cast.sibling)
    done(merged(cast), now=now)
    group = fresh(cast.group)
    assert group.parent_id == cast.sibling.pk
    assert group.name == "原红旗村党支部红旗村第一党小组"
    assert orgs_queries.name_on(group.pk, ON - timedelta(days=1)) == "红旗村第一党小组"
    assert Member.objects.filter(group=group).count() == 2
    assert PostHeld.objects.filter(org=group, to_on=None).count() == 1


def test_posts_end_with_the_organisation_and_the_rights_with_them(cast: Cast, now: datetime) -> None:
    shown = services.preview(merged(cast), actor=operator(), now=now)
    assert line(shown, "任职") == 3
    assert line(shown, "登录账号没有职务了") == 1  # the member leads the 党小组 still
    done(merged(cast), now=now)
    assert not actor_named("secretary", today=now.date()).grants
    assert actor_named("member", today=now.date()).grants


def test_what_became_of_it_stands_on_both_cards(cast: Cast, now: datetime) -> None:
    done(merged(cast), now=now)
    after, none = orgs_queries.heirs_of(cast.branch)
    nothing, before = orgs_queries.heirs_of(cast.sibling)
    assert (none, nothing) == ([], [])
    assert after[0].words == "已并入柳树湾村党支部"
    assert before[0].words == "红旗村党支部并入"
    assert (after[0].on, after[0].basis, after[0].members) == (ON, BASIS, 9)


def test_tasks_in_hand_go_to_the_successor_and_say_why(cast: Cast, now: datetime) -> None:
    task = assignments.assign(
        org=cast.branch, task=assignments.Task("修水渠", cast.members[0].pk), actor=operator(), now=now
    )
    assert line(services.preview(merged(cast), actor=operator(), now=now), "办理中的任务") == 1
    done(merged(cast), now=now)
    assert Assignment.objects.get(pk=task.pk).org_id == cast.sibling.pk
    assert "任务随之转交" in Progress.objects.filter(assignment=task).order_by("pk")[1].note


def test_two_branches_become_a_new_one_of_the_same_name(cast: Cast, now: datetime) -> None:
    orgs.save_unit(org=cast.branch, name="红旗村民委员会", nature="administrative_village", actor=operator(), now=now)
    wanted = plan(ReshapeKind.MERGE, cast.branch, cast.sibling, parts=(Part(name="红旗村党支部"),))
    act = done(wanted, now=now)
    assert act.org.name == "红旗村党支部"
    assert act.org.parent_id == cast.township.pk
    assert act.org.founded_on == act.org.duties_from == ON
    assert Unit.objects.get(org=act.org).name == "红旗村民委员会"
    assert len(in_branch(act.org)) == 10
    assert Succession.objects.filter(act=act).count() == 2


def test_what_changed_since_the_preview_is_shown_again_and_nothing_done(cast: Cast, now: datetime) -> None:
    shown = services.preview(merged(cast), actor=operator(), now=now)
    make_member(now=now, org=cast.branch, name="赵刚")
    with pytest.raises(Changed) as refused:
        services.reshape(merged(cast), shown=shown.fingerprint, actor=operator(), now=now)
    assert line(refused.value.shown, "党员编入") == 10
    assert fresh(cast.branch).ended_on is None


def test_a_form_sent_twice_merges_once(cast: Cast, now: datetime) -> None:
    shown = services.preview(merged(cast), actor=operator(), now=now)
    number = uuid4()
    acts = {
        services.reshape(merged(cast), shown=shown.fingerprint, actor=operator(), now=now, submission=number).pk
        for _ in range(2)
    }
    assert len(acts) == 1


def test_a_secretary_merges_nothing(cast: Cast, now: datetime) -> None:
    with pytest.raises(NotAllowed):
        services.preview(merged(cast), actor=actor_named("secretary", today=now.date()), now=now)


def test_the_clerk_merges_within_the_township_and_not_beyond(cast: Cast, now: datetime) -> None:
    clerk = actor_named("clerk", today=now.date())
    beyond = make_org(now=now, parent=cast.other_township)
    with pytest.raises(NotAllowed):
        services.preview(plan(ReshapeKind.MERGE, cast.branch, parts=(Part(org_id=beyond.pk),)), actor=clerk, now=now)
    assert done(merged(cast), now=now, actor=clerk).by == "周敏"


def test_a_branch_is_split_by_group_and_by_name(cast: Cast, now: datetime) -> None:
    rest = [m.pk for m in cast.members[2:]]
    parts = (
        Part(name="红旗一村党支部", group_ids=(cast.group.pk,)),
        Part(name="红旗二村党支部", member_ids=tuple(rest)),
    )
    act = done(plan(ReshapeKind.SPLIT, cast.branch, parts=parts), now=now)
    first, second = Organization.objects.filter(founded_on=ON).order_by("path")
    assert in_branch(first) == {cast.members[0].pk, cast.members[1].pk}
    assert in_branch(second) == set(rest)
    assert fresh(cast.group).parent_id == first.pk
    assert fresh(cast.branch).ended_on == ON
    assert {s.members for s in Succession.objects.filter(act=act)} == {2, 7}


def test_nobody_is_left_without_a_place_when_a_branch_is_split(cast: Cast, now: datetime) -> None:
    parts = (Part(name="一支部", group_ids=(cast.group.pk,)), Part(name="二支部", member_ids=(cast.members[2].pk,)))
    with pytest.raises(Refused, match=r"还没有定去向.*陈敏"):
        services.preview(plan(ReshapeKind.SPLIT, cast.branch, parts=parts), actor=operator(), now=now)


def test_a_part_can_go_while_the_branch_stays(cast: Cast, now: datetime) -> None:
    going = cast.members[0]  # of the 党小组, which stays
    wanted = plan(ReshapeKind.SPLIT, cast.branch, parts=(Part(name="新支部", member_ids=(going.pk,)),), stays=True)
    done(wanted, now=now)
    assert fresh(cast.branch).ended_on is None
    assert len(in_branch(cast.branch)) == 8
    assert Member.objects.get(pk=going.pk).group_id is None
    assert fresh(cast.group).ended_on is None


def test_a_group_that_goes_leaves_behind_whoever_is_named_elsewhere(cast: Cast, now: datetime) -> None:
    parts = (
        Part(name="一支部", group_ids=(cast.group.pk,)),
        Part(name="二支部", member_ids=tuple(m.pk for m in cast.members[1:])),
    )
    done(plan(ReshapeKind.SPLIT, cast.branch, parts=parts), now=now)
    assert Member.objects.get(pk=cast.members[0].pk).group_id == cast.group.pk
    assert Member.objects.get(pk=cast.members[1].pk).group_id is None
    assert members.recompute(actor=operator(), now=now) == 0


def test_dissolved_with_the_members_to_a_named_branch(cast: Cast, now: datetime) -> None:
    with pytest.raises(Refused, match="还有 9 名党员"):
        services.preview(plan(ReshapeKind.DISSOLVE, cast.branch), actor=operator(), now=now)
    done(plan(ReshapeKind.DISSOLVE, cast.branch, parts=(Part(org_id=cast.sibling.pk),)), now=now)
    assert len(in_branch(cast.sibling)) == 10
    assert fresh(cast.group).ended_on == ON
    assert not Member.objects.exclude(group=None).exists()


def test_a_dissolved_committee_leaves_its_branches_to_its_superior(cast: Cast, now: datetime) -> None:
    done(plan(ReshapeKind.DISSOLVE, cast.township), now=now)
    assert fresh(cast.branch).parent_id == cast.county.pk
    assert fresh(cast.branch).path.startswith(fresh(cast.county).path)
    assert members.recompute(actor=operator(), now=now) == 0


def test_a_branch_becomes_a_general_branch_and_back(cast: Cast, now: datetime) -> None:
    rest = tuple(m.pk for m in cast.members[2:])
    parts = (Part(name="第一党支部", group_ids=(cast.group.pk,)), Part(name="第二党支部", member_ids=rest))
    wanted = plan(ReshapeKind.BECOME, cast.branch, parts=parts, new_kind="general_branch", on=date(2026, 11, 1))
    done(wanted, now=now)
    general = fresh(cast.branch)
    assert general.kind == OrgKind.GENERAL_BRANCH
    assert general.ended_on is None
    below = Organization.objects.filter(parent=general, ended_on=None).order_by("path")
    assert [o.name for o in below] == ["第一党支部", "第二党支部"]
    assert in_branch(general) == set()
    assert actor_named("secretary", today=now.date()).grants
    done(plan(ReshapeKind.BECOME, general, new_kind="branch"), now=now)
    assert fresh(general).kind == OrgKind.BRANCH
    assert len(in_branch(general)) == 9
    assert fresh(cast.group).parent_id == general.pk
    assert Member.objects.filter(group=cast.group).count() == 2
    assert members.recompute(actor=operator(), now=now) == 0


@pytest.mark.parametrize(
    ("kind", "new_kind", "match"),
    [
        ("branch", "branch", "和现在的一样"),
        ("branch", "joint_branch", "请用“改变类别”"),
        ("branch", "party_group", "上级要选"),
    ],
)
def test_what_cannot_become(cast: Cast, now: datetime, kind: str, new_kind: str, match: str) -> None:
    wanted = plan(ReshapeKind.BECOME, cast.branch, new_kind=new_kind)
    with pytest.raises(Refused, match=match):
        services.preview(wanted, actor=operator(), now=now)


def refused(wanted: Plan, now: datetime) -> str:
    with pytest.raises(Refused) as why:
        services.preview(wanted, actor=operator(), now=now)
    return why.value.reason


def test_a_day_in_the_past_only_while_nothing_later_contradicts_it(cast: Cast, now: datetime) -> None:
    early = date(2026, 5, 1)
    make_post(
        now=now, person_id=cast.members[3].pk, org=cast.branch, post=PostKind.COMMITTEE_MEMBER, from_on=date(2026, 9, 1)
    )
    assert "红旗村党支部 2026-09-01 有人开始任职" in refused(merged(cast, on=early), now)
    assert "不能早于 2026-09-02" in refused(merged(cast, on=early), now)
    young = refused(merged(cast, on=date(2026, 6, 1)), now)  # 陈敏 came on 20 June
    assert "陈敏 2026-06-20 才编入红旗村党支部" in young
    done(merged(cast, on=date(2026, 9, 2)), now=now)


def test_whoever_left_later_stands_in_the_way(cast: Cast, now: datetime) -> None:
    one = cast.members[4]
    members.leave_branch(
        member_id=one.pk, left_on=date(2026, 11, 10), reason="died", version=one.version + one.person.version,
        actor=operator(), now=now,
    )  # fmt: skip
    assert "2026-11-10 离开红旗村党支部" in refused(merged(cast, on=date(2026, 11, 5)), now)
    done(merged(cast, on=date(2026, 11, 10)), now=now)


def test_what_the_tree_does_not_allow(cast: Cast, now: datetime) -> None:
    far = make_org(now=now, name="新支部", parent=cast.township, founded_on=date(2026, 11, 21))
    gone = make_org(now=now, name="旧支部", parent=cast.township)
    orgs.end_organization(org=gone, on=date(2026, 10, 1), basis=BASIS, actor=operator(), now=now)
    two = (cast.branch, cast.sibling)
    merge = ReshapeKind.MERGE
    assert "到了那天再办" in refused(merged(cast, on=date(2026, 12, 1)), now)
    assert "要写明依据" in refused(merged(cast, basis=" "), now)
    assert "请选合并到" in refused(plan(merge, cast.branch), now)
    assert "两个以上" in refused(plan(merge, cast.branch, parts=(Part(name="甲"),)), now)
    assert "已经撤销，请另选" in refused(plan(merge, cast.branch, parts=(Part(org_id=gone.pk),)), now)
    assert "已经撤销，不能再调整" in refused(plan(merge, gone, parts=(Part(org_id=far.pk),)), now)
    assert "那天还没有新支部" in refused(plan(merge, cast.branch, parts=(Part(org_id=far.pk),)), now)
    assert "不同类的" in refused(plan(merge, cast.branch, parts=(Part(org_id=cast.township.pk),)), now)
    assert "党小组的调整" in refused(plan(merge, cast.group, parts=(Part(org_id=far.pk),)), now)
    assert "顶层" in refused(plan(merge, cast.county, parts=(Part(org_id=cast.township.pk),)), now)
    assert "请写新组织的名称" in refused(plan(merge, *two, parts=(Part(name=" "),)), now)
    assert "已有“新支部”" in refused(plan(merge, *two, parts=(Part(name="新支部"),)), now)
    assert "至少要写两个" in refused(plan(ReshapeKind.SPLIT, cast.branch, parts=(Part(name="甲"),)), now)
    assert "只有党支部" in refused(
        plan(ReshapeKind.SPLIT, cast.township, parts=(Part(name="甲"), Part(name="乙"))), now
    )


def test_taken_back_while_nothing_has_followed(cast: Cast, now: datetime) -> None:
    orgs.open_term(org=cast.branch, elected_on=date(2024, 3, 1), actor=operator(), now=now)
    task = assignments.assign(
        org=cast.branch, task=assignments.Task("修水渠", cast.members[0].pk), actor=operator(), now=now
    )
    before = in_branch(cast.branch)
    reasons = set(Membership.objects.values_list("pk", "reason", "to_on"))
    act = done(merged(cast), now=now)
    services.take_back(act, reason="选错了组织", actor=operator(), now=now)
    services.take_back(act, reason="选错了组织", actor=operator(), now=now)
    assert fresh(cast.branch).ended_on is None
    assert in_branch(cast.branch) == before
    assert set(Membership.objects.values_list("pk", "reason", "to_on")) == reasons
    assert Member.objects.filter(group=cast.group).count() == 2
    assert fresh(cast.group).parent_id == cast.branch.pk
    assert Term.objects.get(org=cast.branch).closed_on is None
    assert actor_named("secretary", today=now.date()).grants
    assert Assignment.objects.get(pk=task.pk).org_id == cast.branch.pk
    assert not Succession.objects.exists()
    assert members.recompute(actor=operator(), now=now) == 0


def test_a_new_organisation_that_was_a_mistake_never_stood(cast: Cast, now: datetime) -> None:
    rest = tuple(m.pk for m in cast.members[2:])
    parts = (Part(name="一支部", group_ids=(cast.group.pk,)), Part(name="二支部", member_ids=rest))
    act = done(plan(ReshapeKind.SPLIT, cast.branch, parts=parts), now=now)
    made = list(Organization.objects.filter(founded_on=ON))
    services.take_back(act, reason="批复写的是合并", actor=operator(), now=now)
    assert [orgs_queries.placement_on(o.pk, ON) for o in made] == [None, None]
    assert all(fresh(o).ended_on == ON for o in made)
    assert not Membership.objects.filter(org__in=made).exists()
    assert members.recompute(actor=operator(), now=now) == 0


def test_not_taken_back_once_something_has_followed(cast: Cast, now: datetime) -> None:
    act = done(merged(cast), now=now)
    person = make_person(now=now)
    make_post(now=now, person_id=person.pk, org=cast.sibling, post=PostKind.COMMITTEE_MEMBER, from_on=ON)
    with pytest.raises(Refused, match="柳树湾村党支部的组织信息、任职或届次又有变动"):
        services.take_back(act, reason="错了", actor=operator(), now=now)


def test_not_taken_back_after_a_week_nor_without_a_reason(cast: Cast, now: datetime) -> None:
    act = done(merged(cast), now=now)
    with pytest.raises(Refused, match="为什么撤回"):
        services.take_back(act, reason=" ", actor=operator(), now=now)
    with pytest.raises(Refused, match="超过 7 天"):
        services.take_back(act, reason="错了", actor=operator(), now=now + timedelta(days=8))


def test_not_taken_back_when_a_member_has_moved_on(cast: Cast, now: datetime) -> None:
    act = done(merged(cast), now=now)
    one = Member.objects.select_related("person").get(pk=cast.members[4].pk)
    members.place_in_group(
        member_id=one.pk, group_id=cast.group.pk, from_on=date(2026, 11, 21), version=one.version + one.person.version,
        actor=operator(), now=now,
    )  # fmt: skip
    with pytest.raises(Refused, match="党小组的变动"):
        services.take_back(act, reason="错了", actor=operator(), now=now)


def test_nobody_joins_a_branch_that_has_ended(cast: Cast, now: datetime) -> None:
    done(merged(cast), now=now)
    with pytest.raises(Refused, match="请选承接它的党支部"):
        make_member(now=now, org=cast.branch)


def test_more_members_cost_no_more_queries(cast: Cast, now: datetime) -> None:
    wanted, counts = merged(cast), []
    for _ in range(2):
        shown = services.preview(wanted, actor=operator(), now=now)
        with CaptureQueriesContext(connection) as seen, suppress(ZeroDivisionError), transaction.atomic():
            services.reshape(wanted, shown=shown.fingerprint, actor=operator(), now=now)
            counts.append(len(seen))
            raise ZeroDivisionError  # leave it as it was
        for _ in range(8):
            make_member(now=now, org=cast.branch)
    assert counts[0] == counts[1]


def test_those_attached_to_its_life_go_along(cast: Cast, now: datetime) -> None:
    guest = make_member(now=now, org=cast.sibling)
    other = make_org(now=now, parent=cast.township)
    third = make_member(now=now, org=other)
    for one in (guest, third):
        Membership.objects.create(member=one, org=cast.branch, kind=MembershipKind.ATTACHED, from_on=date(2026, 1, 1))
    done(merged(cast), now=now)
    attached = Membership.objects.filter(Q(to_on=None), kind=MembershipKind.ATTACHED)
    assert [(row.member_id, row.org_id) for row in attached] == [(third.pk, cast.sibling.pk)]
