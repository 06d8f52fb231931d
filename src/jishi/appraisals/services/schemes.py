"""Making schemes: the draft and its tree, put in force, started anew. A version in force is never changed."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from jishi.appraisals.models import Indicator, Scheme, SchemeVersion
from jishi.appraisals.queries.library import templates
from jishi.appraisals.queries.schemes import indicators_of, item_of, may_issue, terms_of, tree_of
from jishi.appraisals.rules import (
    Item,
    Phase,
    Scale,
    Terms,
    VersionState,
    item_refusal,
    scheme_refusal,
    terms_refusal,
    weights_refusal,
)
from jishi.appraisals.services.keeping import line
from jishi.kernel.actor import Act, Actor
from jishi.kernel.decision import EditConflict, Refused, demand
from jishi.kernel.keeping import Facts, demand_text, put
from jishi.kernel.locks import earlier
from jishi.kernel.registry import figures
from jishi.orgs.models import Organization

_COPIED = (
    "order", "text", "rule", "points", "kind", "source", "measure", "figure", "base", "target", "step", "floor",
    "weight_ordinary", "weight_half", "weight_final",
)  # fmt: skip
STEP = 10  # between the places of brothers


def _line(event: str, scheme: Scheme, *, actor: Actor, now: datetime, **said: Any) -> None:
    subject = ("scheme", scheme.pk, scheme.name)
    line(event, scheme.org, subject, act=Act.APPRAISE_LEAD, actor=actor, now=now, **said)


def _opened(edition_id: int, version: int | None, *, actor: Actor) -> SchemeVersion:
    """A draft held for this transaction. Raises NotAllowed for anybody who does not issue it, EditConflict when stale,
    Refused once it is in force."""
    rows = SchemeVersion.objects.select_for_update(of=("self",), no_key=True).select_related("scheme__org")
    row = rows.get(pk=edition_id)
    demand(may_issue(actor, row.scheme.org))
    if version is not None and row.version != version:
        raise EditConflict
    if row.state != VersionState.DRAFT:
        raise Refused(f"第 {row.number} 版{VersionState(row.state).label}，不能再改。要改请起草新的一版。")
    row.version += 1
    return row


@transaction.atomic
def make_scheme(
    *,
    org: Organization,
    name: str,
    actor: Actor,
    now: datetime,
    template: str = "",
    kinds: Collection[str] = (),
    sectors: Collection[str] = (),
    submission: UUID | None = None,
) -> SchemeVersion:
    """Begin a scheme of `org` with a draft: a copy of a delivered one, or empty. The same `submission` again gives the
    same draft. Raises NotAllowed for whoever does not lead there."""
    demand(may_issue(actor, org))
    if known := earlier(Scheme.objects.all(), submission):
        return SchemeVersion.objects.filter(scheme=known).order_by("number")[0]
    offered = templates()
    if template and template not in offered:
        raise Refused("没有这套样本。", "template")
    scheme = Scheme.objects.create(
        org=org,
        name=demand_text(name, "name", "请写名称。"),
        template=template,
        kinds=sorted(kinds),
        sectors=sorted(sectors),
        at=now,
        by=actor.name,
        submission=submission,
    )
    terms = offered[template].terms if template else Terms(1000, Scale.GOOD, Scale.GOOD.usual, {Phase.FINAL: 100})
    edition = SchemeVersion.objects.create(scheme=scheme, number=1, **_columns(terms))
    if template:
        _lay(edition, offered[template].items, offered[template].rules)
    _line("scheme.created", scheme, actor=actor, now=now, after={"名称": scheme.name, "样本": template})
    return edition


def _columns(terms: Terms) -> dict[str, Any]:
    return {
        "maximum": terms.maximum,
        "scale": terms.scale,
        "bands": list(terms.bands),
        **_weights(terms.weights),
    }


def _weights(weights: Mapping[Phase, int]) -> dict[str, int | None]:
    """The columns of weights of the year; without any the item takes those above it."""
    return {f"weight_{phase}": weights.get(phase, 0) if weights else None for phase in Phase}


def _lay(edition: SchemeVersion, items: Sequence[Item], rules: Mapping[int, str]) -> None:
    """Write nodes that come parents first; `rules` are their rule texts by the items' own ids."""
    made: dict[int | None, Indicator | None] = {None: None}
    for order, item in enumerate(items, 1):
        made[item.id] = Indicator.objects.create(
            edition=edition, parent=made[item.parent], order=order * STEP, text=item.text, rule=rules.get(item.id, ""),
            points=item.points, kind=item.kind, source=item.source, measure=item.measure or "", figure=item.figure,
            base=item.base, target=item.target, step=item.step, floor=item.floor, **_weights(dict(item.weighed)),
        )  # fmt: skip


@transaction.atomic
def edit_scheme(
    edition_id: int,
    version: int,
    *,
    name: str,
    terms: Terms,
    basis: str = "",
    kinds: Collection[str] = (),
    sectors: Collection[str] = (),
    actor: Actor,
    now: datetime,
) -> SchemeVersion:
    """Change what holds for the whole of a draft: its name, for whom it is, maximum, scale with bands, weights of the
    year. Raises Refused where these cannot be."""
    row = _opened(edition_id, version, actor=actor)
    if said := terms_refusal(terms):
        raise Refused(said)
    scheme = row.scheme
    of_scheme = {"name": demand_text(name, "name", "请写名称。"), "kinds": sorted(kinds), "sectors": sorted(sectors)}
    before, after = put(scheme, of_scheme)
    scheme.save()
    more_before, more_after = put(row, _columns(terms) | {"basis": basis.strip()})
    row.save()
    _line("scheme.edited", scheme, actor=actor, now=now, before=before | more_before, after=after | more_after)
    return row


def _checked(facts: Mapping[str, Any]) -> dict[str, Any]:
    """The facts of an item by itself. Raises Refused at the field."""
    found = dict(facts)
    found["text"] = demand_text(found.get("text", ""), "text", "请写考核内容。")
    for field in ("figure", "base"):
        if found.get(field) and found[field] not in figures:
            raise Refused("没有这个数字，请从列出的里面选。", field)
    if "weights" in found:
        weights = found.pop("weights")
        if weights and (said := weights_refusal(weights)):
            raise Refused(said, "final")
        found |= _weights(weights)
    return found


def _scored(row: Indicator) -> None:
    """Raise Refused where the item cannot be scored. One that has none of its own points yet is a heading."""
    if row.points or row.figure or row.step:
        said, field = item_refusal(item_of(row))
        if said:
            raise Refused(said, field)


@transaction.atomic
def add_indicator(
    edition_id: int,
    *,
    actor: Actor,
    now: datetime,
    parent_id: int | None = None,
    submission: UUID | None = None,
    **facts: Any,
) -> Indicator:
    """Put a node at the end of its brothers in a draft. The same `submission` again gives the same one. Raises Refused
    saying at which field."""
    edition = _opened(edition_id, None, actor=actor)
    if known := earlier(Indicator.objects.all(), submission):
        return known
    if parent_id is not None and not Indicator.objects.filter(pk=parent_id, edition=edition).exists():
        raise Refused("上级指标不在这一版里。", "parent")
    last = Indicator.objects.filter(edition=edition, parent=parent_id).aggregate(last=Max("order"))["last"] or 0
    row = Indicator(
        edition=edition, parent_id=parent_id, order=last + STEP, submission=submission, **_checked(facts)
    )  # fmt: skip
    _scored(row)
    row.save()
    edition.save(update_fields=["version"])
    _line("indicator.added", edition.scheme, actor=actor, now=now, after={"考核内容": row.text, "分值": row.points})
    return row


@transaction.atomic
def edit_indicator(indicator_id: int, version: int, *, actor: Actor, now: datetime, **facts: Any) -> Indicator:
    """Change a node of a draft. Raises EditConflict, Refused saying at which field."""
    found = Indicator.objects.get(pk=indicator_id)
    edition = _opened(found.edition_id, None, actor=actor)
    row = Indicator.objects.get(pk=indicator_id)
    if row.version != version:
        raise EditConflict
    before, after = put(row, _checked(facts))
    _scored(row)
    row.version += 1
    row.save()
    edition.save(update_fields=["version"])
    _line("indicator.edited", edition.scheme, actor=actor, now=now, before=before, after=after, note=row.text)
    return row


@transaction.atomic
def move_indicator(indicator_id: int, *, up: bool, actor: Actor, now: datetime) -> None:
    """Change places with the brother before, or after. At the end nothing changes."""
    found = Indicator.objects.get(pk=indicator_id)
    edition = _opened(found.edition_id, None, actor=actor)
    brothers = list(Indicator.objects.filter(edition=edition, parent=found.parent_id).order_by("order", "pk"))
    place = next(n for n, row in enumerate(brothers) if row.pk == indicator_id)
    other = place - 1 if up else place + 1
    if not 0 <= other < len(brothers):
        return
    brothers[place], brothers[other] = brothers[other], brothers[place]
    for n, row in enumerate(brothers, 1):
        row.order = n * STEP
    Indicator.objects.bulk_update(brothers, ["order"])
    edition.save(update_fields=["version"])
    _line("indicator.moved", edition.scheme, actor=actor, now=now, note=found.text)


@transaction.atomic
def drop_indicator(indicator_id: int, *, actor: Actor, now: datetime) -> None:
    """Take a node out of a draft with everything below it. One already gone changes nothing."""
    found = Indicator.objects.filter(pk=indicator_id).first()
    if found is None:
        return
    edition = _opened(found.edition_id, None, actor=actor)
    Indicator.objects.filter(pk=indicator_id).delete()
    edition.save(update_fields=["version"])
    _line("indicator.removed", edition.scheme, actor=actor, now=now, before={"考核内容": found.text})


@transaction.atomic
def set_points(edition_id: int, version: int, points: Mapping[int, int], *, actor: Actor, now: datetime) -> None:
    """Set the points (tenths) of many leaves of a draft at once, {indicator id: points}. Raises EditConflict."""
    edition = _opened(edition_id, version, actor=actor)
    rows = [row for row in indicators_of(edition.pk) if points.get(row.pk, row.points) != row.points]
    before: Facts = {}
    after: Facts = {}
    for row in rows:
        before[row.text], after[row.text] = row.points, points[row.pk]
        row.points = points[row.pk]
        row.floor = min(row.floor, row.points)
        row.version += 1
    Indicator.objects.bulk_update(rows, ["points", "floor", "version"])
    edition.save(update_fields=["version"])
    _line("scheme.weighted", edition.scheme, actor=actor, now=now, before=before, after=after)


@dataclass(frozen=True, slots=True)
class Laid:
    """A tree as a sheet brings it: items parents first, with ids of its own, and their rule texts."""

    items: Sequence[Item]
    rules: Mapping[int, str]


@transaction.atomic
def replace_tree(edition_id: int, version: int, laid: Laid, *, actor: Actor, now: datetime) -> SchemeVersion:
    """Put a whole tree in the place of a draft's. Raises EditConflict, Refused where there is none."""
    edition = _opened(edition_id, version, actor=actor)
    if not laid.items:
        raise Refused("表里没有指标。", "file")
    was = Indicator.objects.filter(edition=edition).count()
    Indicator.objects.filter(edition=edition).delete()
    _lay(edition, laid.items, laid.rules)
    edition.save(update_fields=["version"])
    about: tuple[Facts, Facts] = ({"指标数": was}, {"指标数": len(laid.items)})
    _line("scheme.imported", edition.scheme, actor=actor, now=now, before=about[0], after=about[1])
    return edition


@transaction.atomic
def put_in_force(
    edition_id: int, version: int, *, basis: str, actor: Actor, now: datetime, from_on: date | None = None
) -> SchemeVersion:
    """Freeze a draft and use it from a day (today); the version before it is retired and keeps its assessments. Raises
    Refused saying what does not add up."""
    row = _opened(edition_id, version, actor=actor)
    if said := scheme_refusal(tree_of(indicators_of(row.pk)), terms_of(row)):
        raise Refused(said)
    SchemeVersion.objects.filter(scheme=row.scheme, state=VersionState.IN_FORCE).update(state=VersionState.RETIRED)
    row.state, row.from_on, row.by = VersionState.IN_FORCE, from_on or now.date(), actor.name
    row.basis = demand_text(basis, "basis", "请写依据，如会议或文号。")
    row.save()
    about: Facts = {"第几版": row.number, "启用日期": row.from_on}
    _line("scheme.put_in_force", row.scheme, actor=actor, now=now, after=about, note=row.basis)
    return row


@transaction.atomic
def revise_scheme(scheme_id: int, *, actor: Actor, now: datetime) -> SchemeVersion:
    """Start a new version as a copy of the latest; where a draft is there already, that one. The version in force stays
    in force until the new one takes its place."""
    scheme = Scheme.objects.select_for_update(of=("self",), no_key=True).select_related("org").get(pk=scheme_id)
    demand(may_issue(actor, scheme.org))
    last = SchemeVersion.objects.filter(scheme=scheme).order_by("-number")[0]
    if last.state == VersionState.DRAFT:
        return last
    fresh = SchemeVersion.objects.create(
        scheme=scheme, number=last.number + 1, basis=last.basis, **_columns(terms_of(last))
    )
    made: dict[int | None, Indicator | None] = {None: None}
    rows = {row.pk: row for row in indicators_of(last.pk)}
    for item in tree_of(rows.values()).items:
        row = rows[item.id]
        made[item.id] = Indicator.objects.create(
            edition=fresh, parent=made[item.parent], **{name: getattr(row, name) for name in _COPIED}
        )
    _line("scheme.revised", scheme, actor=actor, now=now, after={"第几版": fresh.number})
    return fresh
