"""The pages of the meeting day: the chair follows the script, tellers and scrutineers count with their own accounts."""

from datetime import datetime
from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse
from docx import Document
from pytest_django import DjangoAssertNumQueries

from jishi.accounts.models import Account
from jishi.ballots import services
from jishi.ballots.models import Round, Tally
from jishi.ballots.rules import ElectionKind
from jishi.ballots.rules.counting import Verdict
from jishi.ballots.rules.meeting import Stage
from jishi.kernel.actor import operator
from jishi.orgs.models import PostHeld, Term
from jishi.orgs.rules import PostKind
from tests.builders import Cast
from tests.conftest import SignIn
from tests.db.ballots.meeting_story import PAPER, Day, election_day, sheet_for


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


def test_no_page_asks_more_than_a_dozen_times(
    day: Day, sign_in: SignIn, now: datetime, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    day.elect_committee()
    day.elect_heads()
    services.send_report(election=day.election, reported_on=now.date(), paper=PAPER, actor=day.secretary, now=now)
    one, number = Round.objects.order_by("pk")[0], day.election.pk
    pages = {
        day.cast.secretary: [("meeting", number), ("round", one.pk), ("division", number), ("report_back", number)],
        day.cast.clerk: [("report_file", number), ("report_approve", number), ("round_count", one.pk)],
        account("teller"): [("round_count", one.pk), ("round_confirm", one.pk), ("counting",)],
    }
    for who, names in pages.items():
        browser = sign_in(who)
        browser.get("/help/")
        for name, *args in names:
            with django_assert_max_num_queries(12, info=name):
                assert browser.get(reverse(f"ballots-{name}", args=args)).status_code == 200


def test_two_sheets_that_differ_are_told_without_their_numbers(day: Day, sign_in: SignIn, now: datetime) -> None:
    day.ready()
    one = day.ballots(day.call())
    Round.objects.filter(pk=one.pk).update(due=60, present=60, issued=60, received=60, returned=60)
    one.refresh_from_db()
    services.save_tally(one=one, sheet=sheet_for(one, [50, 40, 39, 20]), actor=day.clerk, now=now)
    teller = sign_in(account("teller"))
    assert 'value="39"' not in page(teller, "round_count", one.pk)
    services.save_tally(one=one, sheet=sheet_for(one, [50, 40, 38, 20]), actor=day.teller, now=now)
    shown = page(teller, "round_count", one.pk)
    changed = day.candidates[2].person.name
    assert f"{changed}（赞成）、{changed}（不赞成）" in shown
    chair = page(sign_in(day.cast.secretary), "round", one.pk)
    assert "2 格不一致" in chair
    assert "作废这一份" in chair


def test_an_address_that_means_nothing_is_missing(day: Day, sign_in: SignIn) -> None:
    day.ready()
    one = day.call()
    chair = sign_in(day.cast.secretary)
    for address in (
        reverse("ballots-meeting_open", args=[day.election.pk, "third"]),
        reverse("ballots-meeting_present", args=[day.election.pk, "third"]),
        reverse("ballots-round_call", args=[day.election.pk, "general", "king"]),
        reverse("ballots-round_follow", args=[one.pk, "first"]),
        reverse("ballots-meeting_paper", args=[day.election.pk, "poem"]),
        reverse("ballots-round_paper", args=[one.pk, "poem"]),
    ):
        assert chair.get(address).status_code == 404


def test_a_run_off_and_fewer_seats_have_their_buttons(day: Day, sign_in: SignIn) -> None:
    day.ready()
    one = day.vote([9, 8, 6, 6])
    chair = sign_in(day.cast.secretary)
    assert "就得票相等的人再次投票" in page(chair, "meeting", day.election.pk)
    assert "得票相等、不能确定当选人" in page(chair, "round_follow", one.pk, "run_off")
    send(chair, "round_follow", one.pk, "run_off")
    two = Round.objects.get(after=one)
    send(chair, "round_withdraw", two.pk, why="印错名字")
    send(chair, "round_reopen", one.pk, why="重数")
    said = page(chair, "meeting", day.election.pk)
    assert "印错名字" in said
    assert "退回重新计票" in said


def test_seats_left_may_go_to_somebody_named_there(day: Day, sign_in: SignIn) -> None:
    day.ready()
    one = day.vote([9, 8, 4, 3])
    chair = sign_in(day.cast.secretary)
    assert "没有超过实到 10 人的一半" in send(chair, "round_reduce", one.pk, agreed=5)
    other = day.voters[6].person.name
    send(chair, "round_follow", one.pk, "further", names=[], others=f"{other}、外来人")
    two = Round.objects.get(after=one)
    assert [name.name for name in two.names.order_by("order")] == [other, "外来人"]
    two = day.count(day.ballots(two), [9, 1])
    assert "外来人是哪一位" in page(chair, "round_announce", two.pk)
    send(chair, "round_announce", two.pk, person_2="new")
    assert two.names.get(order=2).person is not None


def test_the_chair_rules_on_a_held_name(day: Day, sign_in: SignIn) -> None:
    day.ready(*day.voters[6:8])
    one = day.vote([8, 7, 5, 2])
    chair = sign_in(day.cast.secretary)
    assert "待上级确认" in page(chair, "round", one.pk)
    order = one.names.get(verdict=Verdict.HELD).order
    assert "镇党委答复按实到会" in send(chair, "round_confirm_held", one.pk, order, why="镇党委答复按实到会")
    assert "主持人裁定" in text_of(chair, "round_paper", one.pk, "result")


def test_a_result_is_sent_back_and_answered_by_the_superior(day: Day, sign_in: SignIn, now: datetime) -> None:
    day.elect_committee()
    day.elect_heads()
    chair, clerk = sign_in(day.cast.secretary), sign_in(day.cast.clerk)
    send(chair, "report", day.election.pk)
    assert "缺名单" in send(clerk, "report_return", day.election.pk, why="缺名单")
    assert "更正后再报" in page(chair, "meeting", day.election.pk)
    assert "已恢复" in send(chair, "meeting_resume", day.election.pk, "plenary", why="补分工")
    send(chair, "meeting_close", day.election.pk, "plenary")
    send(chair, "report", day.election.pk)
    assert "撤回报告" in send(chair, "report_back", day.election.pk, why="再核对")


def test_a_sheet_is_struck_and_the_opening_corrected(day: Day, sign_in: SignIn, now: datetime) -> None:
    day.ready()
    chair = sign_in(day.cast.secretary)
    assert "礼堂" in send(chair, "meeting_open", day.election.pk, "general", place="礼堂")
    one = day.ballots(day.call())
    services.save_tally(one=one, sheet=sheet_for(one, [9, 8, 7, 2]), actor=day.teller, now=now)
    assert "还没有人录入" in send(chair, "round_drop", one.pk, 1, why="病了")
    assert "没有要核对的录入" in page(sign_in(account("scrutineer")), "round_confirm", one.pk)


def test_a_congress_counts_by_numbers(cast: Cast, sign_in: SignIn, now: datetime) -> None:
    election = services.start_election(
        org=cast.township, kind=ElectionKind.CONGRESS, meeting_on=now.date(), actor=operator(), now=now
    )
    clerk = sign_in(cast.clerk)
    send(clerk, "meeting_open", election.pk, "general")
    assert "多于应到 60 人" in send(clerk, "meeting_present", election.pk, "general", due=60, present=61)
    assert "应到 60 人，实到 56 人" in send(clerk, "meeting_present", election.pk, "general", due=60, present=56)
    said = send(
        clerk,
        "meeting_officials",
        election.pk,
        "general",
        other_scrutineer="甲某",
        other_teller="乙某，丙某",
        agreed=56,
    )
    assert "计票人：乙某、丙某" in said
    assert "第一次委员会会议记录" not in page(clerk, "meeting", election.pk)
    assert "（会议还没有召开。）" in text_of(clerk, "meeting_paper", election.pk, "minutes")
