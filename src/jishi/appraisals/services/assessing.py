"""Assessing organisations by a scheme: opened for many at once, marked by themselves, by who assesses and by peers; what
was noted, the poll of the masses. Points are tenths."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import batched
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from jishi.appraisals.models import (
    Assessment,
    AssessmentPeer,
    AssessmentRound,
    Contract,
    Indicator,
    ItemMark,
    Occurrence,
    SchemeVersion,
    Target,
)
from jishi.appraisals.queries.assessments import may_do
from jishi.appraisals.queries.schemes import item_of, may_issue
from jishi.appraisals.rules import (
    AssessmentState,
    ItemKind,
    Measure,
    Phase,
    Source,
    VersionState,
    asks,
    has_target,
    satisfied_share,
    tenths,
)
from jishi.appraisals.services.keeping import line
from jishi.ballots.queries import poll_result
from jishi.ballots.rules.polls import PollKind
from jishi.kernel.actor import Act, Actor
from jishi.kernel.decision import EditConflict, Refused, demand
from jishi.kernel.keeping import Facts, demand_past, demand_text
from jishi.kernel.locks import earlier
from jishi.orgs.models import Organization
from jishi.orgs.queries import below

_BEFORE_APRIL = 3  # the last month in which what is due in a year is made known without a reason
RUNNING = (AssessmentState.SELF, AssessmentState.REVIEW)


def said(event: str, row: Assessment, *, act: Act, actor: Actor, now: datetime, **more: Any) -> None:
    """The audit line of a verb on one assessment: of the assessed organisation."""
    named = f"{row.org.short_name or row.org.name}{row.round.year}年度考核"
    line(event, row.org, ("assessment", row.pk, named), act=act, actor=actor, now=now, **more)


def opened(
    assessment_id: int,
    version: int | None,
    *,
    states: Collection[AssessmentState] = RUNNING,
) -> Assessment:
    """An assessment held for this transaction; who holds it asks for the right next. Raises EditConflict when stale,
    Refused in another state."""
    rows = Assessment.objects.select_for_update(of=("self",), no_key=True)
    row = rows.select_related("org", "round__edition__scheme__org").get(pk=assessment_id)
    if version is not None and row.version != version:
        raise EditConflict
    if row.state not in states:
        raise Refused(f"这份考核{AssessmentState(row.state).label}，不能这样办。")
    row.version += 1
    return row


def leaf(row: Assessment, indicator_id: int) -> Indicator:
    """An item of the scheme in use that is scored. Raises Refused for any other."""
    found = Indicator.objects.filter(pk=indicator_id, edition_id=row.round.edition_id).first()
    if found is None or Indicator.objects.filter(parent=found).exists():
        raise Refused("没有这一项。")
    return found


@transaction.atomic
def open_assessments(
    *,
    edition: SchemeVersion,
    year: int,
    org_ids: Collection[int] | QuerySet[Any, Any],
    actor: Actor,
    now: datetime,
    self_by: date | None = None,
    review_by: date | None = None,
    late_why: str = "",
    submission: UUID | None = None,
) -> AssessmentRound:
    """Use a version in force for a year on organisations below its issuer, all at once (a query stands for all that it
    finds there); more can be added by calling
    again, and those already in are left alone. After March a reason is asked for, which all of them see: nobody learns in
    December what was due since January. Raises Refused for a draft, for organisations elsewhere, for a second version of
    the same scheme on one organisation in a year."""
    scheme = edition.scheme
    demand(may_issue(actor, scheme.org))
    if known := earlier(AssessmentRound.objects.all(), submission):
        return known
    if edition.state != VersionState.IN_FORCE:
        raise Refused("这一版还没有启用，或者已经停用。")
    is_late = now.date() > date(year, _BEFORE_APRIL, 31)
    why = demand_text(late_why, "late_why", "第一季度已经过了，请写为什么现在才定。") if is_late else ""
    chosen = Organization.objects.filter(below(scheme.org.path), pk__in=org_ids, ended_on=None).exclude(
        pk=scheme.org_id
    )
    if not chosen.exists() or (not isinstance(org_ids, QuerySet) and chosen.count() != len(set(org_ids))):
        raise Refused("请选择本组织下面的党组织。", "orgs")
    round_, _ = AssessmentRound.objects.get_or_create(
        edition=edition,
        year=year,
        defaults={
            "self_by": self_by, "review_by": review_by, "late_why": why, "at": now, "by": actor.name,
            "submission": submission,
        },
    )  # fmt: skip
    # Two that open at once wait for each other here, so that nobody is assessed twice.
    AssessmentRound.objects.select_for_update(no_key=True).get(pk=round_.pk)
    there = Assessment.objects.filter(round__year=year, round__edition__scheme=scheme, org__in=chosen.values("pk"))
    if taken := there.exclude(round=round_).select_related("org").order_by("org__path").first():
        raise Refused(f"{taken.org.name}本年度已经按另一版考核。", "orgs")
    new = chosen.exclude(pk__in=Assessment.objects.filter(round=round_).values("org")).order_by("path")
    made = 0
    for some in batched(list(new.values_list("pk", flat=True)), 1000, strict=False):
        made += len(Assessment.objects.bulk_create(Assessment(round=round_, org_id=pk) for pk in some))
    about: Facts = {"年度": year, "第几版": edition.number, "党组织数": made}
    subject = ("assessmentround", round_.pk, f"{scheme.name}（{year}年度）")
    line("scheme.used", scheme.org, subject, act=Act.APPRAISE_LEAD, actor=actor, now=now, after=about, note=why)
    return round_


@dataclass(frozen=True, slots=True)
class Given:
    """Points (tenths) for an item, and why. None takes the mark back."""

    value: int | None
    reason: str = ""


type GivenBy = Mapping[tuple[int, Phase], Given]


def _mark(row: Assessment, given: GivenBy, source: Source, *, actor: Actor, now: datetime, org_id: int | None) -> int:
    """Write marks of one source. Raises Refused, at the field `mark-<item>-<part>`, for more than an item can give and
    for items that records answer. How many changed."""
    leaves = {item.pk: item for item in Indicator.objects.filter(edition=row.round.edition_id)}
    stood = {
        (mark.indicator_id, mark.phase): mark
        for mark in ItemMark.objects.filter(assessment=row, source=source, org=org_id)
    }  # fmt: skip
    changed = 0
    for (item_id, phase), one in given.items():
        item, mark, field = leaves.get(item_id), stood.get((item_id, phase)), f"mark-{item_id}-{phase}"
        if item is None or not asks(item_of(item), source):
            raise Refused("这一项由平台记录、按次或由别人得出，不在这里打分。", field)
        if one.value is not None and not 0 <= one.value <= item.points:
            raise Refused(f"“{item.text}”最多 {tenths(item.points)} 分。", field)
        if one.value is None:
            if mark:
                mark.delete()
                changed += 1
        elif mark is None or (mark.value, mark.reason) != (one.value, one.reason.strip()):
            facts = {"value": one.value, "reason": one.reason.strip(), "at": now, "by": actor.name}
            ItemMark.objects.update_or_create(
                assessment=row, indicator=item, phase=phase, source=source, org_id=org_id, defaults=facts
            )
            changed += 1
    return changed


@transaction.atomic
def mark_own(assessment_id: int, version: int, given: GivenBy, *, actor: Actor, now: datetime) -> Assessment:
    """自评: the organisation's own points. Raises NotAllowed without RECORD, Refused once it has been sent."""
    row = opened(assessment_id, version, states=(AssessmentState.SELF,))
    demand(may_do(actor, Act.RECORD, row))
    count = _mark(row, given, Source.SELF, actor=actor, now=now, org_id=None)
    row.save(update_fields=["version"])
    said("assessment.self_marked", row, act=Act.RECORD, actor=actor, now=now, after={"项数": count})
    return row


@transaction.atomic
def send_own(assessment_id: int, version: int, *, actor: Actor, now: datetime, note: str = "") -> Assessment:
    """Send the self-assessment; from then on who leads marks. Raises NotAllowed without RECORD."""
    row = opened(assessment_id, version, states=(AssessmentState.SELF,))
    demand(may_do(actor, Act.RECORD, row))
    row.state, row.self_on, row.self_by, row.self_note = AssessmentState.REVIEW, now.date(), actor.name, note.strip()
    row.save()
    said("assessment.sent", row, act=Act.RECORD, actor=actor, now=now, note=row.self_note)
    return row


@transaction.atomic
def mark_item(assessment_id: int, given: GivenBy, *, actor: Actor, now: datetime) -> Assessment:
    """考评: points by who leads the organisation from above. Where it differs from what the organisation gave itself, and
    is lower, the reason is asked for. Raises NotAllowed for the organisation itself."""
    row = opened(assessment_id, None)
    demand(may_do(actor, Act.APPRAISE_LEAD, row))
    own = {
        (mark.indicator_id, mark.phase): mark.value
        for mark in ItemMark.objects.filter(assessment=row, source=Source.SELF)
    }  # fmt: skip
    for (item_id, phase), one in given.items():
        if one.value is not None and one.value < own.get((item_id, phase), 0) and not one.reason.strip():
            raise Refused("比自评低的，请写原因。", f"why-{item_id}-{phase}")
    count = _mark(row, given, Source.REVIEWER, actor=actor, now=now, org_id=None)
    row.save(update_fields=["version"])
    said("assessment.marked", row, act=Act.APPRAISE_LEAD, actor=actor, now=now, after={"项数": count})
    return row


@transaction.atomic
def mark_many(given: Mapping[int, GivenBy], *, actor: Actor, now: datetime) -> int:
    """The same for several organisations, {assessment id: points}: all or none. How many."""
    for assessment_id, one in given.items():
        mark_item(assessment_id, one, actor=actor, now=now)
    return len(given)


@transaction.atomic
def name_peers(assessment_id: int, org_ids: Collection[int], *, actor: Actor, now: datetime) -> Assessment:
    """Say which organisations mark this one; those left out lose their marks with it. Never itself."""
    row = opened(assessment_id, None)
    demand(may_issue(actor, row.round.edition.scheme.org))
    wanted = set(org_ids) - {row.org_id}
    inside = Organization.objects.filter(below(row.round.edition.scheme.org.path), pk__in=wanted)
    if inside.count() != len(wanted):
        raise Refused("互评单位要在制定办法的党组织下面。", "orgs")
    ItemMark.objects.filter(assessment=row, source=Source.PEERS).exclude(org__in=wanted).delete()
    AssessmentPeer.objects.filter(assessment=row).exclude(org__in=wanted).delete()
    there = set(AssessmentPeer.objects.filter(assessment=row).values_list("org_id", flat=True))
    AssessmentPeer.objects.bulk_create(AssessmentPeer(assessment=row, org_id=pk) for pk in sorted(wanted - there))
    row.save(update_fields=["version"])
    said("assessment.peers_named", row, act=Act.APPRAISE_LEAD, actor=actor, now=now, after={"互评单位数": len(wanted)})
    return row


@transaction.atomic
def mark_peer(peer_id: int, given: GivenBy, *, actor: Actor, now: datetime) -> Assessment:
    """互评: points by a named organisation, for the items that ask peers. Raises NotAllowed without RECORD there."""
    peer = AssessmentPeer.objects.select_related("org").get(pk=peer_id)
    demand(actor.may(Act.RECORD, peer.org.path))
    row = opened(peer.assessment_id, None)
    count = _mark(row, given, Source.PEERS, actor=actor, now=now, org_id=peer.org_id)
    row.save(update_fields=["version"])
    about: Facts = {"互评单位": peer.org.name, "项数": count}
    subject = ("assessment", row.pk, f"{row.org.name}{row.round.year}年度考核")
    line("assessment.peer_marked", peer.org, subject, act=Act.RECORD, actor=actor, now=now, after=about)
    return row


@transaction.atomic
def note_occurrence(
    *,
    assessment_id: int,
    indicator_id: int,
    on: date,
    text: str,
    actor: Actor,
    now: datetime,
    url: str = "",
    submission: UUID | None = None,
) -> Occurrence:
    """Put down that what an item deducts, adds or forbids for has happened: the day and what it was, seen by the assessed
    at once. The same `submission` again gives the same one."""
    row = opened(assessment_id, None)
    demand(may_do(actor, Act.APPRAISE_LEAD, row))
    if known := earlier(Occurrence.objects.all(), submission):
        return known
    item = leaf(row, indicator_id)
    if item.kind == ItemKind.POINTS or item.source == Source.RECORDS:
        raise Refused("这一项不按次记。", "indicator")
    demand_past(on, today=now.date(), field="on")
    if on.year != row.round.year:
        raise Refused(f"只记 {row.round.year} 年的。", "on")
    made = Occurrence.objects.create(
        assessment=row, indicator=item, on=on, text=demand_text(text, "text", "请写是什么情况。"),
        url=url.strip(), at=now, by=actor.name, submission=submission,
    )  # fmt: skip
    row.save(update_fields=["version"])
    about: Facts = {"考核内容": item.text, "日期": on}
    said("assessment.occurrence_noted", row, act=Act.APPRAISE_LEAD, actor=actor, now=now, after=about, note=made.text)
    return made


@transaction.atomic
def drop_occurrence(occurrence_id: int, *, actor: Actor, now: datetime) -> None:
    """Take back what was noted by mistake. One already gone changes nothing."""
    found = Occurrence.objects.select_related("indicator").filter(pk=occurrence_id).first()
    if found is None:
        return
    row = opened(found.assessment_id, None, states=(*RUNNING, AssessmentState.PUBLISHED))
    demand(may_do(actor, Act.APPRAISE_LEAD, row))
    about: Facts = {"考核内容": found.indicator.text, "日期": found.on}
    found.delete()
    row.save(update_fields=["version"])
    said("assessment.occurrence_dropped", row, act=Act.APPRAISE_LEAD, actor=actor, now=now, before=about)


@transaction.atomic
def link_poll(assessment_id: int, poll_id: int | None, *, actor: Actor, now: datetime) -> Assessment:
    """Take the verdict of the masses from a closed secret poll of satisfaction, of the assessed or of the issuer: the
    share of 满意 and 基本满意 among those who answered, with the figures of each question. What the poll holds back (few answers) stays unknown. Raises Refused
    for any other poll, NotAllowed for those not entitled to its result."""
    row = opened(assessment_id, None)
    demand(may_issue(actor, row.round.edition.scheme.org))
    row.poll_id, row.satisfied, row.verdict = poll_id, None, None
    if poll_id is not None:
        result = poll_result(actor, poll_id)
        fits = result.poll.kind == PollKind.SATISFACTION
        if not fits or result.poll.org_id not in (row.org_id, row.round.edition.scheme.org_id):
            raise Refused("请选择这个组织或本组织已经结束的群众满意度测评。", "poll")
        asked = [one for one in result.counted if one.question.options]
        row.satisfied = satisfied_share([one.shown.counts for one in asked])
        if row.satisfied is not None:
            row.verdict = [
                {"title": one.question.title, "lines": [[name, votes] for name, votes, _ in one.lines]} for one in asked
            ]
    row.save()
    about: Facts = {"满意率（千分之几）": row.satisfied}
    said("assessment.poll_linked", row, act=Act.APPRAISE_LEAD, actor=actor, now=now, after=about)
    return row


@transaction.atomic
def set_targets(
    assessment_id: int, version: int, targets: Mapping[int, int | None], *, actor: Actor, now: datetime
) -> Assessment:
    """Agree with one organisation on targets of its own, {indicator id: target}, instead of the items' own; None goes back
    to that, items left out stay. Raises EditConflict, Refused (field `target-<item>`) for an item without a target and
    where a contract has agreed on them."""
    row = opened(assessment_id, version)
    demand(may_issue(actor, row.round.edition.scheme.org))
    if Contract.objects.filter(assessment=row).exists():
        raise Refused("目标由责任书约定，请在责任书里改。")
    items = {item.pk: item for item in Indicator.objects.filter(edition=row.round.edition_id)}
    stood = dict(Target.objects.filter(assessment=row).values_list("indicator_id", "target"))
    before: Facts = {}
    after: Facts = {}
    for item_id, target in targets.items():
        item, field = items.get(item_id), f"target-{item_id}"
        if item is None or not has_target(item_of(item)):
            raise Refused("这一项不按目标数算分。", field)
        if target is not None and target < (item.measure == Measure.AT_LEAST):
            raise Refused("目标数要大于 0。", field)
        if target != stood.get(item_id):
            before[item.text], after[item.text] = stood.get(item_id), target
            Target.objects.filter(assessment=row, indicator=item).delete()
            if target is not None:
                Target.objects.create(assessment=row, indicator=item, target=target)
    row.save(update_fields=["version"])
    said("assessment.target_set", row, act=Act.APPRAISE_LEAD, actor=actor, now=now, before=before, after=after)
    return row
