"""What the pages show: programmes, an application with everything around it, the named sites, a batch."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum

from jishi.appraisals.models import Assessment
from jishi.ballots.models import Poll
from jishi.ballots.rules.polls import PollKind
from jishi.kernel.actor import Act, Actor
from jishi.kernel.paging import Page, bounded, keyset
from jishi.model_sites.models import (
    Experience,
    Finding,
    Programme,
    Recheck,
    Site,
    SiteCategory,
    SiteCost,
    SiteStep,
    SiteVisit,
)
from jishi.model_sites.queries.doors import named_where, programmes_where, roles_of, sites_where
from jishi.model_sites.queries.records import alarms
from jishi.model_sites.rules import (
    AT_WORK,
    OFFERS,
    OWN_KINDS,
    UNSURE,
    Alarm,
    Basis,
    FindingState,
    Gate,
    ProgrammeKind,
    RecheckResult,
    Seen,
    SiteState,
    SiteStepKind,
    Spent,
    Standing,
    Total,
    Who,
    gate,
    standing,
    steps_open,
    total,
)
from jishi.orgs.models import Organization
from jishi.orgs.queries import Card, below, get_org, org_ids_where


@dataclass(frozen=True, slots=True)
class GateView:
    """The gate of an organisation as its page shows it: what is asked, what may be done instead."""

    org: Organization
    gate: Gate
    offers: list[tuple[ProgrammeKind, str]]
    unsure: str

    @property
    def entitled(self) -> bool:
        """Whether all that is missing is the paper."""
        return all(one.met for one in self.gate.conditions[:-1])


def gate_of(org: Organization, *, on: date) -> GateView:
    """The gate before a model-site programme of `org`, before anything is typed. No query."""
    asked = gate(ProgrammeKind.MODEL, org.kind, Basis(), on=on)
    return GateView(org, asked, [(kind, OFFERS[kind]) for kind in OWN_KINDS], UNSURE)


@dataclass(frozen=True, slots=True)
class ProgrammeLine:
    """A programme in the list: how many applications are at work, how many named."""

    programme: Programme
    at_work: int
    named: int
    on: date

    @property
    def mark(self) -> tuple[str, str]:
        """(shape, word) for the mark component."""
        row = self.programme
        if row.ended_on:
            return "na", "已结束"
        if self.on < row.opens_on:
            return "open", f"{row.opens_on:%m-%d} 开始申报"
        return ("soon", f"申报到 {row.closes_on:%m-%d}") if self.on <= row.closes_on else ("done", "申报已截止")


def programme_page(actor: Actor, *, on: date, kind: str = "", find: str = "", at: str = "") -> Page[ProgrammeLine]:
    """A page of the programmes one may read, the latest first; the counts are of what the actor sees. Three queries."""
    rows = programmes_where(actor)
    if kind:
        rows = rows.filter(kind=kind)
    if find:
        rows = rows.filter(Q(title__contains=find) | Q(approval__contains=find))
    page = keyset(rows, keys=("-opens_on", "-pk"), at=at)
    ids = [row.pk for row in page.rows]
    work = sites_where(actor).filter(programme__in=ids, state__in=AT_WORK).values_list("programme_id")
    named = named_where(actor).filter(programme__in=ids, state=SiteState.NAMED).values_list("programme_id")
    working, names = dict(work.annotate(n=Count("pk")).order_by()), dict(named.annotate(n=Count("pk")).order_by())
    lines = [ProgrammeLine(row, working.get(row.pk, 0), names.get(row.pk, 0), on) for row in page.rows]
    return Page(lines, page.next, page.previous)


def categories_of(programme: Programme) -> list[SiteCategory]:
    """The categories of a programme, in the order they were made."""
    return list(SiteCategory.objects.filter(programme=programme).order_by("pk"))


@dataclass(frozen=True, slots=True)
class SiteLine:
    """A site in a list: how it stands today, what the records say of its veto list."""

    site: Site
    standing: Standing
    alarms: list[Alarm]
    due: bool


def _lines(sites: Iterable[Site], *, on: date, watch: bool) -> list[SiteLine]:
    found = list(sites)
    checks: dict[int, list[Recheck]] = {site.pk: [] for site in found}
    for check in Recheck.objects.filter(site__in=list(checks)).order_by("year"):
        checks[check.site_id].append(check)
    heard = alarms([site for site in found if site.state == SiteState.NAMED], on=on) if watch else {}
    return [_line(site, checks[site.pk], heard.get(site.pk, []), on=on) for site in found]


def _line(site: Site, checks: list[Recheck], heard: list[Alarm], *, on: date) -> SiteLine:
    years = [check.year for check in checks]
    mending = next((c.mend_by for c in checks if c.result == RecheckResult.MEND and c.mended_on is None), None)
    until = site.naming.until if site.naming else None
    named = site.naming.decided_on if site.naming else None
    stands = standing(site.state, until=until, mend_by=mending, checked=years, on=on)
    due = bool(site.state == SiteState.NAMED and named and named.year < on.year and on.year not in years)
    return SiteLine(site, stands, heard, due and (until is None or until >= on))


def applications(actor: Actor, programme: Programme, *, on: date, state: str = "", at: str = "") -> Page[SiteLine]:
    """A page of the applications of a programme within reach, by tree. Nine queries at most, whatever their number."""
    rows = sites_where(actor).filter(programme=programme)
    rows = rows.filter(state__in=AT_WORK) if state == "work" else rows.filter(state=state) if state else rows
    page = keyset(rows, keys=("org__path", "pk"), at=at, total=bounded(rows))
    return Page(_lines(page.rows, on=on, watch=False), page.next, page.previous, page.total)


@dataclass(frozen=True, slots=True)
class NamedFilters:
    """What the list of named sites is narrowed to; `state` is one of `ASKED`."""

    find: str = ""
    sector: str = ""
    org: str = ""
    programme: str = ""
    state: str = ""


# What a list of named sites may be asked for. All but those whose term is over wait for their organiser.
ASKED = (
    ("due", "今年没有复核"), ("late", "整改到期，等再看"), ("veto", "有否决事项提醒"), ("heard", "否决事项线索等核实"),
    ("plaque", "撤销或到期，牌匾没有收回"), ("over", "有效期已满"),
)  # fmt: skip


def in_term(on: date) -> Q:
    """Named sites whose term runs."""
    return Q(Q(naming__until=None) | Q(naming__until__gte=on), state=SiteState.NAMED)


def asked_of_named(on: date) -> dict[str, Q]:
    """What waits for the organiser: re-checks of the year not done for those named before it; mending past its day that
    nobody has looked at again; what was heard and not looked into; plaques still out of those withdrawn or over."""
    checks = Recheck.objects.filter(site=OuterRef("pk"))
    late = checks.filter(result=RecheckResult.MEND, mended_on=None, mend_by__lt=on)
    heard = Finding.objects.filter(site=OuterRef("pk"), state=FindingState.OPEN)
    out = Q(state=SiteState.WITHDRAWN) | Q(state=SiteState.NAMED, naming__until__lt=on)
    return {
        "due": in_term(on) & ~Q(Exists(checks.filter(year=on.year))) & Q(naming__decided_on__year__lt=on.year),
        "late": Q(Exists(late), state=SiteState.NAMED),
        "heard": Q(Exists(heard), state=SiteState.NAMED),
        "plaque": out & Q(plaque_on__isnull=False, plaque_back_on=None),
    }


def alarmed(organised: QuerySet[Site], *, on: date) -> list[int]:
    """Those of these sites in their term of which a record shows something on the veto list. Four queries."""
    named = organised.filter(in_term(on)).select_related("org", "programme")
    return [pk for pk, heard in alarms(named, on=on).items() if heard]


def named_sites(actor: Actor, filters: NamedFilters, *, on: date) -> QuerySet[Site]:
    """The named sites in their term that the filters leave; without a filter that asks for them none that is withdrawn or
    over. What is to be done is asked of those one organises."""
    told = named_where(actor)
    mine = Q(programme__org__in=org_ids_where(actor, Act.RECORD))
    if filters.state == "veto":
        rows = told.filter(pk__in=alarmed(told.filter(mine), on=on))
    else:
        asked = {state: wanted & mine for state, wanted in asked_of_named(on).items()}
        asked["over"] = Q(state=SiteState.NAMED, naming__until__lt=on)
        rows = told.filter(asked.get(filters.state, in_term(on)))
    if filters.find:
        rows = rows.filter(Q(org__name__contains=filters.find) | Q(brand__contains=filters.find))
    if filters.sector:
        rows = rows.filter(org__sector=filters.sector)
    if filters.org.isdecimal():
        rows = rows.filter(below(get_org(actor, Act.VIEW, int(filters.org)).path, field="org__path"))
    if filters.programme.isdecimal():
        rows = rows.filter(programme_id=int(filters.programme))
    return rows


def named_page(actor: Actor, filters: NamedFilters, *, on: date, at: str = "") -> Page[SiteLine]:
    """A page of the named sites, by tree. The veto list is shown of those within VIEW reach alone. Ten queries at most."""
    rows = named_sites(actor, filters, on=on)
    page = keyset(rows, keys=("org__path", "pk"), at=at, total=bounded(rows))
    lines = _lines(page.rows, on=on, watch=True)
    shown = [line if actor.reaches(Act.VIEW, line.site.org.path) else _quiet(line) for line in lines]
    return Page(shown, page.next, page.previous, page.total)


def _quiet(line: SiteLine) -> SiteLine:
    """A site of others as everybody reads it: that it is named, not how its re-check stands."""
    return SiteLine(line.site, Standing("done", "已命名"), [], due=False)


def all_named(actor: Actor, filters: NamedFilters, *, on: date) -> list[Site]:
    """The whole list, for a sheet. One query."""
    return list(named_sites(actor, filters, on=on).order_by("org__path", "pk"))


@dataclass(frozen=True, slots=True)
class SiteView:
    """An application with everything around it, as the actor may read it."""

    site: Site
    line: SiteLine
    steps: list[SiteStep]
    visits: list[SiteVisit]
    rechecks: list[Recheck]
    findings: list[Finding]
    costs: list[SiteCost]
    cost: Total
    poll: Poll | None
    assessment: Assessment | None
    experiences: list[Experience]
    roles: set[Who]
    on: date

    @property
    def assessment_words(self) -> str:
        return assessment_words(self.assessment) if self.assessment else ""

    @property
    def open_steps(self) -> list[SiteStepKind]:
        """What the actor may do next with it."""
        return steps_open(self.site.state, self.roles)

    @property
    def judges(self) -> bool:
        return Who.ORGANISER in self.roles

    @property
    def applies(self) -> bool:
        return Who.APPLICANT in self.roles

    @property
    def is_named(self) -> bool:
        return self.site.state == SiteState.NAMED

    @property
    def may_edit(self) -> bool:
        return self.applies and self.site.state == SiteState.DRAFT

    @property
    def own_marks(self) -> list[tuple[str, str]]:
        return own_marks(self.site)

    @property
    def seen(self) -> list[tuple[SiteVisit, list[tuple[str, str, str, str]]]]:
        """The visits, each with (point, the applicant's own mark, what was seen, words)."""
        own = dict(self.own_marks)
        return [
            (one, [(point, own.get(point, ""), seen, said) for point, seen, said in one.rows]) for one in self.visits
        ]

    @property
    def is_over(self) -> bool:
        """Whether it goes on no longer: declined, given up, withdrawn, or past its term."""
        until = self.site.naming.until if self.site.naming else None
        done = (SiteState.DECLINED, SiteState.QUIT, SiteState.WITHDRAWN)
        return self.site.state in done or (until is not None and until < self.on)

    @property
    def has_plaque(self) -> bool:
        """Whether a plaque goes with it: only with a model site, once it is named."""
        named = self.site.naming is not None and self.site.naming.decided_on is not None
        return named and self.site.programme.kind == ProgrammeKind.MODEL

    @property
    def may_visit(self) -> bool:
        return self.judges and self.site.state in (SiteState.REVIEWED, SiteState.PASSED, SiteState.NAMED)

    @property
    def mending(self) -> Recheck | None:
        """The re-check whose mending has not been looked at."""
        return next((c for c in self.rechecks if c.mend_by and c.mended_on is None and self.is_named), None)


def site_view(actor: Actor, site: Site, *, on: date) -> SiteView:
    """`site` as its door returns it. Findings that are not upheld are the organiser's. Eleven queries at most."""
    roles = roles_of(actor, site)
    rechecks = list(Recheck.objects.filter(site=site).order_by("-year"))
    findings = Finding.objects.filter(site=site).order_by("-on", "-pk")
    if Who.ORGANISER not in roles:
        findings = findings.filter(state=FindingState.UPHELD)
    costs = list(SiteCost.objects.filter(site=site).order_by("-on", "-pk"))
    heard = alarms([site], on=on).get(site.pk, []) if site.state == SiteState.NAMED else []
    assessed = Assessment.objects.select_related("round__edition__scheme")
    return SiteView(
        site=site,
        line=_line(site, rechecks, heard, on=on),
        steps=list(SiteStep.objects.filter(site=site).order_by("pk")),
        visits=list(SiteVisit.objects.filter(site=site).order_by("-on", "-pk")),
        rechecks=rechecks,
        findings=list(findings),
        costs=costs,
        cost=total(Spent(c.people, c.minutes, c.fen) for c in costs),
        poll=Poll.objects.get(pk=site.poll_id) if site.poll_id else None,
        assessment=assessed.get(pk=site.assessment_id) if site.assessment_id else None,
        experiences=list(Experience.objects.filter(site=site).order_by("pk")),
        roles=roles,
        on=on,
    )


def polls_to_link(site: Site) -> list[tuple[str, str]]:
    """The polls of the masses at the applicant's, for a choice: (id, words)."""
    rows = Poll.objects.filter(org=site.org, kind=PollKind.SATISFACTION).order_by("-pk")[:50]
    return [(str(row.pk), f"{row.title}（{row.get_state_display()}）") for row in rows]


def assessments_to_link(site: Site) -> list[tuple[str, str]]:
    """The assessments of the applicant by schemes, for a choice: (id, words)."""
    rows = Assessment.objects.filter(org=site.org).select_related("round__edition__scheme").order_by("-pk")[:50]
    return [(str(row.pk), assessment_words(row)) for row in rows]


def assessment_words(row: Assessment) -> str:
    """How an assessment is called: its scheme, its year, how far it is."""
    return f"{row.round.year}年{row.round.edition.scheme.name}（{row.get_state_display()}）"


def points_of(category: SiteCategory) -> list[str]:
    """What a visitor looks at, a point a line."""
    return [text.strip() for text in category.points.splitlines() if text.strip()]


def own_marks(site: Site) -> list[tuple[str, str]]:
    """What the applicant says of each point: (point, word)."""
    return [(point, Seen.label_of(mark)) for point, mark in site.own_marks]


def cost_below(actor: Actor, programme: Programme) -> Total:
    """What a programme has cost those of its applicants that the actor sees, as far as it was put down. One query."""
    rows = SiteCost.objects.filter(site__in=sites_where(actor).filter(programme=programme).values("pk"))
    # Entries alike in people and minutes are read as one: the sum is the same.
    alike = rows.order_by().values_list("people", "minutes").annotate(n=Count("pk"), spent=Sum("fen"))
    return total(Spent(people * n, minutes, fen) for people, minutes, n, fen in alike)


def org_card(actor: Actor, card: Card, on: date) -> dict[str, object] | None:
    """The card on an organisation's page: what it has been named as. None where there is nothing to say."""
    rows = Site.objects.filter(org_id=card.pk, state=SiteState.NAMED).select_related("programme", "naming", "category")
    found = list(rows.order_by("pk"))
    return {"sites": found, "on": on} if found else None
