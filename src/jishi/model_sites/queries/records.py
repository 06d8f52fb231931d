"""What the records say of an organisation: the numbers an application or an experience is drawn from, each with the page
it comes from, and the alarms of the veto list."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any

from django.urls import reverse

from jishi.activities.models import Activity
from jishi.activities.rules import State
from jishi.assignments.models import Assignment
from jishi.assignments.rules import State as TaskState
from jishi.duties.models import DutyStatus
from jishi.duties.queries import rows_of
from jishi.duties.queries.due import UNMET
from jishi.kernel.registry import figures
from jishi.model_sites.models import Site
from jishi.model_sites.rules import Alarm, SiteState, Watch
from jishi.orgs.models import Organization, PostHeld, Term
from jishi.orgs.queries import open_term_of, posts_of, true_on
from jishi.orgs.rules import OrgKind, PostKind, term_state

DRAWN = ("members.total", "members.formal", "members.probationary")


def drawn(org: Organization, *, on: date) -> list[dict[str, str]]:
    """(label, value, url) of what an application form asks and the records know, up to `on`. No telephone, no person but
    the secretary."""
    card = reverse("orgs-show", args=[org.pk])
    secretary = posts_of(org, day=on).filter(post=PostKind.SECRETARY).first()
    term = open_term_of(org, on)
    facts: list[tuple[str, object, str]] = [
        ("党组织类别", org.get_kind_display(), card),
        ("领域", org.get_sector_display(), card),
        ("建立日期", org.founded_on or "没有登记", card),
        ("书记", secretary.person.name if secretary else "空缺", card),
        ("本届届满", term.until if term else "没有登记", card),
        ("常用会议地点", org.place or "没有登记", card),
    ]
    for name in DRAWN:
        known = figures[name]
        facts.append((known.label, known.count(org.path, on), f"{reverse(known.url)}?org={org.pk}&figure={name}"))
    first = on.replace(month=1, day=1)
    year = {"org__path__startswith": org.path}
    held = Activity.objects.filter(**year, state=State.CONFIRMED, held_on__range=(first, on)).count()
    facts.append((f"{on.year}年的组织生活记录", held, f"{reverse('activities-index')}?org={org.pk}&period={on.year}"))
    done = Assignment.objects.filter(**year, state=TaskState.ACCEPTED, due_on__range=(first, on)).count()
    asked = f"?state=accepted&org={org.pk}&due_from={first}&due_to={on}"
    facts.append((f"{on.year}年到期并验收的任务", done, f"{reverse('assignments-index')}{asked}"))
    named = Site.objects.filter(org=org, state=SiteState.NAMED).count()
    facts.append(("已有的命名", named, f"{reverse('sites-named')}?org={org.pk}"))
    return [{"label": label, "value": str(value), "url": url} for label, value, url in facts]


def alarms(sites: Iterable[Site], *, on: date) -> dict[int, list[Alarm]]:
    """What the records show today of the veto list of each site's programme. Three queries, whatever their number."""
    watched = list(sites)
    orgs = {site.org_id: site.org for site in watched}
    found: Mapping[str, Mapping[int, list[str]]] = {
        Watch.SECRETARY_VACANT: _vacant(orgs.values(), on),
        Watch.TERM_OVERDUE: _overdue(orgs, on),
        Watch.RED_DUTY: _red(orgs, on),
    }
    return {
        site.pk: [
            Alarm(watch, words, reverse("orgs-show", args=[site.org_id]))
            for watch in site.programme.watched
            for words in found[watch].get(site.org_id, ())
        ]
        for site in watched
    }


def _vacant(orgs: Collection[Organization], on: date) -> dict[int, list[str]]:
    asked = {org.pk for org in orgs if org.kind != OrgKind.PARTY_LEADING_GROUP}
    posts = PostHeld.objects.filter(true_on(on), org_id__in=asked, post=PostKind.SECRETARY)
    held = set(posts.values_list("org_id", flat=True))
    return {pk: [Watch.SECRETARY_VACANT.label] for pk in asked - held}


def _overdue(orgs: Collection[int], on: date) -> dict[int, list[str]]:
    terms: Any = Term.objects.filter(org_id__in=orgs, closed_on=None)
    said: dict[int, list[str]] = {}
    for term in terms:
        state = term_state(elected_on=term.elected_on, ends_on=term.ends_on, extended_to=term.extended_to, today=on)
        if state.days < 0:
            said[term.org_id] = [state.word]
    return said


def _red(orgs: Collection[int], on: date) -> dict[int, list[str]]:
    rows = rows_of(DutyStatus.objects.filter(UNMET, org_id__in=orgs, due_on__lt=on), on=on, owners=False)
    said: dict[int, list[str]] = defaultdict(list)
    for row in rows:
        if row.is_red:
            said[row.org_id].append(f"{row.title}逾期没有办（{row.rule.citation}）")
    return said
