"""The roll: who may vote and stand and why not, who is expected for what, what a frozen roll lets one do."""

from datetime import date, datetime
from io import BytesIO

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from docx import Document
from pytest_django import DjangoAssertNumQueries

from jishi.audit.models import AuditLine
from jishi.ballots import queries, services
from jishi.ballots.models import Roll, RollChange, RollEntry
from jishi.ballots.rules import ElectionKind
from jishi.ballots.rules.roll import Excusable, Mark
from jishi.kernel.actor import operator
from jishi.kernel.decision import NotAllowed, Refused
from tests.builders import Cast, actor_named, make_member, make_org
from tests.conftest import SignIn
from tests.db.ballots.story import MEETING, Story, running
from tests.db.ballots.test_candidates import address, posted

ASKED = 9


@pytest.fixture
def story(cast: Cast, now: datetime) -> Story:
    return Story(running(cast, now), now, actor_named("secretary", today=now.date()))


def taken(story: Story) -> Roll:
    roll: Roll = story.do(services.take_roll)
    return roll


def line(person_id: int) -> RollEntry:
    return RollEntry.objects.select_related("election").get(person=person_id)


def marked(story: Story, person_id: int, **words: object) -> RollEntry:
    held = {"mark": "", "excused": "", "excused_note": "", "consented": False} | words
    return services.set_roll_entry(
        entry=line(person_id), version=story.version, actor=story.actor, now=story.now,
        **held,  # type: ignore[arg-type]  # words of the case
    )  # fmt: skip


def test_the_roll_says_who_may_vote_and_why_not(story: Story, cast: Cast) -> None:
    roll = taken(story)
    assert (roll.members, roll.with_right, roll.left_out) == (9, 8, 0)
    young = line(cast.members[-1].pk)
    assert (young.may_vote, young.may_stand) == (False, False)
    assert "预备党员没有表决权" in young.reason
    watched = marked(story, cast.members[2].pk, mark=Mark.ON_PROBATION)
    assert "留党察看期间" in watched.reason
    assert queries.roll_view(story.fresh()).without_right == tuple(
        one.entry.name for one in queries.roll_view(story.fresh()).lines if not one.entry.may_vote
    )
    with pytest.raises(Refused, match="留党察看期间"):
        story.name(cast.members[2].pk)


def test_a_probationary_member_full_by_the_day_of_the_meeting_votes(story: Story, cast: Cast, now: datetime) -> None:
    full = make_member(now=now, org=cast.branch, joined_on=date(2025, 12, 1), full_on=date(2026, 12, 1))
    roll = taken(story)
    assert (roll.members, roll.with_right) == (10, 9)
    assert line(full.pk).may_vote


def test_expected_depends_on_the_purpose(story: Story, cast: Cast) -> None:
    taken(story)
    story.plan()
    old = marked(story, cast.members[3].pk, excused=Excusable.FRAIL, consented=True)
    view = queries.roll_view(story.fresh())
    assert [one.number for one in view.purposes] == [9, 8, 8, 8]
    assert view.excused[0].lacking == "还没有党员大会通过，仍计入应到会人数"
    story.do(services.freeze_roll, adopted=[old.pk])
    view = queries.roll_view(story.fresh())
    assert [one.number for one in view.purposes] == [9, 8, 8, 7]
    roll = Roll.objects.get(election=story.election)
    assert (roll.with_right, roll.left_out, roll.frozen_by) == (8, 1, "王建国")


def test_nobody_is_left_out_without_consent_agreement_and_adoption(story: Story, cast: Cast) -> None:
    taken(story)
    one = marked(story, cast.members[3].pk, excused=Excusable.ABROAD)
    for words, said in (({}, "征求本人意见、上级党组织同意"), ({"consented": True}, "上级党组织同意")):
        marked(story, cast.members[3].pk, excused=Excusable.ABROAD, **words)
        with pytest.raises(Refused, match=said):
            story.do(services.freeze_roll, adopted=[one.pk])
    assert Roll.objects.get(election=story.election).frozen_at is None
    story.plan()
    story.do(services.freeze_roll, adopted=[])
    assert Roll.objects.get(election=story.election).left_out == 0
    with pytest.raises(Refused, match="征求本人意见"):
        marked(story, cast.members[3].pk, excused=Excusable.ABROAD, adopted=True, why="大会补充通过")


def test_a_frozen_roll_changes_only_so_that_everybody_sees_it(
    story: Story, cast: Cast, now: datetime, sign_in: SignIn
) -> None:
    taken(story)
    story.do(services.freeze_roll, adopted=[])
    for verb in (services.take_roll, services.freeze_roll):
        with pytest.raises(Refused, match="已在大会上锁定"):
            story.do(verb, **({"adopted": []} if verb is services.freeze_roll else {}))
    with pytest.raises(Refused, match="变更要写原因"):
        marked(story, cast.members[4].pk, mark=Mark.ARRESTED)
    marked(story, cast.members[4].pk, mark=Mark.ARRESTED, why="大会当日接到通报")
    change = RollChange.objects.get()
    assert (change.before, change.by) == ("计入应到会", "王建国")
    assert change.after.startswith("没有选举权：被逮捕")
    assert Roll.objects.get(election=story.election).with_right == 7
    said = AuditLine.objects.get(event="election.roll_changed")
    assert "逮捕" not in f"{said.before}{said.after}"
    page = sign_in(cast.secretary).get(address("roll", story.election)).content.decode()
    assert "锁定以后的变更" in page
    assert "大会当日接到通报" in page
    gone = marked(story, cast.members[5].pk, is_struck=True, why="组织关系已转出")
    assert gone.is_struck
    view = queries.roll_view(story.fresh())
    assert [one.entry.pk for one in view.struck] == [gone.pk]
    assert view.heads.members == 8
    with pytest.raises(Refused, match="加人要写原因"):
        story.do(services.add_to_roll, person_id=gone.person_id)
    story.do(services.add_to_roll, person_id=gone.person_id, why="核对有误")
    assert RollChange.objects.filter(before="不在名册").count() == 1
    with pytest.raises(Refused, match="已经在名册上"):
        story.do(services.add_to_roll, person_id=gone.person_id, why="再加")


def test_drawing_again_keeps_what_was_written(story: Story, cast: Cast, now: datetime) -> None:
    taken(story)
    marked(story, cast.members[3].pk, excused=Excusable.FRAIL, consented=True)
    newcomer = make_member(now=now, org=cast.branch)
    roll = taken(story)
    assert roll.members == 10
    assert line(newcomer.pk).may_vote
    assert line(cast.members[3].pk).excused == Excusable.FRAIL
    other = services.start_election(
        org=cast.sibling, kind=ElectionKind.TERM, meeting_on=MEETING, actor=operator(), now=now
    )
    with pytest.raises(Refused, match="还没有选举人名册"):
        services.freeze_roll(election=other, adopted=[], version=1, actor=operator(), now=now)


def test_a_congress_adds_its_delegates_one_by_one(cast: Cast, now: datetime) -> None:
    made = services.start_election(
        org=cast.township, kind=ElectionKind.CONGRESS, meeting_on=MEETING, actor=operator(), now=now
    )
    story = Story(made, now, actor_named("clerk", today=now.date()))
    with pytest.raises(Refused, match="代表请逐人加入"):
        taken(story)
    choices = dict(queries.choices_for_roll(story.actor, story.fresh()))
    delegate = cast.members[0].pk
    assert choices[str(delegate)] == "王建国（红旗村党支部）"
    story.do(services.add_to_roll, person_id=delegate)
    roll = Roll.objects.get(election=made)
    assert (roll.members, roll.taken_on) == (1, now.date())
    assert str(delegate) not in dict(queries.choices_for_roll(story.actor, story.fresh()))
    taken(story)
    assert Roll.objects.get(election=made).members == 1
    outside = make_member(now=now, org=make_org(now=now, parent=cast.other_township))
    with pytest.raises(Refused, match="不在本组织"):
        story.do(services.add_to_roll, person_id=outside.pk, actor=operator())


def test_the_pages_lead_from_the_roster_to_the_frozen_roll(story: Story, cast: Cast, sign_in: SignIn) -> None:
    browser = sign_in(cast.secretary)
    assert "从党员名册取人" in browser.get(address("roll", story.election)).content.decode()
    page = posted(browser, address("roll_take", story.election))
    assert "选举应到会 <strong>8</strong> 人" in page
    entry = line(cast.members[3].pk)
    url = address("roll_entry", story.election, entry.pk)
    page = posted(browser, url, excused="old_or_ill", consented="on")
    assert "还没有填上级党组织同意的批复" in page
    story.plan()
    page = posted(browser, address("roll_freeze", story.election), adopted=[entry.pk])
    assert "选举应到会 <strong>7</strong> 人" in page
    assert "变更要写原因" in posted(browser, url, mark="detained")
    assert "已保存" in posted(browser, url, mark="detained", excused="", consented="", adopted="", why="接到通报")
    paper = Document(BytesIO(browser.get(address("paper", story.election, "roll")).content))
    assert len(paper.tables[0].rows) == 10
    added = posted(browser, address("roll_add", story.election), person_id=entry.person_id, why="重复")
    assert "还不能保存" in added


def test_only_those_who_run_the_election_touch_the_roll(story: Story, cast: Cast, now: datetime) -> None:
    taken(story)
    stranger = actor_named("sibling_secretary", today=now.date())
    for verb in (services.take_roll, services.freeze_roll):
        with pytest.raises(NotAllowed):
            story.do(verb, actor=stranger, **({"adopted": []} if verb is services.freeze_roll else {}))


def test_the_database_keeps_a_roll_straight(story: Story, cast: Cast) -> None:
    taken(story)
    for wrong in ({"adopted": True}, {"may_vote": False}):
        with pytest.raises(IntegrityError), transaction.atomic():
            RollEntry.objects.filter(person=cast.members[0].pk).update(**wrong)


def test_a_long_roll_takes_no_more_queries(
    story: Story, cast: Cast, now: datetime, sign_in: SignIn, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    taken(story)
    story.do(services.freeze_roll, adopted=[])
    browser = sign_in(cast.secretary)
    url = reverse("ballots-roll", args=[story.election.pk])
    browser.get(url)
    with django_assert_num_queries(ASKED):
        browser.get(url)
    for one in cast.members[:4]:
        marked(story, one.pk, mark=Mark.DETAINED, why="接到通报")
    with django_assert_num_queries(ASKED):
        browser.get(url)
