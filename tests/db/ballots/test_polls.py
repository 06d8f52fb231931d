"""A secret poll from its sheet to its result: who may, what is refused, what is shown of it and when."""

from datetime import datetime
from uuid import uuid4

import pytest
from django.db import ProgrammingError, connection, transaction

from jishi.audit.models import AuditLine
from jishi.ballots import queries, services
from jishi.ballots.models import Poll, PollChoice, PollReceipt, PollSlip, PollVoter
from jishi.ballots.queries import polls as read
from jishi.ballots.rules.polls import PollKind, PollLayout, PollState, PollWay, Subject
from jishi.kernel.actor import Act, operator
from jishi.kernel.db import as_owner
from jishi.kernel.decision import EditConflict, NotAllowed, Refused
from tests.builders import Cast, actor_named
from tests.db.ballots.polling import (
    cast_slip,
    closed,
    intake_tables,
    make_motions,
    marked,
    opened,
    secretary,
    teller,
    token_of,
)


def test_a_poll_from_slips_to_its_result(cast: Cast, now: datetime) -> None:
    poll, codes = opened(make_motions(cast, now), now)
    for number, code in enumerate(codes[:7]):
        cast_slip(poll, code, "0" if number < 5 else "1", "0", opinion=f"意见{number}")
    marked(poll, 7, now)
    done = closed(poll, now)
    assert (done.ballots, done.taken_part, done.state) == (7, 7, PollState.CLOSED)
    result = queries.poll_result(secretary(now), poll.pk)
    road, trees, opinions = result.counted
    assert road.lines == [("赞成", 5, "71.4"), ("不赞成", 2, "28.6")]
    assert trees.lines == [("赞成", 7, "100.0"), ("不赞成", 0, "0.0")]
    assert sorted(opinions.texts or ()) == [f"意见{n}" for n in range(7)]
    assert read.recount(secretary(now), poll.pk).is_good
    assert intake_tables() == []


def test_nobody_reads_a_result_before_closing(cast: Cast, now: datetime) -> None:
    poll, codes = opened(make_motions(cast, now), now)
    cast_slip(poll, codes[0], "0", "0")
    with pytest.raises(NotAllowed, match="还没有结束"):
        queries.poll_result(operator(), poll.pk)
    assert read.intake_of(poll) == read.Intake(True, True, 1)


def test_the_web_role_can_neither_read_nor_change_what_was_cast(cast: Cast, now: datetime) -> None:
    poll, codes = opened(make_motions(cast, now), now)
    cast_slip(poll, codes[0], "0", "0")
    for attempt in ("SELECT * FROM", "DELETE FROM", "DROP TABLE"):
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic(), connection.cursor() as c:
            c.execute(f"{attempt} jishi_polls.intake_{poll.pk}")


def test_nobody_but_the_web_role_may_call_the_functions(cast: Cast) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT proname FROM pg_proc WHERE proname LIKE 'poll\\_%%' AND proacl::text LIKE '%%,=X/%%'")
        assert cursor.fetchall() == []


def test_a_slip_counts_once_and_keeps_what_was_cast_first(cast: Cast, now: datetime) -> None:
    poll, codes = opened(make_motions(cast, now), now)
    first = cast_slip(poll, codes[0], "0", "0")
    again = cast_slip(poll, f" {codes[0][:8].lower()}-{codes[0][8:]} ", "1", "1")
    assert (first.is_repeat, again.is_repeat) == (False, True)
    assert first.receipt == again.receipt
    assert read.intake_of(poll).ballots == 1


def test_a_code_that_was_never_printed_opens_nothing(cast: Cast, now: datetime) -> None:
    poll, codes = opened(make_motions(cast, now), now)
    other, _ = opened(make_motions(cast, now), now)
    for wrong in ("", "ABCD2345ABCD2345"):
        with pytest.raises(Refused, match="没有这个票号"):
            cast_slip(poll, wrong, "0", "0")
    with pytest.raises(Refused, match="没有这个票号"):
        cast_slip(other, codes[0], "0", "0")


def test_what_is_stored_of_slips_is_their_hashes_in_their_own_order(cast: Cast, now: datetime) -> None:
    poll, codes = opened(make_motions(cast, now), now)
    with connection.cursor() as cursor:
        cursor.execute("SELECT digest FROM ballots_pollslip WHERE poll_id = %s ORDER BY ctid", [poll.pk])
        stored = [digest for [digest] in cursor.fetchall()]
    assert stored == sorted(stored)
    assert not any(code in str(stored) for code in codes)


def test_slips_printed_anew_before_the_start_make_the_first_void(cast: Cast, now: datetime) -> None:
    poll = make_motions(cast, now)
    [old, *_] = services.print_slips(poll=poll, count=9, actor=operator(), now=now)
    poll, codes = opened(poll, now)
    assert PollSlip.objects.filter(poll=poll).count() == 9
    assert services.receipt_for_code(poll, old) == ""
    with pytest.raises(Refused, match="写明原因"):
        services.print_slips(poll=poll, count=1, actor=operator(), now=now)
    services.print_slips(poll=poll, count=1, why="票条弄湿了", actor=operator(), now=now)
    assert services.receipt_for_code(poll, codes[0])
    assert PollSlip.objects.filter(poll=poll).count() == 10


@pytest.mark.parametrize("count", [0, 2001])
def test_so_many_slips_are_not_printed(cast: Cast, now: datetime, count: int) -> None:
    with pytest.raises(Refused, match="一次印"):
        services.print_slips(poll=make_motions(cast, now), count=count, actor=operator(), now=now)
    with pytest.raises(Refused, match="没有选"):
        services.print_slips(poll=make_motions(cast, now, PollWay.PAPER), count=5, actor=operator(), now=now)


def test_what_is_wrong_with_a_ballot_is_said_question_by_question(cast: Cast, now: datetime) -> None:
    poll, codes = opened(make_motions(cast, now), now)
    with pytest.raises(services.Wrong) as refused:
        cast_slip(poll, codes[0], "7", "0")
    assert refused.value.by_number == {1: "请从列出的选项里选。"}
    with pytest.raises(Refused, match="一项都没有选"):
        cast_slip(poll, codes[0])
    assert read.intake_of(poll).ballots == 0


def test_nobody_takes_part_twice_whichever_way(cast: Cast, now: datetime) -> None:
    poll, _ = opened(make_motions(cast, now, PollWay.SLIP, PollWay.TOKEN, PollWay.PAPER), now)
    actor = secretary(now)
    person = actor.person_id or 0
    token_of(poll, actor)
    assert services.mark_roll(poll=poll, persons=[person], way=PollWay.SLIP, actor=operator(), now=now) == 0
    with pytest.raises(Refused, match="您已经本人领电子票"):
        token_of(poll, actor)
    second = teller(now)
    assert (
        services.mark_roll(poll=poll, persons=[second.person_id or 0], way=PollWay.PAPER, actor=operator(), now=now)
        == 1
    )
    assert (
        services.mark_roll(poll=poll, persons=[second.person_id or 0], way=PollWay.SLIP, actor=operator(), now=now) == 0
    )
    with pytest.raises(Refused, match="填纸质票"):
        token_of(poll, second)


def test_an_answer_lost_on_its_way_is_asked_for_again(cast: Cast, now: datetime) -> None:
    poll, _ = opened(make_motions(cast, now, PollWay.TOKEN), now)
    actor = secretary(now)
    sent = read.get_my_poll(actor, poll.pk)
    assert sent[1].way == ""
    covered = (12345).to_bytes(384)
    first = services.sign_token(poll=poll, blinded=covered, actor=actor)
    assert services.sign_token(poll=poll, blinded=covered, actor=actor) == first
    with pytest.raises(Refused, match="已经"):
        services.sign_token(poll=poll, blinded=(54321).to_bytes(384), actor=actor)


def test_a_token_signed_unseen_is_cast_without_a_name(cast: Cast, now: datetime) -> None:
    poll, _ = opened(make_motions(cast, now, PollWay.TOKEN), now)
    token, signature = token_of(poll, secretary(now))
    receipt = services.receipt_for_token(poll, token, signature)
    assert not services.cast_ballot(poll=poll, receipt=receipt, given={1: ["0"]}).is_repeat
    assert services.cast_ballot(poll=poll, receipt=receipt, given={1: ["1"]}).is_repeat
    for wrong in (("zz", signature), (token[:-2], signature), (token[:-2] + "00", signature), (token, "00")):
        assert services.receipt_for_token(poll, *wrong) == ""
    assert PollVoter.objects.get(poll=poll, way=PollWay.TOKEN).person_id == secretary(now).person_id


def test_a_token_is_refused_to_whom_it_is_not_due(cast: Cast, now: datetime) -> None:
    poll, _ = opened(make_motions(cast, now, PollWay.TOKEN), now)
    stranger = actor_named("sibling_secretary", today=now.date())
    with pytest.raises(Refused, match="不在这次的名册上"):
        token_of(poll, stranger)
    with pytest.raises(Poll.DoesNotExist):
        read.get_my_poll(stranger, poll.pk)
    with pytest.raises(Poll.DoesNotExist):
        read.get_my_poll(operator(), poll.pk)
    with pytest.raises(Refused, match="手机送来的数不对"):
        services.sign_token(poll=poll, blinded=b"\0" * 384, actor=secretary(now))
    slips, _ = opened(make_motions(cast, now), now)
    with pytest.raises(Refused, match="现在不能领"):
        services.sign_token(poll=slips, blinded=b"\1", actor=secretary(now))
    assert services.receipt_for_token(slips, "00" * 32, "00") == ""


def test_more_ballots_than_people_are_said_and_need_a_reason(cast: Cast, now: datetime) -> None:
    poll, codes = opened(make_motions(cast, now), now)
    for code in codes[:6]:
        cast_slip(poll, code, "0", "0")
    marked(poll, 5, now)
    with pytest.raises(Refused, match="多出 1 张"):
        closed(poll, now)
    assert read.intake_of(poll).ballots == 6  # nothing was lost by the refusal
    done = closed(poll, now, excess_why="漏登记一人")
    assert queries.poll_result(operator(), poll.pk).excess == 1
    assert done.excess_why == "漏登记一人"
    assert AuditLine.objects.get(event="poll.closed").note == "漏登记一人"


def test_a_mark_on_the_wrong_person_is_taken_back_with_a_reason(cast: Cast, now: datetime) -> None:
    poll, _ = opened(make_motions(cast, now, PollWay.SLIP, PollWay.TOKEN), now)
    marked(poll, 1, now)
    person = PollVoter.objects.get(poll=poll, way=PollWay.SLIP).person_id
    with pytest.raises(Refused, match="更正的原因"):
        services.correct_roll(poll=poll, person_id=person, why=" ", actor=operator(), now=now)
    services.correct_roll(poll=poll, person_id=person, why="勾错了", actor=operator(), now=now)
    assert read.roll_counts(poll) == {"": 9}
    with pytest.raises(Refused, match="没有领"):
        services.correct_roll(poll=poll, person_id=person, why="勾错了", actor=operator(), now=now)
    for way, reason in ((PollWay.TOKEN, "没有这种"), (PollWay.PAPER, "没有这种")):
        with pytest.raises(Refused, match=reason):
            services.mark_roll(poll=poll, persons=[person], way=way, actor=operator(), now=now)


def test_a_crash_of_the_database_is_said_and_must_be_noted(cast: Cast, now: datetime) -> None:
    poll, codes = opened(make_motions(cast, now), now)
    cast_slip(poll, codes[0], "0", "0")
    with pytest.raises(Refused, match="没有丢票"):
        services.mend_poll(poll=poll, actor=operator(), now=now)
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE jishi_polls.intake_{poll.pk}")  # what recovery does to an unlogged table
    assert read.has_lost(poll)
    assert not cast_slip(poll, codes[0], "0", "0").is_repeat  # the codes are valid again
    marked(poll, 7, now)
    with pytest.raises(Refused, match="数据库中断过"):
        closed(poll, now)
    services.mend_poll(poll=poll, actor=operator(), now=now)
    assert not read.has_lost(poll)
    assert closed(poll, now).ballots == 1
    assert not read.has_lost(Poll.objects.get(pk=poll.pk))


def test_an_intake_that_is_gone_is_made_again(cast: Cast, now: datetime) -> None:
    poll, codes = opened(make_motions(cast, now), now)
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE jishi_polls.intake_{poll.pk}")  # restored from a backup that leaves ballots out
    assert read.has_lost(poll)
    with pytest.raises(Refused, match="数据库中断过"):
        closed(poll, now)
    services.mend_poll(poll=poll, actor=operator(), now=now)
    assert not cast_slip(poll, codes[0], "0", "0").is_repeat


def test_what_the_database_refuses_is_not_repeated_in_any_log(
    cast: Cast, now: datetime, caplog: pytest.LogCaptureFixture
) -> None:
    poll, codes = opened(make_motions(cast, now), now)
    with pytest.raises(Refused, match="没有投成") as refused:
        services.cast_ballot(poll=poll, receipt="not a receipt", given={1: ["0"]})
    assert refused.value.__suppress_context__
    assert cast_slip(poll, codes[0], "0", "0", opinion="路灯\x00坏了\u202e").receipt
    assert "路灯" not in caplog.text


def test_few_ballots_are_not_even_opened(cast: Cast, now: datetime) -> None:
    poll, codes = opened(make_motions(cast, now), now)
    for code in codes[:4]:
        cast_slip(poll, code, "0", "0", opinion="路灯坏了")
    marked(poll, 4, now)
    closed(poll, now)
    result = queries.poll_result(operator(), poll.pk)
    assert result.is_few
    assert all(one.shown.is_held_back and one.texts is None for one in result.counted)
    assert PollChoice.objects.count() == 0
    assert PollReceipt.objects.count() == 4
    assert read.recount(operator(), poll.pk).is_good


def test_few_opinions_are_not_opened_among_many_ballots(cast: Cast, now: datetime) -> None:
    poll, codes = opened(make_motions(cast, now), now)
    for number, code in enumerate(codes[:6]):
        cast_slip(poll, code, "0", "1", opinion="路灯坏了" if number < 4 else "")
    marked(poll, 6, now)
    closed(poll, now)
    assert set(PollChoice.objects.values_list("number", flat=True)) == {1, 2}


def test_a_poll_of_too_few_is_refused_and_left_to_paper(cast: Cast, now: datetime) -> None:
    few = make_motions(cast, now, voters=[m.pk for m in cast.members[:4]])
    with pytest.raises(Refused, match="不到 5 人"):
        opened(few, now)
    nobody = make_motions(cast, now, voters=[])
    with pytest.raises(Refused, match="先定参加的名册"):
        opened(nobody, now)


def test_slips_must_be_printed_before_the_start(cast: Cast, now: datetime) -> None:
    poll = make_motions(cast, now)
    with pytest.raises(Refused, match="票条还没有印"):
        services.open_poll(poll=poll, version=1, actor=operator(), now=now)
    with pytest.raises(EditConflict):
        services.open_poll(poll=poll, version=9, actor=operator(), now=now)


def test_a_poll_given_up_destroys_what_was_cast(cast: Cast, now: datetime) -> None:
    poll, codes = opened(make_motions(cast, now), now)
    cast_slip(poll, codes[0], "0", "0")
    with pytest.raises(Refused, match="作废的原因"):
        services.cancel_poll(poll=poll, why="", version=poll.version, actor=operator(), now=now)
    poll = services.cancel_poll(poll=poll, why="题目写错", version=poll.version, actor=operator(), now=now)
    assert intake_tables() == []
    with pytest.raises(Refused, match="现在不能投票"):
        cast_slip(poll, codes[0], "0", "0")
    with pytest.raises(Refused, match="已经作废"):
        services.mend_poll(poll=poll, actor=operator(), now=now)


def test_a_ballot_after_closing_is_refused(cast: Cast, now: datetime) -> None:
    poll, codes = opened(make_motions(cast, now), now)
    stale = Poll.objects.get(pk=poll.pk)
    marked(poll, 5, now)
    closed(poll, now)
    with pytest.raises(Refused, match="刚刚结束"):
        cast_slip(stale, codes[0], "0", "0")
    with pytest.raises(Refused, match="已经结束"):
        cast_slip(Poll.objects.get(pk=poll.pk), codes[0], "0", "0")


def test_a_receipt_is_found_and_says_nothing_of_the_choice(cast: Cast, now: datetime) -> None:
    poll, codes = opened(make_motions(cast, now), now)
    receipt = cast_slip(poll, codes[0], "0", "0").receipt
    assert read.find_receipt(poll, receipt) == read.Found("in", True)
    assert read.find_receipt(poll, "").word == "none"
    marked(poll, 1, now)
    poll = closed(poll, now)
    assert read.find_receipt(poll, receipt) == read.Found("counted", False)
    assert read.find_receipt(poll, "0" * 64).word == "none"
    assert [link.receipt for link in read.links_of(poll)] == [receipt]


def test_a_board_that_was_touched_is_found_out(cast: Cast, now: datetime) -> None:
    poll, codes = opened(make_motions(cast, now), now)
    for code in codes:
        cast_slip(poll, code, "0", "1")
    marked(poll, 9, now)
    poll = closed(poll, now)
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("UPDATE ballots_pollchoice SET answer = '1' WHERE ctid = (SELECT min(ctid) FROM ballots_pollchoice WHERE number = 1)")  # fmt: skip
    assert not read.recount_of(poll).is_seal_whole
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM ballots_pollreceipt WHERE ctid = (SELECT min(ctid) FROM ballots_pollreceipt)")
    assert not read.recount_of(poll).is_chain_whole
    assert not read.recount_of(poll).do_numbers_agree


def test_what_was_opened_cannot_be_changed_by_the_web_role(cast: Cast, now: datetime) -> None:
    for table in ("ballots_pollchoice", "ballots_pollreceipt"):
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic(), connection.cursor() as c:
            c.execute(f"DELETE FROM {table}")


def test_leaders_are_judged_in_branches_and_read_by_organiser_and_scrutineers(cast: Cast, now: datetime) -> None:
    leaders = [Subject(cast.members[0].person.name, cast.members[0].pk)]
    wanted = {"kind": PollKind.LEADERS, "title": "班子测评", "ways": [PollWay.SLIP], "subjects": leaders, "now": now}
    with pytest.raises(Refused, match="监票人"):
        services.make_poll(org=cast.branch, actor=secretary(now), **wanted)  # type: ignore[arg-type]  # words given by name
    with pytest.raises(Refused, match="组织部门办理"):
        services.make_poll(org=cast.township, actor=operator(), scrutineers=[1], **wanted)  # type: ignore[arg-type]  # words given by name
    watching = cast.members[2].pk
    poll = services.make_poll(org=cast.branch, actor=secretary(now), scrutineers=[watching], **wanted)  # type: ignore[arg-type]  # words given by name
    poll, codes = opened(poll, now)
    for code in codes:
        cast_slip(poll, code, *"00000")
    marked(poll, 9, now)
    closed(poll, now)
    result = queries.poll_result(secretary(now), poll.pk)
    assert result.overall == {cast.members[0].pk: {"优秀": 9, "称职": 0, "基本称职": 0, "不称职": 0}}
    with pytest.raises(NotAllowed, match="只有组织人和监票人"):
        queries.poll_result(teller(now), poll.pk)
    with pytest.raises(NotAllowed, match="只有组织人和监票人"):
        queries.poll_result(operator(), poll.pk)
    with pytest.raises(Poll.DoesNotExist):
        queries.poll_result(actor_named("sibling_secretary", today=now.date()), poll.pk)
    fresh = services.make_poll(org=cast.branch, actor=secretary(now), scrutineers=[watching], **wanted)  # type: ignore[arg-type]  # words given by name
    with pytest.raises(Refused, match="要有监票人"):
        services.name_people(poll=fresh, voters=[], scrutineers=[], version=1, actor=operator(), now=now)


def test_who_watches_sees_the_poll_without_a_post(cast: Cast, now: datetime) -> None:
    stranger = actor_named("sibling_secretary", today=now.date())
    poll = make_motions(cast, now, scrutineers=[stranger.person_id])
    assert read.get_poll(stranger, Act.VIEW, poll.pk) == poll
    with pytest.raises(NotAllowed):
        read.get_poll(stranger, Act.POLL, poll.pk)
    assert read.scrutineers_of(poll) == [(stranger.person_id, "刘长河")]


def test_who_may_not_hold_polls_makes_none(cast: Cast, now: datetime) -> None:
    with pytest.raises(NotAllowed):
        services.make_poll(
            org=cast.branch, kind=PollKind.MOTIONS, title="问", ways=[PollWay.SLIP], items=["问"], now=now,
            actor=actor_named("sibling_secretary", today=now.date()),
        )  # fmt: skip


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        ({"ways": []}, "用什么方式"),
        ({"items": []}, "一行一项"),
        ({"items": ["甲", "甲"]}, "写得一样"),
        ({"items": [str(n) for n in range(501)]}, "太长了"),
        ({"layout": PollLayout.SCORED}, "没有“四项打分”"),
        ({"without_self": True}, "只有党员互评"),
        ({"ways": [PollWay.TOKEN], "is_named": False}, "要先有名册"),
        ({"pause": 2}, "分钟才能投"),
        ({"kind": PollKind.CHOICE, "items": ["甲"]}, "至少要有两个"),
        ({"kind": PollKind.CHOICE, "items": ["甲", "乙"], "most": 2}, "比选项的个数少"),
        ({"kind": PollKind.MEMBERS}, "评议哪些党员"),
        ({"kind": PollKind.MEMBERS, "subjects": [Subject("甲")], "without_self": True}, "只能用纸质票"),
    ],
)
def test_a_sheet_that_cannot_be_is_refused(cast: Cast, now: datetime, wanted: dict[str, object], said: str) -> None:
    given = {"kind": PollKind.MOTIONS, "ways": [PollWay.SLIP], "items": ["问"]} | wanted
    with pytest.raises(Refused, match=said):
        services.make_poll(org=cast.branch, title="问", actor=operator(), now=now, **given)  # type: ignore[arg-type]  # words given by name


def test_one_form_sent_twice_makes_one_poll(cast: Cast, now: datetime) -> None:
    number = uuid4()
    assert make_motions(cast, now, submission=number) == make_motions(cast, now, submission=number)


def test_the_masses_are_counted_by_what_was_handed_out(cast: Cast, now: datetime) -> None:
    poll = services.make_poll(
        org=cast.branch, kind=PollKind.SATISFACTION, title="群众满意度", ways=[PollWay.SLIP], items=["村务公开"],
        is_named=False, actor=operator(), now=now,
    )  # fmt: skip
    with pytest.raises(Refused, match="准备发出多少份"):
        opened(poll, now)
    poll, codes = opened(poll, now, handed=8)
    with pytest.raises(Refused, match="不按名册"):
        services.mark_roll(poll=poll, persons=[1], way=PollWay.SLIP, actor=operator(), now=now)
    for code in codes:
        cast_slip(poll, code, "0")
    with pytest.raises(Refused, match="多出 1 张"):
        closed(poll, now)
    assert closed(poll, now, handed=9).taken_part == 9
