"""Duties of the regulations as figures: how many periods of the year were due, met, not met, for each rule and together.
An explanation never makes a period met."""

from collections.abc import Collection, Mapping
from datetime import date
from functools import cache, partial
from itertools import product

from django.db.models import Count, F, Q, QuerySet

from jishi.duties.models import DutyStatus, Evidence
from jishi.duties.queries import of_regulations, pack
from jishi.duties.rules import Modality
from jishi.kernel.periods import Period, PeriodKind, periods_between
from jishi.kernel.registry import Figure, FigureRow, Numbers
from jishi.orgs.queries import below, rolled, within

_WORDS = {"due": "到期应办", "met": "按要求办了", "missed": "到期没有办", "late": "逾期才办"}
_MET = Q(done__gte=F("required"))
_STATES = {"due": Q(), "met": _MET, "missed": ~_MET, "late": _MET & Q(done_late=True)}


@cache
def _rules() -> tuple[str, ...]:
    """The rules whose meeting can be asked for: those that say must or 一般."""
    return tuple(rule.id for rule in pack().values() if rule.modality is not Modality.MAY)


def _split(name: str) -> tuple[str, str]:
    """(state, rule id; "" for all) of a figure's name."""
    _, state, rule_id = f"{name}.".split(".")[:3]
    return state, rule_id


def _due(day: date) -> Q:
    """The periods of the year of `day` that are due by it: past their day, or ended and met (a yearly duty may have until
    the next year)."""
    first = date(day.year, 1, 1)
    ended = [period.code for period in periods_between(first, day) if period.last <= day]
    return Q(due_on__lte=day) | (Q(period__in=ended) & _MET)


def _of_year(years: Collection[int]) -> QuerySet[DutyStatus]:
    codes = [p.code for year in years for p in periods_between(date(year, 1, 1), date(year, 12, 31))]
    return DutyStatus.objects.filter(of_regulations(), period__in=codes, rule_id__in=_rules())


def _rows_of(name: str, org_path: str, on: date) -> QuerySet[DutyStatus]:
    state, rule_id = _split(name)
    rows = _of_year({on.year}).filter(_due(on), _STATES[state], below(org_path, field="org__path"))
    return rows.filter(rule_id=rule_id) if rule_id else rows


def _count(name: str, org_path: str, on: date) -> int:
    return _rows_of(name, org_path, on).count()


def _rows(name: str, org_path: str, on: date) -> list[FigureRow]:
    """The periods with what met each: two queries."""
    found = list(_rows_of(name, org_path, on).select_related("org").order_by("due_on", "org__path", "rule_id"))
    held: dict[int, list[Evidence]] = {row.org_id: [] for row in found}
    year = Q(year=on.year) | Q(held_on__year=on.year)
    for one in Evidence.objects.filter(year, org__in=list(held), source_kind="activities").order_by("held_on", "pk"):
        held[one.org_id].append(one)
    return [_shown(row, held[row.org_id]) for row in found]


def _shown(row: DutyStatus, held: list[Evidence]) -> FigureRow:
    """One period: the last record that met it is what opens, else the rule that asks for it."""
    rule, period = pack()[row.rule_id], Period.parse(row.period)
    said = "逾期才办" if row.done_late else ("已办" if row.done >= row.required else "没有办")
    explained = "，已说明" if row.explained and row.done < row.required else ""
    words = f"{row.org.short_name or row.org.name} {period.of(rule.short)}：{said}{explained}"
    is_yearly = period.kind is PeriodKind.YEAR
    met = [
        one for one in held
        if one.kind in rule.evidence and (one.year == period.year if is_yearly else period.contains(one.held_on))
    ]  # fmt: skip
    if met:
        return FigureRow(words, met[-1].held_on, "activities-show", (met[-1].source_id,))
    return FigureRow(words, row.due_on, "duties-rule", (row.rule_id,))


def _each(names: Collection[str], paths: Mapping[int, str], days: Collection[date]) -> Numbers:
    """One statement: by place and rule, each state on each day asked about."""
    asked = [(name, *_split(name)) for name in names]
    wanted = sorted({(state, day) for _, state, _ in asked for day in days})
    years = {day.year for day in days}
    counts = {
        f"n{n}": Count("rule_id", filter=(_in_year(day) if len(years) > 1 else Q()) & _due(day) & _STATES[state])
        for n, (state, day) in enumerate(wanted)
    }
    rows = _of_year(years).filter(within(list(paths.values()), field="org__path"))
    only = {rule_id for _, _, rule_id in asked}
    if "" not in only:
        rows = rows.filter(rule_id__in=only)
    found = rows.order_by().values_list("org__path", "rule_id").annotate(**counts)
    # A row of the answer is one place and rule; it counts for the figure of the rule and for the one of all.
    keys = [(name, day) for name in names for day in days]
    plan: dict[str, list[tuple[int, int]]] = {}
    for place, ((_, state, rule_id), day) in enumerate(product(asked, days)):
        for one in [rule_id] if rule_id else _rules():
            plan.setdefault(one, []).append((place, wanted.index((state, day))))
    numbers = ((path, [(place, ns[n]) for place, n in plan.get(rule_id, ())]) for path, rule_id, *ns in found)
    return rolled(numbers, paths, keys)


def _in_year(day: date) -> Q:
    return Q(period__startswith=str(day.year))


def duty_figures() -> list[Figure]:
    """For all duties together and for each rule: 到期应办, 按要求办了, 到期没有办, 逾期才办."""
    found = [(f"duties.{state}", f"各项规定事项{word}") for state, word in _WORDS.items()]
    for rule_id in _rules():
        short = pack()[rule_id].short
        found += [(f"duties.{state}.{rule_id}", f"{short}{word}") for state, word in _WORDS.items()]
    return [
        Figure(name, f"{label}的期数", partial(_count, name), "duties-heads", _each, partial(_rows, name))
        for name, label in found
    ]
