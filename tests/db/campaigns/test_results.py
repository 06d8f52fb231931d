"""Every number of a campaign opens exactly its records; what the masses said is read through the poll's own secrecy."""

from collections.abc import Sequence
from datetime import date
from uuid import uuid4

import pytest

from jishi.activities import services as activities
from jishi.activities.models import Activity
from jishi.activities.rules import Kind, RecordInput
from jishi.ballots import services as ballots
from jishi.ballots.models import Poll, PollQuestion
from jishi.campaigns import queries, services
from jishi.campaigns.models import Campaign, MassReview, PrescribedAction
from jishi.duties import services as duties
from jishi.kernel.actor import Act, Actor, operator
from jishi.kernel.decision import NotAllowed
from jishi.orgs.models import Organization
from tests.conftest import SignIn
from tests.db.campaigns.conftest import Town


def held(town: Town, org: Organization, actor: Actor, on: date = date(2026, 11, 20)) -> Activity:
    return activities.record(
        RecordInput(org_id=org.pk, kinds=(Kind.MEMBERS_MEETING,), held_on=on, title="党员大会", chair_note="支书", late_reason="忘了记"),
        actor=actor, now=town.now,
    )  # fmt: skip


def first_action(campaign: Campaign) -> PrescribedAction:
    return PrescribedAction.objects.filter(stage__campaign=campaign).order_by("pk").select_related("stage")[0]


def rows(
    town: Town, actor: Actor, action: PrescribedAction, standing: str = "", find: str = ""
) -> Sequence[queries.ActionRow]:
    return queries.action_page(actor, action, standing=standing, find=find, on=town.now.date(), at="").rows


def test_the_number_of_an_action_opens_the_records_that_it_counts(town: Town) -> None:
    campaign = town.running()
    action = first_action(campaign)
    counted = held(town, town.branch, town.secretary)
    held(town, town.branch, town.secretary, on=date(2026, 10, 20))
    line = queries.stage_lines(campaign, on=town.now.date(), reader=town.clerk)[0].lines[0]
    assert (line.met, line.owing) == (1, 2)
    [met] = rows(town, town.clerk, action, "met")
    assert met.due.org_id == town.branch.pk
    assert met.records == [(date(2026, 11, 20), counted.title, f"/activities/{counted.pk}/")]
    [left] = rows(town, town.clerk, action, "open")
    assert (left.due.org_id, left.records) == (town.sibling.pk, [])
    assert [one.due.org_id for one in rows(town, town.clerk, action)] == [town.branch.pk, town.sibling.pk]
    assert rows(town, town.clerk, action, find="没有这个") == []


def test_a_branch_reads_the_number_of_its_own(town: Town) -> None:
    campaign = town.running()
    held(town, town.branch, town.secretary)
    line = queries.stage_lines(campaign, on=town.now.date(), reader=town.neighbour)[0].lines[0]
    assert (line.met, line.owing) == (0, 1)
    [row] = rows(town, town.neighbour, first_action(campaign))
    assert row.due.org_id == town.sibling.pk


def test_what_is_stated_counts_and_is_shown_in_its_words(town: Town) -> None:
    campaign = town.running(from_on=date(2026, 9, 1), until_on=date(2027, 2, 28))
    action = PrescribedAction.objects.select_related("stage").get(stage__campaign=campaign, title="更新践诺情况")
    due = rows(town, town.clerk, action)[0].due
    duties.state_done(
        org=town.branch, rule_id=due.rule.id, period=due.period.code, held_on=town.now.date(), note="都写了",
        actor=town.secretary, now=town.now,
    )  # fmt: skip
    assert rows(town, town.clerk, action, "met")[0].records[0][1] == "已办说明：都写了"


def test_before_the_start_nothing_is_owed(town: Town) -> None:
    campaign = town.campaign()
    assert queries.action_numbers(town.clerk, campaign, [first_action(campaign)]) == {}
    assert rows(town, town.clerk, first_action(campaign)) == []


def test_the_results_open_the_promises_and_the_tasks(town: Town, sign_in: SignIn) -> None:
    campaign = town.running()
    services.propose_pledge(
        org=town.branch, kind="deed", text="修渠两里", due_on=date(2026, 12, 1), campaign_id=campaign.pk, actor=town.secretary,
        now=town.now,
    )  # fmt: skip
    today = town.now.date()
    for state, found in (("", 1), ("waiting", 1), ("kept", 0), ("due", 0)):
        page = queries.promised_in(town.clerk, campaign, today=today, state=state, find="", at="")
        assert len(page.rows) == found
    assert queries.promised_in(town.neighbour, campaign, today=today, state="", find="", at="").rows == []
    assert queries.results_of(town.neighbour, campaign, today=today).pledges.waiting == 0
    assert queries.tasks_in(town.clerk, campaign, accepted=True) == []
    web = sign_in(town.cast.clerk)
    assert "修渠两里" in web.get(f"/campaigns/{campaign.pk}/results/?find=修渠").content.decode()
    assert "没有这样的任务" in web.get(f"/campaigns/{campaign.pk}/results/?state=finished").content.decode()
    held(town, town.branch, town.secretary)
    action = first_action(campaign)
    assert (
        f"/campaigns/actions/{action.pk}/records/?standing=met"
        in web.get(f"/campaigns/{campaign.pk}/").content.decode()
    )
    shown = web.get(f"/campaigns/actions/{action.pk}/records/?standing=met").content.decode()
    assert "党员大会" in shown
    assert "没有这样的组织" in web.get(f"/campaigns/actions/{action.pk}/records/?find=没有").content.decode()


def voted(town: Town, campaign: Campaign, number: int) -> MassReview:
    """A mass review that so many have answered, closed."""
    poll: Poll = services.open_mass_review(
        campaign=campaign, org=town.branch, actor=town.secretary, now=town.now, submission=uuid4()
    )
    codes = ballots.print_slips(poll=poll, count=8, actor=town.secretary, now=town.now)
    poll = ballots.open_poll(poll=poll, version=poll.version + 1, handed=8, actor=town.secretary, now=town.now)
    asked = PollQuestion.objects.filter(poll=poll).count()
    for code in codes[:number]:
        given = {at: ["0"] for at in range(1, asked)}
        ballots.cast_ballot(poll=poll, receipt=ballots.receipt_for_code(poll, code), given=given)
    ballots.close_poll(poll=poll, version=poll.version, actor=town.secretary, now=town.now)
    return MassReview.objects.select_related("poll", "campaign").get(poll=poll)


def test_few_answers_are_never_split_up(town: Town, sign_in: SignIn) -> None:
    campaign = town.running()
    review = voted(town, campaign, 2)
    assert queries.review_result(town.secretary, review).is_few
    web = sign_in(town.cast.secretary)
    page = web.get(f"/campaigns/reviews/{review.pk}/").content.decode()
    assert "不分项显示" in page
    assert "满意</dt>" not in page


def test_the_result_is_read_by_who_runs_it_and_by_nobody_next_door(town: Town, sign_in: SignIn) -> None:
    campaign = town.running()
    review = voted(town, campaign, 6)
    [line] = queries.review_page(town.secretary, campaign).rows
    assert (line.is_open, line.mark) == (True, ("done", "已经结束"))
    assert not queries.review_page(town.neighbour, campaign).rows
    with pytest.raises(MassReview.DoesNotExist):
        queries.get_review(town.neighbour, Act.VIEW, review.pk)
    assert queries.review_result(town.secretary, review).ballots == 6
    web = sign_in(town.cast.secretary)
    page = web.get(f"/campaigns/reviews/{review.pk}/").content.decode()
    assert "6 票" in page
    assert f"/campaigns/reviews/{review.pk}/" in web.get(f"/campaigns/{campaign.pk}/reviews/").content.decode()


def test_before_closing_nobody_reads_it(town: Town) -> None:
    campaign = town.running()
    poll = services.open_mass_review(campaign=campaign, org=town.branch, actor=town.secretary, now=town.now)
    review = MassReview.objects.get(poll=poll)
    with pytest.raises(NotAllowed, match="还没有结束"):
        queries.review_result(town.secretary, review)
    [line] = queries.review_page(town.secretary, campaign).rows
    assert not line.is_open


def test_polls_grades_and_promises_of_many_come_by_pages(
    town: Town, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    campaign = town.running(pattern="class", title="分类定级")
    for org in (town.branch, town.sibling):
        services.open_mass_review(campaign=campaign, org=org, actor=operator(), now=town.now)
    first = queries.review_page(town.clerk, campaign, size=1)
    second = queries.review_page(town.clerk, campaign, at=first.next, size=1)
    assert {line.review.poll.org_id for page in (first, second) for line in page.rows} == {
        town.branch.pk,
        town.sibling.pk,
    }
    web, form = sign_in(town.cast.clerk), f"/campaigns/{campaign.pk}/grades/add/"
    assert f'value="{town.branch.name}"' in web.get(f"{form}?org={town.branch.pk}").content.decode()
    sent = {"grade": "后进", "on": "2026-11-20", "why": "两年没有换届", "submission": str(uuid4())}
    assert "找不到“没有的支部”" in web.post(form, sent | {"org": "没有的支部"}).content.decode()
    assert web.post(form, sent | {"org": town.branch.name}).status_code == 302
    page = f"/campaigns/{campaign.pk}/"
    assert "两年没有换届" in web.get(f"{page}?grade=后进").content.decode()
    assert "没有评为“先进”的党组织" in web.get(f"{page}?grade=先进").content.decode()
    monkeypatch.setattr("jishi.campaigns.queries.pledges.ADDED_UP", 0)
    assert "不在这里合计" in web.get("/campaigns/pledges/").content.decode()
