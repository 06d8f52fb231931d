"""The two pages of a scrutineer: hang the lock before a poll begins, take it off after it has ended."""

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.views.decorators.debug import sensitive_post_parameters

from jishi.ballots import services
from jishi.ballots.forms import polls as forms
from jishi.ballots.pages.filling import at
from jishi.ballots.queries import polls as queries
from jishi.ballots.rules.polls import PollState
from jishi.kernel.http import Request
from jishi.ui.pages import filled, tell


@sensitive_post_parameters("passphrase", "again")
def lock(request: Request, poll_id: int) -> HttpResponse:
    """The passphrase, typed twice; it may be set anew until the poll begins."""
    poll, line = queries.get_lock(request.actor, poll_id)
    if poll.state != PollState.DRAFT:
        tell(request, "投票已经开始，口令不能再改。")
        return HttpResponseRedirect(at("poll", poll.pk))

    def verb(values: dict[str, Any]) -> None:
        services.set_passphrase(poll=poll, actor=request.actor, now=request.now, **values)

    return filled(
        request, forms.LockForm(request.POST or None), title="设加封口令", verb=verb, back=at("poll", poll.pk),
        done="口令设好了。平台没有存它，请务必记住。", button="设好口令", template="ballots/poll_lock.html",
        crumbs=[(at("polls"), "无记名测评"), (at("poll", poll.pk), poll.title)], poll=poll, is_set=bool(line.lock),
    )  # fmt: skip


@sensitive_post_parameters("passphrase")
def unlock(request: Request, poll_id: int) -> HttpResponse:
    """The passphrase again. Nothing is shown before both scrutineers have been here."""
    poll, line = queries.get_lock(request.actor, poll_id)
    if poll.state != PollState.SEALED or line.unlocked_at is not None:
        tell(request, "您的锁已经打开了。" if line.unlocked_at else "现在没有要开封的票。")
        return HttpResponseRedirect(at("poll", poll.pk))

    def verb(values: dict[str, Any]) -> str:
        is_counted = services.unlock_poll(poll=poll, actor=request.actor, now=request.now, **values)
        return at("poll_result" if is_counted else "poll", poll.pk)

    others = [one for one in queries.seal_lines(poll) if one.person_id != line.person_id]
    return filled(
        request, forms.UnlockForm(request.POST or None), title="输口令开封", verb=verb, back=at("poll", poll.pk),
        done="您的锁打开了。", button="打开我这把锁", template="ballots/poll_unlock.html",
        crumbs=[(at("polls"), "无记名测评"), (at("poll", poll.pk), poll.title)], poll=poll, others=others,
    )  # fmt: skip
