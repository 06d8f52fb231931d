"""Figures about members, each a condition on one day: the number and its rows come from the same condition."""

from collections.abc import Callable, Collection, Mapping
from datetime import date
from functools import partial
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery

from jishi.kernel.registry import Figure, Numbers
from jishi.members.models import Member, Membership
from jishi.members.queries.belonging import full_on_day
from jishi.members.rules import MembershipKind, add_years, born_between
from jishi.orgs.queries import below, rolled, true_on, within
from jishi.people.rules import Sex
from jishi.people.rules.codes import COLLEGE, HAN


def _everybody(day: date) -> Q:
    return Q()


def _full(day: date) -> Q:
    return full_on_day(day, prefix="")


def _probationary(day: date) -> Q:
    return ~full_on_day(day, prefix="") | Q(full_on__gt=day)


def _female(day: date) -> Q:
    return Q(sex=Sex.FEMALE)


def _minority(day: date) -> Q:
    return ~Q(person__ethnicity__in=("", HAN, "97", "98"))


def _mobile(day: date) -> Q:
    return Q(is_mobile=True)


def _lost(day: date) -> Q:
    return Q(is_lost=True)


def _college(day: date) -> Q:
    return Q(person__education__regex=f"^[{''.join(COLLEGE)}]")


def aged(lowest: int | None, highest: int | None, day: date) -> Q:
    """Those whose age on `day` lies between the two, both included."""
    first, last = born_between(lowest, highest, day)
    found = Q(born_on__isnull=False)
    if first:
        found &= Q(born_on__gte=first)
    return found & Q(born_on__lte=last) if last else found


def _young(day: date) -> Q:
    return aged(None, 35, day)


def _old(day: date) -> Q:
    return aged(60, None, day)


def _fifty_years(day: date) -> Q:
    since = add_years(day, -50)
    return full_on_day(day, prefix="") & (Q(full_on__lte=since) | Q(full_on=None, joined_on__lte=since))


FIGURES: dict[str, tuple[str, Callable[[date], Q]]] = {
    "members.total": ("党员总数", _everybody),
    "members.formal": ("正式党员", _full),
    "members.probationary": ("预备党员", _probationary),
    "members.female": ("女党员", _female),
    "members.minority": ("少数民族党员", _minority),
    "members.under_36": ("35岁及以下党员", _young),
    "members.over_59": ("60岁及以上党员", _old),
    "members.college": ("大专及以上学历党员", _college),
    "members.fifty_years": ("转正满50年的党员", _fifty_years),
    "members.mobile": ("流动党员", _mobile),
    "members.lost": ("失联党员", _lost),
}


def rows(name: str, org_path: str, on: date) -> QuerySet[Member]:
    """The members behind a figure: those whose formal relation lay at or below `org_path` on that day and whom the
    figure's condition holds. Today's tree; the category and the age are of that day."""
    belonged = Membership.objects.filter(
        true_on(on), below(org_path, field="org__path"), kind=MembershipKind.FORMAL
    ).values("member_id")
    return Member.objects.filter(FIGURES[name][1](on), pk__in=belonged)


def count(name: str, org_path: str, on: date) -> int:
    """How many; equal to the number of `rows` by construction."""
    return rows(name, org_path, on).count()


def each(names: Collection[str], paths: Mapping[int, str], days: Collection[date]) -> Numbers:
    """The same for many organisations: one statement a day."""
    found: Numbers = {}
    places = within(list(paths.values()), field="org__path")
    for day in days:
        keys = [(name, day) for name in names]
        counts: dict[str, Any] = {f"n{n}": Count("pk", filter=FIGURES[name][1](day)) for n, name in enumerate(names)}
        belonged = Membership.objects.filter(true_on(day), kind=MembershipKind.FORMAL)
        place = Subquery(belonged.filter(member_id=OuterRef("pk")).values("org__path")[:1])
        there = Member.objects.filter(pk__in=belonged.filter(places).values("member_id")).annotate(place=place)
        rows = there.order_by().values_list("place").annotate(**counts)
        found |= rolled(((path, enumerate(ns)) for path, *ns in rows), paths, keys)
    return found


def figures() -> list[Figure]:
    """All of them, for the registry."""
    return [
        Figure(name=name, label=label, count=partial(count, name), url="members-index", each=each)
        for name, (label, _) in FIGURES.items()
    ]
