"""To whom a reminder about an organisation goes: the person named or in charge, else the post at its head, or, where nobody
holds it, the clerk of the nearest superior that has one."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from jishi.duties import queries as duties
from jishi.duties.rules import AnswersBy
from jishi.notices.rules import Addressee
from jishi.orgs.models import Organization, PostHeld
from jishi.orgs.queries import true_on
from jishi.orgs.rules import OrgKind, PostKind, ancestors

_STANDING_IN = (PostKind.OFFICE_CLERK, PostKind.ORG_DEPARTMENT, PostKind.SECRETARY, PostKind.DEPUTY_SECRETARY)


@dataclass(frozen=True, slots=True)
class Answerer:
    """Who is told. `said` is how the log calls it; `note` says why it is not the organisation's own."""

    to: Addressee
    said: str
    holder_ids: tuple[int, ...]
    note: str = ""


def _post_titled(title: str) -> PostKind:
    return next(post for post in PostKind if title.startswith(post.label))


def _vacancy(kind: str) -> str:
    return "组长空缺" if kind == OrgKind.PARTY_GROUP else "书记空缺"


def clerks_above(orgs: Collection[Organization], day: date) -> dict[int, Answerer]:
    """For each organisation the clerk of the nearest superior that has one: 组织办干事, 组织部, else its secretary. Left out
    where no superior has any. One query."""
    paths = {path for org in orgs for path in ancestors(org.path)}
    held = PostHeld.objects.filter(true_on(day), org__path__in=paths, post__in=_STANDING_IN).select_related("org")
    by_path: dict[str, list[PostHeld]] = {}
    for post in held.order_by("order", "pk"):
        by_path.setdefault(post.org.path, []).append(post)
    found = {}
    for org in orgs:
        nearest = next((by_path[p] for p in reversed(ancestors(org.path)) if p in by_path), None)
        if nearest:
            kind = min((PostKind(p.post) for p in nearest), key=_STANDING_IN.index)
            holders = [p for p in nearest if p.post == kind]
            at = holders[0].org
            found[org.pk] = Answerer(
                Addressee(org_id=at.pk, post=kind), f"{at.short_name or at.name}{kind.label}",
                tuple(p.person_id for p in holders),
            )  # fmt: skip
    return found


def answerers(pairs: Iterable[tuple[int, str]], day: date) -> dict[tuple[int, str], Answerer]:
    """(organisation, rule) → who is told of what it owes under the rule ("" for anything else): the person named or in
    charge, else the post at the head, which a successor then holds. Left out where nobody answers, here or above. Three
    queries at most, whatever their number."""
    found = {}
    vacant: dict[int, list[tuple[int, str]]] = {}
    for pair, who in duties.answering(pairs, day).items():
        if who is None:
            vacant.setdefault(pair[0], []).append(pair)
        elif who.by is AnswersBy.HEAD:
            to = Addressee(org_id=pair[0], post=_post_titled(who.words))
            found[pair] = Answerer(to, f"{who.words} {who.name}", (who.person_id,))
        else:
            found[pair] = Answerer(Addressee(person_id=who.person_id), f"{who.name}（{who.words}）", (who.person_id,))
    if vacant:
        orgs = list(Organization.objects.filter(pk__in=vacant))
        above = clerks_above(orgs, day)
        for org in orgs:
            if org.pk in above:
                instead = above[org.pk]
                told = Answerer(instead.to, instead.said, instead.holder_ids, _vacancy(org.kind))
                found |= dict.fromkeys(vacant[org.pk], told)
    return found
