"""一级抓一级: a task is split down the tree, rolled up, and called off with its parts."""

from datetime import date, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from jishi.assignments import queries, services
from jishi.assignments.models import Assignment, Helper, Progress
from jishi.assignments.rules import RollUp, Standing, State
from jishi.assignments.services import Help, Part, Report, Task
from jishi.kernel.actor import Act, Actor, operator
from jishi.kernel.decision import EditConflict, NotAllowed, Refused
from jishi.notices.models import Notice
from tests.builders import Cast, make_org
from tests.conftest import SignIn
from tests.db.assignments.acts import DUE, done, split_in_two, who, whole_of


def rolled(task: Assignment, today: date) -> RollUp:
    return queries.roll_ups([task.pk], today)[task.pk]


def test_a_committees_task_goes_down_and_adds_up(cast: Cast, now: datetime) -> None:
    whole = whole_of(cast, now)
    first, second = split_in_two(cast, now, whole)
    assert (first.title, first.due_on, first.measures, first.category) == (
        whole.title,
        DUE,
        "逐户查，当天改",
        "org_life",
    )
    assert (second.title, second.issuer, second.parent) == ("冬季安全检查（河边）", cast.township, whole)
    assert Notice.objects.get(person_id=cast.members[0].pk).text == "中共和平镇委员会交给您一项任务：冬季安全检查"
    done(first, now)
    assert rolled(whole, now.date()) == RollUp(total=2, accepted=1, open=1)
    assert rolled(whole, DUE + timedelta(days=1)).sentence == "2 项分任务，已验收 1 项，逾期 1 项"
    lines = queries.part_page(who("clerk", now), whole, today=now.date()).rows
    assert [(line.task.org, line.standing) for line in lines] == [
        (cast.branch, Standing.DONE),
        (cast.sibling, Standing.NOT_STARTED),
    ]
    assert queries.part_page(who("secretary", now), first, today=now.date()).rows == []


def test_whoever_gave_a_part_judges_it(cast: Cast, now: datetime) -> None:
    first, _ = split_in_two(cast, now, whole_of(cast, now))
    member = who("member", now)
    first = services.report(first.pk, "查完了", first.version, actor=member, now=now)
    with pytest.raises(NotAllowed, match="中共和平镇委员会交办的"):
        services.accept(first.pk, "", first.version, actor=who("secretary", now), now=now)
    assert queries.steps_open_to(who("secretary", now), first).waits == "等中共和平镇委员会验收。"
    with pytest.raises(NotAllowed, match="由它验收、修改和取消"):
        services.cancel(first.pk, "不办了", first.version, actor=who("secretary", now), now=now)
    waiting = {name: list(queries.to_judge(who(name, now))) for name in ("clerk", "secretary", "member")}
    assert waiting == {"clerk": [first], "secretary": [], "member": []}
    asked = queries.Filters(state="judge")
    assert queries.list_assignments(who("clerk", now), asked, today=now.date()).rows == [first]
    assert services.accept(first.pk, "", first.version, actor=who("clerk", now), now=now).state == State.ACCEPTED


def test_a_part_is_split_again_and_everything_below_is_called_off(cast: Cast, now: datetime) -> None:
    whole = whole_of(cast, now)
    first, second = split_in_two(cast, now, whole)
    under = [Part(cast.group, owner_id=cast.members[1].pk), Part(cast.branch, owner_note="赵师傅")]
    lower = services.split(first.pk, under, first.version, actor=who("secretary", now), now=now)
    assert [row.issuer for row in lower] == [cast.branch, None]
    assert queries.above(who("secretary", now), lower[0])[0] == (whole, False)
    assert [open_to for _, open_to in queries.above(who("clerk", now), lower[0])] == [True, True]
    done(second, now)
    whole.refresh_from_db()
    services.cancel(whole.pk, "县里统一组织", whole.version, actor=who("clerk", now), now=now)
    states = dict(Assignment.objects.values_list("pk", "state"))
    assert states == {
        whole.pk: State.CANCELLED,
        first.pk: State.CANCELLED,
        second.pk: State.ACCEPTED,
        lower[0].pk: State.CANCELLED,
        lower[1].pk: State.CANCELLED,
    }
    assert Progress.objects.get(assignment=lower[0], verb="fall").note == "上级任务“冬季安全检查”已取消：县里统一组织"
    assert rolled(whole, now.date()).sentence == "2 项分任务，已验收 1 项，取消 1 项"


def test_the_whole_waits_for_its_parts_or_says_why_not(cast: Cast, now: datetime) -> None:
    whole = whole_of(cast, now)
    first, second = split_in_two(cast, now, whole)
    clerk = who("clerk", now)
    with pytest.raises(Refused, match="还有 2 项分任务没有验收") as refused:
        services.report(whole.pk, "都办了", whole.version, actor=clerk, now=now)
    assert refused.value.field == "without_parts"
    done(first, now)
    second.refresh_from_db()
    services.cancel(second.pk, "河边已拆除", second.version, actor=clerk, now=now)
    reported = services.report(whole.pk, "都办了", whole.version, actor=clerk, now=now)
    assert reported.state == State.REPORTED
    other = whole_of(cast, now)
    split_in_two(cast, now, other)
    services.report(other.pk, "都办了", other.version, actor=clerk, now=now, without_parts="已由县里办完")
    said = Progress.objects.get(assignment=other, verb="report").note
    assert said == "都办了（2 项分任务，已验收 0 项；没有等分任务：已由县里办完）"


def test_a_part_is_for_those_directly_below_with_an_owner_and_a_day_in_time(cast: Cast, now: datetime) -> None:
    whole, clerk = whole_of(cast, now), who("clerk", now)
    ended = make_org(now=now, parent=cast.township)
    ended.ended_on = now.date()
    ended.save()
    wrong = [
        (Part(cast.group, owner_note="某人"), "不是直接下级"),
        (Part(ended, owner_note="某人"), "不是直接下级"),
        (Part(cast.branch), "没有负责人"),
        (Part(cast.branch, owner_note="某人", due_on=date(2026, 12, 6)), "不能晚于上级任务"),
        (Part(cast.branch, owner_note="某人", due_on=date(2026, 11, 1)), "已经过去"),
        (Part(cast.branch, owner_note="某人", due_on=DUE, working_days=3), "填一样就行"),
        (Part(cast.branch, owner_note="某人", working_days=0), "1到250"),
        (Part(cast.branch, owner_note="某人", working_days=200), "不能晚于上级任务"),
    ]
    for part, reason in wrong:
        with pytest.raises(Refused, match=reason) as refused:
            services.split(whole.pk, [part], 1, actor=clerk, now=now)
        assert refused.value.field == f"part_{part.org.pk}"
    with pytest.raises(Refused, match="分给哪些"):
        services.split(whole.pk, [], 1, actor=clerk, now=now)
    with pytest.raises(NotAllowed):
        services.split(whole.pk, [], 1, actor=Actor(name="周敏", person_id=clerk.person_id), now=now)
    with pytest.raises(Assignment.DoesNotExist):
        services.split(whole.pk, [], 1, actor=who("secretary", now), now=now)
    with pytest.raises(EditConflict):
        services.split(whole.pk, [Part(cast.branch, owner_note="某人")], 7, actor=clerk, now=now)
    assert Assignment.objects.count() == 1
    with pytest.raises(IntegrityError, match="no_part_of_itself"), transaction.atomic():
        Assignment.objects.filter(pk=whole.pk).update(parent=whole)


def test_the_same_form_splits_once(cast: Cast, now: datetime) -> None:
    whole, clerk, form = whole_of(cast, now), who("clerk", now), uuid4()
    parts = [Part(cast.branch, owner_note="某人"), Part(cast.sibling, owner_note="某人")]
    first = services.split(whole.pk, parts, 1, actor=clerk, now=now, submission=form)
    assert services.split(whole.pk, parts, 1, actor=clerk, now=now, submission=form) == first
    assert Assignment.objects.filter(parent=whole).count() == 2


def test_a_day_can_be_so_many_working_days(cast: Cast, now: datetime) -> None:
    secretary = who("secretary", now)
    task = services.assign(
        org=cast.branch, task=Task("清账", owner_note="刘刚", working_days=5), actor=secretary, now=now
    )
    assert (task.due_on, task.working_days) == (date(2026, 11, 27), 5)
    for given, reason in ((Task("清账", owner_note="刘刚", due_on=DUE, working_days=5), "填一样"),
                          (Task("清账", owner_note="刘刚", working_days=999), "1到250")):  # fmt: skip
        with pytest.raises(Refused, match=reason) as refused:
            services.assign(org=cast.branch, task=given, actor=secretary, now=now)
        assert refused.value.field == "working_days"
    with pytest.raises(IntegrityError, match="working_days_count_to_a_day"), transaction.atomic():
        Assignment.objects.filter(pk=task.pk).update(due_on=None)


def test_a_superior_gives_from_a_contract_and_judges(cast: Cast, now: datetime) -> None:
    task = Task("年底前建成阵地", owner_id=cast.members[0].pk, due_on=DUE)
    clerk = who("clerk", now)
    given = services.assign(
        org=cast.branch, issuer=cast.township, task=task, origin=("appraisals.contract", 7), actor=clerk, now=now
    )
    assert (given.issuer, given.origin_kind, given.origin_id) == (cast.township, "appraisals.contract", 7)
    with pytest.raises(Refused, match="下级组织"):
        services.assign(org=cast.branch, issuer=cast.other_township, task=task, actor=operator(), now=now)
    with pytest.raises(NotAllowed):
        services.assign(org=cast.branch, issuer=cast.township, task=task, actor=who("secretary", now), now=now)
    own = services.assign(org=cast.branch, issuer=cast.branch, task=task, actor=who("secretary", now), now=now)
    assert own.issuer is None


def test_what_is_asked_for_and_its_day_are_changed_with_a_reason(cast: Cast, now: datetime) -> None:
    whole, clerk = whole_of(cast, now), who("clerk", now)
    first, _ = split_in_two(cast, now, whole)
    later = date(2026, 12, 10)
    refusals = [
        ({"due_on": date(2026, 12, 1)}, first, "", "要写原因"),
        ({"due_on": later}, first, "下雪", "不能晚于上级任务"),
        ({"due_on": None}, first, "下雪", "分任务也要有"),
        ({"due_on": date(2026, 11, 30)}, whole, "提前", "请先改分任务"),
        ({"title": " "}, whole, "", "要办的事"),
    ]
    for facts, task, note, reason in refusals:
        task.refresh_from_db()
        with pytest.raises(Refused, match=reason):
            services.amend(task.pk, task.version, note=note, actor=clerk, now=now, **facts)
    services.amend(whole.pk, whole.version, note="下雪", actor=clerk, now=now, due_on=later, title="冬季检查 ")
    services.amend(first.pk, first.version, note="下雪", actor=clerk, now=now, due_on=None, working_days=9)
    first.refresh_from_db()
    assert (first.due_on, first.working_days) == (date(2026, 12, 3), 9)
    services.amend(first.pk, first.version, actor=clerk, now=now, measures="当天改", due_on=first.due_on)
    assert [p.get_verb_display() for p in queries.progress_of(first)] == ["交办", "改时限", "修改"]
    done(first, now)
    with pytest.raises(Refused, match="已验收"):
        services.amend(first.pk, 5, actor=clerk, now=now, title="再查")


def test_a_meeting_does_not_move_what_came_from_above(cast: Cast, now: datetime) -> None:
    whole = whole_of(cast, now)
    first, second = split_in_two(cast, now, whole)
    origin, soon, me = ("activities", 1), date(2026, 11, 30), operator()
    for report, org, reason in (
        (Report(first.pk, "难", due_on=date(2026, 12, 20)), cast.branch, "由交办的人"),
        (Report(whole.pk, "快", due_on=soon), cast.township, "请先改分任务"),
        (Report(whole.pk, "", done=True), cast.township, "分任务还没有验收"),
    ):
        with pytest.raises(Refused, match=reason):
            services.hear_reports(org.pk, [report], origin, actor=me, now=now)
    later = Report(whole.pk, "延到月底", due_on=date(2026, 12, 31))
    services.hear_reports(cast.township.pk, [later], origin, actor=me, now=now)
    whole.refresh_from_db()
    assert whole.due_on == date(2026, 12, 31)
    done(first, now)
    done(second, now)


def test_helpers_are_named_and_see_the_task(cast: Cast, now: datetime) -> None:
    clerk, secretary = who("clerk", now), who("secretary", now)
    named = queries.helpers_named(secretary, cast.branch, "李秀英、水利站老王，红旗村第一党小组 李秀英", now.date())
    assert named == (Help(person_id=cast.members[1].pk), Help(note="水利站老王"), Help(org_id=cast.group.pk))
    sibling = queries.helpers_named(clerk, cast.branch, "柳树湾村党支部", now.date())
    task = Task("修路", owner_id=cast.members[0].pk, helpers=(*named, *sibling, Help(person_id=cast.members[0].pk)))
    made = services.assign(org=cast.branch, task=task, actor=secretary, now=now)
    assert queries.helper_names(made) == "李秀英、水利站老王、红旗村第一党小组、柳树湾村党支部"
    assert Notice.objects.get(person_id=cast.members[1].pk).text == "请您协办红旗村党支部的任务：修路"
    helper, leader = Actor(name="李秀英", person_id=cast.members[1].pk), Actor(name="某", person_id=cast.members[4].pk)
    assert list(queries.assignments_where(helper, Act.VIEW)) == [made]
    assert list(queries.assignments_where(who("sibling_secretary", now), Act.VIEW)) == [made]
    assert not queries.assignments_where(leader, Act.VIEW).exists()
    services.amend(made.pk, 1, actor=secretary, now=now, leader_id=cast.members[4].pk, helpers=())
    assert list(queries.assignments_where(leader, Act.VIEW)) == [made]
    assert not Helper.objects.exists()
    with pytest.raises(NotAllowed):
        services.report(made.pk, "修好了", 2, actor=leader, now=now)


def test_two_of_one_name_are_asked_apart(cast: Cast, now: datetime) -> None:
    person = cast.members[2].person
    person.name = "李秀英"
    person.save()
    with pytest.raises(Refused, match="不止一个") as refused:
        queries.helpers_named(operator(), cast.branch, "李秀英", now.date())
    assert refused.value.field == "helpers"
    found = queries.persons_named([(cast.branch.pk, "李秀英"), (cast.sibling.pk, "李秀英")], now.date())
    with pytest.raises(Refused, match="有 2 位李秀英"):
        queries.owner_named(cast.branch, "李秀英", found)
    assert queries.owner_named(cast.sibling, "李秀英", found) == (None, "李秀英")


def test_a_task_is_split_on_a_page(cast: Cast, now: datetime, sign_in: SignIn) -> None:
    whole, client = whole_of(cast, now), sign_in(cast.clerk)
    url = reverse("assignments-split", args=[whole.pk])
    page = client.get(url)
    assert 'value="王建国"' in page.content.decode()
    a, b = cast.branch.pk, cast.sibling.pk
    form = {"submission": str(uuid4()), "version": 1, f"pick_{a}": "1", f"owner_{a}": "王建国"}
    form |= {f"pick_{b}": "1", f"owner_{b}": "", f"due_{a}": "2026-12-01"}
    assert "没有负责人，请写上责任人" in client.post(url, form).content.decode()
    told = client.post(url, form | {f"owner_{b}": "刘长河"}, follow=True).content.decode()
    assert "已分解" in told
    assert "2 项分任务，已验收 0 项" in told
    found = {task.org_id: task for task in Assignment.objects.filter(parent=whole)}
    assert (found[a].owner_id, found[a].due_on) == (cast.members[0].pk, date(2026, 12, 1))
    assert found[b].owner_name == "刘长河"
    assert found[b].owner_id
    assert "已有一项" in client.get(url).content.decode()
    listed = client.get(reverse("assignments-index"), {"whole": whole.pk}).content.decode()
    assert "的分任务，<strong>2</strong> 项" in listed
    assert sign_in(cast.secretary).get(url).status_code == 404


def test_the_page_of_a_part_and_its_change(cast: Cast, now: datetime, sign_in: SignIn) -> None:
    whole = whole_of(cast, now)
    first, _ = split_in_two(cast, now, whole)
    seen = sign_in(cast.secretary).get(reverse("assignments-show", args=[first.pk])).content.decode()
    assert "冬季安全检查（中共和平镇委员会）" in seen
    assert "修改</a>" not in seen
    client, url = sign_in(cast.clerk), reverse("assignments-amend", args=[first.pk])
    form = {"title": first.title, "measures": "当天改", "due_on": "2026-12-01", "version": 1, "helpers": "李秀英"}
    assert "改时限要写原因" in client.post(url, form).content.decode()
    told = client.post(url, form | {"note": "提前"}, follow=True).content.decode()
    assert "李秀英" in told
    assert "2026-12-01" in told


def test_a_page_of_parts_costs_the_same_however_many(cast: Cast, now: datetime, sign_in: SignIn) -> None:
    whole, client, costs = whole_of(cast, now), sign_in(cast.clerk), []
    for _ in range(2):
        whole.refresh_from_db()
        orgs = [make_org(now=now, parent=cast.township) for _ in range(8)]
        parts = [Part(org, owner_note="某人") for org in orgs]
        services.split(whole.pk, parts, whole.version, actor=operator(), now=now)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(reverse("assignments-show", args=[whole.pk])).status_code == 200
        costs.append(len(captured))
    assert costs[0] == costs[1]
