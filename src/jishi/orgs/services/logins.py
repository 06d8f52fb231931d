"""Opening, resetting and closing the accounts of those who hold posts."""

from datetime import datetime

from django.db import transaction

from jishi.accounts import services as accounts
from jishi.kernel.actor import Actor
from jishi.kernel.decision import Refused, demand
from jishi.orgs.models import PostHeld
from jishi.orgs.queries.logins import paths_held
from jishi.orgs.rules.logins import is_login_name, may_manage_login
from jishi.people import services as people


def _demand_manageable(held: PostHeld, *, actor: Actor, now: datetime) -> None:
    demand(may_manage_login(actor, paths_held(held.person_id, today=now.date())))


def _account_id(held: PostHeld) -> int:
    if held.person.account_id is None:
        raise Refused(f"{held.person.name}还没有登录账号。")
    return held.person.account_id


@transaction.atomic
def open_login(held: PostHeld, *, username: str, actor: Actor, now: datetime) -> str:
    """Open an account for the person who holds this post; gives the first password, which is kept nowhere. Raises
    NotAllowed when the person holds a post beyond the actor's reach, Refused for a name that is taken or odd and for a
    person who has an account."""
    _demand_manageable(held, actor=actor, now=now)
    if not is_login_name(username):
        raise Refused("登录名用 3 到 40 个小写字母、数字或汉字，中间可以有点和横线。", "username")
    org = (held.org_id, held.org.path)
    account, first = accounts.open_account(username=username, actor=actor, now=now, org=org, note=held.person.name)
    people.give_account(held.person_id, account.pk, actor=actor, now=now)
    return first


@transaction.atomic
def reset_login(held: PostHeld, *, actor: Actor, now: datetime) -> str:
    """A new first password for the person's account, whose sessions all end. Raises like `open_login`."""
    _demand_manageable(held, actor=actor, now=now)
    org = (held.org_id, held.org.path)
    _, first = accounts.reset_password(
        account_id=_account_id(held), actor=actor, now=now, org=org, note=held.person.name
    )
    return first


@transaction.atomic
def set_login_active(held: PostHeld, *, is_active: bool, actor: Actor, now: datetime) -> None:
    """Close the person's account or open it again. Raises like `open_login`, and Refused for one's own."""
    _demand_manageable(held, actor=actor, now=now)
    accounts.set_active(
        account_id=_account_id(held),
        is_active=is_active,
        actor=actor,
        now=now,
        org=(held.org_id, held.org.path),
        note=held.person.name,
    )
