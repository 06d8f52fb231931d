"""One answer for "may I" and "which ones may I", on any tree, with any grants."""

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from jishi.kernel.actor import Act, Actor, Grant, operator
from jishi.orgs.models import Organization, PostHeld
from jishi.orgs.queries import grants_of, orgs_where, tree
from jishi.orgs.rules import OrgKind, PostKind, step_code, step_number
from tests.conftest import NOW

# Steps that sort next to each other, share beginnings, and stand at both ends of the alphabet.
steps = st.sampled_from(["0000", "0001", "000a", "00a0", "a000", "zzzz", "zzz0", "z000"])
paths = st.lists(steps, min_size=1, max_size=4).map("".join)
acts = st.sampled_from([Act.VIEW, Act.ORG_EDIT, Act.RECORD])
grants = st.builds(Grant, act=acts, path=paths | st.just(""), subtree=st.booleans(), post_id=st.integers(1, 9))
granted = st.lists(grants, max_size=5).map(tuple)


def plant(tree_paths: set[str]) -> None:
    Organization.objects.bulk_create(
        Organization(name=path, path=path, kind=OrgKind.BRANCH, duties_from=date(2026, 1, 1)) for path in tree_paths
    )


def listed(actor: Actor, act: Act) -> set[str]:
    return set(orgs_where(actor, act).values_list("path", flat=True))


class ScopeAgreesWithRule(TestCase):
    @settings(max_examples=100, deadline=None)
    @given(rights=granted, act=acts, tree_paths=st.sets(paths, max_size=25))
    def test_the_list_is_exactly_what_the_rule_allows(
        self, rights: tuple[Grant, ...], act: Act, tree_paths: set[str]
    ) -> None:
        plant(tree_paths)
        actor = Actor(name="某人", grants=rights)
        assert listed(actor, act) == {path for path in tree_paths if actor.may(act, path)}

    @settings(max_examples=60, deadline=None)
    @given(fewer=granted, more=granted, act=acts, tree_paths=st.sets(paths, max_size=25))
    def test_more_grants_never_allow_less(
        self, fewer: tuple[Grant, ...], more: tuple[Grant, ...], act: Act, tree_paths: set[str]
    ) -> None:
        plant(tree_paths)
        assert listed(Actor(name="某人", grants=fewer), act) <= listed(Actor(name="某人", grants=fewer + more), act)

    @settings(max_examples=60, deadline=None)
    @given(
        own=paths,
        guided=st.lists(paths, max_size=3),
        post=st.sampled_from(PostKind),
        tree_paths=st.sets(paths, max_size=25),
    )
    def test_posts_and_guidance_give_the_same_both_ways(
        self, own: str, guided: list[str], post: PostKind, tree_paths: set[str]
    ) -> None:
        plant(tree_paths | {own})
        org = Organization.objects.get(path=own)
        held = PostHeld(pk=7, org=org, post=post)
        actor = Actor(name="某人", grants=grants_of([held], {org.pk: guided}))
        for act in Act:
            assert listed(actor, act) == {path for path in tree_paths | {own} if actor.may(act, path)}

    def test_a_neighbour_that_begins_alike_is_not_below(self) -> None:
        plant({"0001", "00010000", "0001zzzz", "0002", "000z", "0000"})
        actor = Actor(name="某人", grants=(Grant(Act.VIEW, "0001", True, 1),))
        assert listed(actor, Act.VIEW) == {"0001", "00010000", "0001zzzz"}

    def test_no_grants_no_reach(self) -> None:
        plant({"0000"})
        assert listed(Actor(name="某人"), Act.VIEW) == set()
        assert tree(Actor(name="某人"), day=NOW.date(), today=NOW.date()).rows == []
        assert listed(operator(), Act.VIEW) == {"0000"}


def test_steps_count_in_base_36() -> None:
    assert [step_code(n) for n in (0, 35, 36, 36**4 - 1)] == ["0000", "000z", "0010", "zzzz"]
    assert all(step_number(step_code(n)) == n for n in range(0, 36**4, 99_991))
