"""Columns made for lists say what their sources say, whatever is done to the tree and to the roster."""

import ast
from datetime import timedelta
from pathlib import Path

from django.db import connection
from django.db.models import Sum
from hypothesis import example, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from jishi.desk.models import HeadsBelow, OwnHeads
from jishi.desk.services.heads import rebuild_heads
from jishi.kernel.actor import operator
from jishi.kernel.decision import Refused
from jishi.kernel.names import initials, name_key
from jishi.members import services as members
from jishi.members.models import Member, Membership
from jishi.members.queries import version_of
from jishi.members.rules import LeaveReason, MembershipKind
from jishi.orgs import services as orgs
from jishi.orgs.models import REBUILD_BELOW, Below, Naming, Organization, Placement
from jishi.orgs.queries import true_on
from jishi.orgs.rules import BRANCH_KINDS, STEP, OrgKind
from tests.builders import make_member, make_org
from tests.conftest import NOW

SRC = Path(__file__).parents[2] / "src" / "jishi"
# What decides where an organisation is counted and as what.
COUNTED_BY = {"path", "kind", "ended_on"}
KINDS = [
    OrgKind.COUNTY_COMMITTEE,
    OrgKind.PARTY_COMMITTEE,
    OrgKind.GENERAL_BRANCH,
    OrgKind.BRANCH,
    OrgKind.JOINT_BRANCH,
]
VERBS = ["create", "move", "kind", "rename", "end", "join", "leave", "group", "respell"]
numbers = st.integers(0, 30)
edits = st.lists(st.tuples(st.sampled_from(VERBS), numbers, numbers, st.sampled_from(KINDS)), max_size=16)


def grown() -> None:
    """A city with two counties, each with a township, a branch, a 党小组 and a member in it."""
    city = make_org(now=NOW, kind=OrgKind.PARTY_COMMITTEE)
    for _ in range(2):
        county = make_org(now=NOW, kind=OrgKind.COUNTY_COMMITTEE, parent=city)
        town = make_org(now=NOW, kind=OrgKind.TOWNSHIP_COMMITTEE, parent=county)
        branch = make_org(now=NOW, parent=town)
        group = make_org(now=NOW, kind=OrgKind.PARTY_GROUP, parent=branch)
        make_member(now=NOW, org=branch, group=group)


def to_tree(verb: str, one: int, other: int, kind: OrgKind) -> None:
    all_of_them = list(Organization.objects.order_by("pk"))
    org, target = all_of_them[one % len(all_of_them)], all_of_them[other % len(all_of_them)]
    common = {"on": NOW.date() - timedelta(days=other), "basis": "批复", "actor": operator(), "now": NOW}
    match verb:
        case "create":
            orgs.create_organization(name=f"新{one}{other}", kind=kind, parent=org, actor=operator(), now=NOW)
        case "move":
            orgs.move(org=org, parent=target, **common)  # type: ignore[arg-type]  # words given by name
        case "kind":
            orgs.change_kind(org=org, kind=kind, **common)  # type: ignore[arg-type]  # words given by name
        case "rename":
            orgs.rename(org=org, name=f"改{one}{other}", **common)  # type: ignore[arg-type]  # words given by name
        case _:
            orgs.end_organization(org=org, **common)  # type: ignore[arg-type]  # words given by name


def to_roster(verb: str, one: int, other: int) -> None:
    living = list(Organization.objects.filter(ended_on=None).order_by("pk"))
    roster = list(Member.objects.select_related("person").order_by("pk"))
    member, org = roster[one % len(roster)], living[other % len(living)]
    common = {"member_id": member.pk, "version": version_of(member), "actor": operator(), "now": NOW}
    day = NOW.date() - timedelta(days=other)
    match verb:
        case "join":
            make_member(now=NOW, org=org)
        case "leave":
            members.leave_branch(left_on=day, reason=LeaveReason.DIED, **common)  # type: ignore[arg-type]  # words given by name
        case "group":
            members.place_in_group(group_id=org.pk if one % 3 else None, from_on=day, **common)  # type: ignore[arg-type]  # words given by name
        case _:
            name = ["重乐", "单于行", "欧阳 朝", "王伟"][other % 4]
            born = day - timedelta(days=9000 + one)
            members.change_member(values={"name": name, "sex": str(one % 2 + 1), "born_on": born}, **common)  # type: ignore[arg-type]  # words given by name


def belongs(member: Member, kind: MembershipKind) -> int | None:
    row = Membership.objects.filter(true_on(NOW.date()), member=member, kind=kind).first()
    return row.org_id if row else None


def county_above(org: Organization) -> int:
    """By the parents, not by the path."""
    line = [org]
    while line[-1].parent:
        line.append(line[-1].parent)
    return next((o.pk for o in line if o.kind == OrgKind.COUNTY_COMMITTEE), line[-1].pk)


def counted_below() -> dict[tuple[int, str], int]:
    """By the parents, not by the path."""
    found: dict[tuple[int, str], int] = {}
    for org in Organization.objects.filter(ended_on=None):
        above = org.parent
        while above:
            found[above.pk, org.kind] = found.get((above.pk, org.kind), 0) + 1
            above = above.parent
    return found


def below_is_true() -> None:
    """What was counted along is what the tree says, and what is counted anew."""
    kept = {(b.org_id, b.kind): b.count for b in Below.objects.exclude(count=0)}
    assert kept == counted_below()
    with connection.cursor() as cursor:
        cursor.execute(REBUILD_BELOW)
    assert {(b.org_id, b.kind): b.count for b in Below.objects.all()} == kept


def counted_heads() -> list[tuple[object, ...]]:
    numbers = ("branches", "members", "present", "expected")
    below = HeadsBelow.objects.order_by("org_id", "quarter", "sector").values_list(
        "org_id", "quarter", "sector", *numbers
    )
    own = OwnHeads.objects.order_by("org_id", "quarter").values_list("org_id", "quarter", "sector", "line", *numbers)
    return [row for row in below if any(row[3:])] + list(own)


def heads_are_true() -> None:
    """What was counted along is what is counted anew, and by the parents, not by the path."""
    kept = counted_heads()
    rebuild_heads()
    assert counted_heads() == kept
    for org in Organization.objects.all():
        living = [o for o in Organization.objects.all() if org in _above(o)]
        below = HeadsBelow.objects.filter(org=org, quarter="").aggregate(b=Sum("branches"), m=Sum("members"))
        assert (below["b"] or 0) == sum(o.kind in BRANCH_KINDS and o.ended_on is None for o in living)
        assert (below["m"] or 0) == Member.objects.filter(org__in=living).count()


def _above(org: Organization) -> list[Organization]:
    return [org.parent, *_above(org.parent)] if org.parent else []


class DerivedColumnsHold(TestCase):
    @settings(max_examples=12, deadline=None)
    @example(todo=[("kind", 1, 3, OrgKind.PARTY_COMMITTEE)])  # a county that is one no more
    @example(todo=[("create", 2, 0, OrgKind.BRANCH), ("join", 0, 9, KINDS[0]), ("kind", 9, 0, OrgKind.GENERAL_BRANCH)])
    @example(todo=[(verb, number, number, KINDS[0]) for number, verb in enumerate(VERBS)])
    @given(todo=edits)
    def test_lists_read_what_the_sources_say(self, todo: list[tuple[str, int, int, OrgKind]]) -> None:
        grown()
        for verb, one, other, kind in todo:
            try:
                if verb in VERBS[:5]:
                    to_tree(verb, one, other, kind)
                else:
                    to_roster(verb, one, other)
            except Refused:
                continue
        today = true_on(NOW.date())
        for org in Organization.objects.filter(ended_on=None).select_related("parent"):
            place = Placement.objects.get(today, org=org)
            assert (org.parent_id, org.kind) == (place.parent_id, place.kind)
            assert org.name == Naming.objects.get(today, org=org).name
            assert org.initials == f"{initials(org.name)} {initials(org.short_name)}".strip()
            assert org.path[:-STEP] == (org.parent.path if org.parent else "")
        below_is_true()
        heads_are_true()
        for member in Member.objects.select_related("person", "org"):
            assert member.org_id == belongs(member, MembershipKind.FORMAL)
            assert member.group_id == belongs(member, MembershipKind.GROUP)
            assert member.name_key == name_key(member.person.name) == member.person.name_key
            assert member.initials == initials(member.person.name) == member.person.initials
            assert (member.sex, member.born_on) == (member.person.sex, member.person.born_on)
            if member.org:
                assert member.county_id == county_above(member.org)
        assert members.recompute(actor=operator(), now=NOW) == 0


def lays_organisations(call: ast.Call) -> bool:
    """Whether a call inserts organisations."""
    verb = ast.unparse(call.func)
    named = [ast.unparse(argument) for argument in call.args[:1]]
    many = ("copy_in", "copy_rows", "Rows")
    ways = ("create", "bulk_create", "get_or_create", "update_or_create")
    return verb in {f"Organization.objects.{way}" for way in ways} or (verb in many and named == ["Organization"])


def recounts(node: ast.AST) -> bool:
    return isinstance(node, ast.With) and any(ast.unparse(i.context_expr).startswith("recounted(") for i in node.items)


def forgets_to_count(function: ast.FunctionDef) -> list[str]:
    """What a function writes of organisations outside the counting that goes with it: rows laid without `count_new`, an
    update of organisations or a new value of a loaded one (saved by it) outside `recounted`."""
    inside = {id(inner) for node in ast.walk(function) if recounts(node) for inner in ast.walk(node)}
    calls = [node for node in ast.walk(function) if isinstance(node, ast.Call)]
    counts = any(ast.unparse(call.func) == "count_new" for call in calls)
    found = [ast.unparse(call) for call in calls if lays_organisations(call) and not counts]
    orgs = {"Organization", "subtree"}
    for call in calls:
        verb = ast.unparse(call.func)
        sets = COUNTED_BY & {str(word.arg) for word in call.keywords}
        if (
            verb.split(".")[0].split("(")[0] in orgs
            and verb.endswith((".update", ".delete"))
            and id(call) not in inside
        ):
            found += [ast.unparse(call)] if sets or verb.endswith(".delete") else []
    loaded = {"org", "fresh", "child", "parent"}
    for node in ast.walk(function):
        targets = node.targets if isinstance(node, ast.Assign) else []
        for target in targets:
            if isinstance(target, ast.Attribute) and target.attr in COUNTED_BY and ast.unparse(target.value) in loaded:
                found += [] if inside else [ast.unparse(node)]
    return found


def writers() -> dict[str, list[str]]:
    return {
        f"{path.relative_to(SRC)}: {node.name}": forgets_to_count(node)
        for path in sorted(SRC.glob("*/services/**/*.py"))
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef)
    }


def test_every_writer_of_the_tree_counts_along() -> None:
    assert {name: lines for name, lines in writers().items() if lines} == {}


def test_a_writer_that_forgets_to_count_is_found() -> None:
    forgotten = """
def f(org, subtree):
    org.ended_on = on
    Organization.objects.filter(pk=1).update(kind=kind)
    Organization.objects.filter(pk=1).delete()
    subtree.update(path=path)
    copy_in(Organization, level)
    Organization.objects.create(name="")
    with recorded(org): pass
"""
    [function] = ast.parse(forgotten).body
    assert isinstance(function, ast.FunctionDef)
    assert len(forgets_to_count(function)) == 6
