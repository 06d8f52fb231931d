"""Pages where ballots are cast: no name, no cookie, nothing kept by the server but the ballot (decision 0012).

There is no session to guard against forged forms: what is sent is worth nothing without a token, and with it needs no more."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt

from jishi.ballots import services
from jishi.ballots.models import Poll
from jishi.ballots.queries import polls as queries
from jishi.ballots.rules.board import CODE_LENGTH, read_code
from jishi.ballots.rules.polls import (
    ABSTAINED,
    LOST,
    TEXT_LENGTH,
    PollState,
    PollWay,
    Question,
    QuestionKind,
    promise_of,
)
from jishi.kernel.decision import Refused
from jishi.kernel.http import Request, reading_page

RECEIPT_LENGTH = 64


def address_of(request: Request, poll: Poll) -> str:
    """Where this poll is cast, as printed on slips: on the host of its own, else the site's name, else as asked."""
    base = settings.CAST_URL or settings.SITE_URL or request.build_absolute_uri("/").rstrip("/")
    return f"{base}{reverse('ballots-cast', args=[poll.public])}"


@reading_page
def index(request: Request) -> HttpResponse:
    """Where somebody lands who typed the host alone: the number of the poll stands on the slip."""
    public = read_code(request.GET.get("poll", ""))
    if public:
        return redirect("ballots-cast", public=public)
    return render(request, "ballots/cast_index.html", {"poll": None})


@csrf_exempt
def cast(request: Request, public: str) -> HttpResponse:
    poll = queries.poll_at(public)
    questions = queries.questions_of(poll)
    given = {number: request.POST.getlist(f"q{number}") for number in questions}
    wrong: Mapping[int, str] = {}
    reason, at_code = "", False
    if request.method == "POST":
        try:
            done = services.cast_ballot(poll=poll, receipt=_receipt(request, poll), given=given)
        except services.Wrong as refusal:
            wrong, reason = refusal.by_number, refusal.reason
        except Refused as refusal:
            reason, at_code = refusal.reason, refusal.field == "code"
        else:
            return render(request, "ballots/cast_done.html", {"poll": poll, "done": done, "lost": LOST})
    context = {
        "poll": poll,
        "rows": _rows(questions, given, wrong),
        "reason": reason,
        "at_code": at_code,
        "code": request.POST.get("code", ""),
        "token": request.POST.get("token", ""),
        "signature": request.POST.get("signature", ""),
        "is_open": poll.state == PollState.OPEN,
        "has_lost": queries.has_lost(poll),
        "by_slip": PollWay.SLIP in poll.ways or poll.slips > 0,
        "by_token": PollWay.TOKEN in poll.ways,
        "code_length": CODE_LENGTH + 8,
        "text_length": TEXT_LENGTH,
        "promise": promise_of(is_sealed=poll.is_sealed),
        "lost": LOST,
    }
    return render(request, "ballots/cast.html", context)


def _receipt(request: Request, poll: Poll) -> str:
    token, signature = request.POST.get("token", ""), request.POST.get("signature", "")
    if token:
        return services.receipt_for_token(poll, token, signature)
    return services.receipt_for_code(poll, request.POST.get("code", ""))


def _rows(
    questions: Mapping[int, Question], given: Mapping[int, Sequence[str]], wrong: Mapping[int, str]
) -> list[dict[str, Any]]:
    """The sheet as the page shows it: what was chosen stays chosen when something is to be mended."""
    rows, before = [], ""
    lines = Counter(question.subject.name for question in questions.values())
    for number, question in questions.items():
        chosen = given[number]
        choices = list(zip(question.answers, question.options, strict=True))
        if question.kind is QuestionKind.GRADE:
            choices.append(("", "弃权"))
            chosen = chosen or [""]
        name = question.subject.name
        is_alone = bool(name) and lines[name] == 1  # one line a person needs no head of its own
        rows.append(
            {
                "number": number,
                "question": question,
                "title": name if is_alone else question.title,
                "kind": question.kind.value,
                "head": name if name != before and not is_alone else "",
                "choices": [
                    (f"q{number}-{value or ABSTAINED}", value, name, value in chosen) for value, name in choices
                ],
                "text": chosen[0] if chosen else "",
                "error": wrong.get(number, ""),
            }
        )
        before = name
    return rows


@csrf_exempt
def receipt(request: Request, public: str) -> HttpResponse:
    """Whether a ballot is in, by its receipt or its slip; nothing of what was chosen. Sent in the body, so that neither
    stands in any address."""
    poll = queries.poll_at(public)
    typed = request.POST.get("receipt", "")
    code = read_code(typed)
    asked = code.lower() if len(code) == RECEIPT_LENGTH else services.receipt_for_code(poll, code)
    found = queries.find_receipt(poll, asked) if request.method == "POST" else None
    context = {"poll": poll, "found": found, "asked": asked, "typed": typed}
    return render(request, "ballots/cast_receipt.html", context)


@reading_page
def board(request: Request, public: str) -> HttpResponse:
    """The receipts of a closed poll with their chain, for everybody. Empty until then."""
    poll = queries.poll_at(public)
    context = {
        "poll": poll,
        "links": queries.links_of(poll),
        "is_closed": poll.state in (PollState.SEALED, PollState.CLOSED),
    }
    return render(request, "ballots/cast_board.html", context)
