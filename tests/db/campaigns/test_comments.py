"""领导点评 filled from records; 群众评议 through a secret poll."""

from datetime import date
from uuid import uuid4

import pytest

from jishi.activities import services as activities
from jishi.activities.rules import Kind, RecordInput
from jishi.assignments import services as assignments
from jishi.assignments.services import Task
from jishi.ballots.models import Poll, PollQuestion
from jishi.ballots.rules.polls import PollState, PollWay
from jishi.campaigns import queries, services
from jishi.campaigns.models import Comment, MassReview, Standard
from jishi.kernel.actor import Act, operator
from jishi.kernel.decision import NotAllowed, Refused
from jishi.orgs.models import Organization
from jishi.orgs.rules import PostKind
from tests.builders import actor_named, make_person, make_post
from tests.conftest import SignIn
from tests.db.campaigns.conftest import Town
from tests.db.campaigns.test_pledges import published

SAID = {"lacking": "流动党员联系少", "direction": "每季度联系一次"}


def comment(town: Town, **facts: object) -> Comment:
    campaign = facts.pop("campaign", None) or town.running()
    leader = queries.leader_of(town.org, town.now.date())
    given: dict[str, object] = {"org": town.org, "key": f"org-{town.branch.pk}", "leader_id": leader, "way": "on_site"}
    given |= {"on": date(2026, 11, 20), "actor": town.clerk, **SAID}
    return services.comment_on(campaign=campaign, now=town.now, **(given | facts))  # type: ignore[arg-type]  # words given by name


def test_who_comments_on_whom(town: Town) -> None:
    campaign = town.running()
    names = [one.name for one in queries.to_comment(town.clerk, campaign, town.org, town.now.date())]
    assert names == ["红旗村党支部", "柳树湾村党支部"]
    people = queries.to_comment(town.secretary, campaign, town.branch, town.now.date())
    assert len(people) == 9
    with pytest.raises(Organization.DoesNotExist):
        queries.get_commenting(operator(), Act.RECORD_VIEW, campaign.pk, town.cast.county.pk)


def test_a_comment_is_drafted_from_what_the_records_show(town: Town) -> None:
    campaign = town.running()
    kept = published(town, campaign_id=campaign.pk, text="装路灯")
    missed = published(town, campaign_id=campaign.pk, text="修渠")
    services.settle_pledge(kept.pk, 3, kept=True, outcome="装好", actor=town.secretary, now=town.now)
    services.settle_pledge(
        missed.pk, 3, kept=False, why="objective", outcome="没有批", actor=town.secretary, now=town.now
    )
    late = published(town, campaign_id=campaign.pk, text="办讲座", due_on=date(2026, 11, 22))
    record = RecordInput(
        org_id=town.branch.pk, kinds=(Kind.THEME_PARTY_DAY,), held_on=date(2026, 11, 15), title="清河道",
        serves="人居环境整治", chair_id=town.cast.members[0].pk, late_reason="补记",
    )  # fmt: skip
    activities.record(record, actor=operator(), now=town.now)
    tomorrow = late.due_on.replace(day=23)
    texts = [fact.text for fact in queries.facts_of(campaign, town.branch, None, tomorrow)]
    for words in ("承诺已兑现：“装路灯” 1 件。", "承诺未兑现：“修渠” 1 件。", "到期没有写结果的承诺 1 件。"):
        assert words in texts
    assert "“清河道”写明服务“人居环境整治”。" in texts
    assert any("“审定并公布承诺”有记录" in text for text in texts)
    assert any("“组织群众评议”" not in text for text in texts)
    owner = town.cast.members[1].pk
    task = assignments.assign(
        org=town.branch, task=Task("接水管", owner_id=owner, due_on=date(2026, 12, 1)), actor=operator(), now=town.now
    )
    assignments.report(task.pk, "好了", task.version, actor=town.member, now=town.now)
    task.refresh_from_db()
    assignments.accept(task.pk, "", task.version, actor=town.secretary, now=town.now)
    assert [f.text for f in queries.facts_of(campaign, None, owner, tomorrow)] == ["已验收的任务：“接水管” 1 件。"]


def test_a_comment_says_what_is_lacking_and_is_answered(town: Town) -> None:
    number = uuid4()
    campaign = town.running()
    made = comment(town, campaign=campaign, submission=number)
    assert comment(town, campaign=campaign, submission=number) == made
    for wrong, words in (
        ({}, "已经点评过"), ({"key": f"org-{town.sibling.pk}", "lacking": ""}, "只说好"),
        ({"key": "org-0"}, "名单里选"), ({"key": "person-5"}, "名单里选"),
    ):  # fmt: skip
        with pytest.raises(Refused, match=words):
            comment(town, campaign=campaign, **wrong)
    me = town.secretary.person_id
    with pytest.raises(Refused, match="上级点评"):
        comment(town, campaign=campaign, org=town.branch, key=f"person-{me}", leader_id=me, actor=town.secretary)
    services.edit_comment(made.pk, 1, lacking="台账不清", actor=town.clerk, now=town.now)
    with pytest.raises(NotAllowed):
        services.answer_comment(made.pk, answer="改", actor=town.neighbour, now=town.now)
    services.answer_comment(made.pk, answer="年底前补联系", actor=town.secretary, now=town.now)
    made.refresh_from_db()
    with pytest.raises(Refused, match="已经答复"):
        services.edit_comment(made.pk, made.version, lacking="x", actor=town.clerk, now=town.now)
    with pytest.raises(Refused, match="没有在开展"):
        comment(town, campaign=town.campaign())


def test_what_was_said_of_a_person_is_not_for_everybody(town: Town) -> None:
    campaign = town.running()
    person = town.cast.members[2].pk
    made = comment(
        town, campaign=campaign, org=town.branch, key=f"person-{person}", leader_id=town.secretary.person_id,
        actor=town.secretary,
    )  # fmt: skip
    spectator = make_person(now=town.now, username="committee")
    make_post(now=town.now, person_id=spectator.pk, org=town.org, post=PostKind.PUBLICITY_MEMBER)
    plain = actor_named("committee", today=town.now.date())
    with pytest.raises(Comment.DoesNotExist):
        queries.get_comment(plain, Act.RECORD_VIEW, made.pk)
    with pytest.raises(Comment.DoesNotExist):
        queries.get_comment(town.neighbour, Act.RECORD_VIEW, made.pk)
    assert queries.get_comment(town.member, Act.RECORD_VIEW, made.pk) == made
    assert queries.get_comment(town.clerk, Act.RECORD_VIEW, made.pk) == made
    with pytest.raises(NotAllowed):
        queries.get_answering(town.clerk, made.pk)


def test_the_masses_judge_the_standards_in_a_secret_poll(town: Town) -> None:
    campaign = town.running()
    number = uuid4()
    poll = services.open_mass_review(
        campaign=campaign, org=town.branch, actor=town.secretary, now=town.now, submission=number
    )
    again = services.open_mass_review(
        campaign=campaign, org=town.branch, actor=town.secretary, now=town.now, submission=number
    )
    assert (again, MassReview.objects.count()) == (poll, 1)
    assert (poll.is_named, set(poll.ways), poll.state) == (False, {PollWay.SLIP, PollWay.PAPER}, PollState.DRAFT)
    titles = list(PollQuestion.objects.filter(poll=poll).order_by("number").values_list("title", flat=True))
    assert len(titles) == 11
    assert titles[0].startswith("领导班子好：村“两委”")
    with pytest.raises(NotAllowed):
        services.open_mass_review(campaign=campaign, org=town.sibling, actor=town.secretary, now=town.now)
    Standard.objects.all().delete()
    with pytest.raises(Refused, match="还没有标准"):
        services.open_mass_review(campaign=campaign, org=town.branch, actor=town.secretary, now=town.now)


def test_the_pages_of_comments_and_reviews(town: Town, sign_in: SignIn) -> None:
    campaign = town.running()
    client = sign_in(town.cast.clerk)
    listed = f"/campaigns/{campaign.pk}/comments/{town.org.pk}/"
    assert "待点评" in client.get(listed).content.decode()
    form = f"{listed}org-{town.branch.pk}/"
    assert "记录显示" in client.get(form).content.decode()
    leader = queries.leader_of(town.org, town.now.date())
    sent = {"leader": leader, "on": "2026-11-20", "way": "on_site", "submission": str(uuid4()), **SAID}
    client.post(form, sent)
    made = Comment.objects.get()
    card = f"/campaigns/comments/{made.pk}/"
    assert "流动党员联系少" in client.get(card).content.decode()
    assert client.get(f"{card}print/").content[:2] == b"PK"
    assert client.get(f"{card}edit/").status_code == 200
    client.post(f"{card}edit/", sent | {"lacking": "台账不清", "version": 1})
    branch = sign_in(town.cast.secretary)
    assert "台账不清" in branch.get(card).content.decode()
    assert branch.get(f"{card}answer/").status_code == 200
    branch.post(f"{card}answer/", {"answer": "本月补齐"})
    assert "本月补齐" in client.get(card).content.decode()
    assert "已答复" in client.get(listed).content.decode()
    review = f"/campaigns/{campaign.pk}/review/{town.branch.pk}/"
    assert "领导班子好" in branch.get(review).content.decode()
    answer = branch.post(review, {"note": "请村民评一评", "submission": str(uuid4())})
    assert answer["Location"] == f"/polls/{Poll.objects.get().pk}/"
    page = branch.get(f"/campaigns/{campaign.pk}/reviews/").content.decode()
    assert "结束以后才有结果" in page
    assert "1 次" in branch.get(f"/campaigns/{campaign.pk}/").content.decode()
