"""Writing the tree and the posts. Every verb takes its actor and its moment, and leaves an audit line."""

from datetime import date, datetime

from django.db import transaction

from jishi.audit import services as audit
from jishi.kernel.actor import Act, Actor
from jishi.kernel.decision import Refused, demand
from jishi.kernel.names import clean_name
from jishi.kernel.registry import FactsChange, touched
from jishi.orgs.models import Naming, Organization, Placement, PostHeld
from jishi.orgs.rules import STEP, OrgKind, PostKind, Sector, step_code, step_number


def _next_path(parent: Organization | None) -> str:
    """The path of the next child; the parent's row is locked so that two creations never get the same step."""
    if parent is not None:
        Organization.objects.select_for_update(of=("self",), no_key=True).get(pk=parent.pk)
    prefix = parent.path if parent else ""
    last = Organization.objects.filter(parent=parent).order_by("-path").values_list("path", flat=True).first()
    return prefix + step_code(step_number(last[-STEP:]) + 1 if last else 0)


@transaction.atomic
def create_organization(
    *,
    name: str,
    kind: str,
    parent: Organization | None,
    actor: Actor,
    now: datetime,
    code: str = "",
    short_name: str = "",
    sector: str | None = None,
    founded_on: date | None = None,
    duties_from: date | None = None,
    basis: str = "",
) -> Organization:
    """Create an organisation under `parent`; without one only the very first organisation of an empty database.

    Its history opens on `founded_on`, or unbounded below when that is not known. Duties count from `duties_from`, by
    default 1 January of this year. Raises Refused for a second root and NotAllowed without ORG_EDIT on the parent."""
    if parent is None:
        if Organization.objects.exists():
            raise Refused("已有顶层党组织，新组织要选上级党组织。", "parent")
    else:
        demand(actor.may(Act.ORG_EDIT, parent.path))
    org = Organization.objects.create(
        name=clean_name(name),
        short_name=short_name,
        code=code,
        kind=OrgKind(kind),
        sector=Sector(sector) if sector else Sector.OTHER,
        sector_by_hand=sector is not None,
        path=_next_path(parent),
        parent=parent,
        founded_on=founded_on,
        duties_from=duties_from or date(now.year, 1, 1),
    )
    Placement.objects.create(org=org, parent=parent, kind=org.kind, from_on=founded_on, basis=basis)
    Naming.objects.create(org=org, name=org.name, from_on=founded_on, basis=basis)
    audit.record(
        "org.created",
        actor=actor,
        at=now,
        act=Act.ORG_EDIT,
        org=(org.pk, org.path),
        subject=("orgs.organization", org.pk, org.name),
        after={
            "name": org.name,
            "kind": org.kind,
            "code": org.code,
            "parent": parent.name if parent else None,
        },
    )
    touched([FactsChange(org.pk, None)])
    return org


@transaction.atomic
def hold_post(
    *,
    person_id: int,
    org: Organization,
    post: str,
    actor: Actor,
    now: datetime,
    from_on: date | None = None,
    is_full_time: bool = False,
    duty_note: str = "",
    order: int | None = None,
) -> PostHeld:
    """Let a person hold a post from `from_on` on (blank: always has). `order` sorts the committee table; by default the
    order of PostKind. Raises NotAllowed without ORG_EDIT."""
    demand(actor.may(Act.ORG_EDIT, org.path))
    held = PostHeld.objects.create(
        person_id=person_id,
        org=org,
        post=PostKind(post),
        from_on=from_on,
        is_full_time=is_full_time,
        duty_note=duty_note,
        order=list(PostKind).index(PostKind(post)) if order is None else order,
    )
    audit.record(
        "post.held",
        actor=actor,
        at=now,
        act=Act.ORG_EDIT,
        org=(org.pk, org.path),
        subject=("orgs.post_held", held.pk, f"{org.name}{PostKind(post).label}"),
        after={"person_id": person_id, "from_on": from_on},
    )
    touched([FactsChange(org.pk, from_on)])
    return held
