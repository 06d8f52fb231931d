"""Paper among the ballots, groups by weight, the sheets that are printed."""

from datetime import datetime
from io import BytesIO
from zipfile import ZipFile

import pytest

from jishi.ballots import queries, services
from jishi.ballots.models import Poll, PollChoice, PollPile
from jishi.ballots.papers.polls import ResultSheet, result_docx, sheet_docx
from jishi.ballots.queries import polls as read
from jishi.ballots.rules.polls import PollKind, PollLayout, PollState, PollWay, Subject, questions_for
from jishi.kernel.actor import operator
from jishi.kernel.decision import NotAllowed, Refused
from jishi.papers.slips import Slips, grouped, slips_docx
from tests.builders import Cast, actor_named
from tests.db.ballots.polling import cast_slip, closed, make_motions, marked, opened, secretary, teller

ALIKE = {1: {"0": "5", "1": "1"}, 2: {"0": "6"}, 3: {"text": ""}}


def enter(poll: Poll, now: datetime, who: object = None, *, sheets: int = 6, given: object = ALIKE) -> bool:
    return services.enter_pile(
        poll=poll, sheets=sheets, void=1, given=given, actor=who or secretary(now), now=now,  # type: ignore[arg-type]  # a story's words
    )  # fmt: skip


def words(content: bytes) -> str:
    return ZipFile(BytesIO(content)).read("word/document.xml").decode()


def test_two_tellers_must_agree_before_paper_counts(cast: Cast, now: datetime) -> None:
    poll, codes = opened(make_motions(cast, now, PollWay.SLIP, PollWay.PAPER), now)
    for code in codes[:2]:
        cast_slip(poll, code, "1", "1")
    services.mark_roll(
        poll=poll, persons=[m.pk for m in cast.members[:6]], way=PollWay.PAPER, actor=operator(), now=now
    )
    services.mark_roll(
        poll=poll, persons=[m.pk for m in cast.members[6:8]], way=PollWay.SLIP, actor=operator(), now=now
    )
    with pytest.raises(Refused, match="两个人录得一致"):
        closed(poll, now)
    assert enter(poll, now) is False
    assert enter(poll, now, teller(now), given=ALIKE | {2: {"0": "5"}}) is False
    assert [name for _, name in read.tellers_of(poll)] == ["李秀英", "王建国"]
    with pytest.raises(Refused, match="两个人录得一致"):
        closed(poll, now)
    assert enter(poll, now, teller(now)) is True
    done = closed(poll, now)
    assert (done.ballots, done.sheets, done.void, done.taken_part) == (8, 6, 1, 8)
    road = queries.poll_result(operator(), poll.pk).counted[0]
    assert [(name, n) for name, n, _ in road.lines] == [("赞成", 5), ("不赞成", 3)]
    assert not PollPile.objects.exists()
    assert read.recount_of(done).is_good


def test_a_small_pile_is_cast_on_spare_slips(cast: Cast, now: datetime) -> None:
    poll, _ = opened(make_motions(cast, now, PollWay.SLIP, PollWay.PAPER), now)
    with pytest.raises(Refused, match="只有 4 张"):
        enter(poll, now, sheets=4)
    assert enter(poll, now, sheets=0, given={}) is False


def test_paper_beside_tokens_has_spare_slips_for_a_small_pile(cast: Cast, now: datetime) -> None:
    poll, _ = opened(make_motions(cast, now, PollWay.TOKEN, PollWay.PAPER), now)
    with pytest.raises(Refused, match="写明原因"):
        services.print_slips(poll=poll, count=2, actor=operator(), now=now)
    [code, _] = services.print_slips(poll=poll, count=2, why="代录纸质票", actor=operator(), now=now)
    assert not cast_slip(poll, code, "0", "0").is_repeat


def test_paper_is_refused_where_it_is_not_a_way_or_by_a_stranger(cast: Cast, now: datetime) -> None:
    slips, _ = opened(make_motions(cast, now), now)
    with pytest.raises(Refused, match="不能录入"):
        enter(slips, now)
    paper, _ = opened(make_motions(cast, now, PollWay.PAPER), now)
    with pytest.raises(NotAllowed):
        enter(paper, now, actor_named("sibling_secretary", today=now.date()))
    with pytest.raises(Refused, match="本人的账号"):
        enter(paper, now, operator())
    with pytest.raises(services.Wrong) as refused:
        enter(paper, now, given={1: {"0": "9"}})
    assert set(refused.value.by_number) == {1}
    with pytest.raises(Refused, match="两个人录得一致"):
        closed(paper, now)


def test_a_sheet_without_the_voter_is_counted_from_paper(cast: Cast, now: datetime) -> None:
    subjects = [Subject(m.person.name, m.pk) for m in cast.members[:8]]
    poll = services.make_poll(
        org=cast.branch, kind=PollKind.MEMBERS, title="党员互评", ways=[PollWay.PAPER], subjects=subjects, without_self=True,
        actor=operator(), now=now,
    )  # fmt: skip
    poll, _ = opened(poll, now)
    marked(poll, 8, now, PollWay.PAPER)
    given = {number: {"0": "7"} for number in range(1, 9)}
    for who in (secretary(now), teller(now)):
        services.enter_pile(poll=poll, sheets=8, void=0, given=given, actor=who, now=now)
    closed(poll, now)
    result = queries.poll_result(operator(), poll.pk)
    assert result.overall[cast.members[0].pk] == {"优秀": 7, "合格": 0, "基本合格": 0, "不合格": 0}
    assert result.counted[0].abstained == 1


def make_groups(cast: Cast, now: datetime, *groups: tuple[str, int]) -> list[Poll]:
    return services.make_groups(
        groups=[services.Group(*each) for each in groups], org=cast.branch, kind=PollKind.LEADERS, title="班子测评",
        ways=[PollWay.SLIP], scrutineers=[cast.members[2].pk], is_named=False, actor=secretary(now), now=now,
    )  # fmt: skip


def test_groups_are_polls_of_their_own_and_shown_when_all_are_closed(cast: Cast, now: datetime) -> None:
    members, masses = make_groups(cast, now, ("A票", 60), ("B票", 40))
    for poll, answer, number in ((members, "0", 8), (masses, "1", 8)):
        open_now, codes = opened(poll, now, handed=9)
        for code in codes[:number]:
            cast_slip(open_now, code, *[answer] * 4)
    closed(members, now)
    waiting = queries.poll_result(secretary(now), members.pk)
    assert waiting.is_waiting
    assert waiting.counted == ()
    closed(masses, now)
    result = queries.poll_result(secretary(now), members.pk)
    assert [(t.total, t.groups) for t in result.totals] == [(9200, {"A票": 10000, "B票": 8000})] * 4
    assert result.counted[0].lines[0] == ("优秀", 8, "100.0")


def test_where_one_group_falls_short_only_the_total_is_shown(cast: Cast, now: datetime) -> None:
    short, enough = make_groups(cast, now, ("A票", 60), ("B票", 40))
    for poll, number in ((short, 3), (enough, 9)):
        open_now, codes = opened(poll, now, handed=9)
        for code in codes[:number]:
            cast_slip(open_now, code, *"1111")
        closed(poll, now)
    for poll in (short, enough):
        result = queries.poll_result(secretary(now), poll.pk)
        assert [(t.total, t.groups) for t in result.totals] == [(8000, {"A票": None, "B票": None})] * 4
        assert all(one.lines == [] for one in result.counted)
    assert PollChoice.objects.filter(poll=short).exists()  # of groups the total needs them


@pytest.mark.parametrize(
    ("groups", "said"), [((("A", 60), ("B", 30)), "等于 100"), ((("A", 60), ("A", 40)), "组名一样")]
)
def test_groups_that_do_not_add_up(cast: Cast, now: datetime, groups: tuple[tuple[str, int], ...], said: str) -> None:
    with pytest.raises(Refused, match=said):
        make_groups(cast, now, *groups)


def test_slips_carry_codes_and_pictures_and_nothing_else_that_differs(cast: Cast) -> None:
    codes = ["ABCD2345ABCD2345", "EFGH2345EFGH2345", "JKMN2345JKMN2345"]
    content = slips_docx(Slips("支部事项", "红旗村党支部", "18 点前投完", "PQRS2345", "http://h/cast/PQRS2345/", codes))
    text = words(content)
    assert all(line in text for code in codes for line in grouped(code))
    assert len([name for name in ZipFile(BytesIO(content)).namelist() if name.startswith("word/media/")]) == 3
    assert "抽到以后不要给别人看" not in text
    assert "抽到以后不要给别人看" in words(slips_docx(Slips("支部事项", "支部", "", "P", "http://h/", codes[:1])))


def test_paper_ballots_are_all_alike_and_say_how_to_mark(cast: Cast) -> None:
    people = [Subject("王建国", 1), Subject("李秀英", 2)]
    grid = questions_for(PollKind.MEMBERS, PollLayout.DIMENSIONS, subjects=people, asks_opinion=True)
    text = words(sheet_docx("测评票", "支部", "", grid, without_self=True))
    assert "本人不评自己" in text
    assert "□好" in text
    assert "意见和建议" in text
    scored = words(sheet_docx("测评票", "支部", "", questions_for(PollKind.MEMBERS, PollLayout.SCORED, subjects=people), without_self=False))  # fmt: skip
    assert "满分 25" in scored
    motions = questions_for(PollKind.MOTIONS, PollLayout.PLAIN, items=["修路"])
    assert "修路" in words(sheet_docx("意见票", "支部", "", motions, without_self=False))


@pytest.mark.parametrize("kind", [PollKind.MEMBERS, PollKind.CHOICE, PollKind.MOTIONS])
@pytest.mark.parametrize("number", [3, 9])
def test_a_result_is_printed_with_what_is_held_back_said(
    cast: Cast, now: datetime, kind: PollKind, number: int
) -> None:
    layout = PollLayout.SCORED if kind is PollKind.MEMBERS else None
    poll = services.make_poll(
        org=cast.branch, kind=kind, title="测评", ways=[PollWay.SLIP], subjects=[Subject("王建国", cast.members[0].pk)],
        items=["甲", "乙"], layout=layout, asks_opinion=True, actor=operator(), now=now,
    )  # fmt: skip
    poll, codes = opened(poll, now)
    for code in codes[:number]:
        services.cast_ballot(
            poll=poll,
            receipt=services.receipt_for_code(poll, code),
            given={1: ["1"], 2: ["1" if kind != PollKind.CHOICE else "路灯"]},
        )
    marked(poll, number, now)
    done = closed(poll, now)
    found = queries.poll_result(operator(), poll.pk)
    sheet = ResultSheet(
        title="测评", org="支部", closed_on=now.date(), taken_part=number, ballots=number, sheets=0, void=0, excess_why="",
        least=done.least, seal=done.seal, scrutineers=["李秀英"], counted=found.counted, scores=found.scores, totals=[],
    )  # fmt: skip
    text = words(result_docx(sheet))
    assert done.seal in text
    assert done.state == PollState.CLOSED
    assert "不足规定份数" in text or number == 9


def test_a_result_of_groups_prints_the_totals(cast: Cast, now: datetime) -> None:
    for poll in make_groups(cast, now, ("A票", 60), ("B票", 40)):
        open_now, codes = opened(poll, now, handed=9)
        for code in codes[:8]:
            cast_slip(open_now, code, *"0000")
        closed(poll, now)
    found = queries.poll_result(secretary(now), poll.pk)
    sheet = ResultSheet(
        title="班子测评", org="支部", closed_on=now.date(), taken_part=9, ballots=8, sheets=0, void=0, excess_why="漏登记",
        least=8, seal="0" * 64, scrutineers=[], counted=found.counted, scores=[], totals=found.totals,
    )  # fmt: skip
    text = words(result_docx(sheet))
    assert "按权重合计" in text
    assert "100.00" in text
    assert "漏登记" in text
