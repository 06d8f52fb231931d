"""What happens to an organisation in its life: a new name, another superior, another kind, the end. Each has a day and
a basis, closes an interval row and opens the next, and leaves the past as it was."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q, Value
from django.db.models.functions import Concat, Length, Substr

from jishi.audit import services as audit
from jishi.kernel.actor import Act, Actor
from jishi.kernel.decision import Refused, demand
from jishi.kernel.names import clean_name
from jishi.kernel.registry import FactsChange, figures, touched
from jishi.orgs.models import Guidance, Naming, Organization, Placement, PostHeld, Term
from jishi.orgs.queries.scope import below
from jishi.orgs.rules import DEEPEST, STEP, OrgKind, may_stand_under
from jishi.orgs.services.counting import recounted
from jishi.orgs.services.creating import SUBJECT, next_path, save_with_audit
from jishi.orgs.services.standing import (
    demand_basis,
    demand_day,
    demand_free_name,
    hold_tree_alone,
    in_order,
    locked,
    opened,
)
from jishi.orgs.services.ties import end_ties


@transaction.atomic
def rename(
    *,
    org: Organization,
    name: str,
    on: date,
    basis: str,
    actor: Actor,
    now: datetime,
    short_name: str | None = None,
    version: int | None = None,
) -> Organization:
    """Give a new name from `on` on. Papers of earlier days keep the old one. Raises Refused for the same name, a day that
    has not come or is before the present name began."""
    fresh = opened(org, actor=actor, version=version)
    name, basis = clean_name(name), demand_basis(basis)
    demand_day(on, today=now.date())
    if name == fresh.name:
        raise Refused("新名称和现在的一样。", "name")
    demand_free_name(name, fresh.parent, but=fresh.pk)
    current = in_order(Naming.objects.filter(org=fresh))[-1]
    if _replaces(current, on):
        current.name, current.basis = name, basis
        current.save()
    else:
        current.to_on = on
        current.save()
        Naming.objects.create(org=fresh, name=name, from_on=on, basis=basis)
    before: dict[str, object] = {"党组织名称": fresh.name}
    after: dict[str, object] = {"党组织名称": name, "生效日期": on}
    fresh.name = name
    if short_name is not None and short_name != fresh.short_name:
        before["简称"], after["简称"] = fresh.short_name, short_name
        fresh.short_name = short_name
    save_with_audit(fresh, "org.renamed", actor=actor, now=now, before=before, after=after, note=basis)
    return fresh


def _replaces(current: Placement | Naming, on: date) -> bool:
    """Whether a change on `on` replaces the present row (it began that very day) instead of following it. Raises Refused
    when the row began later: the past is corrected, not overwritten."""
    if current.from_on and on < current.from_on:
        raise Refused(f"现在的状态从 {current.from_on} 起，变动不能早于这一天；要改过去的日期，请用“更正”。", "on")
    return current.from_on == on


def _place(org: Organization, *, parent: Organization | None, kind: str, on: date, basis: str) -> None:
    current = in_order(Placement.objects.filter(org=org))[-1]
    if _replaces(current, on):
        current.parent, current.kind, current.basis = parent, kind, basis
        current.save()
    else:
        current.to_on = on
        current.save()
        Placement.objects.create(org=org, parent=parent, kind=kind, from_on=on, basis=basis)


@transaction.atomic
def change_kind(
    *, org: Organization, kind: str, on: date, basis: str, actor: Actor, now: datetime, version: int | None = None
) -> Organization:
    """Make it an organisation of another kind from `on` on (a branch becomes a general branch). Raises Refused when its
    place or what stands below it does not allow that kind."""
    hold_tree_alone()
    fresh = opened(org, actor=actor, version=version)
    basis = demand_basis(basis)
    demand_day(on, today=now.date())
    if kind == fresh.kind:
        raise Refused("组织类别和现在的一样。", "kind")
    children = Organization.objects.filter(parent=fresh, ended_on=None).values_list("kind", flat=True).distinct()
    places = [may_stand_under(kind, fresh.parent.kind if fresh.parent else None)]
    places += [may_stand_under(child, kind) for child in children.order_by("kind")]
    for place in places:
        if not place:
            raise Refused(place.reason, "kind")
    was = fresh.kind
    before: dict[str, object] = {"组织类别": OrgKind(was).label}
    fresh.kind = OrgKind(kind)
    _place(fresh, parent=fresh.parent, kind=kind, on=on, basis=basis)
    with recounted(fresh.pk):
        save_with_audit(
            fresh,
            "org.kind_changed",
            actor=actor,
            now=now,
            before=before,
            after={"组织类别": OrgKind(kind).label, "生效日期": on},
            note=basis,
        )
    changes = [FactsChange(fresh.pk, on)]
    if OrgKind.COUNTY_COMMITTEE in (was, kind):
        # Everything below has another county above it now, as if it had moved.
        below_it = Organization.objects.filter(below(fresh.path)).order_by("path").values_list("pk", flat=True)
        changes = [FactsChange(pk, on, moved=True) for pk in below_it]
    touched(changes)
    return fresh


@transaction.atomic
def move(
    *,
    org: Organization,
    parent: Organization,
    on: date,
    basis: str,
    actor: Actor,
    now: datetime,
    version: int | None = None,
) -> Organization:
    """Put it, with everything below it, under another superior from `on` on. Paths of the whole subtree change in one
    statement; rights outside the two subtrees stay as they are.

    Raises NotAllowed without ORG_EDIT on the present and on the new superior; Refused for a cycle (today or on any day
    since `on`), a place its kind does not allow, or more levels than the tree has."""
    hold_tree_alone()
    fresh = opened(org, actor=actor, version=version)
    old, new = fresh.parent, locked(parent.pk)
    if old is None:
        raise Refused("顶层党组织没有上级，不能调整隶属。", "parent")
    demand(actor.may(Act.ORG_EDIT, old.path))
    demand(actor.may(Act.ORG_EDIT, new.path))
    basis = demand_basis(basis)
    demand_day(on, today=now.date())
    _demand_place(fresh, old, new, on)
    _place(fresh, parent=new, kind=fresh.kind, on=on, basis=basis)
    moved = rewrite_paths(fresh, new)
    fresh.refresh_from_db(fields=["path"])
    fresh.parent = new
    for subject in (fresh, old, new):
        audit.record(
            "org.moved",
            actor=actor,
            at=now,
            act=Act.ORG_EDIT,
            org=(subject.pk, subject.path),
            subject=(SUBJECT, subject.pk, subject.name),
            before={"党组织": fresh.name, "上级党组织": old.name},
            after={"党组织": fresh.name, "上级党组织": new.name, "生效日期": on},
            note=basis,
        )
    fresh.save()
    touched([*(FactsChange(pk, on, moved=True) for pk in moved), FactsChange(old.pk, on), FactsChange(new.pk, on)])
    return fresh


def _demand_place(org: Organization, old: Organization, new: Organization, on: date) -> None:
    if new.pk == old.pk:
        raise Refused("新上级和现在的上级是同一个。", "parent")
    if new.path.startswith(org.path):
        raise Refused("不能放到自己或自己的下级下面。", "parent")
    if new.ended_on:
        raise Refused("新上级已经撤销，请另选。", "parent")
    if new.founded_on and new.founded_on > on:
        raise Refused(f"新上级 {new.founded_on} 才建立，生效日期不能更早。", "on")
    place = may_stand_under(org.kind, new.kind)
    if not place:
        raise Refused(place.reason, "parent")
    deepest = max(len(path) for path in Organization.objects.filter(below(org.path)).values_list("path", flat=True))
    if len(new.path) + deepest - len(org.path) + STEP > DEEPEST * STEP:
        raise Refused(f"组织最多 {DEEPEST} 层，放到这里太深了。", "parent")
    demand_free_name(org.name, new)
    demand_no_past_cycle(org.pk, new.pk, on, None)


def demand_no_past_cycle(org_id: int, parent_id: int, first: date | None, end: date | None) -> None:
    """Raise Refused when on some day from `first` (None: always) to `end` (not included; None: for ever) the superior
    stood below the organisation itself: what is true today may not have been on every day since."""
    frontier: list[tuple[int, date | None, date | None]] = [(parent_id, first, end)]
    while frontier:
        if any(node == org_id for node, _, _ in frontier):
            raise Refused("从生效日期到今天，新上级曾在它的下面，隶属会成一个圈。请核对生效日期。", "on")
        above = list(Placement.objects.filter(org_id__in=[node for node, _, _ in frontier]).exclude(parent=None))
        frontier = [
            (row.parent_id, _later(row.from_on, since), _earlier(row.to_on, until))
            for node, since, until in frontier
            for row in above
            if row.org_id == node and row.parent_id and _overlaps(row, since, until)
        ]


def _overlaps(row: Placement, since: date | None, until: date | None) -> bool:
    starts_in_time = row.from_on is None or until is None or row.from_on < until
    return starts_in_time and (row.to_on is None or since is None or row.to_on > since)


def _later(one: date | None, other: date | None) -> date | None:
    return max((day for day in (one, other) if day), default=None)


def _earlier(one: date | None, other: date | None) -> date | None:
    return min((day for day in (one, other) if day), default=None)


def rewrite_paths(org: Organization, parent: Organization) -> list[int]:
    """Give the subtree its new paths in one statement. Returns its ids, top first."""
    subtree = Organization.objects.filter(below(org.path))
    ids = list(subtree.order_by("path").values_list("pk", flat=True))
    path = next_path(parent)
    tail = Substr("path", Length(Value(org.path)) + 1)
    with recounted(org.pk):
        subtree.update(path=Concat(Value(path), tail))
    Organization.objects.filter(pk=org.pk).update(parent=parent)
    return ids


@transaction.atomic
def end_organization(
    *, org: Organization, on: date, basis: str, actor: Actor, now: datetime, version: int | None = None
) -> Organization:
    """Dissolve it (撤销) from `on` on: its place, name, posts, term, guidance, 中心组 and 联系点 end that day; what it did stays.

    Raises Refused while organisations stand or members are below it, on `on` or today, and for the top of the tree."""
    hold_tree_alone()
    fresh = opened(org, actor=actor, version=version)
    if fresh.parent is None:
        raise Refused("顶层党组织不能撤销。")
    demand(actor.may(Act.ORG_EDIT, fresh.parent.path))
    basis = demand_basis(basis)
    demand_day(on, today=now.date())
    _demand_empty(fresh, (on, now.date()))
    for row in (in_order(Placement.objects.filter(org=fresh))[-1], in_order(Naming.objects.filter(org=fresh))[-1]):
        if row.from_on and row.from_on >= on:
            raise Refused(f"{row.from_on} 还有变动，撤销日期要在它以后。", "on")
        row.to_on = on
        row.save()
    _end_all(fresh, on)
    fresh.ended_on = on
    with recounted(fresh.pk):
        save_with_audit(
            fresh, "org.ended", actor=actor, now=now, before={"撤销日期": None}, after={"撤销日期": on}, note=basis
        )
    touched([FactsChange(fresh.pk, on, ended=True), FactsChange(fresh.parent.pk, on)])
    return fresh


def _demand_empty(org: Organization, days: Iterable[date]) -> None:
    for day in days:
        standing = Placement.objects.filter(Q(to_on=None) | Q(to_on__gt=day), parent=org).values_list(
            "org__name", flat=True
        )
        if standing:
            raise Refused(f"下面还有{len(standing)}个组织（如{standing[0]}），请先调整隶属或撤销它们。")
        if "members.total" in figures and (members := figures["members.total"].count(org.path, day)):
            raise Refused(f"{day} 还有 {members} 名党员，请先转走组织关系。")


def _end_all(org: Organization, on: date) -> None:
    PostHeld.objects.filter(org=org, from_on__gte=on).delete()
    PostHeld.objects.filter(Q(to_on=None) | Q(to_on__gt=on), org=org).update(to_on=on)
    Guidance.objects.filter(Q(guide=org) | Q(guided=org), from_on__gte=on).delete()
    Guidance.objects.filter(Q(to_on=None) | Q(to_on__gt=on), Q(guide=org) | Q(guided=org)).update(to_on=on)
    Term.objects.filter(org=org, closed_on=None).update(closed_on=on)
    end_ties(org, on)


@transaction.atomic
def correct_start(
    *,
    row: Placement | Naming,
    from_on: date,
    basis: str,
    actor: Actor,
    now: datetime,
    version: int | None = None,
) -> None:
    """Correct the day an entry of the history began, because a paper says otherwise. The entry before it ends that day
    instead; both stay longer than nothing. The first entry begins with the organisation (`edit_organization`)."""
    hold_tree_alone()
    org = opened(row.org, actor=actor, version=version)
    basis = demand_basis(basis)
    demand_day(from_on, today=now.date(), field="from_on")
    kept: list[Placement] | list[Naming]
    if isinstance(row, Placement):
        kept = in_order(Placement.objects.filter(org=org))
    else:
        kept = in_order(Naming.objects.filter(org=org))
    at = [entry.pk for entry in kept].index(row.pk)
    if at == 0:
        raise Refused("最早的一条从建立日期起，请改建立日期。", "from_on")
    before, entry = kept[at - 1], kept[at]
    earliest, latest = before.from_on, entry.to_on
    if (earliest and from_on <= earliest) or (latest and from_on >= latest):
        raise Refused(
            f"这一天要在前一条的开始（{earliest or '无记载'}）和本条的结束（{latest or '至今'}）之间。", "from_on"
        )
    if isinstance(entry, Placement) and entry.parent_id:
        demand_no_past_cycle(org.pk, entry.parent_id, from_on, latest)
    if isinstance(before, Placement) and before.parent_id:
        demand_no_past_cycle(org.pk, before.parent_id, earliest, from_on)
    old = entry.from_on
    assert old
    first, second = (before, entry) if from_on < old else (entry, before)
    for changed in (first, second):  # the one that shrinks goes first: no day belongs to both, not even for a moment
        if changed is before:
            changed.to_on = from_on
        else:
            changed.from_on = from_on
        changed.save()
    save_with_audit(
        org,
        "org.history_corrected",
        actor=actor,
        now=now,
        before={"条目": _words(entry), "起": old},
        after={"条目": _words(entry), "起": from_on},
        note=basis,
    )
    touched([FactsChange(org.pk, min(old, from_on))])


def _words(entry: Placement | Naming) -> str:
    if isinstance(entry, Naming):
        return f"名称“{entry.name}”"
    return f"{OrgKind(entry.kind).label}，隶属{entry.parent.name if entry.parent else '顶层'}"
