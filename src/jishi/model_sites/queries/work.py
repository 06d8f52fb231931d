"""What waits for the actor: applications to take on, re-checks of the year, mending that is over its day."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count
from django.urls import reverse

from jishi.kernel.actor import Act, Actor
from jishi.model_sites.models import Site
from jishi.model_sites.queries.doors import roles_of
from jishi.model_sites.queries.views import ASKED, alarmed, asked_of_named
from jishi.model_sites.rules import SiteState, SiteStepKind, steps_open
from jishi.orgs.queries import org_ids_where

WAITING = {
    SiteState.SUBMITTED: "等初审",
    SiteState.REVIEWED: "等考核验收",
    SiteState.PASSED: "等公示命名",
}


@dataclass(frozen=True, slots=True)
class Todo:
    """Something that waits: how many, of what, where to go."""

    words: str
    count: int
    url: str


def site_work(actor: Actor, *, on: date) -> list[Todo]:
    """What waits for the organisations the actor records for. Seven queries."""
    mine = org_ids_where(actor, Act.RECORD)
    judged = Site.objects.filter(programme__org__in=mine, state__in=WAITING).order_by()
    found = judged.values_list("programme_id", "programme__title", "state").annotate(n=Count("pk"))
    todo = [
        Todo(f"{title}：{WAITING[SiteState(state)]}", n, f"{reverse('sites-programme', args=[pk])}?state={state}")
        for pk, title, state, n in sorted(found)
    ]
    drafts = Site.objects.filter(org__in=mine, state=SiteState.DRAFT, programme__ended_on=None)
    todo += [
        Todo(f"{row.org.name}申报{row.programme.title}，还没有报送", 1, reverse("sites-site", args=[row.pk]))
        for row in drafts.select_related("org", "programme").order_by("pk")[:20]
    ]
    organised = Site.objects.filter(programme__org__in=mine)
    counts = organised.aggregate(**{state: Count("pk", filter=asked) for state, asked in asked_of_named(on).items()})
    counts["veto"] = len(alarmed(organised, on=on))
    words = dict(ASKED) | {"due": f"{on.year}年还没有复核"}
    where = reverse("sites-named")
    todo += [Todo(words[state], n, f"{where}?state={state}") for state in words if (n := counts.get(state))]
    return todo


def steps_for(actor: Actor, site: Site) -> list[SiteStepKind]:
    """The steps the actor may take of an application now."""
    return steps_open(site.state, roles_of(actor, site))
