"""From notice to ballot: who was recommended by whom, the list on its way, what each of those concerned may do."""

from datetime import date, datetime
from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from docx import Document
from pytest_django import DjangoAssertNumQueries

from jishi.audit.models import AuditLine
from jishi.ballots import queries, services
from jishi.ballots.models import Candidate, Election, ElectionStep
from jishi.ballots.rules import ElectionKind
from jishi.ballots.rules.candidates import CandidateStage, Office, Way
from jishi.kernel.actor import Act, operator
from jishi.kernel.decision import EditConflict, NotAllowed, Refused
from jishi.orgs.rules import PostKind
from tests.builders import Cast, actor_named, make_member, make_post
from tests.conftest import SignIn
from tests.db.ballots.story import MEETING, PLAN, RECOMMENDED, Story, running

ASKED = 11


@pytest.fixture
def story(cast: Cast, now: datetime) -> Story:
    return Story(running(cast, now), now, actor_named("secretary", today=now.date()))


def address(name: str, election: Election, *more: object) -> str:
    return reverse(f"ballots-{name}", args=[election.pk, *more])


def publicity(cast: Cast, now: datetime) -> None:
    """A committee member who sees the branch and does not run its elections."""
    one = make_member(now=now, org=cast.branch, name="赵春梅", username="plain")
    make_post(now=now, person_id=one.pk, org=cast.branch, post=PostKind.PUBLICITY_MEMBER)


def posted(browser: Client, url: str, **words: Any) -> str:
    """What the page says after the form was sent with what it held and these words."""
    form = browser.get(url).context["form"]
    held = {name: form[name].value() for name in form.fields}
    sent = {name: value for name, value in (held | words).items() if value not in (None, False, "")}
    return browser.post(url, sent, follow=True).content.decode()


def test_a_secretary_goes_from_the_notice_to_the_printed_ballot(story: Story, cast: Cast, sign_in: SignIn) -> None:
    election = story.election
    me, above = sign_in(cast.secretary), sign_in(cast.department)
    page = me.get(address("show", election)).content.decode()
    assert address("candidates", election) in page
    assert address("roll", election) in page
    assert address("paper", election, "request") in page
    assert "还没有人选" in me.get(address("candidates", election)).content.decode()

    plan = {name: value for name, value in PLAN.items() if value}
    assert "请写明通知" in posted(me, address("procedure", election), **(plan | {"ways_basis": ""}))
    assert "已保存" in posted(me, address("procedure", election), **plan)

    names = [one.person.name for one in cast.members[:5]]
    slips = {name: value for name, value in RECOMMENDED.items() if value} | {
        "others": "\n".join(f"{name} {7 - n}" for n, name in enumerate(names))
    }
    assert "多于收回 8" in posted(me, address("recommend", election, "members"), **(slips | {"valid": 9}))
    page = posted(me, address("recommend", election, "members"), **slips)
    assert all(name in page for name in names)
    rows = {row.name: row.pk for row in Candidate.objects.all()}
    votes = {f"count_{pk}": 20 for pk in rows.values()}
    posted(
        me, address("recommend", election, "masses"), **(slips | votes | {"due": 80, "present": 60, "issued": 60, "returned": 55, "valid": 50, "others": ""})
    )  # fmt: skip
    assert Way.MASSES.label in me.get(address("candidates", election)).content.decode()

    chosen = [rows[name] for name in names[:3]]
    page = posted(me, address("forward", election), **{f"put_{pk}": "on" for pk in chosen})
    assert "候选人应不少于 4 人" in page
    chosen.append(rows[names[3]])
    page = posted(me, address("forward", election), **{f"put_{pk}": "on" for pk in chosen})
    assert "候选人应不少于" not in page

    page = posted(above, address("review", election), **{f"review_{pk}": "passed" for pk in chosen})
    assert "4 人有结论" in page
    page = posted(
        me, address("deliberate", election), deliberated_on="2026-11-12", present=8, gist="分组酝酿，意见集中", requested_on="2026-11-13",
        request_no="红党请〔2026〕2号", **{f"put_{pk}": "on" for pk in chosen},
    )  # fmt: skip
    assert "预备人选 4 人" in page
    page = posted(above, address("approve", election), approval_no="和党组〔2026〕15号", approved_on="2026-11-18")
    assert "同意 4 人" in page
    words = {
        "published_from": "2026-11-19",
        "published_to": "2026-11-21",
        "published_where": "公示栏",
        "objections": "none",
    }
    assert "没有收到反映" in posted(me, address("publish", election), **words)
    assert "候选人工作都已办完" in posted(me, address("introduce", election), introduced_on="2026-11-21")

    page = me.get(address("show", election)).content.decode()
    assert "记录显示 2026-11-18 已办：和党组〔2026〕15号" in page
    assert ElectionStep.objects.filter(code="approve").exclude(done_on=None).count() == 0
    page = posted(me, address("step", election, "approve"))
    assert ElectionStep.objects.get(code="approve").done_on == date(2026, 11, 18)

    page = me.get(address("papers", election)).content.decode()
    assert "红旗村党支部委员会委员选票" in page
    answer = me.get(address("ballot", election, "committee"))
    printed = Document(BytesIO(answer.content))
    on_it = [cell.text for cell in printed.tables[0].rows[-1].cells]
    assert sorted(name.replace("\u3000", "") for name in on_it if name not in ("姓名", "")) == sorted(names[:4])


def test_a_name_is_put_on_the_list_once(story: Story, cast: Cast) -> None:
    submission = uuid4()
    words = {"person_id": cast.members[0].pk, "name": "", "employer": "", "submission": submission}
    first = story.do(services.name_candidate, **words)
    assert story.do(services.name_candidate, **words) == first
    with pytest.raises(Refused, match="已经在名单里"):
        story.name(cast.members[0].pk)
    with pytest.raises(EditConflict):
        story.do(services.name_candidate, person_id=cast.members[1].pk, name="", employer="", version=1)


def test_who_may_not_stand_is_not_named(story: Story, cast: Cast) -> None:
    with pytest.raises(Refused, match="没有被选举权：预备党员"):
        story.name(cast.members[-1].pk)
    neighbour = cast.sibling.pk
    with pytest.raises(Refused, match="不在本组织"):
        story.name(neighbour + 1_000_000)
    with pytest.raises(Refused, match="请选择党员"):
        story.do(services.name_candidate, person_id=None, name=" ", employer="")
    with pytest.raises(Refused, match="单位职务"):
        story.do(services.name_candidate, person_id=None, name="孙小圣", employer=" ")
    made = story.do(services.name_candidate, person_id=None, name="孙小圣", employer="镇农业站")
    assert (made.person_id, made.employer) == (None, "镇农业站")
    with pytest.raises(Refused, match="已经在名单里"):
        story.do(services.name_candidate, person_id=None, name="孙小圣", employer="镇农业站")
    shown = queries.introductions(story.fresh())
    assert shown == []


def test_masses_and_oneself_only_where_the_notice_says_so(story: Story, cast: Cast) -> None:
    for way in (Way.MASSES, Way.ONESELF):
        with pytest.raises(Refused, match="通知规定"):
            story.recommend(way)
    story.plan(ways=["masses", "oneself"])
    one = story.name(cast.members[0].pk)
    story.recommend(
        Way.ONESELF, form="written", counts={one.pk: 1}, due=None, present=None, issued=None, returned=None, valid=None
    )
    story.recommend(Way.MASSES, counts={one.pk: 7})
    view = queries.slate_view(story.fresh())
    assert [way for way, _ in view.ways] == list(Way)
    assert view.lines[0].supports == (None, None, 7, 1)
    assert view.counts(Way.MASSES) == {one.pk: 7}


@pytest.mark.parametrize(
    ("wrong", "field", "said"),
    [
        ({"present": 10}, "present", "多于应参加"),
        ({"returned": 9}, "returned", "多于发出"),
        ({"valid": 9}, "valid", "多于收回"),
        ({"held_on": date(2026, 12, 1)}, "held_on", "还没有到"),
        ({"others": [("没有这个人", 1)]}, "others", "名册里没有"),
        ({"others": [("王建国", 8)]}, "others", "多于有效票（表） 7"),
        ({"others": [("王建国", 9)], "valid": None}, "others", "多于收回的票（表） 8"),
        ({"others": [("王建国", 9)], "valid": None, "returned": None}, "others", "多于参加人数 8"),
        ({"others": [("王建国", 10)], "valid": None, "returned": None, "present": None}, "others", "多于应参加人数 9"),
    ],
)
def test_counts_that_cannot_be_say_why(story: Story, wrong: dict[str, Any], field: str, said: str) -> None:
    with pytest.raises(Refused, match=said) as refusal:
        story.recommend(**wrong)
    assert refusal.value.field == field
    assert Candidate.objects.count() == 0


def test_namesakes_are_told_apart_before_their_votes_are_entered(story: Story, cast: Cast, now: datetime) -> None:
    make_member(now=now, org=cast.branch, name="王建国")
    with pytest.raises(Refused, match="有 2 名党员叫“王建国”"):
        story.recommend(others=[("王建国", 3)])
    one = story.name(cast.members[0].pk)
    story.recommend(others=[("王建国", 3)])
    assert queries.slate_view(story.fresh()).counts(Way.MEMBERS) == {one.pk: 3}
    assert "（1975-03）" in dict(queries.choices_to_stand(story.fresh()))[str(cast.members[1].pk)]


def test_what_was_typed_for_others_is_read_line_by_line(story: Story, cast: Cast, sign_in: SignIn) -> None:
    url = address("recommend", story.election, "members")
    words = {name: value for name, value in RECOMMENDED.items() if value}
    assert "看不懂" in posted(sign_in(cast.secretary), url, **words, others="王建国 七票")
    page = posted(
        sign_in(cast.secretary), url, **words, others="王建国　5\n\n李秀英，4\n" + cast.members[2].person.name
    )
    assert "已保存" in page
    view = queries.slate_view(story.fresh())
    assert sorted(count or 0 for count in view.counts(Way.MEMBERS).values()) == [1, 4, 5]
    assert sign_in(cast.secretary).get(address("recommend", story.election, "nobody")).status_code == 404


def test_the_county_alone_enters_the_joint_review_and_only_its_conclusion(
    story: Story, cast: Cast, now: datetime
) -> None:
    one = story.name(cast.members[0].pk)
    story.do(services.put_forward, ids=[one.pk])
    words = {"conclusions": {one.pk: "refused"}, "reviewed_on": date(2026, 11, 10)}
    for who in ("secretary", "clerk"):
        with pytest.raises(NotAllowed):
            story.do(services.note_joint_review, actor=actor_named(who, today=now.date()), **words)
    story.do(services.note_joint_review, actor=actor_named("department", today=now.date()), **words)
    line = AuditLine.objects.get(event="election.reviewed")
    assert line.after == {"县级联审人数": 1, "不宜作为人选": 1}
    with pytest.raises(Refused, match="不能列为人选"):
        story.do(services.put_forward, ids=[one.pk])
    with pytest.raises(Refused, match="不宜作为人选"):
        story.propose([one.pk])
    story.do(services.note_joint_review, actor=operator(), **(words | {"conclusions": {one.pk: ""}}))
    story.propose([one.pk])
    story.do(services.note_joint_review, actor=operator(), **words)
    with pytest.raises(Refused, match="不能列为候选人"):
        story.approve([one.pk])
    story.do(services.note_joint_review, actor=operator(), **(words | {"conclusions": {one.pk: ""}}))
    one.refresh_from_db()
    assert (one.review, one.reviewed_on) == ("", None)


def test_only_names_put_forward_are_sent_up_and_only_those_sent_up_approved(story: Story, cast: Cast) -> None:
    first, second = (story.name(one.pk) for one in cast.members[:2])
    with pytest.raises(Refused, match="初步人选"):
        story.propose([first.pk])
    story.do(services.put_forward, ids=[first.pk, second.pk])
    with pytest.raises(Refused, match="实到 9，多于应到 8"):
        story.propose([first.pk], due=8, present=9)
    with pytest.raises(Refused, match="同意人数 9，多于实到 8") as refusal:
        story.propose([first.pk], agreed={first.pk: 9})
    assert refusal.value.field == f"agreed_{first.pk}"
    story.propose([first.pk], agreed={first.pk: 8, second.pk: 2})
    approve = {"approval_no": "和党组〔2026〕15号", "approved_on": date(2026, 11, 18), "actor": operator()}
    for ids in ([second.pk], []):
        with pytest.raises(Refused, match="预备人选"):
            story.do(services.approve_slate, ids=ids, **approve)
    with pytest.raises(Refused, match="文号"):
        story.do(services.approve_slate, ids=[first.pk], **(approve | {"approval_no": " "}))
    with pytest.raises(NotAllowed, match="上级党组织"):
        story.do(services.approve_slate, ids=[first.pk], **(approve | {"actor": story.actor}))
    story.approve([first.pk])
    stages = dict(Candidate.objects.values_list("pk", "stage"))
    assert stages == {first.pk: CandidateStage.APPROVED, second.pk: CandidateStage.FORWARD}
    story.do(services.put_forward, ids=[])
    assert dict(Candidate.objects.values_list("pk", "stage"))[second.pk] == CandidateStage.NAMED


def test_publication_comes_after_approval_and_its_outcome_after_its_end(story: Story, cast: Cast) -> None:
    words = {
        "published_from": date(2026, 11, 19), "published_to": date(2026, 11, 25), "published_where": "公示栏", "objections": "",
        "objections_note": "",
    }  # fmt: skip
    with pytest.raises(Refused, match="上级还没有批复"):
        story.do(services.publish_slate, **words)
    story.to_the_ballot(cast)
    with pytest.raises(Refused, match="早于起日"):
        story.do(services.publish_slate, **(words | {"published_to": date(2026, 11, 1)}))
    with pytest.raises(Refused, match="还没有结束"):
        story.do(services.publish_slate, **(words | {"objections": "none"}))
    ended = words | {"published_to": date(2026, 11, 21), "objections": "settled"}
    with pytest.raises(Refused, match="不写反映人"):
        story.do(services.publish_slate, **ended)
    story.do(services.publish_slate, **words)
    assert "publish" not in queries.offers(story.fresh())
    story.do(services.publish_slate, **(ended | {"objections_note": "已核实，不属实"}))
    assert queries.offers(story.fresh())["publish"].on == date(2026, 11, 21)


def test_candidates_are_shown_to_everybody_once_they_are_public(
    story: Story, cast: Cast, now: datetime, sign_in: SignIn
) -> None:
    publicity(cast, now)
    plain = actor_named("plain", today=now.date())
    found = story.to_the_ballot(cast)
    services.write_candidate(
        candidate=found[0], post="", employer="", worked_since="", resume="2015年起任党小组组长", introduction="", remark="",
        version=story.version, actor=story.actor, now=now,
    )  # fmt: skip
    with pytest.raises(NotAllowed):
        queries.get_introduced(plain, story.election.pk, today=now.date())
    story.do(services.introduce_slate, introduced_on=date(2026, 11, 20), introduced_note="会上介绍")
    assert queries.get_introduced(plain, story.election.pk, today=now.date()) == story.election
    page = sign_in(cast.secretary).get(address("introduction", story.election)).content.decode()
    assert "2015年起任党小组组长" in page
    assert sign_in(cast.sibling_secretary).get(address("introduction", story.election)).status_code == 404


def test_a_candidate_leaves_with_a_reason_and_stays_on_the_list(story: Story, cast: Cast, sign_in: SignIn) -> None:
    browser = sign_in(cast.secretary)
    one = story.name(cast.members[0].pk)
    url = address("drop", story.election, one.pk)
    assert "请填写原因" in posted(browser, url)
    page = posted(browser, url, why="本人不愿提名")
    assert "本人不愿提名" in page
    with pytest.raises(Refused, match="原因"):
        services.drop_candidate(candidate=one, why=" ", version=story.version, actor=story.actor, now=story.now)
    posted(browser, address("forward", story.election), **{f"put_{one.pk}": "on"})
    one.refresh_from_db()
    assert (one.stage, one.why) == (CandidateStage.FORWARD, "")
    page = posted(browser, address("candidate", story.election, one.pk), post="secretary", introduction="处事公道")
    assert "书记" in page
    assert queries.introductions(story.fresh())[0].post == "书记"


def test_a_foreign_secretary_sees_nothing_and_a_colleague_is_told_why(story: Story, cast: Cast, now: datetime) -> None:
    publicity(cast, now)
    foreign, plain = (actor_named(name, today=now.date()) for name in ("sibling_secretary", "plain"))
    one = story.name(cast.members[0].pk)
    with pytest.raises((Election.DoesNotExist, type(cast.branch).DoesNotExist)):
        queries.get_at_work(foreign, Act.ELECTION, story.election.pk)
    with pytest.raises(NotAllowed, match="办理换届选举"):
        queries.get_at_work(plain, Act.ELECTION, story.election.pk)
    with pytest.raises(NotAllowed):
        queries.get_candidate(plain, Act.VIEW, story.election.pk, one.pk)


def test_what_the_plan_lacks_is_said(story: Story) -> None:
    for wrong, said in (
        ({"candidates": 3}, "候选人应不少于 4 人"),
        ({"ways_basis": " "}, "写明通知"),
        ({"agreed_no": ""}, "批复的文号"),
        ({"requested_on": date(2026, 12, 30)}, "还没有到"),
    ):
        with pytest.raises(Refused, match=said):
            story.plan(**wrong)
    story.plan(is_direct=True, candidates=3)
    assert queries.offices_for(story.fresh()) == (Office.SECRETARY, Office.DEPUTY)


def test_by_elections_and_delegates_have_their_own_ballots(cast: Cast, now: datetime) -> None:
    for kind, offices in (
        (ElectionKind.BY_ELECTION, (Office.COMMITTEE,)),
        (ElectionKind.DELEGATES, (Office.DELEGATE,)),
    ):
        made = services.start_election(
            org=cast.branch, kind=kind, meeting_on=MEETING, seats=2, actor=operator(), now=now
        )
        story = Story(made, now, operator())
        assert queries.offices_for(story.fresh()) == offices
        assert queries.seats_of(story.fresh(), offices[0]) == 2
    assert queries.sheet_view(story.fresh(), "delegate").ballot.heading == "红旗村党支部出席上级党代表大会代表选票"


def test_the_list_takes_the_same_queries_however_long(
    story: Story, cast: Cast, sign_in: SignIn, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    browser = sign_in(cast.secretary)
    story.name(cast.members[0].pk)
    browser.get(address("candidates", story.election))
    with django_assert_num_queries(ASKED):
        browser.get(address("candidates", story.election))
    story.recommend(others=[(one.person.name, 3) for one in cast.members[1:5]])
    with django_assert_num_queries(ASKED):
        browser.get(address("candidates", story.election))
