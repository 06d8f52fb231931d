"""The pages of a poll: what stands on them at each stage, what they refuse, what they never show."""

from datetime import datetime
from io import BytesIO
from uuid import uuid4
from zipfile import ZipFile

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from jishi.ballots import services
from jishi.ballots.models import Poll, PollVoter
from jishi.ballots.queries import polls as read
from jishi.ballots.rules.polls import PollKind, PollState, PollWay
from jishi.kernel.actor import operator
from jishi.kernel.db import as_owner
from tests.builders import Cast, make_org
from tests.conftest import SignIn
from tests.db.ballots.polling import cast_slip, closed, make_motions, marked, opened, secretary, token_of


def body(answer: object) -> str:
    return answer.content.decode()  # type: ignore[attr-defined, no-any-return]  # an HttpResponse


@pytest.fixture
def client(cast: Cast, sign_in: SignIn) -> Client:
    return sign_in(cast.secretary)


def motions(cast: Cast, **more: object) -> dict[str, object]:
    people = [m.pk for m in cast.members]
    return {
        "submission": str(uuid4()), "title": "支部事项", "items": "修路\n植树", "ways": ["slip", "paper"], "by": "roll",
        "voters": people, "scrutineers": people[2:4], "asks_opinion": "on",
    } | more  # fmt: skip


def test_a_poll_is_made_printed_opened_marked_and_closed_on_its_pages(cast: Cast, client: Client) -> None:
    assert "还没有办过无记名测评" in body(client.get("/polls/"))
    assert "红旗村党支部" in body(client.get("/polls/start/"))
    url = f"/polls/new/{cast.branch.pk}/motions/"
    assert "同意" not in body(client.get(url))
    made = client.post(url, motions(cast))
    poll = Poll.objects.get()
    assert made["Location"] == f"/polls/{poll.pk}/"
    assert "接下来" in body(client.get(made["Location"]))
    slips = client.post(f"/polls/{poll.pk}/slips/", {"count": 11})
    assert slips["Content-Disposition"].startswith("attachment")
    assert "票条" in ZipFile(BytesIO(slips.content)).read("word/document.xml").decode()
    assert client.get(f"/polls/{poll.pk}/sheet/").status_code == 200
    assert "已经印出 11 张" in body(client.get(f"/polls/{poll.pk}/slips/"))
    client.post(f"/polls/{poll.pk}/open/", {"version": 2})
    poll.refresh_from_db()
    assert poll.state == PollState.OPEN
    page = body(client.get(f"/polls/{poll.pk}/"))
    assert "已收到 <strong>0</strong>" in page
    assert f"/cast/{poll.public}/" in page
    marked_page = client.post(f"/polls/{poll.pk}/roll/", {"persons": [m.pk for m in cast.members[:6]], "way": "slip"})
    assert marked_page.status_code == 302
    assert "已登记 6 人现场抽票条" in body(client.get(f"/polls/{poll.pk}/roll/"))
    assert "请先勾选姓名" in body(client.post(f"/polls/{poll.pk}/roll/", {"way": "slip"}))
    corrected = client.post(f"/polls/{poll.pk}/roll/{cast.members[5].pk}/", {"why": "勾错了"})
    assert corrected["Location"] == f"/polls/{poll.pk}/roll/"
    client.post(f"/polls/{poll.pk}/close/", {"version": Poll.objects.get().version})
    assert Poll.objects.get().state == PollState.CLOSED
    assert "不足 5 份" in body(client.get(f"/polls/{poll.pk}/result/"))
    assert "核对无误" in body(client.get(f"/polls/{poll.pk}/board/"))
    assert client.get(f"/polls/{poll.pk}/result/paper/").status_code == 200
    assert "已经结束" in body(client.get("/polls/?state=closed"))
    assert "没有这种情况" in body(client.get("/polls/?state=draft"))


def test_what_cannot_be_is_said_beside_the_field_and_everything_stays(cast: Cast, client: Client) -> None:
    url = f"/polls/new/{cast.branch.pk}/motions/"
    refused = body(client.post(url, motions(cast, ways=["token"], by="masses")))
    assert "领电子票要先有名册" in refused
    assert "修路" in refused
    leaders = f"/polls/new/{cast.branch.pk}/leaders/"
    base = motions(cast, layout="overall", subjects=[cast.members[0].pk])
    assert "A票四十" in body(client.post(leaders, base | {"groups": "A票四十"}))
    assert "只有一组" in body(client.post(leaders, base | {"groups": "A票 100"}))
    assert "等于 100" in body(client.post(leaders, base | {"groups": "A票 60\nB票 30"}))
    client.post(leaders, base | {"groups": "A票 60\nB票：40%"})
    assert sorted(Poll.objects.values_list("group", "weight")) == [("A票", 60), ("B票", 40)]
    assert "权重 60%" in body(client.get(f"/polls/{Poll.objects.order_by('pk')[0].pk}/"))
    assert client.get(f"/polls/new/{cast.branch.pk}/nothing/").status_code == 404


def test_what_each_kind_asks(cast: Cast, client: Client, sign_in: SignIn, now: datetime) -> None:
    members = body(client.get(f"/polls/new/{cast.branch.pk}/members/"))
    assert "陈敏" not in members.split("投票方式")[0]  # 预备党员 take part and are not graded
    assert "陈敏" in members
    assert "不评本人" in members
    assert "最多选几项" in body(client.get(f"/polls/new/{cast.branch.pk}/choice/"))
    client.post(f"/polls/new/{cast.branch.pk}/choice/", motions(cast, most=1))
    assert Poll.objects.get().kind == PollKind.CHOICE
    empty = make_org(now=now, name="新支部", parent=cast.township)
    clerk = sign_in(cast.clerk)
    assert "新支部" in body(clerk.get("/polls/start/"))
    assert "组织部门办理" in body(clerk.get(f"/polls/start/?org={cast.township.pk}"))
    page = body(clerk.get(f"/polls/new/{empty.pk}/satisfaction/"))
    assert "谁来投" not in page  # nobody on its roster: the masses only
    given = {"submission": str(uuid4()), "title": "满意度", "items": "村务公开", "ways": ["slip"]}
    clerk.post(f"/polls/new/{empty.pk}/satisfaction/", given)
    assert not Poll.objects.get(org=empty).is_named
    wide = body(clerk.get(f"/polls/new/{cast.township.pk}/motions/"))
    assert "刘长河" in wide  # members of all branches below


def test_people_are_named_anew_before_the_start(cast: Cast, client: Client, now: datetime) -> None:
    poll = make_motions(cast, now)
    page = body(client.get(f"/polls/{poll.pk}/people/"))
    assert "王建国" in page
    people = [m.pk for m in cast.members[:6]]
    client.post(f"/polls/{poll.pk}/people/", {"version": 1, "voters": people, "scrutineers": people[:1]})
    assert PollVoter.objects.filter(poll=poll).count() == 6
    stale = client.post(f"/polls/{poll.pk}/people/", {"version": 1, "voters": people})
    assert "刚被别人改过" in body(stale)


def test_a_poll_of_few_says_so_before_it_opens(cast: Cast, client: Client, now: datetime) -> None:
    poll = make_motions(cast, now, voters=[m.pk for m in cast.members[:3]])
    assert "不到 5 人" in body(client.get(f"/polls/{poll.pk}/"))
    services.print_slips(poll=poll, count=3, actor=operator(), now=now)
    assert "不到 5 人" in body(client.post(f"/polls/{poll.pk}/open/", {"version": 2}))


def test_handed_out_is_asked_where_no_roll_names_people(cast: Cast, client: Client, now: datetime) -> None:
    poll = make_motions(cast, now, is_named=False)
    services.print_slips(poll=poll, count=9, actor=operator(), now=now)
    assert "不按名册，开始时填" in body(client.get(f"/polls/{poll.pk}/"))
    client.post(f"/polls/{poll.pk}/open/", {"version": 2, "handed": 9})
    assert "9 份" in body(client.get(f"/polls/{poll.pk}/"))
    assert "实际发出多少份" in body(client.get(f"/polls/{poll.pk}/close/"))


def test_slips_are_refused_on_their_page(cast: Cast, client: Client, now: datetime) -> None:
    poll, _ = opened(make_motions(cast, now), now)
    assert "写明原因" in body(client.post(f"/polls/{poll.pk}/slips/", {"count": 2}))
    paper = make_motions(cast, now, PollWay.PAPER)
    assert "没有选" in body(client.post(f"/polls/{paper.pk}/slips/", {"count": 2}))


def test_excess_is_said_on_the_page_that_closes(cast: Cast, client: Client, now: datetime) -> None:
    poll, codes = opened(make_motions(cast, now), now)
    for code in codes[:6]:
        cast_slip(poll, code, "0", "0")
    assert "多出 6 张" in body(client.post(f"/polls/{poll.pk}/close/", {"version": poll.version}))
    client.post(f"/polls/{poll.pk}/close/", {"version": poll.version, "excess_why": "没有登记"})
    assert "没有登记" in body(client.get(f"/polls/{poll.pk}/result/"))


def test_a_loss_is_on_the_page_at_once(cast: Cast, client: Client, now: datetime) -> None:
    poll, _ = opened(make_motions(cast, now), now)
    client.post(f"/polls/{poll.pk}/mend/")
    assert "没有丢票" in body(client.get(f"/polls/{poll.pk}/"))
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE jishi_polls.intake_{poll.pk}")
    assert "以前投的票丢了" in body(client.get(f"/polls/{poll.pk}/"))
    assert "请重新投一次" in body(Client().get(f"/cast/{poll.public}/"))
    client.post(f"/polls/{poll.pk}/mend/")
    assert "确认数据库中断过" in body(client.get(f"/polls/{poll.pk}/"))
    assert "那以前投过的，请重新投一次" in body(Client().get(f"/cast/{poll.public}/"))


def test_a_poll_is_given_up_on_its_page(cast: Cast, client: Client, now: datetime) -> None:
    poll, _ = opened(make_motions(cast, now), now)
    client.post(f"/polls/{poll.pk}/cancel/", {"version": poll.version, "why": "题目写错"})
    assert "题目写错" in body(client.get(f"/polls/{poll.pk}/"))
    assert "已经作废" in body(Client().get(f"/cast/{poll.public}/"))


def test_two_tellers_enter_paper_on_the_page(cast: Cast, client: Client, sign_in: SignIn, now: datetime) -> None:
    poll, _ = opened(make_motions(cast, now, PollWay.PAPER), now)
    url, typed = f"/polls/{poll.pk}/pile/", {"sheets": 6, "void": 0, "q1-0": "6", "q2-1": "4"}
    assert "每条意见一行" in body(client.get(url))
    assert "合计 9" in body(client.post(url, typed | {"q1-0": "9"}))
    assert client.post(url, typed).status_code == 302
    other = sign_in(cast.member)
    assert 'value="6"' not in body(other.get(url))  # what the first typed is not shown
    other.post(url, typed)
    assert "两人录得一致" in body(client.get(f"/polls/{poll.pk}/"))
    services.mark_roll(
        poll=poll, persons=[m.pk for m in cast.members[:6]], way=PollWay.PAPER, actor=operator(), now=now
    )
    closed(poll, now)
    assert "不能录入" in body(client.post(url, typed))
    shown = body(client.get(f"/polls/{poll.pk}/result/"))
    assert "100.0%" in shown
    assert "其中纸质票" in shown


def test_paper_with_choices_and_scores_has_its_own_fields(cast: Cast, client: Client, now: datetime) -> None:
    for kind, layout, said in (
        (PollKind.CHOICE, None, "一项没选的票"),
        (PollKind.MEMBERS, "scored", "每张票的分数"),
    ):
        client.post(
            f"/polls/new/{cast.branch.pk}/{kind}/",
            motions(cast, ways=["paper"], most=1, layout=layout or "", subjects=[cast.members[0].pk]),
        )
        poll = Poll.objects.order_by("-pk")[0]
        services.open_poll(poll=poll, version=1, actor=operator(), now=now)
        assert said in body(client.get(f"/polls/{poll.pk}/pile/"))


def test_the_result_page_shows_each_kind_of_question(cast: Cast, client: Client, now: datetime) -> None:
    for kind, layout, answer in ((PollKind.CHOICE, "", "1"), (PollKind.MEMBERS, "scored", "20")):
        client.post(
            f"/polls/new/{cast.branch.pk}/{kind}/",
            motions(cast, ways=["slip"], most=1, layout=layout, subjects=[cast.members[0].pk]),
        )
        poll, codes = opened(Poll.objects.order_by("-pk")[0], now)
        for code in codes[:6]:
            cast_slip(poll, code, *[answer] * (4 if kind is PollKind.MEMBERS else 1), opinion="路灯坏了")
        marked(poll, 6, now)
        closed(poll, now)
        page = body(client.get(f"/polls/{poll.pk}/result/"))
        assert "路灯坏了" in page
        assert ("80.00" in page) == (kind is PollKind.MEMBERS)
        assert "首尾相接" in page


def test_groups_wait_for_each_other_on_the_page(cast: Cast, client: Client, now: datetime) -> None:
    client.post(
        f"/polls/new/{cast.branch.pk}/leaders/",
        motions(cast, ways=["slip"], by="masses", layout="overall", subjects=[], groups="A票 60\nB票 40"),
    )
    first, second = Poll.objects.order_by("pk")
    for poll, number in ((first, 3), (second, 9)):
        open_now, codes = opened(poll, now, handed=9)
        for code in codes[:number]:
            cast_slip(open_now, code, *"0000")
        closed(poll, now)
        shown = body(client.get(f"/polls/{poll.pk}/result/"))
        assert ("还有别的组没有结束" in shown) == (poll == first)
    assert "100.00" in shown
    assert "各组都不显示" in shown


def test_a_touched_board_is_said_on_the_page(cast: Cast, client: Client, now: datetime) -> None:
    poll, codes = opened(make_motions(cast, now), now)
    for code in codes:
        cast_slip(poll, code, "0", "0")
    marked(poll, 9, now)
    closed(poll, now)
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM ballots_pollreceipt")
    page = body(client.get(f"/polls/{poll.pk}/result/"))
    assert "收据" in page
    assert "和结束时对不上" in page
    assert "和结束时对不上" in body(client.get(f"/polls/{poll.pk}/board/"))


def test_ones_own_polls_and_the_token_page(cast: Cast, sign_in: SignIn, now: datetime) -> None:
    member = sign_in(cast.member)
    assert "现在没有要您参加" in body(member.get("/polls/mine/"))
    slips, _ = opened(make_motions(cast, now), now)
    both, _ = opened(make_motions(cast, now, PollWay.SLIP, PollWay.TOKEN), now)
    draft = make_motions(cast, now, PollWay.TOKEN)
    assert body(member.get("/polls/mine/")).count("支部事项意见") == 2
    assert "到现场投" in body(member.get(f"/polls/{slips.pk}/token/"))
    assert "领取电子票" in body(member.get(f"/polls/{both.pk}/token/"))
    assert "现在不能领票" in body(member.get(f"/polls/{draft.pk}/token/"))
    persons = list(PollVoter.objects.filter(poll=both).values_list("person_id", flat=True))
    services.mark_roll(poll=both, persons=persons, way=PollWay.SLIP, actor=operator(), now=now)
    assert "名册上您已经现场抽票条" in body(member.get(f"/polls/{both.pk}/token/"))


def test_signing_answers_the_script(cast: Cast, client: Client, now: datetime) -> None:
    poll, _ = opened(make_motions(cast, now, PollWay.TOKEN), now)
    url = f"/polls/{poll.pk}/token/sign/"
    good = {"blinded": (4321).to_bytes(384).hex()}
    for wrong in ("[]", "{", '{"blinded": "zz"}', '{"blinded": 5}'):
        assert client.post(url, wrong, content_type="application/json").status_code == 400
    first = client.post(url, good, content_type="application/json")
    assert client.post(url, good, content_type="application/json").json() == first.json()
    other = client.post(url, {"blinded": (1234).to_bytes(384).hex()}, content_type="application/json")
    assert (other.status_code, "已经" in other.json()["reason"]) == (409, True)


def test_a_token_is_cast_on_the_public_page(cast: Cast, now: datetime) -> None:
    poll, _ = opened(make_motions(cast, now, PollWay.TOKEN), now)
    token, signature = token_of(poll, secretary(now))
    phone, url = Client(), f"/cast/{poll.public}/"
    assert "请从领票页点" in body(phone.get(url))
    again = body(phone.post(url, {"token": token, "signature": signature, "q1": "9"}))
    assert token in again  # what was sent stays for the next try
    assert "已收到您的票" in body(phone.post(url, {"token": token, "signature": signature, "q1": "0"}))
    assert "没有这个票号" in body(phone.post(url, {"token": "00", "signature": "00", "q1": "0"}))


def test_what_was_typed_stays_on_the_casting_page(cast: Cast, now: datetime) -> None:
    poll, codes = opened(make_motions(cast, now), now)
    phone, url = Client(), f"/cast/{poll.public}/"
    page = body(phone.post(url, {"code": "ABCD", "q1": "1", "q3": "路灯坏了"}))
    assert "没有这个票号" in page
    assert "路灯坏了" in page
    assert 'id="q1-1" name="q1" value="1" checked' in page
    assert "一项都没有选" in body(phone.post(url, {"code": codes[0]}))
    done = body(phone.post(url, {"code": codes[0], "q1": "1"}))
    assert "下一位投票" in done
    assert "这张票已经投过了" in body(phone.post(url, {"code": codes[0], "q1": "0"}))


def test_a_receipt_is_looked_up_by_slip_or_by_itself(cast: Cast, now: datetime) -> None:
    poll, codes = opened(make_motions(cast, now), now)
    receipt = cast_slip(poll, codes[0], "0", "0").receipt
    phone, url = Client(), f"/cast/{poll.public}/receipt/"
    assert "查收据" in body(phone.get(url))
    assert "已经收到" in body(phone.post(url, {"receipt": codes[0]}))
    assert "已经收到" in body(phone.post(url, {"receipt": receipt}))
    assert "没有收到这张票" in body(phone.post(url, {"receipt": codes[1]}))
    assert "投票结束以后公示" in body(phone.get(f"/cast/{poll.public}/board/"))
    marked(poll, 1, now)
    closed(poll, now)
    assert "已经计入" in body(phone.post(url, {"receipt": codes[0]}))
    assert "没有这张票" in body(phone.post(url, {"receipt": "f" * 64}))
    assert receipt in body(phone.get(f"/cast/{poll.public}/board/"))
    assert "投票已经结束" in body(phone.get(f"/cast/{poll.public}/"))


def test_the_number_of_a_poll_may_be_typed(cast: Cast, now: datetime) -> None:
    poll, _ = opened(make_motions(cast, now), now)
    phone = Client()
    assert phone.get("/cast/", {"poll": f" {poll.public.lower()} "})["Location"] == f"/cast/{poll.public}/"
    draft = make_motions(cast, now)
    assert phone.get(f"/cast/{draft.public}/").status_code == 404


def test_drafts_scores_and_long_sheets_are_shown_whole(cast: Cast, client: Client, now: datetime) -> None:
    client.post(
        f"/polls/new/{cast.branch.pk}/members/",
        motions(cast, ways=["slip"], layout="scored", subjects=[m.pk for m in cast.members[:2]]),
    )
    poll, _ = opened(Poll.objects.get(), now)
    page = body(Client().get(f"/cast/{poll.public}/"))
    assert page.count('type="number"') == 8
    assert page.count("<h2>") == 3  # two persons, and what is promised


def test_the_list_costs_the_same_however_many(cast: Cast, client: Client, now: datetime) -> None:
    make_motions(cast, now)
    client.get("/polls/")
    with CaptureQueriesContext(connection) as one:
        client.get("/polls/")
    for _ in range(5):
        make_motions(cast, now)
    with CaptureQueriesContext(connection) as many:
        client.get("/polls/")
    assert len(many) == len(one)
    assert read.poll_counts(operator())[PollState.DRAFT] == 6


def test_where_people_are_many_the_branch_asks_by_roll_and_the_wider_one_without(
    cast: Cast, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("jishi.ballots.queries.polls.people.ON_A_FORM", 1)
    client, town = sign_in(cast.clerk), cast.township.pk
    start = body(client.get(f"/polls/start/?org={town}"))
    assert "请先选党支部" in start
    assert f"/polls/new/{town}/members/" not in start
    assert client.get(f"/polls/new/{town}/members/").status_code == 403
    assert client.get(f"/polls/new/{cast.branch.pk}/members/").status_code == 200
    form = f"/polls/new/{town}/motions/"
    shown = body(client.get(form))
    assert "不能在一张表上列名册" in shown
    assert "名册</" not in shown
    sent = motions(cast, ways=["slip"], voters=[], scrutineers=[])
    made = client.post(form, sent)
    poll = Poll.objects.get()
    assert made["Location"] == f"/polls/{poll.pk}/"
    assert not poll.is_named
    assert client.get(f"/polls/{poll.pk}/people/").status_code == 200


def test_where_organisations_are_many_one_is_searched_for(
    cast: Cast, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("jishi.ballots.queries.polls.doors.MOST_ORGS", 1)
    client = sign_in(cast.clerk)
    assert "红旗村党支部" in body(client.get("/polls/start/?find=红旗"))
    assert "没有找到" in body(client.get("/polls/start/?find=没有这样的组织"))
    assert f"/polls/new/{cast.branch.pk}/members/" in body(client.get(f"/polls/start/?org={cast.branch.pk}"))
