"""Whatever is merged, divided, dissolved, raised and taken back, in any order: nobody is lost or doubled, the derived
columns and sums are true, and the difference between two days is what the changes between them say."""

import random
from collections import Counter
from contextlib import suppress
from datetime import date, timedelta

import pytest
from django.db import transaction
from django.db.models import Count, F

from jishi.desk import services
from jishi.desk.rules.reshaping import Part, Plan
from jishi.duties import services as duties
from jishi.duties.models import Counted, DutyStatus, RollUp
from jishi.kernel.actor import operator
from jishi.kernel.decision import Refused
from jishi.members import queries as members_queries
from jishi.members import services as members
from jishi.members.models import Member, Membership
from jishi.members.rules import MembershipKind
from jishi.orgs import queries
from jishi.orgs import services as orgs
from jishi.orgs.models import Naming, Organization, Placement, Reshaping
from jishi.orgs.queries.asof import ALL_KINDS
from jishi.orgs.rules import BRANCH_KINDS, STEP, OrgKind, ReshapeKind
from tests.builders import make_member, make_org
from tests.conftest import NOW
from tests.db.duties.acts import tables
from tests.laws.test_derived import below_is_true

TODAY = NOW.date()
FIRST = TODAY - timedelta(days=70)
BASIS = "和党组〔2026〕31号"


class World:
    """A county of two townships; things happen on one day after another, up to today."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.day = FIRST
        self.names = 0
        county = make_org(now=NOW, kind=OrgKind.COUNTY_COMMITTEE, sector=None)
        self.towns = [make_org(now=NOW, kind=OrgKind.TOWNSHIP_COMMITTEE, parent=county, sector=None) for _ in range(2)]
        for town in self.towns:
            for _ in range(3):
                branch = make_org(now=NOW, parent=town)
                group = make_org(now=NOW, kind=OrgKind.PARTY_GROUP, parent=branch)
                for n in range(4):
                    make_member(now=NOW, org=branch, group=group if n % 2 else None)
        self.people = set(Member.objects.values_list("pk", flat=True))
        duties.open_periods(TODAY)

    def name(self) -> str:
        self.names += 1
        return f"新{self.names}支部"

    def some(self, *kinds: str) -> Organization:
        return self.chance.choice(list(Organization.objects.filter(ended_on=None, kind__in=kinds).order_by("pk")))

    def part(self) -> Part:
        return Part(name=self.name())

    def plan(self) -> Plan:
        kind = self.chance.choice(list(ReshapeKind))
        org = self.some(*BRANCH_KINDS, *([OrgKind.GENERAL_BRANCH] if kind == ReshapeKind.BECOME else []))
        people = list(
            Membership.objects.filter(queries.true_on(TODAY), org=org, kind="formal").values_list(
                "member_id", flat=True
            )
        )
        half = tuple(people[: len(people) // 2])
        groups = tuple(
            Organization.objects.filter(parent=org, ended_on=None, kind="party_group").values_list("pk", flat=True)
        )
        divided = (
            Part(name=self.name(), member_ids=half),
            Part(name=self.name(), group_ids=groups, member_ids=tuple(people[len(half) :])),
        )
        other = self.some(*BRANCH_KINDS)
        ids, parts, stays, new_kind = (org.pk,), (Part(org_id=other.pk),), False, ""
        match kind:
            case ReshapeKind.MERGE if self.chance.random() < 0.5:
                ids, parts = tuple(dict.fromkeys((org.pk, other.pk))), (self.part(),)
            case ReshapeKind.SPLIT:
                stays = self.chance.random() < 0.5
                parts = divided[:1] if stays else divided
            case ReshapeKind.BECOME:
                new_kind = "branch" if org.kind == OrgKind.GENERAL_BRANCH else "general_branch"
                parts = () if new_kind == "branch" else divided
            case _:
                pass
        return Plan(kind, self.day, BASIS, ids, parts, stays=stays, new_kind=new_kind)

    def reshape(self) -> None:
        plan = self.plan()
        shown = services.preview(plan, actor=operator(), now=NOW)
        services.reshape(plan, shown=shown.fingerprint, actor=operator(), now=NOW)

    def take_back(self) -> None:
        act = Reshaping.objects.filter(undone_at=None).order_by("-pk").first()
        if act:
            services.take_back(act, reason="错了", actor=operator(), now=NOW)

    def move(self) -> None:
        orgs.move(
            org=self.some(*BRANCH_KINDS, OrgKind.GENERAL_BRANCH), parent=self.chance.choice(self.towns), on=self.day,
            basis=BASIS, actor=operator(), now=NOW,
        )  # fmt: skip

    def create(self) -> None:
        make_org(
            now=NOW, name=self.name(), parent=self.chance.choice(self.towns), founded_on=self.day, duties_from=self.day
        )

    def end(self) -> None:
        orgs.end_organization(org=self.some(*BRANCH_KINDS), on=self.day, basis=BASIS, actor=operator(), now=NOW)

    def live(self, steps: int) -> None:
        verbs = [
            self.reshape,
            self.reshape,
            self.reshape,
            self.reshape,
            self.take_back,
            self.move,
            self.create,
            self.end,
        ]
        for _ in range(steps):
            with suppress(Refused), transaction.atomic():
                self.chance.choice(verbs)()
            self.day = min(self.day + timedelta(days=self.chance.randrange(5)), TODAY)


def whole(world: World) -> None:
    """Everybody belongs to one living branch today, and belonged somewhere on every day before."""
    for day in (FIRST - timedelta(days=1), FIRST + timedelta(days=20), TODAY):
        rows = Membership.objects.filter(queries.true_on(day), kind=MembershipKind.FORMAL)
        assert Counter(rows.values_list("member_id", flat=True)) == Counter(world.people)
        stood = set(Placement.objects.filter(queries.true_on(day)).values_list("org_id", flat=True))
        assert set(rows.values_list("org_id", flat=True)) <= stood
    doubled = Membership.objects.filter(to_on=None).values("member_id", "kind").annotate(n=Count("pk"))
    assert not doubled.filter(n__gt=1).exists()
    empty = {table: table.objects.filter(from_on__gte=F("to_on")).count() for table in (Placement, Naming, Membership)}
    assert set(empty.values()) == {0}
    assert members.recompute(actor=operator(), now=NOW) == 0


def derived() -> None:
    """The present of the tree is that of its intervals; sums kept bit by bit are those made anew."""
    for org in Organization.objects.filter(ended_on=None).select_related("parent"):
        place = queries.placement_on(org.pk, TODAY)
        assert place
        assert (place.parent_id, place.kind, queries.name_on(org.pk, TODAY)) == (org.parent_id, org.kind, org.name)
        assert org.path[:-STEP] == (org.parent.path if org.parent else "")
    below_is_true()
    adjusted = tables()
    for table in (RollUp, DutyStatus, Counted):
        table.objects.all().delete()
    duties.rebuild()
    assert adjusted == tables()


def explained(world: World, day: date) -> None:
    """Then, less what every change took and with what it brought, is now: for organisations and for members."""
    for under in (None, *world.towns):
        for kinds in (ALL_KINDS, BRANCH_KINDS):
            found = queries.difference(operator(), day, today=TODAY, under=under, kinds=kinds)
            lost = [pk for change in found.changes for pk in change.lost]
            gained = [pk for change in found.changes for pk in change.gained]
            assert len(set(lost)) == len(lost)
            assert (found.then - set(lost)) | set(gained) == found.now
            assert len(found.then) - len(lost) + len(gained) == len(found.now)
            assert all(change.on is None or day < change.on <= TODAY for change in found.changes)
        fresh = Organization.objects.get(pk=under.pk) if under else None
        bases = members_queries.bases(operator(), day, today=TODAY, under=fresh)
        assert bases.then + sum(n for _, _, n in bases.reasons) == bases.now
        for basis, number in (("then", bases.then), ("now", bases.now)):
            listed = members_queries.belonging_on(operator(), day, basis, today=TODAY, under=fresh)
            assert listed.count() == number


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(6))
def test_nothing_is_lost_whatever_is_reshaped(seed: int) -> None:
    world = World(seed)
    world.live(14)
    whole(world)
    derived()
    for ago in (80, 45, 10, 0):
        explained(world, TODAY - timedelta(days=ago))
    assert Reshaping.objects.exists()
