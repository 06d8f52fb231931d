"""Campaigns: the list, one of them, its parts, what it adds before it starts, its result."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render

from jishi.campaigns import forms, papers, queries, services
from jishi.campaigns.models import Campaign
from jishi.campaigns.pages.filling import at, crumbs_of, filled, pressed
from jishi.campaigns.rules import AUDIENCES, CampaignState, Whom, audience_words
from jishi.kernel.actor import Act
from jishi.kernel.http import Request, reading_page, writing_page
from jishi.orgs.models import Organization
from jishi.ui.fields import fresh
from jishi.ui.pages import handed_out


@reading_page
def index(request: Request) -> HttpResponse:
    state, find = request.GET.get("state", ""), request.GET.get("find", "").strip()
    context = {
        "page": queries.campaign_page(request.actor, state=state, find=find, at=request.GET.get("at", "")),
        "states": queries.STATES.items(),
        "state": state,
        "find": find,
        "may_issue": request.actor.has(Act.DEMAND_SET),
    }
    return render(request, "campaigns/index.html", context)


@reading_page
def start(request: Request) -> HttpResponse:
    """Which organisation, which template."""
    orgs, asked = queries.issuing_orgs(request.actor), request.GET.get("org", "")
    org = orgs.filter(pk=int(asked)).first() if asked.isdecimal() else None
    context = {
        "orgs": queries.in_sight(orgs),
        "org": org or orgs.order_by("path").first(),
        "patterns": queries.patterns().values(),
    }
    return render(request, "campaigns/start.html", context)


def new(request: Request, org_id: int, pattern: str) -> HttpResponse:
    org = queries.get_issuer(request.actor, Act.DEMAND_SET, org_id)
    if pattern not in queries.patterns():
        raise Http404
    made_of = queries.patterns()[pattern]
    first = fresh(title=made_of.title, from_on=request.today, org_kinds=[AUDIENCES[0].value])
    form = forms.CampaignForm(request.POST or None, initial=first, offers=_series(request, org))

    def verb(values: dict[str, Any]) -> str:
        made = services.make_campaign(org=org, pattern=pattern, actor=request.actor, now=request.now, **values)
        return at("show", made.pk)

    return filled(
        request, form, title=f"按“{made_of.title}”安排活动", verb=verb, back=at("start"), button="建好，接着改内容",
        done="已按模板排好阶段、规定动作和标准，都可以改。启动以前不要求任何人办。", lede=f"{org.name}。{made_of.about}",
    )  # fmt: skip


def _series(request: Request, org: Organization) -> dict[str, list[tuple[str, str]]]:
    return {"series": queries.series_to_link(request.actor, org, request.today.year)}


@reading_page
def show(request: Request, campaign_id: int) -> HttpResponse:
    campaign = queries.get_campaign(request.actor, Act.RECORD_VIEW, campaign_id)
    may = bool(request.actor.may(Act.DEMAND_SET, campaign.org.path))
    standards = queries.standard_lines(campaign)
    grade = request.GET.get("grade", "")
    graded = queries.grading_page(campaign, grade=grade, at=request.GET.get("at", "")) if campaign.grades else None
    context = {
        "campaign": campaign,
        "whom": audience_words(campaign.org_kinds, campaign.sectors),
        "stages": queries.stage_lines(campaign, on=request.today, reader=request.actor),
        "for_orgs": standards[Whom.ORG],
        "for_members": standards[Whom.MEMBER],
        "topics": queries.topics_of(campaign.series),
        "graded": graded,
        "grade": grade,
        "weak": queries.without_plan(campaign, graded.rows) if may and graded else set(),
        "results": queries.results_of(request.actor, campaign, today=request.today),
        "own_org": _own_org(request, campaign),
        "may_issue": may,
        "drafting": may and campaign.state == CampaignState.DRAFT,
        "running": may and campaign.state == CampaignState.RUNNING,
    }
    return render(request, "campaigns/show.html", context)


def _own_org(request: Request, campaign: Campaign) -> int:
    """Whose comments and polls the page leads to: the chosen post's organisation where it takes part, else the issuer."""
    post = request.actor.post
    return post.org_id if post and post.org_path.startswith(campaign.org.path) else campaign.org_id


@reading_page
def results(request: Request, campaign_id: int) -> HttpResponse:
    """The promises or the tasks behind one of the numbers."""
    campaign = queries.get_campaign(request.actor, Act.RECORD_VIEW, campaign_id)
    state, find = request.GET.get("state", ""), request.GET.get("find", "").strip()
    context: dict[str, Any] = {"campaign": campaign, "state": state, "find": find, "states": queries.RESULTS.items()}
    if state in ("tasks", "finished"):
        context["tasks"] = queries.tasks_in(request.actor, campaign, accepted=state == "finished")
    else:
        context["page"] = queries.promised_in(
            request.actor, campaign, today=request.today, state=state, find=find, at=request.GET.get("at", "")
        )
    return render(request, "campaigns/results.html", context)


@reading_page
def records(request: Request, action_id: int) -> HttpResponse:
    """Who owes a prescribed action, with the records that count."""
    action = queries.get_action(request.actor, Act.RECORD_VIEW, action_id)
    standing, find = request.GET.get("standing", ""), request.GET.get("find", "").strip()
    context = {
        "action": action,
        "campaign": action.stage.campaign,
        "page": queries.action_page(
            request.actor, action, standing=standing, find=find, on=request.today, at=request.GET.get("at", "")
        ),
        "standing": standing,
        "find": find,
    }
    return render(request, "campaigns/records.html", context)


@reading_page
def printed(request: Request, campaign_id: int) -> HttpResponse:
    campaign = queries.get_campaign(request.actor, Act.RECORD_VIEW, campaign_id)
    paper = papers.plan_docx(
        campaign,
        audience_words(campaign.org_kinds, campaign.sectors),
        queries.stage_lines(campaign, on=request.today),
        [(Whom.label_of(word), lines) for word, lines in queries.standard_lines(campaign).items()],
    )
    return handed_out(paper, f"{campaign.org.name}{campaign.title}方案")


def edit(request: Request, campaign_id: int) -> HttpResponse:
    campaign = queries.get_campaign(request.actor, Act.DEMAND_SET, campaign_id)
    names = ("title", "theme", "basis", "rests_on", "serves", "from_on", "until_on", "sectors", "version")
    initial: dict[str, Any] = {name: getattr(campaign, name) for name in names}
    initial |= {"org_kinds": forms.audience_of(campaign.org_kinds), "series": campaign.series_id}
    form = forms.CampaignEditForm(request.POST or None, initial=initial, offers=_series(request, campaign.org))

    def verb(values: dict[str, Any]) -> None:
        services.edit_campaign(campaign.pk, values.pop("version"), actor=request.actor, now=request.now, **values)

    return _part_form(request, campaign, form, "修改活动", verb)


def _part_form(request: Request, campaign: Campaign, form: Any, title: str, verb: Any, **more: Any) -> HttpResponse:
    back = at("show", campaign.pk)
    return filled(
        request, form, title=title, verb=verb, back=back, done="已保存。", crumbs=crumbs_of(campaign), **more
    )  # fmt: skip


def stage_new(request: Request, campaign_id: int) -> HttpResponse:
    campaign = queries.get_campaign(request.actor, Act.DEMAND_SET, campaign_id)
    first = {"from_on": campaign.from_on, "until_on": campaign.until_on, "version": campaign.version}
    form = forms.StageForm(request.POST or None, initial=first)

    def verb(values: dict[str, Any]) -> None:
        services.put_stage(campaign_id=campaign.pk, actor=request.actor, now=request.now, **values)

    return _part_form(request, campaign, form, "加一个阶段", verb)


def stage(request: Request, stage_id: int) -> HttpResponse:
    """A stage; the second button takes it out."""
    found = queries.get_stage(request.actor, Act.DEMAND_SET, stage_id)
    names = ("title", "from_on", "until_on", "aim")
    initial = {name: getattr(found, name) for name in names} | {"version": found.campaign.version}
    form = forms.StageForm(request.POST or None, initial=initial)

    def verb(values: dict[str, Any]) -> None:
        services.put_stage(
            campaign_id=found.campaign_id, stage_id=found.pk, drop="drop" in request.POST, actor=request.actor,
            now=request.now, **values,
        )  # fmt: skip

    return _part_form(
        request, found.campaign, form, "修改阶段", verb, template="campaigns/part.html", drop="去掉这个阶段和它的动作"
    )


def action_new(request: Request, stage_id: int) -> HttpResponse:
    found = queries.get_stage(request.actor, Act.DEMAND_SET, stage_id)
    first = {"kind": "duty", "cadence": "once", "count": 1, "people": 1, "minutes": 60}
    form = forms.ActionForm(request.POST or None, initial=first | {"version": found.campaign.version})

    def verb(values: dict[str, Any]) -> None:
        services.put_action(
            campaign_id=found.campaign_id, version=values["version"], stage_id=found.pk, values=form.values(),
            actor=request.actor, now=request.now,
        )  # fmt: skip

    return _part_form(request, found.campaign, form, f"{found.title}：加一个规定动作", verb)


def action(request: Request, action_id: int) -> HttpResponse:
    """A prescribed action; the second button takes it out."""
    found = queries.get_action(request.actor, Act.DEMAND_SET, action_id)
    campaign = found.stage.campaign
    names = ("title", "kind", "extra", "asks", "cadence", "count", "people", "minutes", "sectors", "evidence")
    initial: dict[str, Any] = {name: getattr(found, name) for name in names}
    initial |= {"org_kinds": forms.audience_of(found.org_kinds), "version": campaign.version}
    form = forms.ActionForm(request.POST or None, initial=initial)
    common: dict[str, Any] = {"actor": request.actor, "now": request.now}

    def verb(values: dict[str, Any]) -> None:
        if "drop" in request.POST:
            services.drop_action(action_id=found.pk, version=values["version"], **common)
        else:
            services.put_action(
                campaign_id=campaign.pk, version=values["version"], stage_id=found.stage_id, action_id=found.pk,
                values=form.values(), **common,
            )  # fmt: skip

    return _part_form(
        request, campaign, form, "修改规定动作", verb, template="campaigns/part.html", drop="去掉这个动作"
    )


def standard_new(request: Request, campaign_id: int) -> HttpResponse:
    campaign = queries.get_campaign(request.actor, Act.DEMAND_SET, campaign_id)
    first = {"title": request.GET.get("title", ""), "whom": request.GET.get("whom", Whom.ORG)}
    form = forms.StandardForm(request.POST or None, initial=first | {"version": campaign.version})

    def verb(values: dict[str, Any]) -> None:
        services.put_standard(campaign_id=campaign.pk, actor=request.actor, now=request.now, **values)

    return _part_form(request, campaign, form, "写标准", verb)


def standard(request: Request, standard_id: int) -> HttpResponse:
    """A standard; the second button takes it out."""
    found = queries.get_standard(request.actor, Act.DEMAND_SET, standard_id)
    names = ("whom", "title", "sector", "text")
    initial = {name: getattr(found, name) for name in names} | {"version": found.campaign.version}
    form = forms.StandardForm(request.POST or None, initial=initial)
    common: dict[str, Any] = {"standard_id": found.pk, "actor": request.actor, "now": request.now}

    def verb(values: dict[str, Any]) -> None:
        if "drop" in request.POST:
            services.drop_standard(version=values["version"], **common)
        else:
            services.put_standard(campaign_id=found.campaign_id, **common, **values)

    return _part_form(
        request, found.campaign, form, "修改标准", verb, template="campaigns/part.html", drop="去掉这条标准"
    )


@reading_page
def before(request: Request, campaign_id: int) -> HttpResponse:
    """启动前统筹."""
    campaign = queries.get_campaign(request.actor, Act.DEMAND_SET, campaign_id)
    found = queries.coordination(campaign)
    context = {
        "campaign": campaign,
        "found": found,
        "topics": queries.topics_of(campaign.series),
        "form": forms.StartForm(initial={"version": campaign.version, "seen": found.key}),
        "drafting": campaign.state == CampaignState.DRAFT,
    }
    return render(request, "campaigns/before.html", context)


@writing_page
def launch(request: Request, campaign_id: int) -> HttpResponse:
    """启动."""
    campaign = queries.get_campaign(request.actor, Act.DEMAND_SET, campaign_id)

    def verb(values: dict[str, Any]) -> None:
        services.start_campaign(
            campaign.pk, values["version"], seen=values["seen"], actor=request.actor, now=request.now
        )

    done = "已启动。规定动作已登记为本级要求，涉及的组织看得到，到期自动结束。"
    return pressed(request, forms.StartForm(request.POST), verb=verb, done=done, back=at("before", campaign.pk))


def close(request: Request, campaign_id: int) -> HttpResponse:
    campaign = queries.get_campaign(request.actor, Act.DEMAND_SET, campaign_id)
    form = forms.CloseForm(request.POST or None, initial={"version": campaign.version})

    def verb(values: dict[str, Any]) -> None:
        services.close_campaign(campaign.pk, actor=request.actor, now=request.now, **values)

    return _part_form(request, campaign, form, "总结", verb)


def grade(request: Request, campaign_id: int) -> HttpResponse:
    """What a decision has given an organisation."""
    campaign = queries.get_campaign(request.actor, Act.DEMAND_SET, campaign_id)
    offers = {"grades": [(word, word) for word in campaign.grades]}
    asked = request.GET.get("org", "")
    chosen = queries.concerned_by(campaign).filter(pk=int(asked)).first() if asked.isdecimal() else None
    first = fresh(on=request.today, org=chosen.name if chosen else "")
    form = forms.GradeForm(request.POST or None, initial=first, offers=offers)

    def verb(values: dict[str, Any]) -> None:
        org = queries.org_meant(request.actor, values.pop("org"), field="org")
        services.grade_org(campaign_id=campaign.pk, org_id=org.pk, actor=request.actor, now=request.now, **values)

    return _part_form(request, campaign, form, "记评定结果", verb)
