"""Which campaigns an actor sees, and the one door of each thing."""

from django.db.models import Q, QuerySet

from jishi.campaigns.models import Campaign, PrescribedAction, Stage, Standard
from jishi.campaigns.rules import CampaignState
from jishi.kernel.actor import Act, Actor
from jishi.kernel.decision import demand
from jishi.kernel.keeping import Kept
from jishi.orgs.models import Organization
from jishi.orgs.queries import below, get_org, living, there
from jishi.orgs.rules import ancestors


def concerned_above(actor: Actor) -> set[str]:
    """The paths above everything the actor reads."""
    return {path for span, _ in actor.spans(Act.RECORD_VIEW) for path in ancestors(span)}


def campaigns_where(actor: Actor, act: Act) -> QuerySet[Campaign]:
    """The campaigns of organisations where the actor may do `act`; for reading also those a superior has started."""
    reach = there(actor.spans(act))
    if act is Act.RECORD_VIEW:
        reach |= Q(org__path__in=concerned_above(actor)) & ~Q(state=CampaignState.DRAFT)
    return Campaign.objects.filter(reach)


def get_campaign(actor: Actor, act: Act, campaign_id: int) -> Campaign:
    """The one door. Out of sight it is missing; within, a refusal carries its reason."""
    found = campaigns_where(actor, Act.RECORD_VIEW).select_related("org", "series").get(pk=campaign_id)
    if act is not Act.RECORD_VIEW:
        demand(actor.may(act, found.org.path))
    return found


def get_stage(actor: Actor, act: Act, stage_id: int) -> Stage:
    """A stage through the door of its campaign."""
    found = Stage.objects.get(pk=stage_id)
    found.campaign = get_campaign(actor, act, found.campaign_id)
    return found


def get_action(actor: Actor, act: Act, action_id: int) -> PrescribedAction:
    """A prescribed action through the door of its campaign."""
    found = PrescribedAction.objects.select_related("stage").get(pk=action_id)
    found.stage.campaign = get_campaign(actor, act, found.stage.campaign_id)
    return found


def get_standard(actor: Actor, act: Act, standard_id: int) -> Standard:
    """A standard through the door of its campaign."""
    found = Standard.objects.get(pk=standard_id)
    found.campaign = get_campaign(actor, act, found.campaign_id)
    return found


def get_issuer(actor: Actor, act: Act, org_id: int) -> Organization:
    """The organisation a campaign is made for."""
    return get_org(actor, act, org_id)


def through[M: Kept](model: type[M], actor: Actor, act: Act, pk: int) -> M:
    """Something kept by an organisation, through the door of that organisation."""
    row = model._default_manager.select_related("org").get(pk=pk)
    get_org(actor, act, row.org_id)
    return row


def concerned_by(campaign: Campaign) -> QuerySet[Organization]:
    """The living organisations below the issuer that a campaign is for, by tree."""
    rows = living(Organization.objects.filter(below(campaign.org.path), kind__in=campaign.org_kinds))
    if campaign.sectors:
        rows = rows.filter(sector__in=campaign.sectors)
    return rows.exclude(pk=campaign.org_id).order_by("path")
