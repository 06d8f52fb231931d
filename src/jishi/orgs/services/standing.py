"""What every verb of the tree begins with: the row locked, the right demanded, the version compared."""

from datetime import date

from django.db import connection
from django.db.models import F, QuerySet

from jishi.kernel.actor import Act, Actor
from jishi.kernel.decision import EditConflict, Refused, demand
from jishi.kernel.locks import Lock
from jishi.kernel.names import comparable
from jishi.orgs.models import Naming, Organization, Placement


def hold_tree_still() -> None:
    """Until the transaction ends no organisation moves. Any number may hold it at a time: creating an organisation,
    and whatever stores something derived from a path."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock_shared(%s)", [Lock.TREE])


def hold_tree_alone() -> None:
    """Wait for everybody who holds the tree still, then keep them out until the transaction ends: for moving."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [Lock.TREE])


def locked(org_id: int) -> Organization:
    """The organisation as it is now, its row held against other writers until the transaction ends."""
    return Organization.objects.select_for_update(of=("self",), no_key=True).get(pk=org_id)


def in_order[Row: (Placement, Naming)](rows: QuerySet[Row]) -> list[Row]:
    """Interval rows of one organisation, oldest first."""
    return list(rows.order_by(F("from_on").asc(nulls_first=True)))


def opened(org: Organization, *, actor: Actor, version: int | None, act: Act = Act.ORG_EDIT) -> Organization:
    """A fresh, locked copy that `actor` may edit, its version one higher (saved by the verb). Raises NotAllowed without
    `act`, EditConflict when `version` is given and somebody has saved since, Refused when it has been dissolved."""
    fresh = locked(org.pk)
    demand(actor.may(act, fresh.path))
    if version is not None and version != fresh.version:
        raise EditConflict
    if fresh.ended_on:
        raise Refused("这个组织已经撤销，不能再改。")
    fresh.version += 1
    return fresh


def demand_day(day: date, *, today: date, field: str = "on") -> None:
    """Raise Refused for a day that has not come: the present of the tree is what is true today."""
    if day > today:
        raise Refused("日期还没有到，请到了那天再办。", field)


def demand_basis(basis: str) -> str:
    """The basis without outer blanks; Refused when there is none."""
    if not basis.strip():
        raise Refused("要写明依据，如批复文号“和党组〔2026〕12号”。", "basis")
    return basis.strip()


def demand_free_name(name: str, parent: Organization | None, *, but: int | None = None) -> None:
    """Raise Refused when a living organisation of that name already stands under the same superior."""
    siblings = (
        Organization.objects.filter(parent=parent, ended_on=None)
        .exclude(pk__in=[but] if but else [])
        .values_list("name", flat=True)
    )
    if comparable(name) in {comparable(other) for other in siblings}:
        raise Refused(f"上级下面已有“{name}”。", "name")


def demand_free_code(code: str, *, but: int | None = None) -> None:
    """Raise Refused when the code is another's."""
    if code and Organization.objects.filter(code=code).exclude(pk__in=[but] if but else []).exists():
        raise Refused(f"编码 {code} 已被别的组织使用。", "code")
