"""A campaign from its template to its result, and what it lays on branches."""

from datetime import date
from uuid import uuid4

import pytest

from jishi.activities.models import PlanSeries
from jishi.campaigns import queries, services
from jishi.campaigns.models import Campaign, Grading, PrescribedAction, Stage, Standard
from jishi.campaigns.rules import ActionInput, CampaignState, Whom
from jishi.duties.models import Demand
from jishi.duties.rules import Audience, DemandInput, DemandKind
from jishi.duties.services import register_demand
from jishi.kernel.actor import Act
from jishi.kernel.decision import EditConflict, NotAllowed, Refused
from tests.conftest import SignIn
from tests.db.campaigns.conftest import BASIS, Town


def test_a_campaign_begins_with_its_template_and_asks_nothing_yet(town: Town) -> None:
    number = uuid4()
    made = town.campaign(submission=number)
    assert town.campaign(submission=number).pk == made.pk
    stages = Stage.objects.filter(campaign=made).order_by("number")
    assert [s.title for s in stages][:2] == ["公开承诺", "践诺争创"]
    assert PrescribedAction.objects.filter(stage__campaign=made).count() == 4
    assert Standard.objects.filter(campaign=made, sector="village", title="领导班子好").exists()
    assert not Demand.objects.exists()
    with pytest.raises(Campaign.DoesNotExist):
        queries.get_campaign(town.secretary, Act.RECORD_VIEW, made.pk)
    with pytest.raises(NotAllowed):
        services.make_campaign(
            org=town.org, pattern="excellence", title="x", from_on=date(2026, 1, 1), until_on=date(2026, 9, 1),
            org_kinds=["branch"], actor=town.secretary, now=town.now,
        )  # fmt: skip
    with pytest.raises(Refused, match="天数不够排"):
        town.campaign(until_on=date(2026, 11, 2))
    with pytest.raises(Refused, match="不能早于"):
        town.campaign(until_on=date(2026, 10, 2))


def test_nothing_starts_before_what_lies_there_was_looked_at(town: Town) -> None:
    made = town.campaign(basis="", rests_on="")
    start = {"seen": "x", "actor": town.clerk, "now": town.now}
    with pytest.raises(Refused, match="通知文号"):
        services.start_campaign(made.pk, 1, **start)  # type: ignore[arg-type]  # words given by name
    services.edit_campaign(made.pk, 1, basis=BASIS, actor=town.clerk, now=town.now)
    with pytest.raises(Refused, match="履职事项清单"):
        services.start_campaign(made.pk, 2, **start)  # type: ignore[arg-type]  # words given by name
    services.edit_campaign(made.pk, 2, rests_on="第6项", actor=town.clerk, now=town.now)
    with pytest.raises(Refused, match="启动前统筹"):
        services.start_campaign(made.pk, 3, **start)  # type: ignore[arg-type]  # words given by name
    with pytest.raises(EditConflict):
        services.start_campaign(made.pk, 1, **start)  # type: ignore[arg-type]  # words given by name
    made.refresh_from_db()
    seen = queries.coordination(made).key
    done = services.start_campaign(made.pk, 3, seen=seen, actor=town.clerk, now=town.now)
    assert done.state == CampaignState.RUNNING


def test_a_campaign_without_a_stage_does_not_start(town: Town) -> None:
    made = town.campaign()
    Stage.objects.filter(campaign=made).delete()
    with pytest.raises(Refused, match="排好阶段"):
        services.start_campaign(made.pk, 1, seen="x", actor=town.clerk, now=town.now)


def test_prescribed_actions_become_demands_under_the_campaign_s_name(town: Town) -> None:
    made = town.running()
    demands = list(Demand.objects.order_by("pk"))
    assert demands[0].title == "创先争优：审定并公布承诺"
    assert {d.basis for d in demands} == {BASIS}
    assert all(d.until_on <= made.until_on for d in demands)
    assert {a.demand_id for a in PrescribedAction.objects.all()} == {d.pk for d in demands}
    for actor in (town.secretary, town.clerk):
        assert queries.get_campaign(actor, Act.RECORD_VIEW, made.pk) == made
    with pytest.raises(NotAllowed):
        queries.get_campaign(town.secretary, Act.DEMAND_SET, made.pk)
    [first, *_] = queries.stage_lines(made, on=town.now.date(), reader=town.clerk)
    assert first.is_now
    assert first.lines[0].owing == 2
    with pytest.raises(Refused, match="已经启动"):
        services.edit_campaign(made.pk, made.version, title="别的", actor=town.clerk, now=town.now)


def test_coordination_shows_what_is_added_beside_what_lies_there(town: Town) -> None:
    values = DemandInput(
        kind=DemandKind.MEETING, title="民情恳谈会", basis="县发〔2026〕3号", from_on=date(2026, 11, 1),
        until_on=date(2027, 3, 20), audience=Audience(org_kinds=("branch",)), people=5, minutes=60,
    )  # fmt: skip
    register_demand(issuer=town.cast.township, values=values, actor=town.clerk, now=town.now)
    made = town.campaign()
    found = queries.coordination(made)
    assert found.orgs == 2
    [lies] = found.lies
    assert lies.actions == ["组织群众评议"]
    assert found.lies_hours == "10"
    by_title = {one.line.action.title: one for one in found.added}
    assert by_title["组织群众评议"].joins == ["民情恳谈会"]
    assert any("主题党日" in word for word in by_title["审定并公布承诺"].within)
    [per] = found.per_org
    assert (per.whom, per.orgs, per.actions) == ("行政村党支部", 2, 4)
    assert found.overlaps == 3
    assert float(found.hours) == pytest.approx(float(per.hours) * 2, abs=0.2)
    services.edit_campaign(made.pk, 1, until_on=date(2027, 4, 30), actor=town.clerk, now=town.now)
    assert queries.coordination(Campaign.objects.get(pk=made.pk)).key != found.key


def test_parts_are_written_and_taken_out_while_it_is_prepared(town: Town) -> None:
    made = town.campaign()
    common = {"campaign_id": made.pk, "actor": town.clerk, "now": town.now}
    stage = services.put_stage(
        version=1, title="收尾", from_on=date(2027, 3, 1), until_on=date(2027, 3, 31), aim="", **common  # type: ignore[arg-type]  # words given by name
    )  # fmt: skip
    assert stage is not None
    assert stage.number == 6
    with pytest.raises(Refused, match="之内"):
        services.put_stage(version=2, stage_id=stage.pk, from_on=date(2026, 1, 1), **common)  # type: ignore[arg-type]  # words given by name
    action = services.put_action(
        version=2, stage_id=stage.pk, values=ActionInput(title="报总结", kind=DemandKind.MATERIAL), **common  # type: ignore[arg-type]  # words given by name
    )  # fmt: skip
    with pytest.raises(Refused, match="规定本身"):
        services.put_action(version=3, stage_id=stage.pk, values=ActionInput(title="开一次党课"), **common)  # type: ignore[arg-type]  # words given by name
    with pytest.raises(Refused, match="没有符合这些条件"):
        services.put_action(
            version=3, stage_id=stage.pk, action_id=action.pk, values=ActionInput(title="x", sectors=("soe",)), **common  # type: ignore[arg-type]  # words given by name
        )  # fmt: skip
    services.drop_action(action_id=action.pk, version=3, actor=town.clerk, now=town.now)
    assert services.put_stage(version=4, stage_id=stage.pk, drop=True, **common) is None  # type: ignore[arg-type]  # words given by name
    own = services.put_standard(version=5, whom=Whom.ORG, title="领导班子好", sector="soe", text="敢担当", **common)  # type: ignore[arg-type]  # words given by name
    assert own.number == 1
    with pytest.raises(Refused, match="已经写过"):
        services.put_standard(version=6, whom=Whom.ORG, title="领导班子好", sector="soe", text="x", **common)  # type: ignore[arg-type]  # words given by name
    assert ("领导班子好", "村“两委”班子团结，村级重大事项按“四议两公开”办。") in queries.standards_for(
        made, town.branch, Whom.ORG
    )
    services.drop_standard(standard_id=own.pk, version=6, actor=town.clerk, now=town.now)
    assert not Standard.objects.filter(pk=own.pk).exists()


def test_a_result_in_words_ends_what_still_lies_on_branches(town: Town) -> None:
    made = town.campaign()
    with pytest.raises(Refused, match="正在开展"):
        services.close_campaign(made.pk, 1, result="x", actor=town.clerk, now=town.now)
    made = town.running(title="争先")
    with pytest.raises(Refused, match="请写结果"):
        services.close_campaign(made.pk, made.version, result=" ", actor=town.clerk, now=town.now)
    made.refresh_from_db()
    services.close_campaign(made.pk, made.version, result="两村兑现承诺五件。", actor=town.clerk, now=town.now)
    assert set(Demand.objects.values_list("ended_on", flat=True)) == {town.now.date()}
    made.refresh_from_db()
    with pytest.raises(Refused, match="不再改"):
        services.put_standard(
            campaign_id=made.pk, version=made.version, whom="org", title="x", text="y", actor=town.clerk, now=town.now
        )


def test_a_grade_is_the_word_of_a_decision_with_its_reason(town: Town) -> None:
    made = town.campaign(pattern="class", title="分类定级")
    grade = {"campaign_id": made.pk, "org_id": town.branch.pk, "grade": "后进", "on": date(2026, 11, 20)}
    grade |= {"actor": town.clerk, "now": town.now}
    with pytest.raises(Refused, match="还没有启动"):
        services.grade_org(why="两年没有换届", **grade)  # type: ignore[arg-type]  # words given by name
    seen = queries.coordination(made).key
    services.start_campaign(made.pk, made.version, seen=seen, actor=town.clerk, now=town.now)
    number = uuid4()
    first = services.grade_org(why="两年没有换届", submission=number, **grade)  # type: ignore[arg-type]  # words given by name
    assert services.grade_org(why="两年没有换届", submission=number, **grade) == first  # type: ignore[arg-type]  # words given by name
    services.grade_org(why="已经换届", **(grade | {"grade": "一般"}))  # type: ignore[arg-type]  # words given by name
    assert Grading.objects.get().grade == "一般"
    for wrong, words in (({"grade": "五星"}, "等次里选"), ({"org_id": town.org.pk}, "不在活动范围")):
        with pytest.raises(Refused, match=words):
            services.grade_org(why="x", **(grade | wrong))  # type: ignore[arg-type]  # words given by name


def test_a_clerk_walks_through_the_pages(town: Town, sign_in: SignIn) -> None:
    client = sign_in(town.cast.clerk)
    assert "现在没有活动" in client.get("/campaigns/").content.decode()
    assert "“四强”党支部" in client.get("/campaigns/start/").content.decode()
    form = f"/campaigns/new/{town.org.pk}/excellence/"
    assert client.get(form).status_code == 200
    assert client.get(f"/campaigns/new/{town.org.pk}/nothing/").status_code == 404
    series = PlanSeries.objects.create(
        issuer=town.org, year=2026, title="红色经典系列", chosen="各支部", issued_at=town.now, issued_by="某人"
    )
    sent = {
        "title": "创先争优", "theme": "强堡垒", "basis": "", "rests_on": "", "serves": "乡村产业", "from_on": "2026-11-01",
        "until_on": "2027-03-31", "org_kinds": ["branch"], "series": series.pk, "submission": str(uuid4()),
    }  # fmt: skip
    client.post(form, sent)
    made = Campaign.objects.get()
    page = f"/campaigns/{made.pk}/"
    shown = client.get(page).content.decode()
    for word in (
        "公开承诺",
        "领导班子好",
        "红色经典系列",
        "还没有启动",
        "乡村产业",
        "启动前要写明",
    ):
        assert word in shown
    assert client.get(f"{page}print/").content[:2] == b"PK"
    assert "写明依据" in client.get(f"{page}before/").content.decode()
    client.post(f"{page}launch/", {"version": 1, "seen": "x"})
    assert Campaign.objects.get().state == CampaignState.DRAFT
    assert client.get(f"{page}edit/").status_code == 200
    client.post(f"{page}edit/", sent | {"basis": BASIS, "rests_on": "第6项", "version": 1})
    stage = {"title": "收尾", "from_on": "2027-03-01", "until_on": "2027-03-31", "aim": "", "version": 2}
    assert client.get(f"{page}stages/add/").status_code == 200
    client.post(f"{page}stages/add/", stage)
    last = Stage.objects.get(title="收尾")
    assert client.get(f"/campaigns/stages/{last.pk}/").status_code == 200
    action = {
        "title": "交流一次",
        "kind": "meeting",
        "cadence": "once",
        "count": 1,
        "people": 1,
        "minutes": 60,
        "version": 3,
    }
    assert client.get(f"/campaigns/stages/{last.pk}/actions/add/").status_code == 200
    client.post(f"/campaigns/stages/{last.pk}/actions/add/", action)
    one = PrescribedAction.objects.get(title="交流一次")
    assert client.get(f"/campaigns/actions/{one.pk}/").status_code == 200
    client.post(f"/campaigns/actions/{one.pk}/", action | {"title": "交流做法", "version": 4})
    client.post(f"/campaigns/actions/{one.pk}/", action | {"version": 5, "drop": "1"})
    client.post(f"/campaigns/stages/{last.pk}/", stage | {"version": 6, "drop": "1"})
    assert not Stage.objects.filter(title="收尾").exists()
    words = {"whom": "org", "title": "班子好", "sector": "", "text": "团结", "version": 7}
    assert client.get(f"{page}standards/add/?title=班子好").status_code == 200
    client.post(f"{page}standards/add/", words)
    own = Standard.objects.get(title="班子好")
    assert client.get(f"/campaigns/standards/{own.pk}/").status_code == 200
    client.post(f"/campaigns/standards/{own.pk}/", words | {"text": "团结干事", "version": 8})
    client.post(f"/campaigns/standards/{own.pk}/", words | {"version": 9, "drop": "1"})
    before = client.get(f"{page}before/").content.decode()
    assert "看过了，启动活动" in before
    seen = before.split('name="seen" value="')[1].split('"')[0]
    client.post(f"{page}launch/", {"version": 10, "seen": seen})
    assert "开展中" in client.get(page).content.decode()
    branch = sign_in(town.cast.secretary)
    assert "创先争优" in branch.get("/campaigns/?state=now&find=强堡垒").content.decode()
    assert "没有符合条件" in branch.get("/campaigns/?find=别的").content.decode()
    assert "总结" not in branch.get(page).content.decode().split("<main")[1].split("</h1>")[1].split("lede")[0]
    client.post(f"{page}close/", {"result": "兑现五件", "version": 11})
    assert "兑现五件" in client.get(page).content.decode()


def test_a_grade_is_noted_on_its_page(town: Town, sign_in: SignIn) -> None:
    made = town.running(pattern="star", title="星级评定")
    client = sign_in(town.cast.clerk)
    form = f"/campaigns/{made.pk}/grades/add/"
    assert client.get(f"{form}?org={town.branch.pk}").status_code == 200
    sent = {"org": town.branch.pk, "grade": "三星", "on": "2026-11-20", "why": "镇党委会议", "submission": str(uuid4())}
    client.post(form, sent)
    assert "三星" in client.get(f"/campaigns/{made.pk}/").content.decode()


def test_whoever_has_nobody_below_arranges_nothing(town: Town, sign_in: SignIn) -> None:
    assert "不能安排活动" in sign_in(town.cast.sibling_secretary).get("/campaigns/start/").content.decode()


def test_its_own_actions_do_not_lie_there_once_it_has_started(town: Town) -> None:
    assert queries.coordination(town.running()).lies == []
