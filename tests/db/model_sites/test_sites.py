"""An application from the records to the naming, and the years after it."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from jishi.appraisals.models import Assessment, AssessmentRound, Scheme, SchemeVersion
from jishi.appraisals.rules import AssessmentState
from jishi.ballots.models import Poll
from jishi.ballots.rules.polls import PollKind, PollLayout, PollWay
from jishi.duties.models import DutyStatus
from jishi.duties.queries import pack
from jishi.kernel.actor import Act
from jishi.kernel.decision import EditConflict, NotAllowed, Refused
from jishi.model_sites import queries, services
from jishi.model_sites.models import (
    Finding,
    Naming,
    Programme,
    Recheck,
    Site,
    SiteCategory,
    SiteCost,
    SiteStep,
    SiteVisit,
)
from jishi.model_sites.rules import (
    CostKind,
    FindingState,
    PaidBy,
    ProgrammeKind,
    RecheckResult,
    SiteState,
    SiteStepKind,
    Watch,
    Who,
)
from jishi.notices import services as notices
from jishi.notices.models import Notice
from jishi.notices.rules import Issuer
from jishi.orgs.models import Organization, PostHeld, Term
from tests.db.model_sites.conftest import WORDS, Room

S = SiteStepKind
ON = date(2026, 11, 20)


def test_an_application_is_drawn_from_the_records(room: Room) -> None:
    site = room.applied()
    drawn = {one["label"]: one for one in site.figures}
    assert drawn["党员总数"]["value"] == "9"
    assert f"org={room.cast.branch.pk}" in drawn["党员总数"]["url"]
    assert drawn["书记"]["value"] == room.cast.members[0].person.name
    assert site.drawn_on == room.now.date()


def test_who_may_not_apply(room: Room) -> None:
    programme = room.begin()
    category = room.category(programme)
    with pytest.raises(NotAllowed):
        services.apply_for(org=room.cast.branch, category_id=category.pk, actor=room.sibling, now=room.now)
    with pytest.raises(Refused, match="领域"):
        services.apply_for(org=room.cast.township, category_id=category.pk, actor=room.clerk, now=room.now)
    with pytest.raises(Refused, match="所属"):
        services.apply_for(org=room.cast.county, category_id=category.pk, actor=room.county, now=room.now)
    late = room.now + timedelta(days=60)
    with pytest.raises(Refused, match="申报时间"):
        services.apply_for(org=room.cast.branch, category_id=category.pk, actor=room.secretary, now=late)
    submission = uuid4()
    made = services.apply_for(
        org=room.cast.branch, category_id=category.pk, actor=room.secretary, now=room.now, submission=submission
    )
    again = services.apply_for(
        org=room.cast.branch, category_id=category.pk, actor=room.secretary, now=room.now, submission=submission
    )
    assert made.pk == again.pk
    with pytest.raises(Refused, match="已经申报"):
        services.apply_for(org=room.cast.branch, category_id=category.pk, actor=room.secretary, now=room.now)


def test_it_is_written_sent_and_then_left_alone(room: Room) -> None:
    site = room.applied()
    with pytest.raises(Refused, match="先写好"):
        room.step(site, S.SUBMIT, room.secretary)
    services.edit_site(site.pk, site.version, actor=room.secretary, now=room.now, again=True, **WORDS)
    with pytest.raises(EditConflict):
        services.edit_site(site.pk, site.version, actor=room.secretary, now=room.now, **WORDS)
    sent = room.step(site, S.SUBMIT, room.secretary)
    assert sent.state == SiteState.SUBMITTED
    with pytest.raises(Refused, match="报送"):
        services.edit_site(site.pk, sent.version, actor=room.secretary, now=room.now, **WORDS)


def test_each_step_is_taken_by_whose_it_is(room: Room) -> None:
    site = room.submitted()
    with pytest.raises(NotAllowed, match="主办单位"):
        room.step(site, S.REVIEW, room.secretary)
    with pytest.raises(NotAllowed):
        room.step(site, S.OPINION, room.county, note="推荐")
    with pytest.raises(Refused, match="意见"):
        room.step(site, S.OPINION, room.clerk)
    submission = uuid4()
    for _ in range(2):
        services.take_step(site.pk, S.OPINION, note="推荐", actor=room.clerk, now=room.now, submission=submission)
    assert SiteStep.objects.filter(kind=S.OPINION).count() == 1
    back = room.step(site, S.RETURN, room.county, note="自评再写实些")
    assert back.state == SiteState.DRAFT
    assert Notice.objects.filter(text__contains="退回补充").exists()
    with pytest.raises(Refused, match="不能办"):
        room.step(back, S.REVIEW, room.county)
    assert room.step(back, S.QUIT, room.secretary, note="今年不报了").state == SiteState.QUIT


def test_nobody_passes_unseen(room: Room) -> None:
    site = room.step(room.submitted(), S.REVIEW, room.county)
    with pytest.raises(Refused, match="现场"):
        room.step(site, S.PASS, room.county, note="符合")
    facts = {"visitors": "何伟", "hosts": 1, "minutes": 30, "note": "", "seen": [("公开栏", "met", "")]}
    with pytest.raises(Refused, match="日期"):
        services.note_visit(site_id=site.pk, on=date(2026, 12, 1), actor=room.county, now=room.now, **facts)  # type: ignore[arg-type]  # words given by name
    submission = uuid4()
    for _ in range(2):
        services.note_visit(
            site_id=site.pk, on=date(2026, 11, 20), actor=room.county, now=room.now, submission=submission, **facts  # type: ignore[arg-type]  # words given by name
        )  # fmt: skip
    assert SiteVisit.objects.get().rows == [("公开栏", "符合", "")]
    assert room.step(site, S.PASS, room.county, note="符合").state == SiteState.PASSED


def test_nobody_is_visited_before_the_first_review(room: Room) -> None:
    with pytest.raises(Refused, match="初审"):
        services.note_visit(
            site_id=room.submitted().pk, on=date(2026, 11, 20), visitors="何伟", hosts=1, minutes=30, note="", seen=[],
            actor=room.county, now=room.now,
        )  # fmt: skip


def _poll(room: Room, org_id: int) -> Poll:

    org = Organization.objects.get(pk=org_id)
    return Poll.objects.create(
        org=org, kind=PollKind.SATISFACTION, layout=PollLayout.PLAIN, title="群众测评", public=f"p{org_id}",
        ways=[PollWay.PAPER], least=5, is_named=False, at=room.now,
    )  # fmt: skip


def test_the_test_by_the_masses_is_a_poll_of_its_own_room(room: Room) -> None:
    site = room.visited()
    other, own = _poll(room, room.cast.sibling.pk), _poll(room, room.cast.branch.pk)
    with pytest.raises(Refused, match="只能选"):
        services.link_tests(
            site.pk, site.version, poll_id=other.pk, assessment_id=None, actor=room.county, now=room.now
        )
    linked = services.link_tests(
        site.pk, site.version, poll_id=own.pk, assessment_id=None, actor=room.county, now=room.now
    )
    assert queries.polls_to_link(linked) == [(str(own.pk), "群众测评（筹备中）")]
    with pytest.raises(Refused, match="还没有结束"):
        room.step(site, S.PASS, room.county, note="符合")
    services.link_tests(site.pk, linked.version, poll_id=None, assessment_id=None, actor=room.county, now=room.now)
    assert room.step(site, S.PASS, room.county, note="符合").state == SiteState.PASSED


def _assessed(org: Organization, now: datetime) -> Assessment:
    scheme = Scheme.objects.create(org=org, name="考核办法", at=now, by="")
    edition = SchemeVersion.objects.create(scheme=scheme, number=1, bands=[900, 750, 600])
    use = AssessmentRound.objects.create(edition=edition, year=2026, at=now, by="")
    return Assessment.objects.create(round=use, org=org)


def test_scores_are_given_by_the_scheme_engine_and_only_linked(room: Room) -> None:
    site, cast = room.visited(), room.cast
    own, other = _assessed(cast.branch, room.now), _assessed(cast.sibling, room.now)
    assert queries.assessments_to_link(site) == [(str(own.pk), "2026年考核办法（自评）")]
    with pytest.raises(Refused, match="考核"):
        services.link_tests(
            site.pk, site.version, poll_id=None, assessment_id=other.pk, actor=room.county, now=room.now
        )
    services.link_tests(site.pk, site.version, poll_id=None, assessment_id=own.pk, actor=room.county, now=room.now)
    with pytest.raises(Refused, match="审定"):
        room.step(site, S.PASS, room.county, note="符合")
    days = {"published_on": ON, "objections_until": ON, "settled_on": ON}
    Assessment.objects.filter(pk=own.pk).update(state=AssessmentState.SETTLED, worked={}, seal="0", total=900, **days)
    passed = room.step(site, S.PASS, room.county, note="符合")
    assert queries.site_view(room.secretary, passed, on=room.now.date()).assessment_words == "2026年考核办法（已定）"


SHOWN = {
    "from_on": date(2026, 11, 22), "to_on": date(2026, 11, 27), "shown_where": "公告栏", "contact": "县委组织部"
}  # fmt: skip


def test_a_batch_is_public_before_it_is_named(room: Room) -> None:
    site = room.passed()
    batch = room.listed(site)
    with pytest.raises(Refused, match="公示期满"):
        room.decided(batch)
    for broken, words in (
        ({"from_on": date(2026, 11, 20)}, "过去"),
        ({"to_on": date(2026, 11, 26)}, "5 个工作日"),
        ({"contact": " "}, "受理"),
    ):
        with pytest.raises(Refused, match=words):
            services.publish_batch(batch.pk, batch.version, actor=room.county, now=room.now, **SHOWN | broken)  # type: ignore[arg-type]  # words given by name
    shown = services.publish_batch(batch.pk, batch.version, actor=room.county, now=room.now, **SHOWN)  # type: ignore[arg-type]  # words given by name
    assert shown.publicity is not None
    assert shown.publicity.text == "拟命名（农村类）：红旗村党支部"
    with pytest.raises(Refused, match="公示期满"):
        room.decided(shown)
    for again in (
        lambda: services.publish_batch(batch.pk, shown.version, actor=room.county, now=room.now, **SHOWN),  # type: ignore[arg-type]  # words given by name
        lambda: services.relist_batch(batch.pk, shown.version, site_ids=[site.pk], actor=room.county, now=room.now),
    ):
        with pytest.raises(Refused, match="已经公示"):
            again()
    with pytest.raises(IntegrityError, match="a_naming_was_public"), transaction.atomic():
        Naming.objects.filter(pk=batch.pk).update(publicity=None, decided_on=date(2026, 11, 20), number="1号")


def test_the_list_is_drawn_up_anew_until_it_is_public(room: Room) -> None:
    site = room.passed()
    batch = room.listed(site)
    SiteCategory.objects.update(quota=2)
    other = services.apply_for(org=room.cast.sibling, category_id=site.category_id, actor=room.sibling, now=room.now)
    Site.objects.filter(pk=other.pk).update(state=SiteState.PASSED)
    services.relist_batch(batch.pk, batch.version, site_ids=[other.pk], actor=room.county, now=room.now)
    assert [one.pk for one in queries.batch_of(batch)] == [other.pk]
    with pytest.raises(EditConflict):
        services.relist_batch(batch.pk, batch.version, site_ids=[site.pk], actor=room.county, now=room.now)


def test_an_objection_is_answered_and_takes_a_name_off(room: Room) -> None:
    site = room.passed()
    SiteCategory.objects.update(quota=2)
    other = services.apply_for(org=room.cast.sibling, category_id=site.category_id, actor=room.sibling, now=room.now)
    Site.objects.filter(pk=other.pk).update(state=SiteState.PASSED)
    batch = services.list_batch(
        programme_id=site.programme_id, batch="第一批", site_ids=[site.pk, other.pk], actor=room.county, now=room.now
    )
    then = room.now - timedelta(days=17)
    days = {"from_on": date(2026, 11, 5), "to_on": date(2026, 11, 17)}
    batch = services.publish_batch(batch.pk, batch.version, actor=room.county, now=then, **SHOWN | days)  # type: ignore[arg-type]  # words given by name
    shown: dict[str, Any] = {"issuer": Issuer.of(room.cast.county), "actor": room.county, "now": room.now}
    heard = notices.note_objection(
        publicity_id=batch.publicity_id or 0, on=date(2026, 11, 10), text="公开栏是借来的", **shown
    )
    with pytest.raises(Refused, match="没有答复"):
        notices.conclude_publicity(batch.publicity_id or 0, conclusion="收到一件", **shown)
    notices.answer_objection(heard.pk, answer="现场核实属实", is_upheld=True, **shown)
    notices.conclude_publicity(batch.publicity_id or 0, conclusion="收到一件，名单调整", **shown)
    for ids in ([], [site.pk, site.pk + other.pk]):
        with pytest.raises(Refused, match="公示过的"):
            room.decided(batch, decided_on=date(2026, 11, 22), site_ids=ids)
    room.decided(batch, decided_on=date(2026, 11, 22), site_ids=[site.pk])
    assert Site.objects.get(pk=site.pk).state == SiteState.NAMED
    left = Site.objects.get(pk=other.pk)
    assert (left.state, left.naming) == (SiteState.PASSED, None)


def test_who_drops_out_stands_on_no_list(room: Room) -> None:
    site = room.passed()
    batch = room.published(site)
    out = room.step(site, S.DECLINE, room.county, note="公示期间核实不符")
    assert (out.state, out.naming) == (SiteState.DECLINED, None)
    assert queries.batch_of(batch) == []


def test_everybody_it_is_open_to_reads_the_list_once_it_is_public(room: Room) -> None:
    site = room.passed()
    batch = room.listed(site)
    with pytest.raises(NotAllowed):
        queries.get_naming(room.sibling, Act.VIEW, batch.pk)
    assert queries.namings_of(room.sibling, site.programme) == []
    services.publish_batch(batch.pk, batch.version, actor=room.county, now=room.now, **SHOWN)  # type: ignore[arg-type]  # words given by name
    assert queries.get_naming(room.sibling, Act.VIEW, batch.pk) == batch
    assert queries.namings_of(room.sibling, site.programme) == [batch]
    with pytest.raises(NotAllowed):
        queries.get_naming_to_show(room.clerk, batch.pk)


def test_named_with_batch_level_and_term(room: Room) -> None:
    site = room.named()
    assert site.naming is not None
    assert (site.state, site.naming.batch, site.naming.until) == (SiteState.NAMED, "第一批", date(2028, 11, 19))
    assert Notice.objects.filter(text__contains="已命名").exists()
    with pytest.raises(Refused, match="已经命名"):
        room.decided(site.naming, number="2号")


def test_a_list_takes_only_those_who_passed_and_no_more_than_there_is_room_for(room: Room) -> None:
    site = room.submitted()
    with pytest.raises(Refused, match="通过"):
        room.listed(site)
    category = site.category
    other = services.apply_for(org=room.cast.sibling, category_id=category.pk, actor=room.sibling, now=room.now)
    Site.objects.filter(pk__in=[site.pk, other.pk]).update(state=SiteState.PASSED)
    ids = [site.pk, other.pk]
    with pytest.raises(Refused, match="名额"):
        services.list_batch(
            programme_id=site.programme_id, batch="第一批", site_ids=ids, actor=room.county, now=room.now
        )
    submission = uuid4()
    made = [
        services.list_batch(
            programme_id=site.programme_id, batch="第一批", site_ids=[site.pk], actor=room.county, now=room.now,
            submission=submission,
        ).pk
        for _ in range(2)
    ]  # fmt: skip
    assert made[0] == made[1]
    with pytest.raises(Refused, match="批次"):
        room.listed(other)


def test_a_grade_is_one_of_those_the_programme_names(room: Room) -> None:
    made = services.begin_programme(
        org=room.cast.township, kind=ProgrammeKind.GRADING, title="分类定级", purpose="找差距", grades="先进、一般、后进",
        opens_on=date(2026, 3, 1), closes_on=date(2026, 12, 20), people=1, minutes=30, actor=room.clerk, now=room.now,
    )  # fmt: skip
    category = services.add_category(
        programme_id=made.pk, name="村", sector="", quota=9, standard="条件", actor=room.clerk, now=room.now
    )
    site = services.apply_for(org=room.cast.branch, category_id=category.pk, actor=room.secretary, now=room.now)
    services.edit_site(site.pk, site.version, actor=room.secretary, now=room.now, **WORDS)
    room.step(site, S.SUBMIT, room.secretary)
    room.step(site, S.REVIEW, room.clerk)
    services.note_visit(
        site_id=site.pk, on=date(2026, 11, 20), visitors="甲", hosts=0, minutes=30, note="", seen=[], actor=room.clerk,
        now=room.now,
    )  # fmt: skip
    with pytest.raises(Refused, match="等级"):
        room.step(site, S.PASS, room.clerk, note="一般", grade="优")
    assert room.step(site, S.PASS, room.clerk, note="一般", grade="一般").grade == "一般"


def check(room: Room, site: Site, result: RecheckResult, **facts: object) -> Recheck:
    given: dict[str, object] = {"year": 2026, "on": date(2026, 11, 21), "why": "看了现场", "mend_by": None}
    return services.recheck(site_id=site.pk, result=result, actor=room.county, now=room.now, **given | facts)  # type: ignore[arg-type]  # words given by name


def test_checked_once_a_year_and_mended_by_a_day(room: Room) -> None:
    site = room.named()
    with pytest.raises(Refused, match="最晚日期"):
        check(room, site, RecheckResult.MEND)
    submission = uuid4()
    row = check(room, site, RecheckResult.MEND, mend_by=date(2026, 12, 1), submission=submission)
    assert check(room, site, RecheckResult.MEND, submission=submission).pk == row.pk
    with pytest.raises(Refused, match="已经复核"):
        check(room, site, RecheckResult.KEEP)
    view = queries.site_view(room.county, site, on=room.now.date())
    assert view.mending == row
    assert "限期整改" in view.line.standing.word
    with pytest.raises(Refused, match="早于"):
        services.look_again(row.pk, 1, on=date(2026, 11, 1), mended="好", keep=True, actor=room.county, now=room.now)
    again = services.look_again(
        row.pk, 1, on=date(2026, 11, 22), mended="公开栏更新了", keep=True, actor=room.county, now=room.now
    )
    assert Site.objects.get(pk=site.pk).state == SiteState.NAMED
    with pytest.raises(EditConflict):
        services.look_again(row.pk, 1, on=date(2026, 11, 22), mended="好", keep=True, actor=room.county, now=room.now)
    with pytest.raises(Refused, match="已经看过"):
        services.look_again(
            row.pk, again.version, on=date(2026, 11, 22), mended="好", keep=True, actor=room.county, now=room.now
        )


@pytest.mark.parametrize("at_once", [True, False])
def test_withdrawn_by_people_with_a_reason(room: Room, at_once: bool) -> None:
    site = room.named()
    if at_once:
        check(room, site, RecheckResult.WITHDRAW)
    else:
        row = check(room, site, RecheckResult.MEND, mend_by=date(2026, 11, 22))
        services.look_again(
            row.pk, 1, on=date(2026, 11, 22), mended="没有动", keep=False, actor=room.county, now=room.now
        )
    found = Site.objects.get(pk=site.pk)
    assert found.state == SiteState.WITHDRAWN
    assert found.withdrawn_on is not None
    with pytest.raises(Refused, match="已命名"):
        check(room, site, RecheckResult.KEEP, year=2027)


def test_the_veto_list_is_watched_and_withdraws_nothing(room: Room) -> None:
    site = room.named()
    today = timezone.localdate(room.now)
    view = queries.site_view(room.county, site, on=today)
    assert view.line.alarms == []

    PostHeld.objects.filter(org=room.cast.branch).delete()
    heard = queries.site_view(room.county, site, on=today).line.alarms
    assert [(one.watch, one.words) for one in heard] == [(Watch.SECRETARY_VACANT, "书记空缺")]
    assert heard[0].url == f"/orgs/{room.cast.branch.pk}/"
    assert Site.objects.get(pk=site.pk).state == SiteState.NAMED


def test_terms_and_duties_that_are_over_raise_an_alarm(room: Room) -> None:

    site = room.named()
    Term.objects.filter(org=room.cast.branch).delete()
    Term.objects.create(org=room.cast.branch, elected_on=date(2015, 1, 1), ends_on=date(2020, 1, 1))
    red = next(rule for rule in pack().values() if rule.is_red)
    DutyStatus.objects.update_or_create(
        org=room.cast.branch, rule_id=red.id, period="2026-09",
        defaults={"required": 1, "done": 0, "due_on": date(2026, 9, 30)},
    )  # fmt: skip
    heard = queries.alarms([site], on=room.now.date())[site.pk]
    assert {one.watch for one in heard} == {Watch.TERM_OVERDUE, Watch.RED_DUTY}
    Programme.objects.filter(pk=site.programme_id).update(watched=[])
    fresh = queries.get_site_to_judge(room.county, site.pk)
    assert queries.alarms([fresh], on=room.now.date())[site.pk] == []


def test_what_the_organiser_heard_is_looked_into_before_others_read_it(room: Room) -> None:
    site = room.named()
    submission = uuid4()
    for _ in range(2):
        services.note_finding(
            site_id=site.pk, on=date(2026, 11, 1), what="公开栏弄虚作假", source="县委督查", actor=room.county, now=room.now,
            submission=submission,
        )  # fmt: skip
    row = Finding.objects.get()
    day = room.now.date()
    assert queries.site_view(room.secretary, site, on=day).findings == []
    with pytest.raises(NotAllowed):
        queries.get_finding(room.secretary, row.pk)
    services.settle_finding(row.pk, 1, state=FindingState.UPHELD, outcome="现场核实", actor=room.county, now=room.now)
    with pytest.raises(EditConflict):
        services.settle_finding(row.pk, 1, state="cleared", outcome="再看", actor=room.county, now=room.now)
    assert queries.site_view(room.secretary, site, on=day).findings == [row]
    assert Site.objects.get(pk=site.pk).state == SiteState.NAMED


def test_the_cost_to_the_branch_is_on_record(room: Room) -> None:
    site = room.named()
    facts = {"kind": CostKind.VISIT, "what": "接待参观", "people": 3, "minutes": 90, "fen": 0, "paid_by": ""}
    submission = uuid4()
    for _ in range(2):
        services.note_cost(
            site_id=site.pk, on=date(2026, 11, 1), actor=room.secretary, now=room.now, submission=submission, **facts
        )
    services.note_cost(
        site_id=site.pk, on=date(2026, 11, 2), actor=room.county, now=room.now,
        **facts | {"fen": 12_050, "paid_by": PaidBy.OWN},
    )  # fmt: skip
    for broken, words in (({"people": 0}, "至少"), ({"fen": 5}, "谁出的钱")):
        with pytest.raises(Refused, match=words):
            services.note_cost(site_id=site.pk, on=date(2026, 11, 2), actor=room.county, now=room.now, **facts | broken)
    with pytest.raises(NotAllowed):
        services.note_cost(site_id=site.pk, on=date(2026, 11, 2), actor=room.sibling, now=room.now, **facts)
    cost = queries.site_view(room.secretary, site, on=room.now.date()).cost
    assert (cost.turns, cost.minutes, cost.fen) == (6, 540, 12_050)
    assert SiteCost.objects.count() == 2


def test_a_plaque_follows_a_naming(room: Room) -> None:
    passed = room.passed()
    with pytest.raises(Refused, match="命名的示范点"):
        services.note_plaque(
            passed.pk, passed.version, plaque_on=ON, plaque_back_on=None, actor=room.county, now=room.now
        )
    room.decided(room.concluded(passed))
    version = Site.objects.get().version
    for days, words in (
        ({"plaque_on": date(2026, 11, 19)}, "不能更早"),
        ({"plaque_on": date(2026, 11, 30)}, "还没有到"),
        ({"plaque_back_on": date(2026, 11, 19)}, "早于授牌"),
    ):
        given: dict[str, Any] = {"plaque_on": ON, "plaque_back_on": None} | days
        with pytest.raises(Refused, match=words):
            services.note_plaque(passed.pk, version, actor=room.county, now=room.now, **given)
    with pytest.raises(NotAllowed):
        services.note_plaque(passed.pk, version, plaque_on=ON, plaque_back_on=None, actor=room.secretary, now=room.now)
    site = services.note_plaque(passed.pk, version, plaque_on=ON, plaque_back_on=None, actor=room.county, now=room.now)
    with pytest.raises(IntegrityError, match="a_plaque_goes_out"), transaction.atomic():
        Site.objects.filter(pk=site.pk).update(plaque_on=None, plaque_back_on=ON)
    after = date(2029, 1, 1)
    assert "有效期已满" in queries.site_view(room.county, site, on=after).line.standing.word
    waits = {todo.words for todo in queries.site_work(room.county, on=after)}
    assert "撤销或到期，牌匾没有收回" in waits
    assert not any("复核" in one for one in waits)
    over = queries.named_page(room.county, queries.NamedFilters(state="over"), on=after)
    assert [one.site.pk for one in over.rows] == [site.pk]
    assert queries.named_page(room.county, queries.NamedFilters(), on=after).rows == []


def test_an_alarm_waits_for_the_organiser(room: Room) -> None:
    site, on = room.named(), room.now.date()
    assert queries.site_work(room.county, on=on) == []
    PostHeld.objects.filter(org=room.cast.branch).delete()
    assert [(t.words, t.count) for t in queries.site_work(room.county, on=on)] == [("有否决事项提醒", 1)]
    shown = queries.named_page(room.county, queries.NamedFilters(state="veto"), on=on)
    assert [line.site.pk for line in shown.rows] == [site.pk]
    assert queries.site_work(room.sibling, on=on) == []


def test_a_sibling_sees_that_it_is_named_and_nothing_of_the_application(room: Room) -> None:
    site = room.named()
    with pytest.raises(Site.DoesNotExist):
        queries.get_site(room.sibling, Act.VIEW, site.pk)
    page = queries.named_page(room.sibling, queries.NamedFilters(), on=room.now.date())
    assert [line.site for line in page.rows] == [site]
    assert page.rows[0].standing.word == "已命名"
    assert queries.roles_of(room.secretary, site) == {Who.APPLICANT}
    assert queries.roles_of(room.county, site) == {Who.ORGANISER}
    assert queries.roles_of(room.clerk, site) == {Who.BETWEEN}


def test_what_waits_for_whom(room: Room) -> None:
    site = room.submitted()
    on = room.now.date()
    assert [todo.count for todo in queries.site_work(room.county, on=on)] == [1]
    assert queries.site_work(room.sibling, on=on) == []
    room.step(site, S.RETURN, room.county, note="补充")
    assert "还没有报送" in queries.site_work(room.secretary, on=on)[0].words
    Site.objects.all().delete()


def test_the_re_check_of_the_year_waits_until_it_is_done(room: Room) -> None:
    site = room.named()
    next_year = date(2027, 6, 1)
    assert [todo.words for todo in queries.site_work(room.county, on=next_year)] == ["2027年还没有复核"]
    due = queries.named_page(room.county, queries.NamedFilters(state="due"), on=next_year)
    assert [line.due for line in due.rows] == [True]
    later = room.now.replace(year=2027, month=6, day=1)
    services.recheck(
        site_id=site.pk, year=2027, on=next_year, result=RecheckResult.MEND, why="公开栏旧了", mend_by=date(2027, 6, 20),
        actor=room.county, now=later,
    )  # fmt: skip
    assert queries.site_work(room.county, on=next_year) == []
    assert [t.words for t in queries.site_work(room.county, on=date(2027, 7, 1))] == ["整改到期，等再看"]
    late = queries.named_page(room.county, queries.NamedFilters(state="late"), on=date(2027, 7, 1))
    assert len(late.rows) == 1
