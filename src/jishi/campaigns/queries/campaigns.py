"""A campaign as its page shows it, and the list of them."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from jishi.activities.models import PlanSeries, SeriesTopic
from jishi.activities.queries import series_where
from jishi.campaigns.models import Campaign, Grading, PrescribedAction, Stage, Standard
from jishi.campaigns.queries.actions import action_numbers, rule_of
from jishi.campaigns.queries.doors import campaigns_where
from jishi.campaigns.rules import CampaignState, Whom, audience_words, minutes_each, narrowed
from jishi.duties.rules import hours, spoken_cadence
from jishi.kernel.actor import Act, Actor
from jishi.kernel.paging import Page, keyset
from jishi.orgs.models import Organization
from jishi.orgs.rules import Sector

STATES = {"now": "正在开展", "draft": "筹备中", "over": "已总结"}
_STATE = {
    "now": Q(state=CampaignState.RUNNING),
    "draft": Q(state=CampaignState.DRAFT),
    "over": Q(state=CampaignState.CLOSED),
}


def campaign_page(actor: Actor, *, state: str = "", find: str = "", at: str = "") -> Page[Campaign]:
    """A page of the campaigns in sight, the latest first. Two queries."""
    rows = campaigns_where(actor, Act.RECORD_VIEW).filter(_STATE.get(state, Q())).select_related("org")
    if find:
        rows = rows.filter(Q(title__contains=find) | Q(theme__contains=find) | Q(org__name__contains=find))
    return keyset(rows, keys=("-from_on", "-pk"), at=at)


@dataclass(frozen=True, slots=True)
class ActionLine:
    """A prescribed action: whom it is for, how often, what it costs one of them; once started how many owe it and how many
    have done it (None while it is no duty or nothing is owed)."""

    action: PrescribedAction
    whom: str
    often: str
    minutes: int
    owing: int | None = None
    met: int | None = None

    @property
    def hours(self) -> str:
        return hours(self.minutes)


@dataclass(frozen=True, slots=True)
class StageLines:
    stage: Stage
    lines: list[ActionLine]
    is_now: bool


def org_kinds_of(action: PrescribedAction, campaign: Campaign) -> tuple[str, ...]:
    """The kinds of organisation an action is for."""
    return narrowed(action.org_kinds, campaign.org_kinds)


def sectors_of(action: PrescribedAction, campaign: Campaign) -> tuple[str, ...]:
    """The sectors an action is for; none means all."""
    return narrowed(action.sectors, campaign.sectors)


def actions_of(campaign: Campaign) -> list[PrescribedAction]:
    """The prescribed actions by stage, each with its stage. One query."""
    rows = PrescribedAction.objects.filter(stage__campaign=campaign).select_related("stage")
    return list(rows.order_by("stage__number", "pk"))


def line_of(action: PrescribedAction, campaign: Campaign, met: dict[str, tuple[int, int]] | None = None) -> ActionLine:
    """An action in words; `met` by rule: how many owe it, how many have met it."""
    stage = action.stage
    owing = (met or {}).get(rule_of(action))
    return ActionLine(
        action=action,
        whom=audience_words(org_kinds_of(action, campaign), sectors_of(action, campaign)),
        often=spoken_cadence(action.cadence, action.count, stage.until_on),
        minutes=minutes_each(
            action.cadence, action.count, action.people, action.minutes, stage.from_on, stage.until_on
        ),
        owing=owing[0] if owing else None,
        met=owing[1] if owing else None,
    )


def stage_lines(campaign: Campaign, *, on: date, reader: Actor | None = None) -> list[StageLines]:
    """The stages with their actions; with how many have done each of those the `reader` reads. Three queries at most."""
    actions = actions_of(campaign)
    met = action_numbers(reader, campaign, actions) if reader else {}
    lines: dict[int, list[ActionLine]] = defaultdict(list)
    for action in actions:
        lines[action.stage_id].append(line_of(action, campaign, met))
    running = campaign.state == CampaignState.RUNNING
    return [
        StageLines(stage, lines[stage.pk], running and stage.from_on <= on <= stage.until_on)
        for stage in Stage.objects.filter(campaign=campaign).order_by("number")
    ]


@dataclass(frozen=True, slots=True)
class StandardLine:
    """A standard: what it says to all, and what in each sector."""

    title: str
    general: Standard | None
    special: list[Standard]


def standard_lines(campaign: Campaign) -> dict[str, list[StandardLine]]:
    """The standards, for organisations and for members, in their order. One query."""
    order = [sector.value for sector in Sector]
    found: dict[tuple[str, str], list[Standard]] = {}
    for row in Standard.objects.filter(campaign=campaign).order_by("number", "pk"):
        found.setdefault((row.whom, row.title), []).append(row)
    lines: dict[str, list[StandardLine]] = {whom.value: [] for whom in Whom}
    for (whom, title), rows in found.items():
        general = next((row for row in rows if not row.sector), None)
        special = sorted((row for row in rows if row.sector), key=lambda row: order.index(row.sector))
        lines[whom].append(StandardLine(title, general, special))
    return lines


def standards_for(campaign: Campaign, org: Organization, whom: str) -> list[tuple[str, str]]:
    """The standards as they read for an organisation of its sector: (title, words)."""
    found = []
    for line in standard_lines(campaign)[whom]:
        own = next((row for row in line.special if row.sector == org.sector), line.general)
        if own:
            found.append((line.title, own.text))
    return found


def series_to_link(actor: Actor, org: Organization, year: int) -> list[tuple[str, str]]:
    """The theme series of an organisation for a choice: (id, words)."""
    rows = series_where(actor, Act.RECORD_VIEW).filter(issuer=org, year__gte=year, withdrawn_at=None)
    return [(str(row.pk), row.title) for row in rows.order_by("-year", "-pk")[:100]]


def topics_of(series: PlanSeries | None) -> list[SeriesTopic]:
    """The themes of a linked series by month; none without one."""
    return list(SeriesTopic.objects.filter(series=series).order_by("month", "number")) if series else []


def grading_page(campaign: Campaign, *, grade: str = "", at: str = "") -> Page[Grading]:
    """What was decided of organisations, or who was given one grade, a page in the order of the tree. One query."""
    rows = Grading.objects.filter(campaign=campaign).select_related("org")
    return keyset(rows.filter(grade=grade) if grade else rows, keys=("org__path", "pk"), at=at)
