"""Whatever is done to the tree: one place a day, the present derived from the intervals, nobody else's rights touched."""

from datetime import date, timedelta

from django.db.models import F, Q
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from jishi.kernel.actor import Act, Actor, Grant, operator
from jishi.kernel.decision import Refused
from jishi.orgs import queries, services
from jishi.orgs.models import Naming, Organization, Placement
from jishi.orgs.rules import STEP, OrgKind
from tests.conftest import NOW

KINDS = [OrgKind.PARTY_COMMITTEE, OrgKind.GENERAL_BRANCH, OrgKind.BRANCH, OrgKind.PARTY_GROUP]
edits = st.lists(
    st.tuples(
        st.sampled_from(["create", "move", "rename", "kind", "end"]),
        st.integers(0, 11),
        st.integers(0, 11),
        st.integers(0, 60),
        st.sampled_from(KINDS),
    ),
    max_size=14,
)


def grown() -> list[Organization]:
    """A committee over two committees, each with two branches."""
    top = _create("县", OrgKind.PARTY_COMMITTEE, None)
    towns = [_create(f"镇{n}", OrgKind.PARTY_COMMITTEE, top) for n in range(2)]
    return [top, *towns, *(_create(f"{t.name}村{n}", OrgKind.BRANCH, t) for t in towns for n in range(2))]


def _create(name: str, kind: str, parent: Organization | None) -> Organization:
    return services.create_organization(name=name, kind=kind, parent=parent, actor=operator(), now=NOW)


def apply(orgs: list[Organization], edit: tuple[str, int, int, int, OrgKind]) -> None:
    """One edit on some organisation; what the house refuses leaves everything as it was."""
    verb, one, other, ago, kind = edit
    org, target = orgs[one % len(orgs)], orgs[other % len(orgs)]
    common = {"on": NOW.date() - timedelta(days=ago), "basis": "批复", "actor": operator(), "now": NOW}
    match verb:
        case "create":
            orgs.append(_create(f"新{len(orgs)}", kind, org))
        case "move":
            services.move(org=org, parent=target, **common)  # type: ignore[arg-type]  # words given by name
        case "rename":
            services.rename(org=org, name=f"改{len(orgs)}{ago}{other}", **common)  # type: ignore[arg-type]  # words given by name
        case "kind":
            services.change_kind(org=org, kind=kind, **common)  # type: ignore[arg-type]  # words given by name
        case _:
            services.end_organization(org=org, **common)  # type: ignore[arg-type]  # words given by name


def try_all(orgs: list[Organization], todo: list[tuple[str, int, int, int, OrgKind]]) -> None:
    for edit in todo:
        try:
            apply(orgs, edit)
        except Refused:
            continue


class HistoryHolds(TestCase):
    @settings(max_examples=15, deadline=None)
    @given(todo=edits)
    def test_intervals_never_overlap_and_the_present_is_theirs(
        self, todo: list[tuple[str, int, int, int, OrgKind]]
    ) -> None:
        try_all(grown(), todo)
        for table in (Placement, Naming):
            meeting = table.objects.filter(  # type: ignore[attr-defined]  # annotated, or an attribute the stubs do not know
                Q(org_id__in=Organization.objects.values("pk")), to_on__isnull=False, from_on__gte=F("to_on")
            )
            assert not meeting.exists()
        today = NOW.date()
        for org in Organization.objects.select_related("parent"):
            placement = queries.placement_on(org.pk, today)
            if org.ended_on:
                assert placement is None
                continue
            assert placement
            assert (placement.parent_id, placement.kind) == (org.parent_id, org.kind)
            assert queries.name_on(org.pk, today) == org.name
            assert org.path[:-STEP] == (org.parent.path if org.parent else "")
            assert [pk for pk, _ in queries.ancestors_on(org.pk, today)] == [o.pk for o in queries.ancestors_of(org)]

    @settings(max_examples=15, deadline=None)
    @given(todo=edits, day=st.integers(0, 60))
    def test_figures_of_any_day_are_the_sum_of_that_day_s_tree(
        self, todo: list[tuple[str, int, int, int, OrgKind]], day: int
    ) -> None:
        orgs = grown()
        try_all(orgs, todo)
        on = NOW.date() - timedelta(days=day)
        top = Organization.objects.get(parent=None)
        everything = Placement.objects.filter(queries.true_on(on)).count()
        counted = {name: queries.standing(top.path, on, kinds).count() for name, (_, kinds) in queries.FIGURES.items()}
        assert counted["orgs.total"] + counted["orgs.party_group"] == everything
        nodes = queries.tree(operator(), day=on, today=NOW.date(), under=top).rows
        own = queries.standing(top.path, on, ["branch"]).filter(org=top).count()
        assert sum(node.branches for node in nodes) + own == counted["orgs.branch"]

    @settings(max_examples=15, deadline=None)
    @given(todo=edits, one=st.integers(0, 6), other=st.integers(0, 6), subtree=st.booleans())
    def test_moving_changes_nobody_s_rights_outside_both_subtrees(
        self, todo: list[tuple[str, int, int, int, OrgKind]], one: int, other: int, subtree: bool
    ) -> None:
        orgs = grown()
        try_all(orgs, todo)
        holder, moving = (Organization.objects.get(pk=orgs[n].pk) for n in (one, other))
        inside = set(Organization.objects.filter(queries.below(moving.path)).values_list("pk", flat=True))

        def seen() -> set[int]:
            path = Organization.objects.get(pk=holder.pk).path
            actor = Actor(name="某人", grants=(Grant(Act.VIEW, path, subtree, 1),))
            return set(queries.org_ids_where(actor, Act.VIEW)) - inside

        before = seen() if holder.pk not in inside else set()
        for parent in orgs:
            try:
                services.move(org=moving, parent=parent, on=date(2026, 11, 22), basis="批复", actor=operator(), now=NOW)
            except Refused:
                continue
        assert (seen() if holder.pk not in inside else set()) == before
