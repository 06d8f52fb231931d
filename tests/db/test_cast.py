from datetime import datetime

from pytest_django import DjangoAssertNumQueries

from jishi.accounts.models import Account
from jishi.kernel.actor import Act
from jishi.orgs.queries import actor_of, orgs_where
from tests.builders import Cast, actor_named, make_member


def test_everyone_sees_their_own_part_of_the_tree(cast: Cast, now: datetime) -> None:
    seen = {
        name: set(orgs_where(actor_named(name, today=now.date()), Act.VIEW))
        for name in ("secretary", "sibling_secretary", "clerk", "department")
    }
    assert seen["secretary"] == {cast.branch, cast.group}
    assert seen["sibling_secretary"] == {cast.sibling}
    assert seen["clerk"] == {cast.township, cast.branch, cast.group, cast.sibling}
    assert cast.other_township in seen["department"]


def test_an_account_without_a_post_is_known_by_name(
    cast: Cast, now: datetime, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    plain = make_member(now=now, org=cast.branch, name="赵春梅", username="plain")
    account = Account.objects.get(username="plain").pk
    with django_assert_num_queries(2):
        actor = actor_of(account_id=account, chosen=None, today=now.date())
    assert (actor.name, actor.person_id, actor.posts, actor.grants) == ("赵春梅", plain.pk, (), ())
    with django_assert_num_queries(1):
        assert actor_of(account_id=cast.secretary.pk, chosen=None, today=now.date()).name == "王建国"
