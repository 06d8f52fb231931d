"""Assessment of the township's branches by the 五个好, under way: one has its own points, one is published with an objection."""

from datetime import date, datetime, timedelta

from jishi.appraisals import services as appraisals
from jishi.appraisals.models import Assessment, AssessmentPeer, Indicator
from jishi.appraisals.rules import ItemKind, Phase, Source
from jishi.appraisals.services import Given
from jishi.ballots.models import Poll
from jishi.ballots.rules.polls import PollKind, PollState
from jishi.kernel.actor import Actor
from jishi.orgs.models import Organization

_NOTED = "镇党委通报表扬：防汛转移群众及时"


def assess(town: Organization, branches: list[Organization], *, actor: Actor, now: datetime) -> None:
    """The township's scheme in force and in use since January, on its first branches; the draft of a second scheme."""
    me = actor
    began = min(now, now.replace(month=1, day=8))
    edition = appraisals.make_scheme(
        org=town, name="党支部年度考核办法", template="five_good", kinds=["branch"], actor=me, now=began
    )
    edition = appraisals.put_in_force(
        edition.pk, edition.version, basis=f"和党发〔{now.year}〕2号", actor=me, now=began
    )
    year_end = date(now.year, 12, 10)
    use = appraisals.open_assessments(
        edition=edition, year=now.year, org_ids=[org.pk for org in branches], self_by=year_end,
        review_by=date(now.year, 12, 25), actor=me, now=began,
    )  # fmt: skip
    draft = appraisals.make_scheme(org=town, name="机关支部七项指标考核", template="seven_indices", actor=me, now=now)
    place = Indicator.objects.get(edition=draft, text="有固定场所，党员用得上、群众进得来")
    halves = {Phase.HALF: 40, Phase.FINAL: 60}
    appraisals.edit_indicator(place.pk, place.version, text=place.text, weights=halves, actor=me, now=now)
    rows = {row.org_id: row for row in Assessment.objects.filter(round=use)}
    first, second = rows[branches[0].pk], rows[branches[1].pk]
    items = {item.text: item for item in Indicator.objects.filter(edition=edition)}
    own = {(items["班子团结，议事有规则"].pk, Phase.FINAL): Given(75, "议题会前三天发给委员")}
    appraisals.mark_own(first.pk, first.version, own, actor=me, now=now)
    appraisals.name_peers(first.pk, [second.org_id], actor=me, now=now)
    peer = AssessmentPeer.objects.get(assessment=first)
    appraisals.mark_peer(peer.pk, {(items["党员作用发挥"].pk, Phase.FINAL): Given(72)}, actor=me, now=now)
    appraisals.note_occurrence(
        assessment_id=first.pk, indicator_id=items["受到上级通报表扬"].pk, on=min(now.date(), date(now.year, 7, 20)), text=_NOTED,
        actor=me, now=now,
    )  # fmt: skip
    poll = Poll.objects.filter(org=first.org_id, kind=PollKind.SATISFACTION, state=PollState.CLOSED).first()
    appraisals.link_poll(first.pk, poll.pk if poll else None, actor=me, now=now)
    _publish(second, me, now=now)
    appraisals.object_to(
        assessment_id=second.pk, indicator_id=items["志愿服务"].pk, text="五月帮收麦子那次没有算上，记录在五月十二日。",
        actor=me, now=now,
    )  # fmt: skip


def _publish(row: Assessment, me: Actor, *, now: datetime) -> None:
    asked = Indicator.objects.filter(edition=row.round.edition_id, kind=ItemKind.POINTS, points__gt=0)
    given = {
        (item.pk, Phase.FINAL): Given(item.points * 9 // 10, "座谈了解" if item.source == Source.REVIEWER else "")
        for item in asked.exclude(source=Source.RECORDS)
    }
    appraisals.mark_item(row.pk, given, actor=me, now=now)
    until = now.date() + timedelta(days=5)
    appraisals.publish(row.round_id, [row.org_id], objections_until=until, actor=me, now=now)
