"""Plans of the demo: three branches planned their year and held most of it; the township arranged the last quarter's themes."""

from dataclasses import replace
from datetime import date, datetime

from jishi.activities import queries as activities
from jishi.activities import services as planning
from jishi.activities.models import Activity, ActivityKind
from jishi.activities.rules import Kind, PlanInput, months_on
from jishi.activities.rules.series import SeriesInput, TopicInput
from jishi.desk.queries.year_plan import habits_of, owed_by
from jishi.desk.rules.year_plan import Item, lay_out_year
from jishi.kernel.actor import Actor
from jishi.orgs.models import Organization
from jishi.orgs.queries import responsible

THEMES = ("重阳敬老，走访老党员", "冬季防火，党员先行", "年度总结，评一评承诺践诺")
DECLINED = "本月与公司停产检修同期，主题党日已另定题目"


def make_plans(
    branches: list[Organization], township: Organization, declining: Organization, *,
    today: date, actor: Actor, now: datetime,
) -> None:  # fmt: skip
    """A plan of this year for each of `branches`, linked to what was held; a series of the township for all its branches,
    which `declining` does not take part in for one month."""
    owners = responsible([org.pk for org in branches], today)
    quarter = date(today.year, (today.month - 1) // 3 * 3 + 1, 1)
    for org in branches:
        owed = [replace(one, held=0) for one in owed_by([org], today.year, today)[org.pk] if not one.rule.only_if]
        events = lay_out_year(owed, [], since=date(today.year, 1, 1), habits=habits_of(org, today))
        who = owners[org.pk]
        new = []
        for event in events:
            head, *rest = (_input(item, who.person_id if who else None) for item in event.items)
            new.append(
                planning.NewEntry(entry=head, parts=tuple(planning.NewEntry(entry=one) for one in rest))
            )  # fmt: skip
        planning.lay_out(new, actor=actor, now=now)
        _link(org, today, actor=actor, now=now)
    months = [months_on(quarter, n) for n in range(3)]
    topics = tuple(
        TopicInput(
            number=n,
            month=month,
            title=title,
            kinds=(Kind.THEME_PARTY_DAY,),
            measures="结合本支部实际，自定日子和地点。",
        )
        for n, (month, title) in enumerate(zip(months, THEMES, strict=True), 1)
    )
    targets = list(activities.series_targets(actor, township))
    series = planning.issue_series(
        SeriesInput(
            issuer_id=township.pk, year=today.year, title=f"{today.year}年第四季度主题党日主题安排"
            if quarter.month == 10 else f"{today.year}年主题党日主题安排",
            topics=topics, basis="关于做好本季度主题党日的通知（演示）", rests_on="基本履职事项清单“党的建设”第4项", note="会前定主题，会后抓落实；不另要照片和总结。",
            chosen=f"全部{len(targets)}个支部",
        ),
        [org.pk for org in targets], actor=actor, now=now,
    )  # fmt: skip
    for row in activities.plan_of(declining, today.year, on=today):
        if row.series_id == series.pk and row.month == months[-1]:
            planning.drop_entry(row.id, DECLINED, row.version, actor=actor, now=now)


def _input(item: Item, owner_id: int | None) -> PlanInput:
    return PlanInput(
        org_id=item.org_id, year=item.year, month=item.month, title=item.title, kinds=item.kinds, rules=item.rules,
        subject=item.subject, day=item.day, owner_id=owner_id,
    )  # fmt: skip


def _link(org: Organization, today: date, *, actor: Actor, now: datetime) -> None:
    """Each entry and the record of its month that has all its kinds."""
    kinds: dict[int, set[str]] = {}
    for pk, kind in ActivityKind.objects.filter(activity__org=org).values_list("activity_id", "kind"):
        kinds.setdefault(pk, set()).add(kind)
    days = dict(Activity.objects.filter(pk__in=kinds, held_on__year=today.year).values_list("pk", "held_on"))
    free = sorted(days, key=lambda pk: days[pk])
    for row in activities.plan_of(org, today.year, on=today):
        found = next((p for p in free if days[p].replace(day=1) == row.month and kinds[p] & set(row.kinds)), None)
        if found and row.kinds:
            planning.link_entry(row.id, row.version, found, actor=actor, now=now)
            free.remove(found)
