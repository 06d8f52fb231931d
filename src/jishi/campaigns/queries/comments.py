"""领导点评: who comments on whom, what the records show of each, and which comments one sees."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet
from django.urls import reverse

from jishi.activities.models import Activity
from jishi.activities.rules import State as RecordState
from jishi.assignments.models import Assignment
from jishi.assignments.rules import State as TaskState
from jishi.campaigns.models import Campaign, Comment, Pledge, PrescribedAction
from jishi.campaigns.queries.campaigns import standards_for
from jishi.campaigns.queries.doors import get_campaign
from jishi.campaigns.rules import CampaignState, Fact, PledgeState, Whom, applies, named
from jishi.duties.models import DutyStatus
from jishi.duties.queries import OWN
from jishi.kernel.actor import Act, Actor
from jishi.kernel.decision import YES, Decision, Refused, demand
from jishi.members.queries import roster
from jishi.orgs.models import Organization
from jishi.orgs.queries import below, children, get_org, org_ids_where, responsible, there
from jishi.orgs.rules import BRANCH_KINDS, OrgKind


def comments_where(actor: Actor, act: Act) -> QuerySet[Comment]:
    """The comments of organisations within reach for `act`. For reading: those on organisations in reach; those on a person
    are read by the person, by those who record for the organisation, and by those above who see grades."""
    if act is not Act.RECORD_VIEW:
        return Comment.objects.filter(org_id__in=org_ids_where(actor, act))
    seen = list(actor.spans(Act.RECORD_VIEW))
    reach = Q(person=None) & (there(seen) | there(seen, "target__path"))
    reach |= there(actor.spans(Act.RECORD)) | there(actor.spans(Act.GRADE_VIEW))
    if actor.person_id is not None:
        reach |= Q(person_id=actor.person_id)
    return Comment.objects.filter(reach)


def get_comment(actor: Actor, act: Act, comment_id: int) -> Comment:
    """The one door. Out of sight it is missing; within, a refusal carries its reason."""
    rows = comments_where(actor, Act.RECORD_VIEW).select_related("org", "target", "person", "leader", "campaign__org")
    found = rows.get(pk=comment_id)
    if act is not Act.RECORD_VIEW:
        demand(actor.may(act, found.org.path))
    return found


def may_answer(actor: Actor, comment: Comment) -> Decision:
    """Whether the actor speaks for whom the comment is about: the person, or those who record for the organisation."""
    if comment.target:
        return actor.may(Act.RECORD, comment.target.path)
    return YES if actor.person_id == comment.person_id else actor.may(Act.RECORD, comment.org.path)


def get_commenting(actor: Actor, act: Act, campaign_id: int, org_id: int) -> tuple[Campaign, Organization]:
    """A running campaign, or one that is over, and an organisation of it that comments on those right below it."""
    campaign = get_campaign(actor, Act.RECORD_VIEW, campaign_id)
    org = get_org(actor, act, org_id)
    if campaign.state == CampaignState.DRAFT or not org.path.startswith(campaign.org.path):
        raise Organization.DoesNotExist
    return campaign, org


@dataclass(frozen=True, slots=True)
class Due:
    """Somebody to be commented on; `comment` once it has been."""

    key: str
    name: str
    comment: Comment | None


def to_comment(actor: Actor, campaign: Campaign, org: Organization, on: date) -> list[Due]:
    """Whom `org` has to comment on: the organisations right below it that take part or have some below them that do, by
    tree; a branch on its members, by name. Three queries."""
    done = comments_where(actor, Act.RECORD_VIEW).filter(campaign=campaign, org=org).select_related("leader")
    if OrgKind(org.kind) in BRANCH_KINDS:
        by_person = {row.person_id: row for row in done}
        people = {one.member_id: one.name for one in roster(org.pk, on)}
        return [Due(f"person-{pk}", name, by_person.get(pk)) for pk, name in people.items()]
    by_org = {row.target_id: row for row in done}
    rows = [
        row for row in children(org)
        if applies(campaign.org_kinds, campaign.sectors, row.kind, row.sector) or OrgKind(row.kind) not in BRANCH_KINDS
    ]  # fmt: skip
    return [Due(f"org-{row.pk}", row.name, by_org.get(row.pk)) for row in rows if row.kind != OrgKind.PARTY_GROUP]


def leader_of(org: Organization, on: date) -> int | None:
    """The person at the head of an organisation, who comments."""
    head = responsible([org.pk], on).get(org.pk)
    return head.person_id if head else None


def target_of(campaign: Campaign, org: Organization, key: str, on: date) -> tuple[Organization | None, int | None, str]:
    """Whom a key of `to_comment` means: (organisation, person, name). Raises Refused for anybody else."""
    kind, _, number = key.partition("-")
    pk = int(number) if number.isdecimal() else 0
    if kind == "org":
        found = children(org).filter(pk=pk).first()
        if found:
            return found, None, found.name
    member = next((one for one in roster(org.pk, on) if one.member_id == pk), None) if kind == "person" else None
    if member is None:
        raise Refused("请从名单里选点评谁。", "key")
    return None, member.member_id, member.name


def _pledge_facts(rows: QuerySet[Pledge], url: str, on: date) -> list[Fact]:
    kept = list(rows.filter(state=PledgeState.KEPT).values_list("text", flat=True)[:50])
    missed = list(rows.filter(state=PledgeState.NOT_KEPT).values_list("text", flat=True)[:50])
    late = rows.filter(state=PledgeState.PUBLISHED, due_on__lt=on).count()
    facts = [Fact(f"承诺已兑现：{named(kept, len(kept))}。", url)] if kept else []
    facts += [Fact(f"承诺未兑现：{named(missed, len(missed))}。", url)] if missed else []
    return [*facts, *([Fact(f"到期没有写结果的承诺 {late} 件。", url)] if late else [])]


def _task_facts(rows: QuerySet[Assignment]) -> list[Fact]:
    titles = list(rows.filter(state=TaskState.ACCEPTED).order_by("pk").values_list("title", flat=True)[:50])
    return [Fact(f"已验收的任务：{named(titles, len(titles))}。", "/assignments/")] if titles else []


def facts_of(campaign: Campaign, target: Organization | None, person_id: int | None, on: date) -> list[Fact]:
    """What the records of the campaign's days show of an organisation and those below it, or of a person: pledges, actions,
    tasks, the central tasks served. What has no record is not mentioned. Six queries at most."""
    pledges = Pledge.objects.filter(campaign=campaign)
    window = {"created_at__date__gte": campaign.from_on}
    if target is None:
        assert person_id is not None
        own = _pledge_facts(pledges.filter(person_id=person_id), "/campaigns/pledges/", on)
        return [*own, *_task_facts(Assignment.objects.filter(owner_id=person_id, **window))]
    there = below(target.path, field="org__path")
    facts = _pledge_facts(pledges.filter(there), f"/campaigns/pledges/of/{target.pk}/", on)
    rules = {
        f"{OWN}{pk}": title
        for pk, title in PrescribedAction.objects.filter(stage__campaign=campaign, demand__isnull=False).values_list(
            "demand_id", "title"
        )
    }
    rows = DutyStatus.objects.filter(org=target, rule_id__in=rules).order_by("rule_id")
    for rule_id, done, required in rows.values_list("rule_id", "done", "required"):
        facts.append(Fact(f"规定动作“{rules[rule_id]}”{'有记录' if done >= required else '还没有记录'}。"))
    facts += _task_facts(Assignment.objects.filter(there, **window))
    served = Activity.objects.filter(
        there, state=RecordState.CONFIRMED, held_on__gte=campaign.from_on, held_on__lte=campaign.until_on
    ).exclude(serves="")
    for pk, serves, title in served.order_by("-held_on").values_list("pk", "serves", "title")[:3]:
        facts.append(Fact(f"“{title}”写明服务“{serves}”。", reverse("activities-show", args=[pk])))
    return facts


def review_items(campaign: Campaign, org: Organization) -> list[str]:
    """What people are asked: the standards as they read for this organisation, its own first, then its members as a body."""
    items = [f"{title}：{text}" for title, text in standards_for(campaign, org, Whom.ORG)]
    items += [f"党员{title}：{text}" for title, text in standards_for(campaign, org, Whom.MEMBER)]
    return [item[:120] for item in items]


def get_answering(actor: Actor, comment_id: int) -> Comment:
    """The door for whom a comment is about. Raises NotAllowed for others who see it."""
    found = get_comment(actor, Act.RECORD_VIEW, comment_id)
    demand(may_answer(actor, found))
    return found
