"""Many organisations at once: each is judged against what was read in a few queries, then all are written by COPY."""

from collections.abc import Collection, Iterable
from datetime import date, datetime

from jishi.audit import services as audit
from jishi.kernel.actor import Act, Actor
from jishi.kernel.bulk import copy_in
from jishi.kernel.decision import Refused, demand
from jishi.kernel.names import comparable, initials
from jishi.kernel.registry import FactsChange
from jishi.orgs.models import Naming, Organization, Placement, Unit
from jishi.orgs.rules import DEEPEST, STEP, OrgKind, UnitNature, may_stand_under, step_code, step_number
from jishi.orgs.services.counting import count_new
from jishi.orgs.services.creating import SUBJECT, cleaned_name, sector_from, told
from jishi.orgs.services.standing import hold_tree_still


class Planting:
    """New organisations of one transaction, superiors before their children. Refuses what `create_organization` refuses;
    the superiors on file stay locked, so that nobody else gives their next steps away. `write` is the caller's duty, and
    so is `touched` with what it returns."""

    def __init__(
        self, parents: Iterable[Organization], codes: Collection[str], *, actor: Actor, now: datetime, basis: str
    ) -> None:
        hold_tree_still()
        self._actor, self._now, self._basis = actor, now, basis
        ids = {parent.pk for parent in parents}
        held = Organization.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=ids).order_by("pk")
        self._parents = {parent.pk: parent for parent in held}
        self._has_top = Organization.objects.filter(parent=None).exists()
        self._codes = set(Organization.objects.filter(code__in=codes).exclude(code="").values_list("code", flat=True))
        self._steps: dict[str, int] = {}
        self._names: dict[str, set[str]] = {}
        for path, name, ended_on in Organization.objects.filter(parent_id__in=ids).values_list(
            "path", "name", "ended_on"
        ):
            above = path[:-STEP]
            self._steps[above] = max(self._steps.get(above, 0), step_number(path[-STEP:]) + 1)
            if ended_on is None:
                self._names.setdefault(above, set()).add(comparable(name))
        self._new: list[tuple[Organization, str]] = []

    def add(
        self, *, name: str, kind: str, parent: Organization | None, code: str, founded_on: date | None, nature: str
    ) -> Organization:
        """One more, not written yet. `parent` is on file or was added before. Raises Refused, NotAllowed."""
        parent = self._parents.get(parent.pk, parent) if parent else None
        above = parent.path if parent else ""
        if parent:
            demand(self._actor.may(Act.ORG_EDIT, parent.path))
        elif self._has_top:
            raise Refused("已有顶层党组织，新组织要选上级党组织。", "parent")
        if parent and parent.ended_on:
            raise Refused("上级党组织已经撤销，请另选。", "parent")
        name = cleaned_name(name)
        place = may_stand_under(kind, parent.kind if parent else None)
        if not place:
            raise Refused(place.reason, "kind")
        if founded_on and founded_on > self._now.date():
            raise Refused("建立日期还没有到，请核对。", "founded_on")
        names = self._names.setdefault(above, set())
        if comparable(name) in names:
            raise Refused(f"上级下面已有“{name}”。", "name")
        if code in self._codes:
            raise Refused(f"编码 {code} 已被别的组织使用。", "code")
        if len(above) >= DEEPEST * STEP:
            raise Refused(f"组织最多 {DEEPEST} 层，这里不能再往下设。", "parent")
        step = self._steps.get(above, 0)
        org = Organization(
            name=name,
            initials=initials(name),
            code=code,
            kind=OrgKind(kind),
            sector=sector_from(nature),
            path=above + step_code(step),
            parent=parent,
            founded_on=founded_on,
            duties_from=date(self._now.year, 1, 1),
        )
        self._steps[above] = step + 1
        names.add(comparable(name))
        self._codes |= {code} - {""}
        self._has_top = True
        self._new.append((org, nature))
        return org

    def write(self) -> list[FactsChange]:
        """Write them, level by level, with their history, units and audit lines."""
        orgs = [org for org, _ in self._new]
        for length in sorted({len(org.path) for org in orgs}):
            level = [org for org in orgs if len(org.path) == length]
            for org in level:
                org.parent = org.parent  # whose id is known by now
            copy_in(Organization, level)
        count_new([org.pk for org in orgs])
        copy_in(
            Placement,
            [Placement(org=o, parent=o.parent, kind=o.kind, from_on=o.founded_on, basis=self._basis) for o in orgs],
        )
        copy_in(Naming, [Naming(org=o, name=o.name, from_on=o.founded_on, basis=self._basis) for o in orgs])
        copy_in(Unit, [Unit(org=org, name="", nature=UnitNature(nature)) for org, nature in self._new if nature])
        audit.record_many(
            [
                audit.line(
                    "org.created",
                    actor=self._actor,
                    at=self._now,
                    act=Act.ORG_EDIT,
                    org=(org.pk, org.path),
                    subject=(SUBJECT, org.pk, org.name),
                    after=told(org),
                    note=self._basis,
                )
                for org in orgs
            ]
        )
        return [FactsChange(org.pk, None) for org in orgs]
