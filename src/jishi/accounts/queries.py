"""Reading accounts and what was left unsent."""

from dataclasses import dataclass
from typing import Any

from jishi.accounts.models import Account, Draft
from jishi.kernel.actor import Actor
from jishi.kernel.sealing import unseal_json

LOCKED = "locked:"  # prefix of the drafts that the idle lock keeps; the rest is the path of the form


@dataclass(frozen=True, slots=True)
class KeptForm:
    """A form that met the locked screen: where it was going, what was typed, which files have to be chosen again."""

    path: str
    fields: tuple[tuple[str, str], ...]
    files: tuple[str, ...]


def draft_of(actor: Actor, key: str) -> Any:
    """What `actor` has saved under `key` and not yet sent, as it was saved; None if nothing."""
    if actor.account_id is None:
        return None
    found = Draft.objects.filter(account_id=actor.account_id, key=key).values_list("payload", flat=True).first()
    return None if found is None else unseal_json(found)


def kept_form(actor: Actor, path: str) -> KeptForm | None:
    """The form to `path` that was kept when it met the locked screen; None if there is none."""
    kept = draft_of(actor, LOCKED + path)
    if kept is None:
        return None
    return KeptForm(path, tuple((name, value) for name, value in kept["fields"]), tuple(kept["files"]))


def usernames_like(stem: str) -> list[str]:
    """Login names in use that begin with `stem`."""
    return list(Account.objects.filter(username__istartswith=stem).values_list("username", flat=True))
