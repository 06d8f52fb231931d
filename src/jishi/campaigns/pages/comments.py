"""领导点评: whom to comment on, one comment. 群众评议: open a poll."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from jishi.assignments.queries import people_of
from jishi.campaigns import forms, papers, queries, services
from jishi.campaigns.models import Comment
from jishi.campaigns.pages.filling import at, crumbs_of, filled
from jishi.campaigns.rules import COMMENT_PARTS, CampaignState
from jishi.kernel.actor import Act
from jishi.kernel.http import Request, reading_page
from jishi.orgs.models import Organization
from jishi.ui.fields import fresh
from jishi.ui.pages import handed_out


@reading_page
def index(request: Request, campaign_id: int, org_id: int) -> HttpResponse:
    """Whom this organisation has to comment on."""
    campaign, org = queries.get_commenting(request.actor, Act.RECORD_VIEW, campaign_id, org_id)
    context = {
        "campaign": campaign,
        "org": org,
        "rows": queries.to_comment(request.actor, campaign, org, request.today),
        "may_record": bool(request.actor.may(Act.RECORD, org.path)) and campaign.state == CampaignState.RUNNING,
    }
    return render(request, "campaigns/comments.html", context)


def _people(request: Request, org: Organization) -> dict[str, list[tuple[str, str]]]:
    return {"people": [(str(pk), name) for pk, name in people_of(org.pk, request.today)]}


def new(request: Request, campaign_id: int, org_id: int, key: str) -> HttpResponse:
    """A comment, drafted beside what the records show."""
    campaign, org = queries.get_commenting(request.actor, Act.RECORD, campaign_id, org_id)
    target, person_id, name = queries.target_of(campaign, org, key, request.today)
    facts = queries.facts_of(campaign, target, person_id, request.today)
    first = fresh(on=request.today, leader=queries.leader_of(org, request.today))
    form = forms.CommentForm(request.POST or None, initial=first, offers=_people(request, org))

    def verb(values: dict[str, Any]) -> None:
        services.comment_on(campaign=campaign, org=org, key=key, actor=request.actor, now=request.now, **values)

    return filled(
        request, form, title=f"点评{name}", verb=verb, done="已记下。对方看得到，可以答复。",
        back=at("comments", campaign.pk, org.pk), crumbs=crumbs_of(campaign), template="campaigns/comment_form.html",
        facts=facts,
    )  # fmt: skip


@reading_page
def show(request: Request, comment_id: int) -> HttpResponse:
    comment = queries.get_comment(request.actor, Act.RECORD_VIEW, comment_id)
    context = {
        "comment": comment,
        "parts": [(word, getattr(comment, name)) for name, word in COMMENT_PARTS],
        "may_edit": bool(request.actor.may(Act.RECORD, comment.org.path)) and not comment.answered_on,
        "may_answer": bool(queries.may_answer(request.actor, comment)),
    }
    return render(request, "campaigns/comment.html", context)


@reading_page
def printed(request: Request, comment_id: int) -> HttpResponse:
    comment = queries.get_comment(request.actor, Act.RECORD_VIEW, comment_id)
    parts = [(word, getattr(comment, name)) for name, word in COMMENT_PARTS]
    return handed_out(papers.comment_docx(comment, parts), "领导点评记录")


def _shown(comment: Comment) -> dict[str, Any]:
    return {"back": at("comment", comment.pk), "crumbs": crumbs_of(comment.campaign)}


def edit(request: Request, comment_id: int) -> HttpResponse:
    comment = queries.get_comment(request.actor, Act.RECORD, comment_id)
    names = ("on", "way", "version", *(name for name, _ in COMMENT_PARTS))
    initial = {name: getattr(comment, name) for name in names} | {"leader": comment.leader_id}
    form = forms.CommentEditForm(request.POST or None, initial=initial, offers=_people(request, comment.org))

    def verb(values: dict[str, Any]) -> None:
        services.edit_comment(comment.pk, values.pop("version"), actor=request.actor, now=request.now, **values)

    return filled(request, form, title="修改点评", verb=verb, done="已保存。", **_shown(comment))


def answer(request: Request, comment_id: int) -> HttpResponse:
    comment = queries.get_answering(request.actor, comment_id)
    form = forms.CommentAnswerForm(request.POST or None, initial={"answer": comment.answer})

    def verb(values: dict[str, Any]) -> None:
        services.answer_comment(comment.pk, actor=request.actor, now=request.now, **values)

    return filled(request, form, title="答复点评", verb=verb, done="已答复。", **_shown(comment))


@reading_page
def reviews(request: Request, campaign_id: int) -> HttpResponse:
    """The secret polls of a campaign."""
    campaign = queries.get_campaign(request.actor, Act.RECORD_VIEW, campaign_id)
    page = queries.review_page(request.actor, campaign, at=request.GET.get("at", ""))
    return render(request, "campaigns/reviews.html", {"campaign": campaign, "page": page})


@reading_page
def review_result(request: Request, mass_review_id: int) -> HttpResponse:
    """What a closed one says."""
    found = queries.get_review(request.actor, Act.VIEW, mass_review_id)
    context = {"review": found, "campaign": found.campaign, "result": queries.review_result(request.actor, found)}
    return render(request, "campaigns/review_result.html", context)


def review(request: Request, campaign_id: int, org_id: int) -> HttpResponse:
    """群众评议: the poll is made here and run where all polls are."""
    campaign, org = queries.get_commenting(request.actor, Act.POLL, campaign_id, org_id)
    form = forms.MassReviewForm(request.POST or None, initial=fresh())

    def verb(values: dict[str, Any]) -> str:
        poll = services.open_mass_review(
            campaign=campaign, org=org, actor=request.actor, now=request.now, **values
        )  # fmt: skip
        return reverse("ballots-poll", args=[poll.pk])

    return filled(
        request, form, title=f"群众评议：{org.name}", verb=verb, back=at("show", campaign.pk), crumbs=crumbs_of(campaign),
        done="已建好。下一步印票条，然后开始投票。", button="建好这次评议", template="campaigns/review_form.html",
        items=queries.review_items(campaign, org), lede="现场抽票条扫码或填纸票，不用账号，一票只投一次，谁也查不出谁投了什么。",
    )  # fmt: skip
