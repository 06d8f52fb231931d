"""What the records say of those who may be recommended: the facts behind each condition."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date

from django.db.models import Min

from jishi.appraisals.queries import grades_of
from jishi.campaigns.models import Honour, Nominee, Pledge, Selection
from jishi.campaigns.rules import (
    Check,
    HonourKind,
    NomineeState,
    OrgFacts,
    PersonFacts,
    PledgeState,
    explain,
)
from jishi.members.models import Member
from jishi.members.rules import Standing, category_on
from jishi.orgs.models import Organization, PostHeld, Term
from jishi.orgs.queries import responsible, true_on

HONOUR_OF = {HonourKind.MEMBER, HonourKind.WORKER, HonourKind.ORG}


def _honoured(kind: str, *, persons: Collection[int] = (), orgs: Collection[int] = ()) -> dict[int, list[int]]:
    rows = Honour.objects.filter(kind=kind, withdrawn_on=None)
    rows = rows.filter(person_id__in=persons) if persons else rows.filter(target_id__in=orgs)
    found: dict[int, list[int]] = defaultdict(list)
    for person_id, target_id, given_on in rows.values_list("person_id", "target_id", "given_on"):
        found[person_id or target_id].append(given_on.year)
    return found


def person_facts(selection: Selection, kind: str, person_ids: Collection[int], on: date) -> dict[int, PersonFacts]:
    """The facts of persons for one title. Five queries, however many they are; who asks may see grades."""
    ids = list(person_ids)
    grades = grades_of(ids, since=selection.year - 3)
    working = dict(
        PostHeld.objects.filter(true_on(on), person_id__in=ids).order_by().values_list("person_id").annotate(Min("from_on"))
    )  # fmt: skip
    other = {
        pk: HonourKind.label_of(named)
        for pk, named in Nominee.objects.filter(selection=selection, person_id__in=ids)
        .exclude(state=NomineeState.DROPPED)
        .exclude(kind=kind)
        .values_list("person_id", "kind")
    }
    honoured = _honoured(kind, persons=ids)
    return {
        row.person_id: PersonFacts(
            is_full=category_on(row.category, row.full_on, on) == "full",
            standing_normal=row.standing == Standing.NORMAL,
            is_lost=row.is_lost,
            grades={one.year: one.grade for one in grades.get(row.person_id, ())},
            working_since=working.get(row.person_id),
            other_title=other.get(row.person_id, ""),
            honoured=tuple(honoured.get(row.person_id, ())),
        )
        for row in Member.objects.filter(pk__in=ids)
    }


def org_facts(org_ids: Collection[int], on: date) -> dict[int, OrgFacts]:
    """The facts of organisations. Five queries, however many they are."""
    rows = list(Organization.objects.filter(pk__in=list(org_ids)))
    heads = responsible([row.pk for row in rows], on)
    terms = {
        org_id: extended or ends
        for org_id, ends, extended in Term.objects.filter(org_id__in=org_ids, closed_on=None).values_list(
            "org_id", "ends_on", "extended_to"
        )
    }
    late: dict[int, int] = defaultdict(int)
    due = Pledge.objects.filter(org_id__in=org_ids, person=None, state=PledgeState.PUBLISHED, due_on__lt=on)
    for org_id in due.values_list("org_id", flat=True):
        late[org_id] += 1
    honoured = _honoured(HonourKind.ORG, orgs=list(org_ids))
    return {
        row.pk: OrgFacts(
            founded_on=row.founded_on,
            has_secretary=_has_secretary(heads.get(row.pk)),
            term_ends=terms.get(row.pk),
            open_pledges=late[row.pk],
            honoured=tuple(honoured.get(row.pk, ())),
        )
        for row in rows
    }


def _has_secretary(head: object) -> bool:
    return head is not None and not getattr(head, "is_acting", True)


def checks_of(
    selection: Selection, kind: str, *, person_id: int | None = None, org_id: int | None = None, on: date
) -> list[Check]:
    """The conditions of a selection looked at for one person or organisation."""
    facts: PersonFacts | OrgFacts | None
    if person_id is not None:
        facts = person_facts(selection, kind, [person_id], on).get(person_id)
    else:
        facts = org_facts([org_id] if org_id else [], on).get(org_id or 0)
    if facts is None:
        return []
    return explain(kind, facts, chosen=selection.conditions, year=selection.year, on=on)
