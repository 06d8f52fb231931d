"""民主评议党员: the round, the test, the grades, feedback and what follows; one's own results."""

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from jishi.activities.rules import Kind
from jishi.appraisals import forms, papers, queries, services
from jishi.appraisals.models import ReviewRound
from jishi.appraisals.pages.filling import at, filled
from jishi.appraisals.rules import LEAST_BALLOTS, RoundState
from jishi.ballots.rules.polls import PollKind
from jishi.kernel.actor import Act
from jishi.kernel.decision import Refused
from jishi.kernel.http import Request, reading_page, writing_page
from jishi.ui.fields import fresh
from jishi.ui.pages import handed_out, tell

CHANGEABLE = (RoundState.OPEN, RoundState.RETURNED)


def new(request: Request, org_id: int) -> HttpResponse:
    org = queries.get_branch(request.actor, Act.APPRAISE, org_id)
    first = fresh(year=queries.usual_year(request.today), began_on=request.today)
    form = forms.ReviewForm(request.POST or None, initial=first)

    def verb(values: dict[str, Any]) -> str:
        return at("round", services.open_review(org=org, actor=request.actor, now=request.now, **values).pk)

    return filled(
        request, form, org=org, title="开展民主评议党员", verb=verb, done="已列出参加评议的党员，按环节往下办。",
        back=at("show", org.pk), lede="一般每年1次，可以结合组织生活会进行（支部工作条例第十八条）。预备党员参加，不定等次。",
    )  # fmt: skip


@reading_page
def show(request: Request, appraisal_id: int) -> HttpResponse:
    row = queries.get_round(request.actor, Act.GRADE_VIEW, appraisal_id)
    handles = bool(request.actor.may(Act.APPRAISE, row.org.path))
    view = queries.round_view(row, handles=handles)
    leads = bool(queries.may_lead(request.actor, row.org))
    context = {
        "round": row,
        "view": view,
        "org": row.org,
        "handles": handles,
        "leads": leads,
        "is_open": row.state in CHANGEABLE,
        "is_settled": row.state == RoundState.SETTLED,
        "advice": queries.cap_advice(view) if leads and row.state == RoundState.SUBMITTED else "",
        "period": row.year,
    }
    return render(request, "appraisals/round.html", context)


def edit(request: Request, appraisal_id: int) -> HttpResponse:
    row = queries.get_round(request.actor, Act.APPRAISE, appraisal_id)
    since = request.today.replace(year=row.year, month=1, day=1)
    records = queries.records_of(row.org, since, Kind.ORG_LIFE_MEETING, Kind.MEMBERS_MEETING)
    names = ("began_on", "ended_on", "studied_on", "self_on", "mutual_on", "version")
    initial = {name: getattr(row, name) for name in names} | {"activity": row.activity_id}
    form = forms.ReviewEditForm(request.POST or None, initial=initial, offers={"records": records})

    def verb(values: dict[str, Any]) -> None:
        services.edit_review(row.pk, values.pop("version"), actor=request.actor, now=request.now, **values)

    return filled(
        request, form, org=row.org, title="评议环节日期", verb=verb, done="已保存。", back=at("round", row.pk)
    )


@writing_page
def take_in(request: Request, appraisal_id: int) -> HttpResponse:
    """Add those who joined the branch since."""
    row = queries.get_round(request.actor, Act.APPRAISE, appraisal_id)
    version = request.POST.get("version", "")
    try:
        count = services.take_in_members(
            row.pk, int(version) if version.isdecimal() else 0, actor=request.actor, now=request.now
        )
    except Refused as refusal:
        tell(request, refusal.reason)
    else:
        tell(request, f"增加了 {count} 人。" if count else "在册的党员都在评议名单里。")
    return HttpResponseRedirect(at("round", row.pk))


def test(request: Request, appraisal_id: int) -> HttpResponse:
    """The totals of a test on paper."""
    row = queries.get_round(request.actor, Act.APPRAISE, appraisal_id)
    members = [
        (review.pk, review.person.name, queries.votes_of(review))
        for review in queries.reviews_of(row.pk)
        if not review.is_probationary
    ]
    names = ("tested_on", "issued", "returned", "valid", "version")
    initial = {name: getattr(row, name) for name in names}
    form = forms.TallyForm(request.POST or None, initial=initial, members=members)

    def verb(values: dict[str, Any]) -> None:
        services.note_test(row.pk, values["version"], form.totals, actor=request.actor, now=request.now)

    return filled(
        request, form, org=row.org, title="民主测评结果", verb=verb, done="已记下。", back=at("round", row.pk),
        lede=f"只录合计，不录任何一张票。有效票不足 {LEAST_BALLOTS} 张的，各人得票空着，只保留支委会意见。",
        template="appraisals/test.html",
    )  # fmt: skip


def poll(request: Request, appraisal_id: int) -> HttpResponse:
    """The tallies of a secret poll on the platform."""
    row = queries.get_round(request.actor, Act.APPRAISE, appraisal_id)
    offers = {"polls": queries.polls_to_choose(row.org, PollKind.MEMBERS)}
    form = forms.PollForm(request.POST or None, initial={"version": row.version}, offers=offers)

    def verb(values: dict[str, Any]) -> None:
        services.take_poll(row.pk, values["version"], values["poll_id"], actor=request.actor, now=request.now)

    none = () if offers["polls"] else ("本支部还没有结束的党员测评。先在“无记名测评”里办一次，结束后再来。",)
    return filled(
        request, form, org=row.org, title="用平台无记名测评", verb=verb, done="已取来各人得票。", back=at("round", row.pk),
        lede="只取各人各等次的票数；票数太少、测评没有显示的，仍不显示。", notes=none,
    )  # fmt: skip


def grades(request: Request, appraisal_id: int) -> HttpResponse:
    """The committee's opinion of every member on one sheet."""
    row = queries.get_round(request.actor, Act.APPRAISE, appraisal_id)
    view = queries.round_view(row, handles=True)
    form = forms.GradesForm(request.POST or None, initial={"version": row.version}, lines=view.lines)

    def verb(values: dict[str, Any]) -> None:
        services.grade_members(row.pk, values["version"], form.opinions, actor=request.actor, now=request.now)

    return filled(
        request, form, org=row.org, title="支委会评定意见", verb=verb, done="已保存。上报前请看一眼提醒。",
        back=at("round", row.pk),
        lede="根据评议情况和党员日常表现提出（支部工作条例第十八条）。等次只给办理的同志、上级和本人看。",
        template="appraisals/grades.html", view=view,
    )  # fmt: skip


def submit(request: Request, appraisal_id: int) -> HttpResponse:
    """Send the grades up, after what is pointed out in private has been read."""
    row = queries.get_round(request.actor, Act.APPRAISE, appraisal_id)
    view = queries.round_view(row, handles=True)
    form = forms.SubmitForm(request.POST or None, initial={"version": row.version, "remark": row.remark})

    def verb(values: dict[str, Any]) -> None:
        services.submit_review(row.pk, values.pop("version"), actor=request.actor, now=request.now, **values)

    said = "，".join(f"{grade.label} {count} 人" for grade, count in view.counts)
    return filled(
        request, form, org=row.org, title="上报评议等次", verb=verb, done="已上报，等上级审定。", button="上报",
        back=at("round", row.pk), lede=f"{said}，未定等次 {view.ungraded} 人。上报后不能再改。", notes=tuple(view.hints),
    )  # fmt: skip


def answer(request: Request, appraisal_id: int) -> HttpResponse:
    """The superior's word on the grades."""
    row = queries.get_round(request.actor, Act.APPRAISE_LEAD, appraisal_id)
    view = queries.round_view(row, handles=False)
    form = forms.SettleForm(request.POST or None, initial={"version": row.version, "is_settled": "yes"})

    def verb(values: dict[str, Any]) -> None:
        services.answer_review(row.pk, values.pop("version"), actor=request.actor, now=request.now, **values)

    said = "，".join(f"{grade.label} {count} 人" for grade, count in view.counts)
    advice = queries.cap_advice(view)
    return filled(
        request, form, org=row.org, title="审定评议等次", verb=verb, done="已答复。", back=at("round", row.pk),
        lede=f"{said}，未定等次 {view.ungraded} 人。{f'上报说明：{row.remark}' if row.remark else ''}",
        notes=(advice,) if advice else (),
    )  # fmt: skip


@writing_page
def tell_all(request: Request, appraisal_id: int) -> HttpResponse:
    """Tell every member that the own result is there."""
    row = queries.get_round(request.actor, Act.APPRAISE, appraisal_id)
    try:
        count = services.tell_members(row.pk, actor=request.actor, now=request.now)
    except Refused as refusal:
        tell(request, refusal.reason)
    else:
        tell(request, f"已通知 {count} 人查看本人结果并签收。没有账号的，请当面反馈、在登记表上签字。")
    return HttpResponseRedirect(at("round", row.pk))


def feedback(request: Request, review_id: int) -> HttpResponse:
    """That one member was told and signed."""
    review = queries.get_review(request.actor, Act.APPRAISE, review_id)
    names = ("signed_on", "own_words", "version")
    initial = {name: getattr(review, name) for name in names} | {"fed_on": review.fed_on or request.today}
    form = forms.FeedbackForm(request.POST or None, initial=initial)

    def verb(values: dict[str, Any]) -> None:
        services.feed_back(review.pk, values.pop("version"), actor=request.actor, now=request.now, **values)

    return filled(
        request, form, org=review.round.org, title=f"反馈本人：{review.person.name}", verb=verb, done="已记下。",
        back=at("round", review.round_id),
    )  # fmt: skip


def disposal(request: Request, review_id: int) -> HttpResponse:
    """What follows the grade of one member."""
    review = queries.get_review(request.actor, Act.APPRAISE, review_id)
    initial = {
        "disposal": review.disposal, "disposed_on": review.disposed_on or request.today,
        "basis": review.disposal_basis, "version": review.version,
    }  # fmt: skip
    form = forms.DisposalForm(request.POST or None, initial=initial)

    def verb(values: dict[str, Any]) -> None:
        services.dispose(review.pk, values.pop("version"), actor=request.actor, now=request.now, **values)

    return filled(
        request, form, org=review.round.org, title=f"处置意见：{review.person.name}", verb=verb, done="已记下。",
        back=at("round", review.round_id), lede=f"评定等次：{review.get_grade_display() or '未定等次'}。",
    )  # fmt: skip


@reading_page
def sheet(request: Request, appraisal_id: int, variant: str) -> HttpResponse:
    """民主测评表 to be printed and filled by hand, in one of the usual layouts."""
    row = queries.get_round(request.actor, Act.APPRAISE, appraisal_id)
    if variant not in papers.TEST_SHEETS:
        raise ReviewRound.DoesNotExist
    names = [review.person.name for review in queries.reviews_of(row.pk) if not review.is_probationary]
    title = f"{row.year}年度民主评议党员测评表"
    content = papers.TEST_SHEETS[variant](title, row.org.name, names)
    return handed_out(content, f"{row.org.name}{title}（{variant.upper()}式）")


@reading_page
def own(request: Request) -> HttpResponse:
    """One's own results, nobody else's."""
    return render(request, "appraisals/own.html", {"reviews": list(queries.own_reviews(request.actor)[:20])})


def sign(request: Request, review_id: int) -> HttpResponse:
    """Sign for one's own result."""
    review = queries.get_own_review(request.actor, review_id)
    form = forms.SignForm(request.POST or None)

    def verb(values: dict[str, Any]) -> None:
        services.sign_own(review.pk, actor=request.actor, now=request.now, **values)

    return filled(
        request, form, org=review.round.org, title="签收评议结果", verb=verb, done="已签收。", button="签收",
        back=at("own"), lede=f"{review.round.year}年度评定等次：{review.get_grade_display() or '未定等次'}。",
    )  # fmt: skip
