"""The pages of the meeting day: the chair follows the script, tellers and scrutineers count with their own accounts."""

from datetime import datetime
from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse
from docx import Document

from jishi.accounts.models import Account
from jishi.ballots.models import Round, Tally
from jishi.ballots.rules.counting import Verdict
from jishi.ballots.rules.meeting import Stage
from jishi.orgs.models import PostHeld, Term
from jishi.orgs.rules import PostKind
from tests.builders import Cast
from tests.conftest import SignIn
from tests.db.ballots.meeting_story import PAPER, Day, election_day


@pytest.fixture
def day(cast: Cast, now: datetime) -> Day:
    return election_day(cast, now)


def page(browser: Client, name: str, *args: object) -> str:
    return browser.get(reverse(f"ballots-{name}", args=args)).content.decode()


def send(browser: Client, name: str, *args: object, **values: object) -> str:
    """Fill the form as it arrives, with `values` typed over it, and follow."""
    address = reverse(f"ballots-{name}", args=args)
    form = browser.get(address).context["form"]
    data = {
        bound.html_name: bound.value() for bound in form if bound.value() is not None and bound.value() is not False
    }
    return browser.post(address, data | values, follow=True).content.decode()


def account(username: str) -> Account:
    return Account.objects.get(username=username)


def test_the_chair_walks_through_the_script(day: Day, sign_in: SignIn) -> None:
    chair = sign_in(day.cast.secretary)
    number = day.election.pk
    assert "现在：宣布开会" in page(chair, "meeting", number)
    assert "现在：清点到会人数" in send(chair, "meeting_open", number, "general")
    few = [str(one.pk) for one in day.voters[6:9]]
    assert "不足应到 10 人的五分之四（需 8 人）" in send(chair, "meeting_present", number, "general", absent=few)
    told = send(chair, "meeting_present", number, "general", absent=few[:1], absent_said="因病请假 1 名")
    assert "应到 10 人，实到 9 人，至少需 8 人，符合规定" in told
    assert "没有写明过半数的基数" in send(chair, "meeting_method", number, "general")
    told = send(
        chair, "meeting_officials", number, "general", scrutineer=[str(day.watches.pk)], teller=[str(day.counts.pk)]
    )
    assert "监票人：孙志强；计票人：马丽华" in told
    assert "现在：发票、投票、计票" in send(chair, "meeting_introduce", number, "general")
    assert "开始投票" in send(chair, "round_call", number, "general", "committee")
    one = Round.objects.get()
    assert "多于实到会有选举权的 9 人" in send(chair, "round_out", one.pk, received=12, issued=10)
    send(chair, "round_out", one.pk, received=12, issued=9)
    assert "计票" in send(chair, "round_back", one.pk, returned=9)

    teller = sign_in(account("teller"))
    assert "第 1 次投票" in page(teller, "counting")
    names = list(one.names.order_by("order"))
    typed: dict[str, object] = {"void": 1}
    for row, name in enumerate(names):
        typed |= {f"in_favour_{row}": 7, f"against_{row}": 1 + (name.person_id == day.candidates[3].pk)}
    said = send(teller, "round_count", one.pk, **typed)
    assert "各栏合计 9，应等于有效票 8 张" in said
    last = next(row for row, name in enumerate(names) if name.person_id == day.candidates[3].pk)
    typed |= {f"in_favour_{last}": 2, f"against_{last}": 6, "other_0": "孙志强", "votes_0": 1}
    assert "您的录入已保存" in send(teller, "round_count", one.pk, **typed)
    assert teller.get(reverse("ballots-round_confirm", args=[one.pk])).status_code == 200
    address = reverse("ballots-round_confirm", args=[one.pk])
    assert teller.post(address, {"version": Tally.objects.get().version}).status_code == 403

    scrutineer = sign_in(account("scrutineer"))
    assert "核对并确认" in page(scrutineer, "round_count", one.pk)
    assert "孙志强" in page(scrutineer, "round_confirm", one.pk)
    assert "计票已经办完" in send(scrutineer, "round_confirm", one.pk)

    chair = sign_in(day.cast.secretary)
    assert "过应到会半数（6 票）" in page(chair, "round", one.pk)
    assert "当选委员的有" in page(chair, "round_announce", one.pk)
    assert "当选" in send(chair, "round_announce", one.pk)
    assert one.names.filter(verdict=Verdict.ELECTED).count() == 3
    assert "第一次委员会会议" in send(chair, "meeting_close", number, "general")

    first, second, third, _ = day.candidates
    send(chair, "meeting_open", number, "plenary")
    send(chair, "meeting_present", number, "plenary")
    send(chair, "meeting_method", number, "plenary")
    send(chair, "meeting_officials", number, "plenary", scrutineer=[str(second.pk)], teller=[str(third.pk)])
    send(chair, "round_call", number, "plenary", "secretary")
    two = Round.objects.get(assembly__stage=Stage.PLENARY)
    assert [name.person_id for name in two.names.all()] == [first.pk]
    send(chair, "round_out", two.pk, received=3)
    send(chair, "round_back", two.pk)
    two.refresh_from_db()
    day.count(two, [3])
    send(chair, "round_announce", two.pk)
    assert "报告选举结果" in send(chair, "meeting_close", number, "plenary")
    said = send(
        chair, "division", number, **{f"post_{second.pk}": "organization_member", f"fields_{second.pk}": ["admission"]}
    )
    assert "发展党员" in said
    assert "等上级办理" in send(chair, "report", number, paper=PAPER)

    clerk = sign_in(day.cast.clerk)
    assert "委员已备案" in send(clerk, "report_file", number, number=7)
    assert "书记、副书记已批复" in send(clerk, "report_approve", number, approval="和党组〔2026〕40号")
    assert Term.objects.get(org=day.cast.branch, closed_on=None).number == 7
    held = PostHeld.objects.get(org=day.cast.branch, post=PostKind.SECRETARY, to_on=None)
    assert held.person_id == first.pk
    for code in ("minutes", "report", "division", "approval", "notice"):
        words = text_of(clerk, "meeting_paper", number, code)
        assert first.person.name in words
    for code in ("ballots", "count", "result"):
        assert "委员" in text_of(clerk, "round_paper", one.pk, code)


def text_of(browser: Client, name: str, *args: object) -> str:
    """All the words of a Word file."""
    content = browser.get(reverse(f"ballots-{name}", args=args)).content
    return "\n".join(
        node.text or "" for node in Document(BytesIO(content)).element.body.iter() if node.tag.endswith("}t")
    )
