"""Writing series: a superior plans once, each chosen branch finds it in its plan. Set-based: for 1,500 branches at once."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F, QuerySet

from jishi.activities.models import PlanEntry, PlanSeries, SeriesTopic
from jishi.activities.rules import Kind, PlanSource
from jishi.activities.rules.series import SeriesInput, TopicInput, check_series
from jishi.audit.services import record as record_audit
from jishi.kernel.actor import Act, Actor
from jishi.kernel.bulk import copy_in
from jishi.kernel.decision import EditConflict, Refused, demand, no
from jishi.kernel.locks import earlier
from jishi.notices import services as notices
from jishi.orgs.models import Organization
from jishi.orgs.queries import responsible

NOBODY = "请至少选一个党组织。"


def _targets(issuer: Organization, org_ids: Iterable[int], actor: Actor) -> list[Organization]:
    """The chosen organisations, each of them below the issuer and within the actor's right to assign."""
    demand(actor.may(Act.ASSIGN, issuer.path))
    orgs = list(Organization.objects.filter(pk__in=set(org_ids), ended_on=None).order_by("path"))
    for org in orgs:
        if not org.path.startswith(issuer.path) or org.pk == issuer.pk:
            demand(no(f"{org.name}不是{issuer.name}的下级组织，不能安排。"))
        demand(actor.may(Act.ASSIGN, org.path))
    return orgs


def _series_line(
    event: str, series: PlanSeries, *, actor: Actor, now: datetime, after: dict[str, object], note: str = ""
) -> None:
    record_audit(
        event,
        actor=actor,
        at=now,
        act=Act.ASSIGN,
        org=(series.issuer_id, series.issuer.path),
        subject=("activities.planseries", series.pk, series.title),
        after=after,
        note=note,
    )


def _plant(series: PlanSeries, topics: Sequence[SeriesTopic], org_ids: Sequence[int]) -> int:
    """An entry for each topic in the plan of each organisation, by COPY."""
    rows = [
        PlanEntry(
            org_id=org_id,
            year=series.year,
            month=topic.month,
            day=topic.day,
            kinds=topic.kinds,
            rules=[],
            title=topic.title,
            measures=topic.measures,
            source=PlanSource.SERIES,
            topic_id=topic.pk,
        )
        for org_id in org_ids
        for topic in topics
    ]
    return len(copy_in(PlanEntry, rows))


def _tell(orgs: Sequence[int], series: PlanSeries, text: str, *, actor: Actor, now: datetime) -> None:
    """A notice to whoever answers for each organisation."""
    people = {who.person_id for who in responsible(orgs, now.date()).values() if who} - {actor.person_id}
    notices.notify_many(
        person_ids=sorted(people), text=text, link=f"/plans/?year={series.year}", org_id=series.issuer_id, now=now
    )


def _fill(series: PlanSeries, typed: SeriesInput) -> None:
    series.title, series.basis, series.note = typed.title.strip(), typed.basis.strip(), typed.note.strip()
    series.paper_id, series.rests_on, series.minutes = typed.paper_id, typed.rests_on.strip(), typed.minutes


def _fill_topic(topic: SeriesTopic, typed: TopicInput) -> None:
    topic.month, topic.day = typed.month, typed.day
    topic.title, topic.measures = typed.title.strip(), typed.measures.strip()
    topic.kinds = [kind.value for kind in typed.kinds]


@transaction.atomic
def issue_series(
    typed: SeriesInput, org_ids: Iterable[int], *, actor: Actor, now: datetime, submission: UUID | None = None
) -> PlanSeries:
    """Plan a series for the chosen organisations below the issuer: its topics stand in each one's plan at once, marked as
    the superior's, and whoever answers there is told. The same `submission` again gives the same series. Raises
    NotAllowed where the actor may not assign, Refused naming the field, also without the item of the 履职事项清单."""
    issuer = Organization.objects.get(pk=typed.issuer_id)
    orgs = _targets(issuer, org_ids, actor)
    known = earlier(PlanSeries.objects.filter(issuer=issuer), submission)
    if known:
        return known
    if not orgs:
        raise Refused(NOBODY, "orgs")
    check_series(typed, [org.kind for org in orgs])
    if not typed.rests_on.strip():
        raise Refused("请先写明依据履职事项清单的哪一项。", "rests_on")
    series = PlanSeries(
        issuer=issuer, year=typed.year, chosen=typed.chosen[:200], issued_at=now, issued_by=actor.name,
        submission=submission,
    )  # fmt: skip
    _fill(series, typed)
    series.save(force_insert=True)
    topics = []
    for one in typed.topics:
        topic = SeriesTopic(series=series, number=one.number)
        _fill_topic(topic, one)
        topics.append(topic)
    SeriesTopic.objects.bulk_create(topics)
    ids = [org.pk for org in orgs]
    _plant(series, topics, ids)
    _tell(ids, series, f"{issuer.name}安排了“{series.title}”，已列入年度工作计划。", actor=actor, now=now)
    _series_line("series.issued", series, actor=actor, now=now, after={"topics": len(topics), "orgs": len(ids)})
    return series


def _held(series_id: int, version: int, *, actor: Actor) -> PlanSeries:
    series = (
        PlanSeries.objects.select_related("issuer").select_for_update(of=("self",), no_key=True).get(pk=series_id)
    )  # fmt: skip
    demand(actor.may(Act.ASSIGN, series.issuer.path))
    if series.version != version:
        raise EditConflict
    if series.withdrawn_at:
        raise Refused("这个系列已经撤回，不能再改。")
    return series


@transaction.atomic
def extend_series(
    series_id: int, org_ids: Iterable[int], version: int, *, actor: Actor, now: datetime
) -> PlanSeries:  # fmt: skip
    """Plan a series for further organisations; those that have it already keep theirs as it is."""
    series = _held(series_id, version, actor=actor)
    orgs = _targets(series.issuer, org_ids, actor)
    topics = list(SeriesTopic.objects.filter(series=series).order_by("number"))
    there = set(PlanEntry.objects.filter(topic__series=series).values_list("org_id", flat=True))
    new = [org for org in orgs if org.pk not in there]
    if not new:
        raise Refused("选中的党组织已经有这个系列了。", "orgs")
    check_series(_as_typed(series, topics), [org.kind for org in new])
    ids = [org.pk for org in new]
    _plant(series, topics, ids)
    series.version += 1
    series.save()
    _tell(ids, series, f"{series.issuer.name}安排了“{series.title}”，已列入年度工作计划。", actor=actor, now=now)
    _series_line("series.extended", series, actor=actor, now=now, after={"orgs": len(ids)})
    return series


def _as_typed(series: PlanSeries, topics: Iterable[SeriesTopic]) -> SeriesInput:
    return SeriesInput(
        issuer_id=series.issuer_id,
        year=series.year,
        title=series.title,
        topics=tuple(
            TopicInput(
                number=t.number, month=t.month, title=t.title, kinds=tuple(Kind(kind) for kind in t.kinds), day=t.day,
                measures=t.measures,
            )
            for t in topics
        ),
        basis=series.basis,
        rests_on=series.rests_on,
        minutes=series.minutes,
        note=series.note,
        paper_id=series.paper_id,
    )  # fmt: skip


@transaction.atomic
def change_series(
    series_id: int, typed: SeriesInput, version: int, *, actor: Actor, now: datetime
) -> PlanSeries:  # fmt: skip
    """Change a series. What a branch has not touched follows: other month, day, theme; a new topic appears, one that is gone
    goes. What a branch has adjusted, joined, dropped or held stays as it is; an adjusted entry whose topic is gone becomes
    the branch's own. Raises EditConflict when stale."""
    series = _held(series_id, version, actor=actor)
    topics = {t.number: t for t in SeriesTopic.objects.filter(series=series)}
    ids = list(
        PlanEntry.objects.filter(topic__series=series).order_by("org_id").values_list("org_id", flat=True).distinct()
    )
    kinds = Organization.objects.filter(pk__in=ids).values_list("kind", flat=True).distinct()
    check_series(typed, list(kinds))
    _fill(series, typed)
    series.version += 1
    series.save()
    new = []
    for one in typed.topics:
        topic = topics.pop(one.number, None) or SeriesTopic(series=series, number=one.number)
        is_new = topic.pk is None
        _fill_topic(topic, one)
        topic.save()
        if is_new:
            new.append(topic)
        else:
            _untouched(topic=topic).update(
                month=topic.month, day=topic.day, title=topic.title, measures=topic.measures, kinds=topic.kinds,
                version=F("version") + 1,
            )  # fmt: skip
    for gone in topics.values():
        _untouched(topic=gone).delete()
        PlanEntry.objects.filter(topic=gone).update(source=PlanSource.HAND, topic=None, version=F("version") + 1)
        gone.delete()
    _plant(series, new, ids)
    _tell(ids, series, f"{series.issuer.name}调整了“{series.title}”的安排。", actor=actor, now=now)
    _series_line("series.changed", series, actor=actor, now=now, after={"topics": len(typed.topics), "orgs": len(ids)})
    return series


def _untouched(**which: object) -> QuerySet[PlanEntry]:
    """The entries of a series that their branches have neither changed nor held."""
    return PlanEntry.objects.filter(**which, is_adjusted=False, activity=None)


@transaction.atomic
def withdraw_series(series_id: int, reason: str, version: int, *, actor: Actor, now: datetime) -> PlanSeries:
    """Take a series back, with a reason. Entries no branch has touched go; what was adjusted or held stays with the branch,
    and says that the series was withdrawn."""
    series = _held(series_id, version, actor=actor)
    if not reason.strip():
        raise Refused("请写撤回的原因。", "reason")
    ids = list(
        PlanEntry.objects.filter(topic__series=series).order_by("org_id").values_list("org_id", flat=True).distinct()
    )
    gone, _ = _untouched(topic__series=series).delete()
    series.withdrawn_at, series.withdrawn_reason = now, reason.strip()
    series.version += 1
    series.save()
    _tell(ids, series, f"{series.issuer.name}撤回了“{series.title}”：{series.withdrawn_reason}", actor=actor, now=now)
    _series_line(
        "series.withdrawn", series, actor=actor, now=now, after={"removed": gone}, note=series.withdrawn_reason
    )
    return series
