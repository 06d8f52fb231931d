"""合并、拆分、撤销、改设: whole organisations with their members, one transaction each, only as it was shown."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from jishi.assignments import services as assignments
from jishi.audit import services as audit
from jishi.desk.queries.reshaping import Blueprint, Target, blueprint, effects, title_of, why_kept
from jishi.desk.rules.reshaping import Effects, Plan
from jishi.kernel.actor import Act, Actor
from jishi.kernel.decision import Refused, demand
from jishi.kernel.locks import earlier
from jishi.kernel.registry import FactsChange, touched
from jishi.members import services as members
from jishi.members.models import Member
from jishi.members.rules import MembershipKind
from jishi.members.services import Stay
from jishi.orgs.models import Organization, Reshaping, Succession
from jishi.orgs.rules import OrgKind, ReshapeKind, Trace
from jishi.orgs.services import hold_tree_alone
from jishi.orgs.services.reshaping import (
    copy_units,
    end_quietly,
    found_quietly,
    place_quietly,
    undo_tree,
)
from jishi.orgs.services.standing import locked

EVENTS = {
    ReshapeKind.MERGE: "org.merged",
    ReshapeKind.SPLIT: "org.split",
    ReshapeKind.DISSOLVE: "org.dissolved",
    ReshapeKind.BECOME: "org.became",
}


class Changed(Refused):
    """Something changed between the preview and the confirming; nothing was done. `shown` is the present preview."""

    def __init__(self, shown: Effects) -> None:
        super().__init__(
            "预览以后情况有变化（党员、任职或任务等有增减），还没有办理。下面是最新情况，请再看一遍后确认。"
        )
        self.shown = shown


@transaction.atomic
def preview(plan: Plan, *, actor: Actor, now: datetime) -> Effects:
    """What the act would do; writes nothing. Raises like `reshape`."""
    return effects(blueprint(actor, plan, today=now.date()), today=now.date())


@transaction.atomic
def reshape(plan: Plan, *, shown: str, actor: Actor, now: datetime, submission: UUID | None = None) -> Reshaping:
    """Carry out what was previewed, all of it or nothing; `shown` is the fingerprint of the preview. The same `submission`
    again gives the act it made. Raises NotAllowed without ORG_EDIT and MEMBER_EDIT on all it ends, changes or fills;
    Changed when anything differs from what was shown; Refused, with its reason, for what the tree or the past does not
    allow."""
    hold_tree_alone()
    if made := earlier(Reshaping.objects.all(), submission):
        demand(actor.may(Act.ORG_EDIT, made.org.path))
        return made
    _lock_members(plan)
    found = blueprint(actor, plan, today=now.date())
    if found.fingerprint != shown:
        raise Changed(effects(found, today=now.date()))
    return _Doing(found, actor, now, submission).do()


def _lock_members(plan: Plan) -> None:
    """Nobody of these branches changes branch or 党小组 until the transaction ends."""
    below = Organization.objects.filter(parent_id__in=plan.org_ids).values_list("pk", flat=True)
    orgs = [*plan.org_ids, *below]
    list(Member.objects.filter(org_id__in=orgs).select_for_update(no_key=True).order_by("pk").values_list("pk"))


class _Doing:
    """One act while it is carried out."""

    def __init__(self, found: Blueprint, actor: Actor, now: datetime, submission: UUID | None) -> None:
        self.found, self.plan, self.actor, self.now, self.submission = found, found.plan, actor, now, submission
        self.trace = Trace()
        self.changes: list[FactsChange] = []
        self.targets: list[Organization] = []

    def do(self) -> Reshaping:
        plan, found = self.plan, self.found
        ended = [locked(org.pk) for org in found.ends]
        if found.new_kind:
            self._become(found.subjects[0])
        # Those with something below end last, so that a name is free before a successor takes it.
        for org in ended:
            end_quietly(org, on=plan.on, trace=self.trace)
        self.targets = [self._target(target) for target in found.targets]
        for child, to in found.children:
            self._place(child, self.targets[to] if isinstance(to, int) else locked(to.pk))
        for org in ended:
            if self.targets and org.kind != OrgKind.PARTY_GROUP:
                copy_units(org, self.targets[0], trace=self.trace)
        self.trace.members = members.transfer(self._stays(), on=plan.on)
        by_org: dict[int, list[int]] = {}
        for task, n in found.tasks:
            by_org.setdefault(self.targets[n].pk, []).append(task.pk)
        note = f"{title_of(found)}，任务随之转交"
        self.trace.tasks = assignments.hand_over(by_org, note, actor=self.actor, now=self.now)
        act = self._remember(ended)
        self._tell(act, ended)
        parents = {org.parent_id for org in (*ended, *self.targets) if org.parent_id}
        self.changes += [FactsChange(org.pk, plan.on, ended=True) for org in ended]
        self.changes += [FactsChange(org.pk, plan.on) for org in (*found.subjects, *self.targets)]
        self.changes += [FactsChange(pk, plan.on) for pk in sorted(parents)]
        touched(self.changes)
        return act

    def _become(self, org: Organization) -> None:
        fresh = locked(org.pk)
        place_quietly(
            fresh, parent=fresh.parent, kind=self.found.new_kind, on=self.plan.on, basis=self.plan.basis,
            trace=self.trace,
        )  # fmt: skip

    def _target(self, target: Target) -> Organization:
        if target.org is not None:
            org = locked(target.org.pk)
            if not self.found.new_kind:
                org.version += 1
                org.save()
            return org
        assert target.parent
        return found_quietly(
            name=target.name, kind=target.kind, parent=locked(target.parent.pk), like=self.found.subjects[0],
            on=self.plan.on, basis=self.plan.basis, trace=self.trace, actor=self.actor, now=self.now,
        )  # fmt: skip

    def _place(self, child: Organization, parent: Organization) -> None:
        fresh = locked(child.pk)
        parent.refresh_from_db(fields=["path"])
        moved = place_quietly(
            fresh, parent=parent, kind=fresh.kind, on=self.plan.on, basis=self.plan.basis, trace=self.trace
        )
        self.changes += [FactsChange(pk, self.plan.on, moved=True) for pk in moved]

    def _stays(self) -> list[Stay]:
        found = self.found
        rows = [
            Stay(row.pk, row.member_id, MembershipKind.FORMAL, row.org_id, self.targets[n].pk)
            for row, n in found.formal
        ]
        rows += [Stay(row.pk, row.member_id, MembershipKind.GROUP, row.org_id, None) for row in found.groups]
        return rows + [
            Stay(
                row.pk, row.member_id, MembershipKind.ATTACHED, row.org_id, None if n is None else self.targets[n].pk
            )
            for row, n in found.attached
        ]  # fmt: skip

    def _remember(self, ended: Sequence[Organization]) -> Reshaping:
        found, plan = self.found, self.plan
        ids = {org.pk for org in (*ended, *found.subjects, *self.targets, *(c for c, _ in found.children))}
        versions = Organization.objects.filter(pk__in=ids).values_list("pk", "version")
        self.trace.versions = {str(pk): version for pk, version in versions}
        at = self.targets[0] if plan.kind == ReshapeKind.MERGE else found.subjects[0]
        act = Reshaping.objects.create(
            kind=plan.kind, org=at, on=plan.on, basis=plan.basis.strip(), at=self.now, by=self.actor.name,
            members=len(found.formal), undo=self.trace.as_json(), submission=self.submission,
        )  # fmt: skip
        pairs: dict[tuple[int, int], int] = {}
        if plan.kind == ReshapeKind.MERGE:
            pairs = {(org.pk, self.targets[0].pk): 0 for org in ended}
        elif plan.kind == ReshapeKind.SPLIT:
            pairs = {(found.subjects[0].pk, target.pk): 0 for target in self.targets}
        for row, n in found.formal:
            pair = (row.org_id, self.targets[n].pk)
            pairs[pair] = pairs.get(pair, 0) + 1
        if plan.kind == ReshapeKind.BECOME:
            pairs = {(o.pk, self.targets[0].pk): 0 for o in ended if o.kind != OrgKind.PARTY_GROUP} | pairs
        Succession.objects.bulk_create(
            Succession(
                act=act, predecessor_id=old, successor_id=new, on=plan.on, kind=plan.kind, basis=act.basis, members=count
            )
            for (old, new), count in pairs.items()
        )  # fmt: skip
        return act

    def _tell(self, act: Reshaping, ended: Sequence[Organization]) -> None:
        after = {
            "调整": title_of(self.found),
            "生效日期": self.plan.on,
            "转移党员": act.members,
            "转交任务": len(self.trace.tasks),
        }
        told = {org.pk: org for org in (*self.found.subjects, *ended, *self.targets)}
        for org in told.values():
            audit.record(
                EVENTS[ReshapeKind(act.kind)],
                actor=self.actor,
                at=self.now,
                act=Act.ORG_EDIT,
                org=(org.pk, org.path),
                subject=("orgs.organization", org.pk, org.name),
                after=after,
                note=act.basis,
            )


@transaction.atomic
def take_back(act: Reshaping, *, reason: str, actor: Actor, now: datetime) -> Reshaping:
    """Take an act back as if it had not been, while nothing has followed and within seven days: a mistake, not a decision
    to undo one (that is a new act with its own basis). Again changes nothing. Raises NotAllowed without the rights the
    act needed, Refused with what has followed."""
    hold_tree_alone()
    act = Reshaping.objects.select_for_update(of=("self",), no_key=True).select_related("org").get(pk=act.pk)
    if act.undone_at:
        return act
    trace = Trace.read(act.undo)
    orgs = list(Organization.objects.filter(pk__in=[int(pk) for pk in trace.versions]).order_by("pk"))
    for org in orgs:
        demand(actor.may(Act.ORG_EDIT, org.path))
        demand(actor.may(Act.MEMBER_EDIT, org.path))
    if not reason.strip():
        raise Refused("请写明为什么撤回。", "reason")
    if why := why_kept(act, now.date()):
        raise Refused(f"不能撤回：{'；'.join(why[:4])}。请按新的决定另办合并、拆分或改设。")
    assignments.hand_over(
        _by_old_org(trace.tasks), "组织调整已撤回，任务转回原组织", actor=actor, now=now
    )  # fmt: skip
    moved = undo_tree(trace, on=act.on)
    members.take_back(trace.members)
    Succession.objects.filter(act=act).delete()
    act.undone_at = now
    act.save()
    for org in orgs:
        audit.record(
            "org.reshaping_undone",
            actor=actor,
            at=now,
            act=Act.ORG_EDIT,
            org=(org.pk, org.path),
            subject=("orgs.organization", org.pk, org.name),
            before={"调整": ReshapeKind(act.kind).label, "生效日期": act.on, "转移党员": act.members},
            note=reason.strip(),
        )
    made = set(trace.made)
    changes = [FactsChange(pk, act.on, moved=True) for pk in moved]
    changes += [FactsChange(org.pk, act.on, ended=org.pk in made) for org in orgs]
    parents = {org.parent_id for org in orgs if org.parent_id}
    touched([*changes, *(FactsChange(pk, act.on) for pk in sorted(parents))])
    return act


def _by_old_org(tasks: Sequence[tuple[int, int, int]]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for pk, old, _ in tasks:
        found.setdefault(old, []).append(pk)
    return found
