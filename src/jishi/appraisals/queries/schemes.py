"""Schemes and their versions: whose they are, who may change them, the tree of one."""

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from jishi.appraisals.models import Assessment, AssessmentRound, Indicator, Scheme, SchemeVersion
from jishi.appraisals.rules import (
    Item,
    ItemKind,
    Measure,
    Phase,
    Scale,
    Source,
    Terms,
    Tree,
    weighed,
)
from jishi.kernel.actor import Act, Actor
from jishi.kernel.decision import YES, Decision, demand, no
from jishi.kernel.registry import figures
from jishi.orgs.models import Organization
from jishi.orgs.queries import below, org_ids_where, orgs_where
from jishi.orgs.rules import OrgKind, ancestors, is_a, kinds_that_are


def may_issue(actor: Actor, org: Organization) -> Decision:
    """Whether the actor makes schemes in the name of `org`, assesses by them and settles: by a post that leads, held there
    (the operator: any)."""
    if is_a(org.kind, OrgKind.BRANCH):
        return no("考核办法由党总支以上的党组织制定。")
    if any(subtree and path in (org.path, "") for path, subtree in actor.spans(Act.APPRAISE_LEAD)):
        return YES
    return no(f"考核办法由{org.short_name or org.name}自己制定和使用。")


def schemes_where(actor: Actor, act: Act) -> QuerySet[Scheme]:
    """Schemes made by organisations where the actor may do `act`; to look at, also those by which an organisation in
    sight is or was assessed, which are asked for where any can be made elsewhere: not by whoever sees a whole tree."""
    rows = Q(org_id__in=org_ids_where(actor, act))
    if act is Act.VIEW and not _sees_all(actor):
        rows |= Q(pk__in=_assessed_in_sight(actor).values("round__edition__scheme_id"))
    return Scheme.objects.filter(rows).select_related("org").order_by("org__path", "pk")


def _sees_all(actor: Actor) -> bool:
    """Whether whatever the actor sees lies in trees seen whole. No query."""
    return all(subtree and not ancestors(path) for path, subtree in actor.spans(Act.VIEW))


def _assessed_in_sight(actor: Actor) -> QuerySet[Assessment]:
    return Assessment.objects.filter(org_id__in=org_ids_where(actor, Act.VIEW))


def get_scheme(actor: Actor, act: Act, scheme_id: int) -> Scheme:
    """The one door: VIEW to read, APPRAISE_LEAD to change (NotAllowed with the reason). One query, two for those who see
    only whom it assesses."""
    scheme = Scheme.objects.select_related("org").get(pk=scheme_id)
    if (
        not actor.reaches(Act.VIEW, scheme.org.path)
        and not _assessed_in_sight(actor).filter(round__edition__scheme=scheme).exists()
    ):
        raise Scheme.DoesNotExist
    if act is not Act.VIEW:
        demand(may_issue(actor, scheme.org))
    return scheme


def get_edition(actor: Actor, act: Act, edition_id: int) -> SchemeVersion:
    """A version through the door of its scheme."""
    edition = SchemeVersion.objects.get(pk=edition_id)
    edition.scheme = get_scheme(actor, act, edition.scheme_id)
    return edition


def get_indicator(actor: Actor, act: Act, indicator_id: int) -> Indicator:
    """A node through the door of its scheme."""
    row = Indicator.objects.get(pk=indicator_id)
    row.edition = get_edition(actor, act, row.edition_id)
    return row


def editions_of(scheme: Scheme) -> list[SchemeVersion]:
    """The versions, the latest first."""
    return list(SchemeVersion.objects.filter(scheme=scheme).order_by("-number"))


def edition_shown(scheme: Scheme, number: str) -> SchemeVersion | None:
    """The version asked for, else the draft, else the one in force. One query."""
    rows = editions_of(scheme)
    asked = [row for row in rows if str(row.number) == number]
    return next(iter(asked or rows), None)


def named(q: str, *, prefix: str = "") -> Q:
    """Organisations by pieces of the name, or the beginning of the code; everything for ""."""
    found = Q()
    for word in q.split():
        about = {"name__contains": word, "short_name__contains": word, "code__startswith": word}
        found &= Q(*((f"{prefix}{name}", value) for name, value in about.items()), _connector=Q.OR)
    return found


def terms_of(edition: SchemeVersion) -> Terms:
    """What holds for the whole of a version, as the rules take it."""
    return Terms(edition.maximum, Scale(edition.scale), tuple(edition.bands), _weights(edition))


def _weights(row: SchemeVersion | Indicator) -> dict[Phase, int]:
    columns = {Phase.ORDINARY: row.weight_ordinary, Phase.HALF: row.weight_half, Phase.FINAL: row.weight_final}
    return {phase: weight or 0 for phase, weight in columns.items()}


def item_of(row: Indicator) -> Item:
    """A node as the rules take it."""
    return Item(
        id=row.pk,
        parent=row.parent_id,
        text=row.text,
        points=row.points,
        kind=ItemKind(row.kind),
        source=Source(row.source),
        measure=Measure(row.measure) if row.measure else None,
        figure=row.figure,
        base=row.base,
        target=row.target,
        step=row.step,
        floor=row.floor,
        weighed=weighed(_weights(row)),
    )


def indicators_of(edition_id: int) -> list[Indicator]:
    """The nodes of a version in their order among brothers. One query."""
    return list(Indicator.objects.filter(edition=edition_id).order_by("order", "pk"))


def tree_of(rows: Iterable[Indicator]) -> Tree:
    """The tree of a version's nodes."""
    return Tree(item_of(row) for row in rows)


def figure_words() -> dict[str, str]:
    """What every figure is called. No query."""
    return {name: figure.label for name, figure in figures.items()}


def figures_to_choose() -> list[tuple[str, str]]:
    """The figures an item can be worked out from, for a choice: those of what is due and done first."""
    return [(name, figure.label) for name, figure in figures.items() if figure.each]


def rounds_of(scheme: Scheme) -> QuerySet[AssessmentRound]:
    """The uses of a scheme, the latest first."""
    return AssessmentRound.objects.filter(edition__scheme=scheme).select_related("edition").order_by("-year", "-pk")


def orgs_to_assess(actor: Actor, scheme: Scheme, q: str = "") -> QuerySet[Organization]:
    """The living organisations below the issuer that a scheme is for, of a name if one is given, in the order of the
    tree."""
    rows = orgs_where(actor, Act.VIEW).filter(named(q), below(scheme.org.path), ended_on=None).exclude(pk=scheme.org_id)
    return rows.filter(fitting(scheme)).exclude(kind=OrgKind.PARTY_GROUP).order_by("path")


def fitting(scheme: Scheme) -> Q:
    """The organisations of the kinds and sectors that a scheme is for."""
    found = Q(kind__in={kind for wanted in scheme.kinds for kind in kinds_that_are(wanted)}) if scheme.kinds else Q()
    return found & Q(sector__in=scheme.sectors) if scheme.sectors else found
