"""评选表彰: which one sees, who is recommended, who could be, what is still missing."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from jishi.activities.models import Activity
from jishi.activities.rules import State as RecordState
from jishi.campaigns.models import Nominee, Opinion, Quota, Selection
from jishi.campaigns.queries.doors import concerned_above
from jishi.campaigns.queries.eligibility import org_facts, person_facts
from jishi.campaigns.rules import (
    OF_PERSONS,
    Check,
    HonourKind,
    NomineeState,
    OpinionFrom,
    SelectionState,
    explain,
    is_eligible,
)
from jishi.kernel.actor import Act, Actor
from jishi.kernel.decision import demand
from jishi.kernel.paging import Page, keyset
from jishi.members.queries import roster
from jishi.notices.models import Objection, Publicity
from jishi.notices.queries import objection_of, running_publicities
from jishi.orgs.models import Organization
from jishi.orgs.queries import children, get_org, org_ids_where, there
from jishi.orgs.rules import BRANCH_KINDS, OrgKind, ancestors

NEEDED = (OpinionFrom.BRANCH, OpinionFrom.COMMITTEE, OpinionFrom.DISCIPLINE)


def selections_where(actor: Actor, act: Act) -> QuerySet[Selection]:
    """The selections of organisations within reach for `act`; for reading also those of superiors."""
    reach = there(actor.spans(act))
    if act is Act.RECORD_VIEW:
        reach |= Q(org__path__in=concerned_above(actor))
    return Selection.objects.filter(reach)


def get_selection(actor: Actor, act: Act, selection_id: int) -> Selection:
    """The one door. Out of sight it is missing; within, a refusal carries its reason."""
    rows = selections_where(actor, Act.RECORD_VIEW).select_related("org", "campaign", "publicity", "decided_in")
    found = rows.get(pk=selection_id)
    if act is not Act.RECORD_VIEW:
        demand(actor.may(act, found.org.path))
    return found


def selection_page(actor: Actor, *, at: str = "") -> Page[Selection]:
    """A page of the selections in sight, the latest first."""
    return keyset(selections_where(actor, Act.RECORD_VIEW).select_related("org"), keys=("-year", "-pk"), at=at)


def nominees_where(actor: Actor, act: Act) -> QuerySet[Nominee]:
    """Those recommended by organisations within reach, for whoever sees grades there: a recommendation holds them."""
    return Nominee.objects.filter(org_id__in=org_ids_where(actor, Act.GRADE_VIEW if act is Act.RECORD_VIEW else act))


def get_nominee(actor: Actor, act: Act, nominee_id: int) -> Nominee:
    """The one door to a recommendation; writing is for those who record for who recommends or who decides."""
    rows = nominees_where(actor, Act.RECORD_VIEW).select_related("org", "person", "target", "selection__org")
    found = rows.get(pk=nominee_id)
    if act is not Act.RECORD_VIEW:
        demand(actor.may(act, found.org.path) or actor.may(act, found.selection.org.path))
    return found


def opinions_of(actor: Actor, nominee: Nominee) -> list[OpinionFrom]:
    """The opinions on a recommendation that the actor may note."""
    return [one for one in OpinionFrom if actor.reaches(Act.RECORD, nominee.place_of(one).path)]


def quotas_of(selection: Selection) -> dict[str, int]:
    """Title → how many may be given. One query."""
    order = [kind.value for kind in HonourKind]
    rows = Quota.objects.filter(selection=selection).values_list("kind", "number")
    return dict(sorted(rows, key=lambda row: order.index(row[0])))


def get_recommending(actor: Actor, act: Act, selection_id: int, org_id: int) -> tuple[Selection, Organization]:
    """A selection and an organisation that recommends in it. Raises NotAllowed without the right to see grades there."""
    selection = get_selection(actor, Act.RECORD_VIEW, selection_id)
    org = get_org(actor, act, org_id)
    demand(actor.may(Act.GRADE_VIEW, org.path))
    if not org.path.startswith(selection.org.path):
        raise Organization.DoesNotExist
    return selection, org


@dataclass(frozen=True, slots=True)
class Possible:
    """Somebody who could be recommended, with every condition looked at."""

    pk: int
    name: str
    checks: list[Check]
    is_named: bool

    @property
    def is_eligible(self) -> bool:
        return is_eligible(self.checks)


def possible(selection: Selection, org: Organization, kind: str, on: date) -> list[Possible]:
    """Who of an organisation could be recommended for a title, and of all others why not: members by name, organisations by
    tree. Seven queries, however many there are."""
    named = set(
        Nominee.objects.filter(selection=selection)
        .exclude(state=NomineeState.DROPPED)
        .values_list("person_id" if kind in OF_PERSONS else "target_id", flat=True)
    )
    people: dict[int, str]
    facts: dict[int, object]
    if kind in OF_PERSONS:
        people = {one.member_id: one.name for one in roster(org.pk, on) if not one.is_attached}
        facts = dict(person_facts(selection, kind, people, on))
    else:
        rows = [org] if OrgKind(org.kind) in BRANCH_KINDS else [org, *children(org)]
        people = {row.pk: row.name for row in rows if row.kind != OrgKind.PARTY_GROUP}
        facts = dict(org_facts(people, on))
    return [
        Possible(
            pk,
            name,
            explain(kind, facts[pk], chosen=selection.conditions, year=selection.year, on=on),  # type: ignore[arg-type]  # of the kind
            pk in named,
        )
        for pk, name in people.items()
        if pk in facts
    ]


@dataclass(frozen=True, slots=True)
class NomineeLine:
    """A recommendation with the opinions on it."""

    nominee: Nominee
    opinions: list[Opinion]

    @property
    def name(self) -> str:
        return (
            self.nominee.person.name if self.nominee.person else self.nominee.target.name if self.nominee.target else ""
        )

    @property
    def missing(self) -> list[str]:
        """The opinions that have to be there and in favour before it is shown."""
        agreed = {one.whose for one in self.opinions if one.agrees}
        return [whose.label for whose in NEEDED if whose not in agreed]


def lines_of(rows: QuerySet[Nominee]) -> list[NomineeLine]:
    """Recommendations with their opinions: by title, then by tree, then by name. Two queries."""
    order = [kind.value for kind in HonourKind]
    found = sorted(
        rows.select_related("org", "person", "target"),
        key=lambda row: (order.index(row.kind), row.org.path, row.person.name_key if row.person else "", row.pk),
    )
    opinions: dict[int, list[Opinion]] = defaultdict(list)
    whose = [one.value for one in OpinionFrom]
    for opinion in Opinion.objects.filter(nominee__in=found):
        opinions[opinion.nominee_id].append(opinion)
    return [NomineeLine(row, sorted(opinions[row.pk], key=lambda o: whose.index(o.whose))) for row in found]


def line_of_nominee(nominee: Nominee) -> NomineeLine:
    """One recommendation with its opinions."""
    return lines_of(Nominee.objects.filter(pk=nominee.pk))[0]


def nominee_lines(actor: Actor, selection: Selection) -> list[NomineeLine]:
    """The recommendations of a selection that the actor sees. Two queries."""
    return lines_of(nominees_where(actor, Act.RECORD_VIEW).filter(selection=selection))


def publicity_text(selection: Selection) -> str:
    """What is shown: names and titles, by title, tree and name; no grade, no check."""
    live = Nominee.objects.filter(selection=selection, state=NomineeState.PROPOSED)
    parts: dict[str, list[str]] = defaultdict(list)
    for line in lines_of(live):
        where = f"（{line.nominee.org.name}）" if line.nominee.person else ""
        parts[line.nominee.kind].append(f"{line.name}{where}")
    return "\n".join(f"拟表彰{HonourKind.label_of(kind)}：{'、'.join(names)}" for kind, names in parts.items())


def publicities_for(actor: Actor, home: Organization | None, on: date) -> list[Publicity]:
    """What is being shown to the actor today: by the organisations at and above the branch one belongs to (`home`) and
    those one holds a post in. One query."""
    paths = {post.org_path for post in actor.posts}
    if home is not None:
        paths.add(home.path)
    above = {one for path in paths for one in ancestors(path, itself=True)}
    return running_publicities(above, on)


def get_objection(actor: Actor, selection_id: int, objection_id: int) -> tuple[Selection, Objection]:
    """The door to an objection: for those who decide."""
    selection = get_selection(actor, Act.DEMAND_SET, selection_id)
    if selection.publicity is None:
        raise Objection.DoesNotExist
    return selection, objection_of(selection.publicity, objection_id)


def deciding_records(selection: Selection) -> list[tuple[str, str]]:
    """The meetings of the organisation that decides, for a choice."""
    rows = Activity.objects.filter(org=selection.org, state=RecordState.CONFIRMED, held_on__year__gte=selection.year)
    found = rows.order_by("-held_on", "-pk").values_list("pk", "held_on", "title")[:100]
    return [(str(pk), f"{held_on} {title}") for pk, held_on, title in found]


def may_award(selection: Selection, on: date) -> str:
    """Why nothing can be decided yet; "" when it can."""
    publicity = selection.publicity
    if selection.state == SelectionState.DECIDED:
        return "已经作出表彰决定。"
    if publicity is None:
        return "还没有公示。"
    return "" if publicity.concluded_on and publicity.concluded_on <= on else "公示还没有写结果。"
