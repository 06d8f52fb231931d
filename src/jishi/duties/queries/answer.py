"""Who answers for a duty: the person named, else the one in charge of its field, else the head of the organisation."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.db.models import BooleanField, CharField, Exists, F, IntegerField, OuterRef, Q, QuerySet, Value

from jishi.assignments.queries import people_of
from jishi.duties.models import Answering
from jishi.duties.queries.pack import rules_for
from jishi.duties.rules import Answerer, AnswersBy, Rule
from jishi.kernel.actor import Act, Actor
from jishi.kernel.prepared import kept
from jishi.members.models import Membership
from jishi.orgs.models import Organization, PostHeld
from jishi.orgs.queries import charges_counting, get_org, head_rank, head_title, heads_on, true_on
from jishi.orgs.rules import WorkField

_COLUMNS = ("org_id", "person_id", "person__name", "by", "about", "presides", "place", "pk")


def answerings_counting(day: date) -> QuerySet[Answering]:
    """The names that count on `day`: of persons who hold a post in the same organisation or are on its roster."""
    same = {"org_id": OuterRef("org_id")}
    held = PostHeld.objects.filter(true_on(day), person_id=OuterRef("person_id"), **same)
    belongs = Membership.objects.filter(true_on(day), member_id=OuterRef("person_id"), **same)
    return Answering.objects.filter(Exists(held) | Exists(belongs), true_on(day))


def _text(value: str) -> Value:
    return Value(value, output_field=CharField())


@kept
def _answering(*, org_ids: list[int], rule_ids: list[str], on: date) -> QuerySet[Answering, Any]:
    """Everybody who may answer for a duty of these organisations: by name, by field, at the head."""
    named = answerings_counting(on).filter(org_id__any=org_ids, rule_id__any=rule_ids)
    charged = charges_counting(on).filter(org_id__any=org_ids)
    heads = heads_on(on).filter(org_id__any=org_ids)
    plain = {
        "presides": Value(False, output_field=BooleanField()),
        "place": Value(0, output_field=IntegerField()),
    }
    return (named.annotate(by=_text(AnswersBy.NAMED), about=F("rule_id"), **plain).values_list(*_COLUMNS)).union(
        charged.annotate(by=_text(AnswersBy.IN_CHARGE), about=F("field"), **plain).values_list(*_COLUMNS),
        heads.annotate(by=_text(AnswersBy.HEAD), about=F("post"), place=F("order")).values_list(*_COLUMNS),
        all=True,
    )


def answering(
    pairs: Iterable[tuple[int, str]], on: date, *, rules: Mapping[str, Rule] | None = None
) -> dict[tuple[int, str], Answerer | None]:
    """(organisation, rule) → who answers for it on `on`: who was named, else who is in charge of the rule's field, else
    the secretary (who stands in while there is none; the leader of a 党小组); None where all are vacant. What a level has
    added has no field. One query for any number of pairs; `rules` saves looking a level's own up again."""
    wanted = set(pairs)
    if not wanted:
        return {}
    org_ids = sorted({org_id for org_id, _ in wanted})
    rows = _answering(org_ids=org_ids, rule_ids=sorted({rule_id for _, rule_id in wanted}), on=on)
    near: dict[tuple[int, str, str], Answerer] = {}
    head: dict[int, tuple[tuple[int, int, int], Answerer]] = {}
    for org_id, person_id, name, by, about, presides, place, pk in rows:
        if by == AnswersBy.HEAD:
            rank = (head_rank(about, presides=presides), place, pk)
            if org_id not in head or rank < head[org_id][0]:
                title = head_title(about, presides=presides)
                head[org_id] = rank, Answerer(person_id, name, AnswersBy.HEAD, title)
        else:
            words = "指定" if by == AnswersBy.NAMED else f"分管{WorkField.label_of(about)}"
            near[org_id, by, about] = Answerer(person_id, name, AnswersBy(by), words)
    known = rules_for(rule_id for _, rule_id in wanted) if rules is None else rules
    found: dict[tuple[int, str], Answerer | None] = {}
    for org_id, rule_id in wanted:
        rule = known.get(rule_id)
        found[org_id, rule_id] = (
            near.get((org_id, AnswersBy.NAMED, rule_id))
            or near.get((org_id, AnswersBy.IN_CHARGE, rule.field if rule else ""))
            or (head[org_id][1] if org_id in head else None)
        )
    return found


def answerings_of(org: Organization, day: date) -> QuerySet[Answering]:
    """The names given for single duties that run on `day` or begin later, counting or not."""
    return (
        Answering.objects.filter(Q(to_on=None) | Q(to_on__gt=day), org=org)
        .select_related("person")
        .order_by("rule_id", "from_on")
    )


def get_answering(actor: Actor, act: Act, answering_id: int) -> Answering:
    """A name given for a duty through the door of its organisation."""
    found = Answering.objects.select_related("person", "org").get(pk=answering_id)
    get_org(actor, act, found.org_id)
    return found


def persons_to_name(org: Organization, day: date) -> list[tuple[int, str]]:
    """(person, words) of who may be named to answer for a duty of `org`: who holds a post in it, then its members."""
    return people_of(org.pk, day)
