"""What who assesses puts down about one organisation beside points: occurrences, a direct grade, peers, the poll, the end."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect

from jishi.appraisals import queries, services
from jishi.appraisals.forms import schemes as forms
from jishi.appraisals.pages.schemes.filling import at, filled, of_row
from jishi.appraisals.rules import ItemKind, Scale, Source
from jishi.kernel.actor import Act
from jishi.kernel.decision import Refused
from jishi.kernel.http import Request, writing_page
from jishi.ui.fields import fresh
from jishi.ui.pages import tell

LEAD = Act.APPRAISE_LEAD


def occurrence(request: Request, assessment_id: int) -> HttpResponse:
    """Note what an item deducts, adds or forbids for."""
    row = queries.get_assessment(request.actor, LEAD, assessment_id)
    items = [
        (str(item.id), f"{number} {item.text}（{item.kind.label}）")
        for number, item in queries.leaves_of(row)
        if item.kind is not ItemKind.POINTS and item.source is not Source.RECORDS
    ]
    initial = fresh(on=request.today, indicator=request.GET.get("item", ""))
    form = forms.OccurrenceForm(request.POST or None, initial=initial, offers={"items": items})

    def verb(values: dict[str, Any]) -> None:
        services.note_occurrence(assessment_id=row.pk, actor=request.actor, now=request.now, **values)

    return filled(
        request, form, title="记扣分、加分或一票否决", verb=verb, done="已记下。", back=at("assessment", row.pk),
        crumbs=of_row(row),
    )  # fmt: skip


@writing_page
def occurrence_drop(request: Request, occurrence_id: int) -> HttpResponse:
    """Take one back."""
    one = queries.get_occurrence(request.actor, LEAD, occurrence_id)
    services.drop_occurrence(one.pk, actor=request.actor, now=request.now)
    tell(request, "已去掉。")
    return redirect("appraisals-assessment", one.assessment_id)


def flag(request: Request, assessment_id: int) -> HttpResponse:
    """直接定级."""
    row = queries.get_judged(request.actor, assessment_id)
    grades = [(str(n), word) for n, word in enumerate(Scale(row.round.edition.scale).grades)]
    form = forms.FlagForm(request.POST or None, initial=fresh(), offers={"grades": grades})

    def verb(values: dict[str, Any]) -> None:
        services.flag_grade(
            assessment_id=row.pk, grade=values["grade_id"], basis=values["basis"], submission=values["submission"],
            actor=request.actor, now=request.now,
        )  # fmt: skip

    return filled(
        request, form, title="直接定级", verb=verb, done="已定级，依据给被考核的组织看。", back=at("assessment", row.pk),
        crumbs=of_row(row), button="定级", lede="不看得分直接定等次的，要有依据。得分照常计算，照常看得到。",
    )  # fmt: skip


@writing_page
def flag_lift(request: Request, assessment_id: int) -> HttpResponse:
    """Give the grade back to the points."""
    row = queries.get_judged(request.actor, assessment_id)
    services.lift_flag(row.pk, actor=request.actor, now=request.now)
    tell(request, "已取消，按得分定等次。")
    return redirect("appraisals-assessment", row.pk)


def peers(request: Request, assessment_id: int) -> HttpResponse:
    """Which organisations mark this one."""
    row = queries.get_judged(request.actor, assessment_id)
    chosen = [str(one["org_id"]) for one in queries.gathered([row])[row.pk].peers]
    q = forms.asked_name(request)
    found = queries.peers_for(row, q)
    form = forms.PeersForm(request.POST or None, initial={"orgs": chosen}, offers={"orgs": found.offers})

    def verb(values: dict[str, Any]) -> None:
        services.name_peers(row.pk, [int(pk) for pk in values["orgs"]], actor=request.actor, now=request.now)

    return filled(
        request, form, title="互评单位", verb=verb, done="已定下。", back=at("assessment", row.pk), crumbs=of_row(row),
        lede="从同一次考核的党组织里选。去掉的，它打的分一并去掉。", template="appraisals/narrowing.html", q=q,
        is_part=found.is_part, notes=["党组织很多，只列已选的和同一上级的；别的按名称找。"] if found.is_part and not q else [],
    )  # fmt: skip


def poll(request: Request, assessment_id: int) -> HttpResponse:
    """The verdict of the masses, from a secret poll."""
    row = queries.get_judged(request.actor, assessment_id)
    form = forms.VerdictForm(
        request.POST or None, initial={"poll": row.poll_id}, offers={"polls": queries.polls_for(row)}
    )

    def verb(values: dict[str, Any]) -> None:
        services.link_poll(row.pk, values["poll_id"], actor=request.actor, now=request.now)

    return filled(
        request, form, title="群众测评", verb=verb, done="已引用，按满意率算分。", back=at("assessment", row.pk),
        crumbs=of_row(row), lede="只取满意率，谁怎样评谁也看不到。不足规定份数的不显示，由考评按实际打分并写理由。",
    )  # fmt: skip


def targets(request: Request, assessment_id: int) -> HttpResponse:
    """Targets agreed on with this organisation instead of the items' own."""
    row = queries.get_judged(request.actor, assessment_id)
    lines = queries.target_lines(row)
    form = forms.TargetsForm(
        request.POST or None, initial={"version": row.version}, lines=[(line.item, line.agreed) for line in lines]
    )

    def verb(values: dict[str, Any]) -> None:
        services.set_targets(row.pk, values["version"], form.targets, actor=request.actor, now=request.now)

    pairs = [(line, form[f"target-{line.item.id}"]) for line in lines]
    return filled(
        request, form, title="约定目标", verb=verb, done="已保存，被考核的组织马上看得到。", back=at("assessment", row.pk),
        crumbs=of_row(row), template="appraisals/targets.html", pairs=pairs,
        lede=f"{row.org.short_name or row.org.name}和别处情况不同的，可以单独定目标数；空着的按办法。",
    )  # fmt: skip


def settle(request: Request, assessment_id: int) -> HttpResponse:
    """Settle for good, with the feedback."""
    row = queries.get_judged(request.actor, assessment_id)
    form = forms.SettleForm(request.POST or None, initial={"version": row.version})

    def verb(values: dict[str, Any]) -> None:
        services.settle(row.pk, values.pop("version"), actor=request.actor, now=request.now, **values)

    return filled(
        request, form, title="审定并反馈", verb=verb, done="已审定，计算过程已存定。", back=at("assessment", row.pk),
        crumbs=of_row(row), button="审定", lede="审定以后结果不再变；以后更正记录的，在旁边说明，不改已定的结果。",
    )  # fmt: skip


@writing_page
def reopen(request: Request, assessment_id: int) -> HttpResponse:
    """Back from publication into assessment (复核)."""
    row = queries.get_judged(request.actor, assessment_id)
    try:
        services.reopen(row.pk, row.version, actor=request.actor, now=request.now)
    except Refused as refusal:
        tell(request, refusal.reason)
    else:
        tell(request, "已退回考评，改好再公布。")
    return redirect("appraisals-assessment", row.pk)
