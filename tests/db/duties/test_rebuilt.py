"""The law of the derived tables: whatever happens, what was adjusted bit by bit is what a rebuild makes from nothing."""

import random
from contextlib import suppress
from datetime import date, datetime, timedelta
from functools import partial
from importlib import import_module
from typing import Any

import pytest
from django.db import transaction

from jishi.duties import services
from jishi.duties.models import Counted, Demand, DutyStatus, OptionalDuty, RollUp, Window
from jishi.duties.queries import optional_rules, pack, rules_between
from jishi.duties.rules import Cadence, DemandKind
from jishi.duties.services.derive import MANY
from jishi.kernel.actor import operator
from jishi.kernel.decision import Refused
from jishi.kernel.periods import periods_between
from jishi.kernel.registry import EvidenceChange, FactsChange, touched
from jishi.members.models import Membership
from jishi.members.rules import Category
from jishi.orgs import services as orgs
from jishi.orgs.models import Organization
from jishi.orgs.rules import OrgKind, PostKind, Sector, may_stand_under
from tests.builders import make_member, make_org, make_person, make_post
from tests.db.duties.acts import asked, claim, tables, withdraw

KINDS = [OrgKind.PARTY_COMMITTEE, OrgKind.GENERAL_BRANCH, OrgKind.BRANCH, OrgKind.BRANCH, OrgKind.JOINT_BRANCH,
         OrgKind.MOBILE_BRANCH, OrgKind.TEMPORARY_BRANCH, OrgKind.PARTY_GROUP, OrgKind.PARTY_LEADING_GROUP]  # fmt: skip
SECTORS = [Sector.VILLAGE, Sector.GOVERNMENT_ORGAN, Sector.UNIVERSITY]


class World:
    """A small county that things happen to, drawn from one seed."""

    def __init__(self, seed: int, now: datetime) -> None:
        self.chance = random.Random(seed)
        self.now = now
        self.claims: list[EvidenceChange] = []
        self.root = make_org(now=now, kind=OrgKind.COUNTY_COMMITTEE, sector=None)
        for _ in range(5):
            self.create()
        services.open_periods(date(2026, 5, 20))

    def day(self) -> date:
        return date(2025, 11, 1) + timedelta(days=self.chance.randrange(380))

    def org(self) -> Organization:
        return self.chance.choice(list(Organization.objects.order_by("pk")))

    def create(self) -> None:
        kind = self.chance.choice(KINDS)
        above = [o for o in Organization.objects.order_by("pk") if may_stand_under(kind, o.kind)]
        if above:
            make_org(
                now=self.now,
                kind=kind,
                parent=self.chance.choice(above),
                sector=self.chance.choice(SECTORS),
                founded_on=self.chance.choice([None, self.day()]),
                duties_from=self.chance.choice([None, self.day()]),
            )

    def move(self) -> None:
        org = self.org()
        above = [o for o in Organization.objects.order_by("pk") if may_stand_under(org.kind, o.kind)]
        if above:
            parent = self.chance.choice(above)
            orgs.move(org=org, parent=parent, on=self.day(), basis="批复", actor=operator(), now=self.now)

    def member(self) -> None:
        make_member(
            now=self.now,
            org=self.org(),
            joined_on=self.day(),
            category=self.chance.choice([Category.FULL, Category.PROBATIONARY]),
            full_on=None,
        )

    def many_members(self) -> None:
        org = self.org()
        for _ in range(7):
            make_member(now=self.now, org=org, joined_on=date(2001, 7, 1))

    def leave(self) -> None:
        row = Membership.objects.filter(to_on=None, from_on__lt=date(2026, 3, 1)).order_by("pk").first()
        if row:
            Membership.objects.filter(pk=row.pk).update(to_on=date(2026, 3, 2))
            touched([FactsChange(row.org_id, date(2026, 3, 2))])

    def post(self) -> None:
        person = make_person(now=self.now)
        make_post(now=self.now, person_id=person.pk, org=self.org(), post=PostKind.COMMITTEE_MEMBER, from_on=self.day())

    def sector(self) -> None:
        org = self.org()
        Organization.objects.filter(pk=org.pk).update(sector=self.chance.choice(SECTORS))
        touched([FactsChange(org.pk, None)])

    def end(self) -> None:
        orgs.end_organization(org=self.org(), on=self.day(), basis="批复", actor=operator(), now=self.now)

    def hold(self) -> None:
        batch = []
        for _ in range(self.chance.randrange(1, 6)):
            rule = self.chance.choice(rules_between(date(2025, 1, 1), date(2027, 12, 31)))
            day = self.day()
            batch.append(
                claim(self.org(), self.chance.choice(rule.evidence), day, year=day.year - self.chance.randrange(2))
            )
        touched(batch)
        self.claims += batch

    def correct(self) -> None:
        if self.claims:
            old = self.claims.pop(self.chance.randrange(len(self.claims)))
            new = claim(Organization.objects.get(pk=old.org_id), old.kind, self.day(), source=old.source[1])
            touched([new])
            self.claims.append(new)

    def withdraw(self) -> None:
        if self.claims:
            withdraw(self.claims.pop(self.chance.randrange(len(self.claims))))

    def explain(self) -> None:
        found = list(DutyStatus.objects.order_by("org_id", "rule_id", "period").select_related("org"))
        if found:
            duty = self.chance.choice(found)
            said = self.chance.choice(["防汛", "换届", ""])
            try:
                services.explain(
                    org=duty.org, rule_id=duty.rule_id, period=duty.period, reason=said, actor=operator(), now=self.now
                )
            except Refused:
                services.withdraw_explanation(
                    org=duty.org, rule_id=duty.rule_id, period=duty.period, actor=operator(), now=self.now
                )

    def window(self) -> None:
        rule = self.chance.choice([r for r in pack().values() if r.period == "year"])
        issuer, opens = self.org(), date(2026, self.chance.randrange(1, 12), 1)
        known = Window.objects.filter(issuer=issuer, rule_id=rule.id).values_list("version", flat=True).first()
        services.set_window(
            issuer=issuer, rule_id=rule.id, year=2026, opens_on=opens, closes_on=opens + timedelta(days=20),
            basis="通知", actor=operator(), now=self.now, version=known or 0,
        )  # fmt: skip

    def no_window(self) -> None:
        window = Window.objects.order_by("pk").first()
        services.remove_window(window_id=window.pk if window else 0, actor=operator(), now=self.now)

    def optional(self) -> None:
        services.switch_on(
            issuer=self.org(), rule_id=self.chance.choice(list(optional_rules())), from_on=self.day(),
            until_on=self.chance.choice([None, date(2026, 12, 31)]), basis="通知", actor=operator(), now=self.now,
        )  # fmt: skip

    def no_optional(self) -> None:
        for row in OptionalDuty.objects.order_by("pk")[:1]:
            services.switch_off(
                optional_id=row.pk, last_on=self.day(), version=row.version, actor=operator(), now=self.now
            )

    def own(self) -> None:
        first, below = self.day(), list(Organization.objects.order_by("pk"))
        services.register_demand(
            issuer=self.org(),
            values=asked(
                kind=DemandKind.DUTY, from_on=first, until_on=first + timedelta(days=self.chance.randrange(20, 400)),
                cadence=self.chance.choice(list(Cadence)), count=self.chance.randrange(1, 3),
                evidence=self.chance.choice([(), ("volunteer_service", "training")]),
                sectors=self.chance.choice([(), (Sector.VILLAGE,)]),
                org_ids=self.chance.choice([(), (self.chance.choice(below).pk,)]),
            ),
            actor=operator(), now=self.now,
        )  # fmt: skip

    def seen(self, row: Demand) -> dict[str, Any]:
        return {"demand_id": row.pk, "version": row.version, "actor": operator(), "now": self.now}

    def withdraw_own(self, row: Demand) -> None:
        services.withdraw_demand(reason="已并入别的检查", **self.seen(row))

    def shorten_own(self, row: Demand) -> None:
        services.shorten_demand(until_on=row.until_on - timedelta(days=40), reason="并入", **self.seen(row))

    def change_own(self, row: Demand) -> None:
        values = asked(kind=DemandKind.DUTY, from_on=row.from_on, until_on=row.until_on, cadence=Cadence.QUARTER)
        services.change_demand(values=values, **self.seen(row))

    def time(self) -> None:
        services.open_periods(self.day())

    def step(self) -> None:
        verbs = [self.create, self.move, self.move, self.member, self.many_members, self.leave, self.post, self.sector,
                 self.end, self.hold, self.hold, self.hold, self.correct, self.withdraw, self.explain, self.explain,
                 self.window, self.no_window, self.time, self.optional, self.optional, self.no_optional, self.own, self.own]  # fmt: skip
        acts = (self.withdraw_own, self.shorten_own, self.change_own)
        verbs += [partial(act, row) for row in Demand.objects.order_by("-pk")[:1] for act in acts]
        with suppress(Refused), transaction.atomic():  # what the house refuses must leave no trace either
            self.chance.choice(verbs)()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("seed", "many"), [*((seed, MANY) for seed in range(5)), *((seed, 2) for seed in range(5, 10))]
)
def test_adjusted_bit_by_bit_equals_rebuilt(
    seed: int, many: int, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With `many` two, what is derived for three organisations goes the way of a province: by period and by tables."""
    monkeypatch.setattr(import_module("jishi.duties.services.derive"), "MANY", many)
    world = World(seed, now)
    for number in range(40):
        world.step()
        if number % 10 == 9:
            adjusted = tables()
            RollUp.objects.all().delete()
            DutyStatus.objects.all().delete()
            Counted.objects.all().delete()
            services.rebuild()
            assert adjusted == tables()
    assert RollUp.objects.exists()


@pytest.mark.django_db
def test_a_rebuild_mends_what_is_wrong_in_either_table(now: datetime) -> None:
    World(3, now)
    right = tables()
    duty = DutyStatus.objects.order_by("org_id", "rule_id", "period")[0]
    DutyStatus.objects.filter(org_id=duty.org_id, rule_id=duty.rule_id, period=duty.period).update(done=9)
    DutyStatus.objects.create(
        org_id=duty.org_id, rule_id="gone_with_its_edition", period=duty.period, required=1, due_on=duty.due_on
    )
    DutyStatus.objects.create(
        org_id=duty.org_id, rule_id=duty.rule_id, period="2031-01", required=1, due_on=duty.due_on
    )
    sums = RollUp.objects.order_by("org_id", "rule_id", "period", "sector")
    for number, row in enumerate(sums[:4]):
        RollUp.objects.filter(pk=row.pk).update(met=7 + number, owing=90)
    last = sums.reverse()[0]
    RollUp.objects.create(org_id=duty.org_id, rule_id=last.rule_id, period=last.period, sector="nowhere", owing=3)
    RollUp.objects.filter(pk=last.pk).delete()
    services.rebuild()
    assert tables() == right


@pytest.mark.django_db
@pytest.mark.parametrize("many", [0, MANY])
def test_a_few_and_many_come_to_the_same(many: int, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    """Windows, scopes, explanations and committees among them; whatever was stored for no reason goes."""
    world = World(11, now)
    for _ in range(60):
        world.step()
    services.open_periods(now.date())
    right = tables()
    DutyStatus.objects.filter(rule_id__contains="e").update(done=5, explained=True)
    some = DutyStatus.objects.order_by("org_id", "rule_id", "period")[0]
    DutyStatus.objects.create(
        org_id=some.org_id, rule_id="own:99999", period=some.period, required=1, due_on=some.due_on
    )
    monkeypatch.setattr(import_module("jishi.duties.services.derive"), "MANY", many)
    ids = list(Organization.objects.values_list("pk", flat=True))
    assert services.derive(ids, periods_between(date(2025, 1, 1), date(2028, 12, 31))) > 0
    assert tables()[0] == right[0]
    assert services.derive(ids, periods_between(date(2025, 1, 1), date(2028, 12, 31))) == 0


@pytest.mark.django_db
@pytest.mark.parametrize("act", ["shorten_own", "change_own", "withdraw_own"])
def test_a_levels_own_duty_comes_changes_and_goes(act: str, now: datetime) -> None:
    world = World(5, now)
    services.open_periods(now.date())
    row = services.register_demand(
        issuer=Organization.objects.get(parent=None), actor=operator(), now=now,
        values=asked(kind=DemandKind.DUTY, from_on=date(2026, 11, 22), until_on=date(2027, 3, 31), cadence=Cadence.MONTH),
    )  # fmt: skip
    getattr(world, act)(Demand.objects.get(pk=row.pk))
    adjusted = tables()
    services.rebuild()
    assert tables() == adjusted


@pytest.mark.django_db
def test_rebuilding_what_is_right_changes_nothing(now: datetime) -> None:
    World(99, now)
    before = tables()
    services.rebuild()
    assert tables() == before
