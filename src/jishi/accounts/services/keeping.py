"""Opening, resetting and closing accounts. Whose account one may manage is decided above, where persons have posts."""

import secrets
from datetime import datetime

from django.db import transaction

from jishi.accounts.models import Account
from jishi.accounts.rules import FIRST_PASSWORD_LENGTH, PASSWORD_SIGNS
from jishi.audit import services as audit
from jishi.kernel.actor import Act, Actor
from jishi.kernel.decision import Refused


def _first_password() -> str:
    return "".join(secrets.choice(PASSWORD_SIGNS) for _ in range(FIRST_PASSWORD_LENGTH))


def _record(
    event: str, account: Account, *, actor: Actor, now: datetime, org: tuple[int, str] | None, note: str
) -> None:
    subject = ("accounts.account", account.pk, account.username)
    audit.record(event, actor=actor, at=now, act=Act.ACCOUNT_MANAGE, org=org, subject=subject, note=note)


@transaction.atomic
def open_account(
    *,
    username: str,
    actor: Actor,
    now: datetime,
    password: str = "",
    org: tuple[int, str] | None = None,
    note: str = "",
) -> tuple[Account, str]:
    """A new account and its first password, which is shown once and has to be changed at the first sign-in. `password`
    sets a lasting one (a demonstration, a first operator). Raises Refused if the name is taken."""
    if Account.objects.filter(username=username).exists():
        raise Refused(f"登录名“{username}”已有人使用，请换一个。", "username")
    account = Account(username=username, created_at=now, must_change_password=not password)
    first = password or _first_password()
    account.set_password(first)
    account.save()
    _record("account.opened", account, actor=actor, now=now, org=org, note=note)
    return account, first


@transaction.atomic
def reset_password(
    *, account_id: int, actor: Actor, now: datetime, org: tuple[int, str] | None = None, note: str = ""
) -> tuple[Account, str]:
    """Give the account a new first password; every session of it ends. The password is shown once."""
    account = Account.objects.select_for_update(no_key=True).get(pk=account_id)
    first = _first_password()
    account.set_password(first)
    account.must_change_password = True
    account.save()
    _record("account.password_reset", account, actor=actor, now=now, org=org, note=note)
    return account, first


@transaction.atomic
def set_active(
    *, account_id: int, is_active: bool, actor: Actor, now: datetime, org: tuple[int, str] | None = None, note: str = ""
) -> Account:
    """Close an account or open it again. A closed one is out at its next request. Raises Refused for one's own."""
    if account_id == actor.account_id:
        raise Refused("不能停用自己的账号。")
    account = Account.objects.select_for_update(no_key=True).get(pk=account_id)
    account.is_active = is_active
    account.save(update_fields=["is_active"])
    _record("account.reopened" if is_active else "account.closed", account, actor=actor, now=now, org=org, note=note)
    return account


@transaction.atomic
def set_large_type(*, account_id: int, large: bool, actor: Actor, now: datetime) -> None:
    """Remember the size of type for the account. A preference, not an act: leaves no audit line."""
    Account.objects.filter(pk=account_id).update(large_type=large)
