"""Drafts: what was typed and not yet sent. Sealed, one an account and form, gone when sent."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from jishi.accounts.models import Draft, FailedSignIn
from jishi.accounts.queries import LOCKED, draft_of
from jishi.kernel.actor import Actor
from jishi.kernel.sealing import seal_json

KEPT_FOR = timedelta(days=30)
A_MOMENT = timedelta(seconds=10)  # a script's request and the form's own cross each other on the way


@transaction.atomic
def save_draft(key: str, value: Any, *, actor: Actor, now: datetime) -> None:
    """Keep `value` (anything JSON) under `key` for the actor's account, in place of what was there. A draft is not a
    record: no audit line. `key` names the form and its object ("activities.record:17"), at most 200 signs."""
    assert actor.account_id is not None
    Draft.objects.update_or_create(
        account_id=actor.account_id, key=key, defaults={"payload": seal_json(value), "saved_at": now}
    )


@transaction.atomic
def take_draft(key: str, *, actor: Actor, now: datetime) -> Any:
    """What was kept under `key`, which is gone afterwards; None if nothing was."""
    value = draft_of(actor, key)
    discard_draft(key, actor=actor, now=now)
    return value


@transaction.atomic
def discard_draft(key: str, *, actor: Actor, now: datetime) -> None:
    """Forget what was kept under `key`: called by the service page once the form was accepted."""
    assert actor.account_id is not None
    Draft.objects.filter(account_id=actor.account_id, key=key).delete()


def keep_form(
    path: str,
    fields: Iterable[tuple[str, str]],
    files: Iterable[str],
    *,
    actor: Actor,
    now: datetime,
    is_whole: bool = True,
) -> None:
    """Keep a form that met the locked screen, to be offered again after unlocking. One that a script sent in passing
    (`is_whole` false: no button was pressed) never takes the place of the same form sent by its button a moment ago."""
    assert actor.account_id is not None
    fresh = Draft.objects.filter(account_id=actor.account_id, key=LOCKED + path, saved_at__gt=now - A_MOMENT)
    if not is_whole and fresh.exists():
        return
    save_draft(LOCKED + path, {"fields": list(fields), "files": list(files)}, actor=actor, now=now)


@transaction.atomic
def purge(*, now: datetime) -> None:
    """Forget drafts of more than thirty days and wrong passwords of more than one."""
    Draft.objects.filter(saved_at__lt=now - KEPT_FOR).delete()
    FailedSignIn.objects.filter(at__lt=now - timedelta(days=1)).delete()
