"""The life of an organisation: created, renamed, moved, changed, dissolved, and what stays true of the past."""

from datetime import date, datetime
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from jishi.audit.models import AuditLine
from jishi.kernel.actor import operator
from jishi.kernel.decision import EditConflict, NotAllowed, Refused
from jishi.orgs import queries, services
from jishi.orgs.models import Naming, Organization, Placement
from jishi.orgs.rules import DEEPEST, OrgKind, Sector
from tests.builders import Cast, actor_named, make_org, make_person, make_post

BASIS = "和党组〔2026〕12号"
DAY = date(2026, 6, 1)


def create(now: datetime, parent: Organization | None, **facts: object) -> Organization:
    wanted: dict[str, object] = {"name": "新村党支部", "kind": OrgKind.BRANCH} | facts
    return services.create_organization(parent=parent, actor=operator(), now=now, **wanted)  # type: ignore[arg-type]


def test_the_form_sent_twice_makes_one_organisation(cast: Cast, now: datetime) -> None:
    form = uuid4()
    first = create(now, cast.township, submission=form)
    assert create(now, cast.township, submission=form) == first
    assert Organization.objects.filter(name="新村党支部").count() == 1


@pytest.mark.parametrize(
    ("facts", "field"),
    [({"name": " "}, "name"), ({"name": "红旗村 党支部"}, "name"), ({"kind": OrgKind.PARTY_GROUP}, "kind"),
     ({"code": "099000000001"}, "code"), ({"founded_on": date(2026, 11, 23)}, "founded_on"),
     ({"kind": OrgKind.COUNTY_COMMITTEE}, "kind")],
)  # fmt: skip
def test_what_cannot_be_is_refused_beside_its_field(
    cast: Cast, now: datetime, facts: dict[str, object], field: str
) -> None:
    with pytest.raises(Refused) as refused:
        create(now, cast.township, **facts)
    assert refused.value.field == field


def test_a_branch_holds_only_groups_and_a_group_nothing(cast: Cast, now: datetime) -> None:
    for parent, kind in (
        (cast.branch, OrgKind.BRANCH),
        (cast.group, OrgKind.PARTY_GROUP),
        (cast.group, OrgKind.BRANCH),
    ):
        with pytest.raises(Refused):
            create(now, parent, kind=kind)


def test_a_second_top_is_refused(cast: Cast, now: datetime) -> None:
    with pytest.raises(Refused):
        create(now, None)


def test_a_branch_secretary_creates_nothing(cast: Cast, now: datetime) -> None:
    with pytest.raises(NotAllowed):
        services.create_organization(
            name="x",
            kind=OrgKind.PARTY_GROUP,
            parent=cast.branch,
            actor=actor_named("secretary", today=now.date()),
            now=now,
        )


def test_the_tree_has_a_floor(db: None, now: datetime) -> None:
    org = make_org(now=now, kind=OrgKind.PARTY_COMMITTEE)
    for _ in range(DEEPEST - 1):
        org = make_org(now=now, kind=OrgKind.PARTY_COMMITTEE, parent=org)
    with pytest.raises(Refused, match="最多"):
        make_org(now=now, kind=OrgKind.PARTY_COMMITTEE, parent=org)


def test_a_new_name_leaves_the_old_one_to_its_days(cast: Cast, now: datetime) -> None:
    services.rename(
        org=cast.branch, name="红旗村联合党支部", short_name="红旗", on=DAY, basis=BASIS, actor=operator(), now=now
    )
    assert queries.name_on(cast.branch.pk, date(2026, 5, 31)) == "红旗村党支部"
    assert queries.name_on(cast.branch.pk, DAY) == "红旗村联合党支部"
    cast.branch.refresh_from_db()
    assert (cast.branch.name, cast.branch.short_name, cast.branch.version) == (
        "红旗村联合党支部",
        "红旗",
        cast.branch.version,
    )
    line = AuditLine.objects.get(event="org.renamed")
    assert line.before == {"党组织名称": "红旗村党支部", "简称": ""}
    assert line.note == BASIS


@pytest.mark.parametrize(
    ("change", "field"),
    [({"basis": " "}, "basis"), ({"on": date(2026, 11, 23)}, "on"), ({"name": "红旗村党支部"}, "name"),
     ({"name": "柳树湾村党支部"}, "name")],
)  # fmt: skip
def test_a_rename_without_basis_day_or_difference_is_refused(
    cast: Cast, now: datetime, change: dict[str, object], field: str
) -> None:
    wanted: dict[str, object] = {"name": "新名党支部", "on": DAY, "basis": BASIS} | change
    with pytest.raises(Refused) as refused:
        services.rename(org=cast.branch, actor=operator(), now=now, **wanted)  # type: ignore[arg-type]
    assert refused.value.field == field


def test_two_names_on_one_day_leave_the_last(cast: Cast, now: datetime) -> None:
    for name in ("甲党支部", "乙党支部"):
        services.rename(org=cast.branch, name=name, on=DAY, basis=BASIS, actor=operator(), now=now)
    assert list(Naming.objects.filter(org=cast.branch).order_by("pk").values_list("name", flat=True)) == [
        "红旗村党支部",
        "乙党支部",
    ]
    with pytest.raises(Refused, match="不能早于"):
        services.rename(org=cast.branch, name="丙党支部", on=date(2026, 5, 1), basis=BASIS, actor=operator(), now=now)


def test_the_second_to_save_is_told(cast: Cast, now: datetime) -> None:
    cast.branch.refresh_from_db()
    seen = cast.branch.version
    services.edit_organization(org=cast.branch, phone="0000-1", version=seen, actor=operator(), now=now)
    with pytest.raises(EditConflict):
        services.edit_organization(org=cast.branch, phone="0000-2", version=seen, actor=operator(), now=now)
    assert Organization.objects.get(pk=cast.branch.pk).phone == "0000-1"


def test_moving_takes_the_groups_along_and_keeps_the_past(cast: Cast, now: datetime) -> None:
    services.move(org=cast.branch, parent=cast.other_township, on=DAY, basis=BASIS, actor=operator(), now=now)
    for org in (cast.branch, cast.group, cast.other_township):
        org.refresh_from_db()
    assert cast.branch.path.startswith(cast.other_township.path)
    assert cast.group.path.startswith(cast.branch.path)
    before = queries.ancestors_on(cast.group.pk, date(2026, 5, 31))
    assert [name for _, name in before] == ["中共晴川县委员会", "中共和平镇委员会", "红旗村党支部"]
    assert [name for _, name in queries.ancestors_on(cast.group.pk, DAY)][1] == "中共青山乡委员会"
    assert queries.ancestors_of(cast.group) == [cast.county, cast.other_township, cast.branch]
    assert {line.subject_id for line in AuditLine.objects.filter(event="org.moved")} == {
        cast.branch.pk, cast.township.pk, cast.other_township.pk
    }  # fmt: skip


def test_the_clerk_of_one_township_cannot_move_a_branch_to_another(cast: Cast, now: datetime) -> None:
    clerk = actor_named("clerk", today=now.date())
    with pytest.raises(NotAllowed):
        services.move(org=cast.branch, parent=cast.other_township, on=DAY, basis=BASIS, actor=clerk, now=now)


def test_moving_in_a_ring_or_to_where_it_is_or_cannot_stand_is_refused(cast: Cast, now: datetime) -> None:
    for org, parent in (
        (cast.township, cast.branch), (cast.branch, cast.township), (cast.branch, cast.sibling), (cast.county, cast.township),
    ):  # fmt: skip
        with pytest.raises(Refused):
            services.move(org=org, parent=parent, on=DAY, basis=BASIS, actor=operator(), now=now)


def test_a_ring_in_the_past_is_refused_too(db: None, now: datetime) -> None:
    top = make_org(now=now, kind=OrgKind.PARTY_COMMITTEE)
    one = make_org(now=now, kind=OrgKind.PARTY_COMMITTEE, parent=top)
    other = make_org(now=now, kind=OrgKind.PARTY_COMMITTEE, parent=one)
    services.move(org=other, parent=top, on=date(2026, 6, 10), basis=BASIS, actor=operator(), now=now)
    with pytest.raises(Refused, match="圈"):
        services.move(org=one, parent=other, on=date(2026, 6, 5), basis=BASIS, actor=operator(), now=now)
    services.move(org=one, parent=other, on=date(2026, 6, 10), basis=BASIS, actor=operator(), now=now)


def test_a_branch_becomes_a_general_branch_only_without_groups(cast: Cast, now: datetime) -> None:
    def change(org: Organization) -> Organization:
        return services.change_kind(
            org=org, kind=OrgKind.GENERAL_BRANCH, on=DAY, basis=BASIS, actor=operator(), now=now
        )

    with pytest.raises(Refused, match="党小组"):
        change(cast.branch)
    assert change(cast.sibling).kind == OrgKind.GENERAL_BRANCH
    was = queries.placement_on(cast.sibling.pk, date(2026, 5, 31))
    assert was
    assert was.kind == OrgKind.BRANCH
    with pytest.raises(Refused, match="一样"):
        change(cast.sibling)


def test_ending_needs_an_empty_organisation_and_ends_its_posts(cast: Cast, now: datetime) -> None:
    def end(org: Organization) -> Organization:
        return services.end_organization(org=org, on=DAY, basis=BASIS, actor=operator(), now=now)

    for org in (cast.county, cast.branch):
        with pytest.raises(Refused):
            end(org)
    empty = make_org(now=now, parent=cast.township)
    make_post(now=now, person_id=make_person(now=now).pk, org=empty, post="secretary")
    ended = end(empty)
    assert ended.ended_on == DAY
    assert queries.responsible([empty.pk], DAY) == {empty.pk: None}
    assert queries.placement_on(empty.pk, DAY) is None
    assert empty not in queries.children(cast.township)
    with pytest.raises(Refused, match="已经撤销"):
        services.edit_organization(org=empty, phone="1", actor=operator(), now=now)
    with pytest.raises(Refused, match="撤销"):
        create(now, ended, kind=OrgKind.PARTY_GROUP, name="x")


def test_the_card_keeps_what_is_not_named(cast: Cast, now: datetime) -> None:
    org = services.edit_organization(
        org=cast.branch, code="099000000777", founded_on=date(1998, 7, 1), actor=operator(), now=now
    )
    assert (org.code, org.place) == ("099000000777", "")
    first = Placement.objects.get(org=org)
    assert first.from_on == date(1998, 7, 1)
    again = services.edit_organization(org=cast.branch, code="099000000777", actor=operator(), now=now)
    assert again.version == org.version + 1
    assert AuditLine.objects.filter(event="org.edited").count() == 1
    with pytest.raises(Refused, match="编码"):
        services.edit_organization(org=cast.sibling, code="099000000777", actor=operator(), now=now)


def test_a_founding_day_after_a_later_change_is_refused(cast: Cast, now: datetime) -> None:
    services.rename(org=cast.branch, name="甲党支部", on=DAY, basis=BASIS, actor=operator(), now=now)
    for day in (DAY, date(2026, 12, 1)):
        with pytest.raises(Refused):
            services.edit_organization(org=cast.branch, founded_on=day, actor=operator(), now=now)


def test_the_sector_follows_the_unit_until_set_by_hand(cast: Cast, now: datetime) -> None:
    org = create(now, cast.township, nature="administrative_village")
    assert org.sector == Sector.VILLAGE
    unit = queries.units_of(org).get()
    services.save_unit(org=org, unit=unit, nature="social_org", actor=operator(), now=now)
    org.refresh_from_db()
    assert org.sector == Sector.SOCIAL_ORG
    org = services.edit_organization(org=org, sector=Sector.RETIRED, sector_by_hand=True, actor=operator(), now=now)
    services.save_unit(org=org, unit=unit, nature="other", actor=operator(), now=now)
    org.refresh_from_db()
    assert org.sector == Sector.RETIRED
    org = services.edit_organization(org=org, sector_by_hand=False, actor=operator(), now=now)
    assert org.sector == Sector.OTHER


def test_only_a_joint_branch_stands_in_several_units(cast: Cast, now: datetime) -> None:
    joint = create(now, cast.township, kind=OrgKind.JOINT_BRANCH)
    for org, second in ((joint, True), (cast.branch, False)):
        services.save_unit(org=org, name="甲厂", nature="non_public_controlled", staff=60, actor=operator(), now=now)
        services.save_unit(org=org, name="甲厂", nature="non_public_controlled", actor=operator(), now=now)
        if second:
            services.save_unit(org=org, name="乙厂", actor=operator(), now=now)
        else:
            with pytest.raises(Refused, match="联合党支部"):
                services.save_unit(org=org, name="乙厂", actor=operator(), now=now)
    assert [unit.name for unit in queries.units_of(joint)] == ["甲厂", "乙厂"]
    services.remove_unit(unit=queries.units_of(joint)[0], actor=operator(), now=now)
    assert [unit.name for unit in queries.units_of(joint)] == ["乙厂"]
    assert AuditLine.objects.get(event="unit.removed").before["从业人数"] == 60


def test_a_corrected_start_moves_the_end_before_it(cast: Cast, now: datetime) -> None:
    services.move(org=cast.branch, parent=cast.other_township, on=DAY, basis=BASIS, actor=operator(), now=now)
    first, second = Placement.objects.filter(org=cast.branch).order_by("pk")
    for day in (date(2026, 5, 1), date(2026, 7, 1)):
        services.correct_start(row=second, from_on=day, basis="见批复原件", actor=operator(), now=now)
        first.refresh_from_db()
        second.refresh_from_db()
        assert (first.to_on, second.from_on) == (day, day)
    assert AuditLine.objects.filter(event="org.history_corrected").count() == 2
    with pytest.raises(Refused, match="建立日期"):
        services.correct_start(row=first, from_on=DAY, basis=BASIS, actor=operator(), now=now)
    services.rename(org=cast.branch, name="甲党支部", on=DAY, basis=BASIS, actor=operator(), now=now)
    services.rename(org=cast.branch, name="乙党支部", on=date(2026, 8, 1), basis=BASIS, actor=operator(), now=now)
    named = Naming.objects.get(name="乙党支部")
    with pytest.raises(Refused, match="之间"):
        services.correct_start(row=named, from_on=DAY, basis=BASIS, actor=operator(), now=now)
    services.correct_start(row=named, from_on=date(2026, 7, 1), basis=BASIS, actor=operator(), now=now)
    assert queries.name_on(cast.branch.pk, date(2026, 7, 1)) == "乙党支部"


def test_the_database_itself_forbids_two_places_on_one_day(cast: Cast) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Placement.objects.create(org=cast.branch, parent=cast.township, kind=OrgKind.BRANCH, from_on=DAY)
