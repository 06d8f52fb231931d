"""沿革口径: what stood on a day, on the tree of that day or on today's, and every change that lies between the two.

Rights are those of today on either basis: an organisation that has gone out of reach is counted, not named."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date

from django.db.models import QuerySet

from jishi.kernel.actor import Act, Actor
from jishi.orgs.models import Organization, Placement, Succession
from jishi.orgs.queries.figures import standing, standing_in_reach
from jishi.orgs.queries.scope import below, orgs_where, true_on
from jishi.orgs.queries.tree import names_on
from jishi.orgs.rules import Basis, OrgKind

ALL_KINDS = tuple(kind.value for kind in OrgKind)


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that happened between the day and today: in words, which organisations it took out of the count
    (`lost`) and brought into it (`gained`)."""

    on: date | None
    words: str
    lost: frozenset[int] = frozenset()
    gained: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Difference:
    """当日建制 and 现在建制 side by side. `then` less everything lost and with everything gained is `now`, always."""

    then: frozenset[int]
    now: frozenset[int]
    changes: tuple[Change, ...] = field(default=())

    @property
    def words(self) -> str:
        """当日 43 个，现在 42 个：2026-03-01 甲支部并入乙支部。"""
        said = f"当日 {len(self.then)} 个，现在 {len(self.now)} 个"
        if not self.changes:
            return f"{said}，建制没有变化。"
        return f"{said}：" + "；".join(f"{c.on or '日期不详'} {c.words}" for c in self.changes) + "。"


def stood(
    actor: Actor,
    day: date,
    basis: str,
    *,
    today: date,
    under: Organization | None = None,
    kinds: Collection[str] = ALL_KINDS,
) -> QuerySet[Placement]:
    """The placements that a list or a figure of `day` counts at and below `under` (None: all the actor sees): those of
    the day itself, or those of today. Not yet limited to what may be named: that is `orgs_where`."""  # fmt: skip
    on = day if basis == Basis.THEN else today
    return standing(under.path, on, kinds) if under else standing_in_reach(actor, on, kinds)


def heirs(day: date, today: date) -> dict[int, int]:
    """Organisation that stood on `day` and ended by `today` → the one that has its place today: its successor (where it
    was divided, the one that most members went to), the successor's successor, and so on; where there is none, the
    superior it last stood under. Two queries."""
    ended = Organization.objects.filter(ended_on__gt=day, ended_on__lte=today).values_list(
        "pk", "parent_id", "ended_on"
    )
    ends = {pk: (parent, on) for pk, parent, on in ended}
    best: dict[int, tuple[int, int, int]] = {}
    for row in Succession.objects.filter(predecessor_id__in=ends).order_by("pk"):
        if row.on == ends[row.predecessor_id][1]:
            best[row.predecessor_id] = max(
                best.get(row.predecessor_id, (-1, 0, 0)), (row.members, -row.pk, row.successor_id)
            )
    follows = {pk: best[pk][2] if pk in best else parent for pk, (parent, _) in ends.items()}
    found: dict[int, int] = {}
    for pk in follows:
        heir, steps = follows[pk], 0
        while heir in follows and steps < len(follows):
            heir, steps = follows[heir], steps + 1
        if heir is not None:
            found[pk] = heir
    return found


def holders(
    actor: Actor, act: Act, day: date, basis: str, *, today: date, under: Organization | None = None
) -> set[int]:
    """The organisations of `day` whose members, records and duties of that day belong to the scope: on 当日建制 those that
    stood at and below `under` then; on 现在建制 those that stand there today, and those that have ended whose heir does.
    Always within today's reach for `act`; for `org_id__in=`. Four queries."""
    seen = orgs_where(actor, act)
    if basis == Basis.THEN:
        rows = standing(under.path, day, ALL_KINDS) if under else Placement.objects.filter(true_on(day))
        return set(rows.filter(org__in=seen).values_list("org_id", flat=True))
    scope = seen.filter(below(under.path)) if under else seen
    now = set(scope.filter(ended_on=None).values_list("pk", flat=True))
    came = {old for old, heir in heirs(day, today).items() if heir in now}
    return (now | came) & set(Placement.objects.filter(true_on(day), org__in=seen).values_list("org_id", flat=True))


def difference(
    actor: Actor, day: date, *, today: date, under: Organization | None = None, kinds: Collection[str] = ALL_KINDS
) -> Difference:
    """Both bases and every succession, move, change of kind, founding and ending between `day` and `today`, oldest
    first. The number of queries does not grow with the tree."""
    then = frozenset(
        stood(actor, day, Basis.THEN, today=today, under=under, kinds=kinds).values_list("org_id", flat=True)
    )
    now = frozenset(
        stood(actor, day, Basis.NOW, today=today, under=under, kinds=kinds).values_list("org_id", flat=True)
    )
    if then == now:
        return Difference(then, now)
    return Difference(then, now, tuple(_Explaining(actor, day, today, kinds, then ^ now).changes(then - now)))


def reasons(actor: Actor, day: date, *, today: date, org_ids: Collection[int]) -> dict[int, tuple[date | None, str]]:
    """For organisations that stood on `day`: what has happened to each since, (day, words)."""
    why = _Explaining(actor, day, today, ALL_KINDS, org_ids)
    return {pk: why.since(pk) for pk in org_ids}


class _Explaining:
    """Why each organisation is in one of the two and not in the other."""

    def __init__(
        self, actor: Actor, day: date, today: date, kinds: Collection[str], ids: Collection[int]
    ) -> None:  # fmt: skip
        self.day, self.today, self.kinds = day, today, set(kinds)
        self.ids = set(ids)
        rows = Placement.objects.all().order_by("from_on")
        self.of: dict[int, list[Placement]] = defaultdict(list)
        for row in rows.filter(org_id__in=self._with_superiors()):
            self.of[row.org_id].append(row)
        self.orgs = Organization.objects.in_bulk(self.of.keys() | self.ids)
        self.named = set(orgs_where(actor, Act.VIEW).filter(pk__in=self.orgs).values_list("pk", flat=True))
        self.old_names = names_on(self.orgs, day)
        self.heirs: dict[int, list[Succession]] = defaultdict(list)
        self.forebears: dict[int, list[Succession]] = defaultdict(list)
        for after in Succession.objects.filter(predecessor_id__in=self.ids).select_related("successor"):
            self.heirs[after.predecessor_id].append(after)
        for before in Succession.objects.filter(successor_id__in=self.ids).select_related("predecessor"):
            self.forebears[before.successor_id].append(before)

    def _with_superiors(self) -> set[int]:
        """The organisations and all they ever stood under: level by level, at most as many queries as levels."""
        found, frontier = set(self.ids), set(self.ids)
        while frontier:
            above = (
                Placement.objects.filter(org_id__in=frontier).exclude(parent=None).values_list("parent_id", flat=True)
            )
            frontier = set(above) - found
            found |= frontier
        return found

    def changes(self, lost: Collection[int]) -> list[Change]:
        grouped: dict[tuple[date | None, str], tuple[set[int], set[int]]] = {}
        for pk in sorted(self.ids, key=lambda pk: self.orgs[pk].path):
            is_lost = pk in lost
            key = self._went(pk) if is_lost else self._came(pk)
            grouped.setdefault(key, (set(), set()))[0 if is_lost else 1].add(pk)
        made = [Change(on, words, frozenset(gone), frozenset(came)) for (on, words), (gone, came) in grouped.items()]
        return sorted(made, key=lambda c: (c.on or date.min, c.words))

    def _name(self, pk: int) -> str:
        if pk not in self.named:
            return "范围外的组织"
        return self.old_names.get(pk) or self.orgs[pk].name

    def _went(self, pk: int) -> tuple[date | None, str]:
        org = self.orgs[pk]
        if org.ended_on and org.ended_on <= self.today:
            after = [row for row in self.heirs[pk] if row.on == org.ended_on]
            if after:
                # One sentence for one act: 甲、乙并入丙 are two organisations and two sentences, told apart by their names.
                names = "、".join(row.successor.name for row in after)
                word = {"merge": "并入", "split": "拆分为", "dissolve": "撤销，党员编入"}.get(after[0].kind, "归入")
                return org.ended_on, f"{self._name(pk)}{word}{names}"
            return org.ended_on, f"撤销{self._name(pk)}"
        return self._moved(pk)

    since = _went

    def _came(self, pk: int) -> tuple[date | None, str]:
        rows = self.of[pk]
        first = rows[0].from_on if rows else None
        if first and first > self.day:
            before = [row for row in self.forebears[pk] if row.on == first]
            if before:
                names = "、".join(dict.fromkeys(row.predecessor.name for row in before))
                word = "合并设立" if before[0].kind == "merge" else "设立"
                return first, f"{names}{word}{self._name(pk)}"
            return first, f"新建{self._name(pk)}"
        return self._moved(pk)

    def _moved(self, pk: int) -> tuple[date | None, str]:
        """It stood on both days: it changed its kind, or it or something above it moved."""
        here, there = self._on(pk, self.day), self._on(pk, self.today)
        assert here
        assert there
        if (here.kind in self.kinds) != (there.kind in self.kinds):
            turn = next(
                r
                for r in self.of[pk]
                if r.from_on and r.from_on > self.day and (r.kind in self.kinds) == (there.kind in self.kinds)
            )
            return turn.from_on, f"{self._name(pk)}改为{OrgKind.label_of(turn.kind)}"
        mover: int | None = pk
        while mover is not None:
            old, new = self._on(mover, self.day), self._on(mover, self.today)
            if old is None or new is None or old.parent_id != new.parent_id:
                break
            mover = new.parent_id
        if mover is None:
            return None, f"{self._name(pk)}调整隶属"
        last = [r for r in self.of[mover] if r.from_on and self.day < r.from_on <= self.today]
        on = last[-1].from_on if last else None
        under = last[-1].parent_id if last else None
        to = f"改隶{self.orgs[under].name if under in self.named else '本范围以外'}" if under else "调整隶属"
        return on, f"{self._name(mover)}{to}" + ("" if mover == pk else "（连同下级）")

    def _on(self, pk: int, day: date) -> Placement | None:
        return next(
            (r for r in self.of[pk] if (not r.from_on or r.from_on <= day) and (not r.to_on or r.to_on > day)), None
        )
