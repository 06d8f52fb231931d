"""Passwords: proving who one is, and changing them."""

from dataclasses import replace
from datetime import datetime, timedelta

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import connection, transaction

from jishi.accounts.models import Account, FailedSignIn
from jishi.accounts.rules import FAILURES, may_try
from jishi.audit import services as audit
from jishi.kernel.actor import Actor
from jishi.kernel.decision import Decision, Refused

WRONG = "登录名或密码不对。请检查大小写和输入法后再试。"


def _subject(account: Account) -> tuple[str, int | None, str]:
    return ("accounts.account", account.pk, account.username)


@transaction.atomic
def _prove(username: str, password: str, *, event: str, actor: Actor, now: datetime) -> Account | Decision:
    """The account, or why not. Attempts on one name queue up, so that parallel guessing gets no sixth try; a name that
    does not exist costs the same time and gets the same answers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('sign_in:' || %s, 0))", [username])
    failures = FailedSignIn.objects.filter(username=username).order_by("-at").values_list("at", flat=True)
    open_now = may_try(list(failures[:FAILURES]), now=now)
    if not open_now:
        return open_now
    account = Account.objects.filter(username=username).first()
    if account is None:
        Account().set_password(password)
        right = False
    else:
        right = account.check_password(password) and account.is_active
    if account is None or not right:
        FailedSignIn.objects.create(username=username, at=now)
        FailedSignIn.objects.filter(at__lt=now - timedelta(days=1)).delete()
        shut = may_try(list(failures[:FAILURES]), now=now)
        if not shut:
            subject = ("accounts.account", account.pk if account else None, username)
            audit.record("account.shut", actor=actor, at=now, subject=subject)
            return shut
        return Decision(False, WRONG)
    FailedSignIn.objects.filter(username=username).delete()
    audit.record(
        event,
        actor=replace(actor, account_id=account.pk, name=actor.name or username),
        at=now,
        subject=_subject(account),
    )
    return account


def sign_in(*, username: str, password: str, actor: Actor, now: datetime) -> Account:
    """The account whose name and password these are. Five wrong passwords within fifteen minutes shut the name for
    fifteen minutes. Raises Refused; a failed attempt is kept even so."""
    found = _prove(username, password, event="account.signed_in", actor=actor, now=now)
    if isinstance(found, Decision):
        raise Refused(found.reason)
    return found


def unlock(*, username: str, password: str, actor: Actor, now: datetime) -> None:
    """Prove again that it is the same person, after the idle lock. Counts wrong passwords like `sign_in`."""
    found = _prove(username, password, event="account.unlocked", actor=actor, now=now)
    if isinstance(found, Decision):
        raise Refused(found.reason.replace("登录名或密码", "密码"), "password")


@transaction.atomic
def sign_out(*, username: str, actor: Actor, now: datetime) -> None:
    """Note that the account's owner has left."""
    audit.record("account.signed_out", actor=actor, at=now, subject=("accounts.account", actor.account_id, username))


@transaction.atomic
def change_password(*, account_id: int, old: str, new: str, actor: Actor, now: datetime) -> Account:
    """Replace the password by one that the owner chose. Raises Refused for a wrong old one and for a weak new one."""
    account = Account.objects.select_for_update(no_key=True).get(pk=account_id)
    if not account.check_password(old):
        raise Refused("原密码不对。", "old")
    if old == new:
        raise Refused("新密码不能和原密码一样。", "new")
    try:
        validate_password(new, account)
    except ValidationError as problem:
        raise Refused("".join(problem.messages), "new") from None
    account.set_password(new)
    account.must_change_password = False
    account.save()
    audit.record("account.password_changed", actor=actor, at=now, subject=_subject(account))
    return account
