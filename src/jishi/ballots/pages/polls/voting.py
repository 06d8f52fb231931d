"""One's own polls, and the token one fetches to vote without a name."""

import json

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render

from jishi.ballots import services
from jishi.ballots.pages.casting import address_of
from jishi.ballots.queries import polls as queries
from jishi.ballots.rules.blind import BITS, EXPONENT
from jishi.ballots.rules.polls import LOST, PROMISE, PollState, PollWay, promise_of
from jishi.kernel.decision import Refused
from jishi.kernel.http import Request, reading_page, writing_page


@reading_page
def mine(request: Request) -> HttpResponse:
    context = {
        "polls": queries.my_polls(request.actor),
        "locks": queries.locks_due(request.actor),
        "promise": PROMISE,
    }
    return render(request, "ballots/poll_mine.html", context)


@reading_page
def token(request: Request, poll_id: int) -> HttpResponse:
    """Where the browser draws a token, has it signed covered, and keeps the address to vote at."""
    poll, line = queries.get_my_poll(request.actor, poll_id)
    is_open = poll.state == PollState.OPEN
    context = {
        "poll": poll,
        "is_open": is_open,
        "has_tokens": PollWay.TOKEN in poll.ways,
        "way": line.way,
        "way_word": PollWay(line.way).label if line.way else "",
        "may_fetch": is_open and PollWay.TOKEN in poll.ways and line.way in ("", PollWay.TOKEN),
        "address": address_of(request, poll),
        "exponent": EXPONENT,
        "bits": BITS,
        "promise": promise_of(is_sealed=poll.is_sealed),
        "lost": LOST,
    }
    answer = render(request, "ballots/poll_token.html", context)
    answer["Cache-Control"] = "no-store"
    return answer


@writing_page
def sign(request: Request, poll_id: int) -> HttpResponse:
    """Sign one covered number. Answers the browser's script."""
    poll, _ = queries.get_my_poll(request.actor, poll_id)
    try:
        covered = bytes.fromhex(str(json.loads(request.body)["blinded"]))
        signed = services.sign_token(poll=poll, blinded=covered, actor=request.actor)
    except Refused as refusal:
        return JsonResponse({"reason": refusal.reason}, status=409)
    except (ValueError, KeyError, TypeError):
        return JsonResponse({"reason": "手机送来的数不对，请刷新页面再试。"}, status=400)
    return JsonResponse({"signed": signed.hex()})
