"""The rows an act would touch, from the plan and what stands in the database."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import Q

from jishi.activities.models import Activity
from jishi.activities.rules import State as Recorded
from jishi.assignments.models import Assignment
from jishi.assignments.rules import State
from jishi.desk.rules.reshaping import ABOVE_BRANCHES, Part, Plan, fingerprint
from jishi.kernel.actor import Act, Actor
from jishi.kernel.decision import Refused, demand
from jishi.kernel.names import clean_name, comparable
from jishi.members.models import Membership
from jishi.members.rules import MembershipKind
from jishi.orgs.models import Charge, ContactPoint, Guidance, Organization, PostHeld, StudySeat, Term, Unit
from jishi.orgs.queries import changed_since, placement_on, points_running, seats_running, true_on
from jishi.orgs.rules import OrgKind, ReshapeKind, is_a, may_stand_under


@dataclass(slots=True)
class Target:
    """Where members, groups and tasks go: one that stands, or one to be founded under `parent`."""

    org: Organization | None
    name: str
    kind: str
    parent: Organization | None


@dataclass(slots=True)
class Blueprint:
    """Everything an act would change. Numbers in `formal`, `children`, `tasks` are places in `targets`; None stays."""

    plan: Plan
    subjects: list[Organization]
    targets: list[Target] = field(default_factory=list)
    ends: list[Organization] = field(default_factory=list)
    new_kind: str = ""  # of the first subject
    children: list[tuple[Organization, int | Organization]] = field(default_factory=list)  # who moves where
    formal: list[tuple[Membership, int]] = field(default_factory=list)
    groups: list[Membership] = field(default_factory=list)  # places in a 党小组 that end
    attached: list[tuple[Membership, int | None]] = field(default_factory=list)
    posts: list[PostHeld] = field(default_factory=list)
    charges: list[Charge] = field(default_factory=list)
    terms: list[Term] = field(default_factory=list)
    guidances: list[Guidance] = field(default_factory=list)
    seats: list[StudySeat] = field(default_factory=list)
    points: list[ContactPoint] = field(default_factory=list)
    units: list[Unit] = field(default_factory=list)
    tasks: list[tuple[Assignment, int]] = field(default_factory=list)

    @property
    def fingerprint(self) -> str:
        known = [t.org for t in self.targets if t.org]
        moved = [(c.pk, c.version, t if isinstance(t, int) else f"-{t.pk}") for c, t in self.children]
        return fingerprint(
            [(self.plan.as_text(),)],
            [(o.pk, o.version) for o in (*self.subjects, *self.ends, *known)],
            moved,
            [(row.pk, row.member_id, n) for row, n in self.formal],
            [(row.pk, row.member_id) for row in self.groups],
            [(row.pk, n) for row, n in self.attached],
            [(p.pk, p.to_on) for p in self.posts],
            [(c.pk, c.to_on) for c in self.charges],
            [(t.pk, t.ends_on) for t in self.terms],
            [(g.pk, g.to_on) for g in self.guidances],
            [(s.pk, s.to_on) for s in self.seats],
            [(p.pk, p.to_on) for p in self.points],
            [(u.pk, u.name) for u in self.units],
            [(t.pk, t.version, n) for t, n in self.tasks],
        )


def blueprint(actor: Actor, plan: Plan, *, today: date) -> Blueprint:
    """Work out what `plan` would do. Raises NotAllowed without ORG_EDIT (and MEMBER_EDIT) on everything it ends, changes
    or fills; Refused, on the field, for whatever stands in the way, the past included."""
    if plan.on > today:
        raise Refused("日期还没有到，请到了那天再办。", "on")
    if not plan.basis.strip():
        raise Refused("要写明依据，如批复文号“和党组〔2026〕12号”。", "basis")
    found = Organization.objects.select_related("parent").in_bulk(plan.org_ids)
    subjects = [found[pk] for pk in dict.fromkeys(plan.org_ids)]
    for org in subjects:
        _demand_subject(actor, org)
    made = Blueprint(plan, subjects)
    match plan.kind:
        case ReshapeKind.MERGE:
            _merge(made)
        case ReshapeKind.DISSOLVE:
            _dissolve(made)
        case ReshapeKind.SPLIT:
            _split(made)
        case _:
            _become(made)
    for target in made.targets:
        _demand_target(actor, made, target)
    _hanging(made)
    _demand_past(made)
    return made


def _demand_subject(actor: Actor, org: Organization) -> None:
    demand(actor.may(Act.ORG_EDIT, org.path))
    demand(actor.may(Act.MEMBER_EDIT, org.path))
    if org.ended_on:
        raise Refused(f"{org.name}已经撤销，不能再调整。")
    if org.kind == OrgKind.PARTY_GROUP:
        raise Refused("党小组的调整在党支部里办：先把党员编入别的党小组，再撤销它。")
    if org.parent is None:
        raise Refused("顶层党组织不能合并、拆分或撤销。")
    demand(actor.may(Act.ORG_EDIT, org.parent.path))


def _demand_target(actor: Actor, made: Blueprint, target: Target) -> None:
    on = made.plan.on
    if target.org is None:
        assert target.parent
        demand(actor.may(Act.ORG_EDIT, target.parent.path))
        _demand_new(made, target)
        return
    demand(actor.may(Act.ORG_EDIT, target.org.path))
    demand(actor.may(Act.MEMBER_EDIT, target.org.path))
    if target.org.ended_on:
        raise Refused(f"{target.org.name}已经撤销，请另选。", "into")
    stood = placement_on(target.org.pk, on)
    if target.org not in made.subjects and (stood is None or stood.kind != target.org.kind):
        raise Refused(f"{on} 那天还没有{target.org.name}，或它还是别的类别；生效日期要在它建立和改设以后。", "on")


def _demand_new(made: Blueprint, target: Target) -> None:
    assert target.parent
    if not target.name:
        raise Refused("请写新组织的名称。", "name")
    above = made.new_kind if target.parent.pk == made.subjects[0].pk else target.parent.kind
    place = may_stand_under(target.kind, above)
    if not place:
        raise Refused(place.reason, "kind")
    stood = placement_on(target.parent.pk, made.plan.on)
    if stood is None:
        raise Refused(f"{made.plan.on} 那天还没有{target.parent.name}，请核对生效日期。", "on")
    ending = [org.pk for org in made.ends]
    names = Organization.objects.filter(parent=target.parent, ended_on=None).exclude(pk__in=ending)
    taken = {comparable(name) for name in names.values_list("name", flat=True)}
    others = [t.name for t in made.targets if t is not target and t.org is None]
    if comparable(target.name) in taken | {comparable(name) for name in others}:
        raise Refused(f"已有“{target.name}”，请换一个名称。", "name")


def _children(org: Organization) -> list[Organization]:
    return list(Organization.objects.filter(parent=org, ended_on=None).select_related("parent").order_by("path"))


def _new(part: Part, parent: Organization | None) -> Target:
    if part.org_id:
        org = Organization.objects.select_related("parent").get(pk=part.org_id)
        return Target(org, org.name, org.kind, org.parent)
    return Target(None, clean_name(part.name), OrgKind(part.kind), parent)


def _rows(orgs: Collection[Organization], kind: MembershipKind, on: date) -> list[Membership]:
    rows = Membership.objects.filter(true_on(on), to_on=None, org__in=orgs, kind=kind)
    return list(rows.select_related("member__person").order_by("member__name_key", "member_id"))


def _merge(made: Blueprint) -> None:
    plan = made.plan
    if len(plan.parts) != 1:
        raise Refused("请选合并到哪个组织。", "into")
    target = _new(plan.parts[0], made.subjects[0].parent)
    made.targets = [target]
    made.ends = [org for org in made.subjects if target.org is None or org.pk != target.org.pk]
    if not made.ends or (target.org is None and len(made.ends) < 2):
        raise Refused("合并要有两个以上的组织。请再选一个。", "others")
    family = {is_a(org.kind, OrgKind.BRANCH) for org in made.ends} | {is_a(target.kind, OrgKind.BRANCH)}
    if len(family) > 1:
        raise Refused("党支部和党支部合并，总支、党委和同类合并；不同类的请先改设或撤销。", "into")
    for org in made.ends:
        if target.org is not None and target.org.path.startswith(org.path):
            raise Refused(f"{target.name}在{org.name}下面，不能并入自己的下级。", "into")
        for child in _children(org):
            place = may_stand_under(child.kind, target.kind)
            if not place:
                raise Refused(place.reason, "into")
            made.children.append((child, 0))
    made.formal = [(row, 0) for row in _rows(made.ends, MembershipKind.FORMAL, plan.on)]


def _dissolve(made: Blueprint) -> None:
    plan, [org] = made.plan, made.subjects
    made.ends = [org]
    below = _children(org)
    for child in below:
        if child.kind == OrgKind.PARTY_GROUP:
            made.ends.append(child)
            continue
        assert org.parent
        place = may_stand_under(child.kind, org.parent.kind)
        if not place:
            raise Refused(f"{child.name}不能直接归到{org.parent.name}：{place.reason}")
        made.children.append((child, org.parent))
    formal = _rows([org], MembershipKind.FORMAL, plan.on)
    if formal and not plan.parts:
        raise Refused(f"还有 {len(formal)} 名党员，请写明编入哪个党支部。", "into")
    if plan.parts:
        target = _new(plan.parts[0], org.parent)
        if target.org is not None and target.org.path.startswith(org.path):
            raise Refused("党员不能编入要撤销的组织。", "into")
        if not is_a(target.kind, OrgKind.BRANCH):
            raise Refused(f"{target.name}不是党支部，党员要编入党支部。", "into")
        made.targets = [target]
    made.formal = [(row, 0) for row in formal]
    made.groups = _rows([c for c in below if c.kind == OrgKind.PARTY_GROUP], MembershipKind.GROUP, plan.on)


def _split(made: Blueprint) -> None:
    plan, [org] = made.plan, made.subjects
    if not is_a(org.kind, OrgKind.BRANCH):
        raise Refused("只有党支部能这样拆分；总支、党委请先新建组织，再调整隶属。")
    if len(plan.parts) < (1 if plan.stays else 2):
        raise Refused("拆分至少要写两个去向；原支部保留的，至少写一个。", "parts")
    made.targets = [_new(part, org.parent) for part in plan.parts]
    for target in made.targets:
        if not is_a(target.kind, OrgKind.BRANCH):
            raise Refused(f"{target.name}不是党支部，党员要编入党支部。", "kind")
        if target.org is not None and target.org.pk == org.pk:
            raise Refused("留在原支部的不用列为去向，勾选“原支部保留”。", "parts")
    _divide(made, everybody=not plan.stays)
    if not plan.stays:
        made.ends.insert(0, org)
    elif len(made.formal) == len(_rows([org], MembershipKind.FORMAL, plan.on)):
        raise Refused("党员全部分走了，原支部没有人。请不要勾选“原支部保留”。", "stays")


def _divide(made: Blueprint, *, everybody: bool) -> None:
    """Members and 党小组 of the one branch among the parts; a 党小组 that no part takes ends when its branch does."""
    plan, org = made.plan, made.subjects[0]
    groups = {c.pk: c for c in _children(org)}
    part_of_group = {pk: n for n, part in enumerate(plan.parts) for pk in part.group_ids if pk in groups}
    named = {pk: n for n, part in enumerate(plan.parts) for pk in part.member_ids}
    places = {row.member_id: row for row in _rows(list(groups.values()), MembershipKind.GROUP, plan.on)}
    missing = []
    for row in _rows([org], MembershipKind.FORMAL, plan.on):
        place = places.get(row.member_id)
        target = named.get(row.member_id, part_of_group.get(place.org_id) if place else None)
        if target is None:
            missing.append(row.member.person.name)
            continue
        made.formal.append((row, target))
        if place and part_of_group.get(place.org_id) != target:
            made.groups.append(place)
    if missing and everybody:
        shown = "、".join(missing[:8]) + (f"等 {len(missing)} 人" if len(missing) > 8 else "")
        raise Refused(f"还没有定去向：{shown}。", "members")
    if not made.formal:
        raise Refused("还没有给任何党员定去向。", "members")
    going = {row.member_id for row, _ in made.formal}
    for pk, child in groups.items():
        if pk in part_of_group:
            made.children.append((child, part_of_group[pk]))
            # Whoever stays behind while the 党小组 goes is in none from then on.
            made.groups += [p for p in places.values() if p.org_id == pk and p.member_id not in going]
        elif everybody:
            made.ends.append(child)


def _become(made: Blueprint) -> None:
    plan, [org] = made.plan, made.subjects
    assert org.parent
    if plan.new_kind == org.kind:
        raise Refused("组织类别和现在的一样。", "new_kind")
    place = may_stand_under(plan.new_kind, org.parent.kind)
    if not place:
        raise Refused(place.reason, "new_kind")
    made.new_kind = plan.new_kind
    if is_a(org.kind, OrgKind.BRANCH) and plan.new_kind in ABOVE_BRANCHES:
        made.targets = [_new(part, org) for part in plan.parts]
        if not made.targets:
            raise Refused("请写下面要设的党支部，党员编到这些支部里。", "parts")
        _divide(made, everybody=True)
    elif is_a(plan.new_kind, OrgKind.BRANCH) and org.kind in ABOVE_BRANCHES:
        below = _children(org)
        for branch in below:
            if not is_a(branch.kind, OrgKind.BRANCH):
                raise Refused(f"下面还有{branch.name}，它不是党支部；请先调整它的隶属。", "new_kind")
        made.targets = [Target(org, org.name, plan.new_kind, org.parent)]
        made.ends = below
        made.children = [(group, 0) for branch in below for group in _children(branch)]
        made.formal = [(row, 0) for row in _rows(below, MembershipKind.FORMAL, plan.on)]
    else:
        raise Refused("这里用于党支部改设总支、党委，或改回党支部；其他类别的变化请用“改变类别”。", "new_kind")


def _hanging(made: Blueprint) -> None:
    """What hangs on those that end: posts, terms, guidance, units, tasks in hand, members attached to their life."""
    on, ends = made.plan.on, made.ends
    running = Q(to_on=None) | Q(to_on__gt=on)
    made.posts = list(PostHeld.objects.filter(running, org__in=ends).select_related("person", "org").order_by("pk"))
    made.charges = list(Charge.objects.filter(running, org__in=ends).select_related("person").order_by("pk"))
    made.terms = list(Term.objects.filter(org__in=ends, closed_on=None).select_related("org").order_by("pk"))
    meant = Guidance.objects.filter(running, Q(guide__in=ends) | Q(guided__in=ends))
    made.guidances = list(meant.select_related("guide", "guided").order_by("pk"))
    made.seats = list(seats_running(ends, on).select_related("person", "org").order_by("pk"))
    made.points = list(points_running(ends, on).select_related("person", "place").order_by("pk"))
    made.units = list(Unit.objects.filter(org__in=ends).select_related("org").order_by("pk"))
    where = {row.member_id: n for row, n in made.formal}
    if made.targets:
        tasks = Assignment.objects.filter(org__in=ends, state__in=(State.OPEN, State.REPORTED))
        for task in tasks.select_related("org", "owner").order_by("pk"):
            made.tasks.append((task, where.get(task.owner_id or 0, 0)))
    guests = _rows(ends, MembershipKind.ATTACHED, on)
    homes = Membership.objects.filter(
        true_on(on), member_id__in=[row.member_id for row in guests], kind=MembershipKind.FORMAL
    )
    home_of = dict(homes.values_list("member_id", "org_id"))
    only = made.targets[0].org if len(made.targets) == 1 else None
    for row in guests:
        comes_home = row.member_id in where or (only is not None and home_of.get(row.member_id) == only.pk)
        made.attached.append((row, None if comes_home or len(made.targets) != 1 else 0))
    known = {t.org.pk: n for n, t in enumerate(made.targets) if t.org}
    for row in _rows([t.org for t in made.targets if t.org], MembershipKind.ATTACHED, on):
        if where.get(row.member_id) == known[row.org_id]:
            made.attached.append((row, None))  # was attached where the formal relation now lies


def _demand_past(made: Blueprint) -> None:
    """A day in the past only while nothing on file contradicts it."""
    on = made.plan.on
    touched = [*made.ends, *(child for child, _ in made.children)]
    if made.new_kind:
        touched.append(made.subjects[0])
    found = [(later.words, later.first_possible) for later in changed_since([org.pk for org in touched], on)]
    emptied = [*made.ends, *(made.subjects[:1] if made.new_kind else [])]
    moved = Q(pk__in=[row.pk for row, _ in made.formal], from_on__gte=on)
    rows = Membership.objects.filter(moved | Q(org__in=emptied) & (Q(from_on__gte=on) | Q(to_on__gt=on)))
    for row in rows.select_related("member__person", "org").order_by("pk")[:20]:
        if row.to_on and row.to_on > on:
            found.append((f"{row.member.person.name} {row.to_on} 离开{row.org.name}", row.to_on))
        elif row.from_on:
            found.append(
                (f"{row.member.person.name} {row.from_on} 才编入{row.org.name}", row.from_on + timedelta(days=1))
            )
    records = Activity.objects.filter(org__in=emptied, held_on__gt=on).exclude(state=Recorded.WITHDRAWN)
    for record in records.select_related("org").order_by("-held_on")[:3]:
        found.append((f"{record.org.name} {record.held_on} 还记录了“{record.title}”", record.held_on))
    if found:
        first = max(day for _, day in found)
        shown = "；".join(words for words, _ in found[:3])
        more = f"，等 {len(found)} 条" if len(found) > 3 else ""
        raise Refused(f"生效日期和后来的记载对不上：{shown}{more}。生效日期不能早于 {first}。", "on")
