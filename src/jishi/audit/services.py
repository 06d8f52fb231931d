"""Writing the audit: always inside the transaction of the change it tells of."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol, TypedDict, Unpack

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection

from jishi.audit.models import AuditLine
from jishi.kernel.actor import Act, Actor

SEALED_CHANGED = "（已改，内容不记）"


def _plain(values: Mapping[str, object] | None) -> Any:
    return None if values is None else json.loads(json.dumps(values, cls=DjangoJSONEncoder))


def record(
    event: str,
    *,
    actor: Actor,
    at: datetime,
    subject: tuple[str, int | None, str],
    act: Act | None = None,
    org: tuple[int, str] | None = None,
    before: Mapping[str, object] | None = None,
    after: Mapping[str, object] | None = None,
    note: str = "",
) -> None:
    """Write one line. `event` is noun.past-participle ("org.moved"); `subject` is (type, id, name); `org` is (id, path)
    of the organisation it belongs to, from which the post that allowed `act` is found. Refuses to run outside a
    transaction: the line and the change stand or fall together."""
    assert connection.in_atomic_block, "audit.record outside a transaction"
    line(event, actor=actor, at=at, subject=subject, act=act, org=org, before=before, after=after, note=note).save(
        force_insert=True
    )


def record_many(lines: Iterable[AuditLine]) -> None:
    """Write the lines of one act on many objects at once; the promise is that of `record`."""
    assert connection.in_atomic_block, "audit.record_many outside a transaction"
    AuditLine.objects.bulk_create(lines, batch_size=1000)


def line(
    event: str,
    *,
    actor: Actor,
    at: datetime,
    subject: tuple[str, int | None, str],
    act: Act | None = None,
    org: tuple[int, str] | None = None,
    before: Mapping[str, object] | None = None,
    after: Mapping[str, object] | None = None,
    note: str = "",
) -> AuditLine:
    """A line not yet written, for `record_many`."""
    grant = actor.grant_for(act, org[1]) if act and org else None
    kind, subject_id, name = subject
    return AuditLine(
        at=at,
        event=event,
        org_id=org[0] if org else None,
        subject_type=kind,
        subject_id=subject_id,
        subject_name=name[:200],
        account_id=actor.account_id,
        person_id=actor.person_id,
        post_id=grant.post_id if grant else None,
        actor_name=actor.name,
        before=_plain(before),
        after=_plain(after),
        note=note[:500],
    )


class Placed(Protocol):
    """What has its place in the tree: an organisation."""

    @property
    def pk(self) -> Any: ...
    @property
    def path(self) -> str: ...


class Said(TypedDict, total=False):
    """What a line may say beside who did what to what; `act` in place of the room's usual one."""

    act: Act | None
    before: Mapping[str, object] | None
    after: Mapping[str, object] | None
    note: str


@dataclass(frozen=True, slots=True)
class Lines:
    """The audit lines of one room: `subject` is (model, id, name), `act` the right by which most of its verbs are done."""

    room: str
    act: Act | None = None

    def __call__(
        self,
        event: str,
        org: Placed,
        subject: tuple[str, int, str],
        *,
        actor: Actor,
        now: datetime,
        **said: Unpack[Said],
    ) -> None:
        kind, subject_id, name = subject
        about = (f"{self.room}.{kind}", subject_id, name)
        place = (org.pk, org.path)
        said.setdefault("act", self.act)
        record(event, actor=actor, at=now, subject=about, org=place, **said)
