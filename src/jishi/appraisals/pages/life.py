"""组织生活会: the plan, its filing, the steps, the talks, the problems."""

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from jishi.activities.rules import Kind
from jishi.appraisals import forms, papers, queries, services
from jishi.appraisals.models import OrgLife
from jishi.appraisals.pages.filling import at, filled, people
from jishi.appraisals.rules import OrgLifeStep, ProblemOf
from jishi.kernel.actor import Act
from jishi.kernel.decision import Refused
from jishi.kernel.http import Request, reading_page, writing_page
from jishi.ui.fields import fresh
from jishi.ui.pages import handed_out, tell

PAPER_ONLY = "谁批评了谁、批评了什么，只留在纸质材料里，不录入平台。"


def new(request: Request, org_id: int) -> HttpResponse:
    org = queries.get_branch(request.actor, Act.RECORD, org_id)
    first = fresh(year=queries.usual_year(request.today))
    form = forms.LifeForm(request.POST or None, initial=first)

    def verb(values: dict[str, Any]) -> str:
        made = services.open_org_life(org=org, actor=request.actor, now=request.now, **values)
        return at("life", made.pk)

    return filled(
        request, form, org=org, title="筹备组织生活会", verb=verb, done="已建立，按环节往下办。", back=at("show", org.pk),
        lede="每年至少召开1次，一般安排在第四季度，也可以根据工作需要随时召开（支部工作条例第十七条）；当年以上级通知为准。",
    )  # fmt: skip


@reading_page
def show(request: Request, life_id: int) -> HttpResponse:
    life = queries.get_life(request.actor, Act.RECORD_VIEW, life_id)
    view = queries.life_view(request.actor, life, today=request.today)
    path = life.org.path
    context = {
        "life": life,
        "view": view,
        "org": life.org,
        "may_record": bool(request.actor.may(Act.RECORD, path)),
        "may_assign": bool(request.actor.may(Act.ASSIGN, path)),
        "may_appraise": bool(request.actor.may(Act.APPRAISE, path)),
        "sees_grades": bool(request.actor.may(Act.GRADE_VIEW, path)),
        "leads": bool(queries.may_lead(request.actor, life.org)),
    }
    return render(request, "appraisals/life.html", context)


def edit(request: Request, life_id: int) -> HttpResponse:
    life = queries.get_life(request.actor, Act.RECORD, life_id)
    since = request.today.replace(year=life.year, month=1, day=1)
    records = queries.records_of(life.org, since, Kind.ORG_LIFE_MEETING)
    names = ("theme", "planned_on", "place", "scope", "invited", "version")
    initial = {name: getattr(life, name) for name in names} | {"activity": life.activity_id}
    form = forms.LifeEditForm(request.POST or None, initial=initial, offers={"records": records})

    def verb(values: dict[str, Any]) -> None:
        services.edit_org_life(life.pk, values.pop("version"), actor=request.actor, now=request.now, **values)

    return filled(
        request, form, org=life.org, title="方案和会议记录", verb=verb, done="已保存。", back=at("life", life.pk),
        lede="已经上报的方案，改了要重新上报。",
    )  # fmt: skip


@writing_page
def file(request: Request, life_id: int) -> HttpResponse:
    """Send the plan up."""
    life = queries.get_life(request.actor, Act.RECORD, life_id)
    version = request.POST.get("version", "")
    try:
        services.file_plan(life.pk, int(version) if version.isdecimal() else 0, actor=request.actor, now=request.now)
    except Refused as refusal:
        tell(request, refusal.reason)
    else:
        tell(request, "方案已上报，等上级备案。")
    return HttpResponseRedirect(at("life", life.pk))


def answer(request: Request, life_id: int) -> HttpResponse:
    """The superior's word on a plan."""
    life = queries.get_life(request.actor, Act.APPRAISE_LEAD, life_id)
    form = forms.AnswerForm(request.POST or None, initial={"version": life.version, "is_accepted": "yes"})

    def verb(values: dict[str, Any]) -> None:
        services.answer_plan(life.pk, values.pop("version"), actor=request.actor, now=request.now, **values)

    planned = f"拟于 {life.planned_on} 召开" if life.planned_on else "没有定日期"
    return filled(
        request, form, org=life.org, title="方案备案", verb=verb, done="已答复。", back=at("life", life.pk),
        lede=f"主题：{life.theme}。{planned}。",
    )  # fmt: skip


def step(request: Request, life_id: int) -> HttpResponse:
    life = queries.get_life(request.actor, Act.RECORD, life_id)
    asked = request.GET.get("step", "")
    done = queries.step_of(life, asked)
    initial: dict[str, object] = {"step": asked, "done_on": request.today}
    if done:
        initial = {name: getattr(done, name) for name in ("step", "done_on", "people", "pieces", "note")}
    form = forms.StepForm(request.POST or None, initial=initial)
    if asked and asked not in (OrgLifeStep.OPINIONS, OrgLifeStep.CRITICISM):
        del form.fields["people"], form.fields["pieces"]
    elif asked == OrgLifeStep.CRITICISM:
        del form.fields["people"]

    def verb(values: dict[str, Any]) -> None:
        services.note_org_life_step(life_id=life.pk, actor=request.actor, now=request.now, **values)

    return filled(
        request, form, org=life.org, title="记环节", verb=verb, done="已记下。", back=at("life", life.pk), lede=PAPER_ONLY,
    )  # fmt: skip


def opinions(request: Request, life_id: int) -> HttpResponse:
    """Opinions asked by a secret poll that is closed."""
    life = queries.get_life(request.actor, Act.RECORD, life_id)
    offers = {"polls": queries.polls_to_choose(life.org, *services.ASKING)}
    form = forms.PollForm(request.POST or None, initial={"version": life.version}, offers=offers)

    def verb(values: dict[str, Any]) -> None:
        services.take_opinions(life.pk, values["version"], values["poll_id"], actor=request.actor, now=request.now)

    none = (
        () if offers["polls"] else ("本支部还没有结束的无记名测评。先在“无记名测评”里办一次群众满意度测评或事项意见。",)
    )
    return filled(
        request, form, org=life.org, title="用无记名测评征求意见", verb=verb, done="已记下日期、人次和条数。",
        back=at("life", life.pk), lede="日期、参加人次和意见条数从测评里取；写了什么，在测评结果里看。", notes=none,
    )  # fmt: skip


def talk(request: Request, life_id: int) -> HttpResponse:
    life = queries.get_life(request.actor, Act.RECORD, life_id)
    offers = {"people": people(life.org, request)}
    form = forms.TalkForm(request.POST or None, initial=fresh(held_on=request.today), offers=offers)

    def verb(values: dict[str, Any]) -> None:
        services.note_heart_talk(life_id=life.pk, actor=request.actor, now=request.now, **values)

    return filled(
        request, form, org=life.org, title="记谈心谈话", verb=verb, done="已记下。", back=at("life", life.pk) + "#talks",
        lede="只记日期和双方，谈了什么不录入。",
    )  # fmt: skip


def problem(request: Request, life_id: int) -> HttpResponse:
    life = queries.get_life(request.actor, Act.RECORD, life_id)
    offers = {"people": people(life.org, request)}
    form = forms.ProblemForm(request.POST or None, initial=fresh(), offers=offers)

    def verb(values: dict[str, Any]) -> None:
        services.list_problem(life_id=life.pk, actor=request.actor, now=request.now, **values)

    return filled(
        request, form, org=life.org, title="列入问题清单", verb=verb, done="已列入，接着定整改措施。", button="列入",
        back=at("life", life.pk) + "#problems", lede=PAPER_ONLY,
    )  # fmt: skip


def measure(request: Request, problem_id: int) -> HttpResponse:
    """By what a problem is put right."""
    found = queries.get_problem(request.actor, Act.RECORD, problem_id)
    life: OrgLife = found.life
    form = forms.MeasureForm(request.POST or None, offers={"people": people(life.org, request)})
    if found.of == ProblemOf.PERSON:
        del form.fields["owner"]

    def verb(values: dict[str, Any]) -> None:
        owner_id = values.pop("owner_id", None)
        services.put_right(problem_id=found.pk, owner_id=owner_id, actor=request.actor, now=request.now, **values)

    whose = found.person.name if found.person else "班子"
    return filled(
        request, form, org=life.org, title="定整改措施", verb=verb, done="已列入整改台账，交给了责任人。",
        back=at("life", life.pk) + "#problems", lede=f"{whose}的问题：{found.text}",
        notes=("列入后成为责任人的任务。责任人报办结，另一名同志验收销号；报办结的人自己不能验收。",),
    )  # fmt: skip


@writing_page
def drop(request: Request, problem_id: int) -> HttpResponse:
    """Take a problem off the list that was written by mistake."""
    found = queries.get_problem(request.actor, Act.RECORD, problem_id)
    try:
        services.drop_problem(problem_id=found.pk, actor=request.actor, now=request.now)
    except Refused as refusal:
        tell(request, refusal.reason)
    else:
        tell(request, "已从清单里去掉。")
    return HttpResponseRedirect(at("life", found.life_id) + "#problems")


@reading_page
def printed(request: Request, life_id: int, paper: str) -> HttpResponse:
    """One of the papers of the file set."""
    life = queries.get_life(request.actor, Act.RECORD_VIEW, life_id)
    view = queries.life_view(request.actor, life, today=request.today)
    if paper not in papers.LIFE_PAPERS:
        raise OrgLife.DoesNotExist
    word, write = papers.LIFE_PAPERS[paper]
    title = f"{life.org.name}{life.year}年度组织生活会{word}"
    return handed_out(write(title, life.org.name, view), title)
