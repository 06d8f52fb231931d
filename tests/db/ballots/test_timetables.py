"""换届: every clock on one page, the timetable of one election, the notice for all villages."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from io import BytesIO
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from docx import Document
from pytest_django import DjangoAssertNumQueries
from python_calamine import CalamineWorkbook

from jishi.audit.models import AuditLine
from jishi.ballots import queries, services
from jishi.ballots.models import Election, ElectionStep, Wave
from jishi.ballots.queries import ClockFilters
from jishi.ballots.rules import STEPS, ElectionKind, ElectionState
from jishi.kernel.actor import Actor, operator
from jishi.kernel.decision import EditConflict, NotAllowed, Refused
from jishi.orgs import services as orgs
from jishi.orgs.models import Organization, Term
from jishi.orgs.rules import OrgKind
from tests.builders import Cast, actor_named, make_org
from tests.conftest import SignIn

BASIS = "和党组〔2026〕12号"
MEETING = date(2026, 12, 20)


def term(org: Organization, elected_on: date, now: datetime) -> Term:
    return orgs.open_term(org=org, elected_on=elected_on, actor=operator(), now=now)


@pytest.fixture
def election(cast: Cast, now: datetime) -> Election:
    """The branch's term ends on 10 January 2027; its meeting is planned for 20 December."""
    term(cast.branch, date(2022, 1, 10), now)
    return services.start_election(
        org=cast.branch, kind=ElectionKind.TERM, meeting_on=MEETING, seats=3, candidates=4, actor=operator(), now=now
    )


@pytest.fixture
def secretary(cast: Cast, now: datetime) -> Actor:
    return actor_named("secretary", today=now.date())


@pytest.fixture
def clerk(cast: Cast, now: datetime) -> Actor:
    return actor_named("clerk", today=now.date())


def test_a_secretary_starts_an_election_and_gets_its_timetable(cast: Cast, sign_in: SignIn, now: datetime) -> None:
    term(cast.branch, date(2022, 1, 10), now)
    browser = sign_in(cast.secretary)
    index = browser.get(reverse("ballots-index")).content.decode()
    assert "启动换届" in index
    address = reverse("ballots-start", args=[cast.branch.pk])
    assert "2027-01-10 届满" in browser.get(address).content.decode()
    form = {"submission": str(uuid4()), "kind": "term", "meeting_on": "2026-12-20", "seats": 3, "candidates": 3}
    refused = browser.post(address, form).content.decode()
    assert "候选人应不少于 4 人" in refused
    answer = browser.post(address, form | {"candidates": 4}, follow=True)
    page = answer.content.decode()
    assert "已排好时间表" in page
    assert "换届请示" in page
    assert "研究换届" in page
    browser.post(address, form | {"candidates": 4})
    assert Election.objects.count() == 1


def test_one_change_of_committee_at_a_time(election: Election, cast: Cast, now: datetime) -> None:
    with pytest.raises(Refused, match="正在办理"):
        services.start_election(
            org=cast.branch, kind=ElectionKind.CONGRESS, meeting_on=MEETING, actor=operator(), now=now
        )
    more = services.start_election(
        org=cast.branch, kind=ElectionKind.BY_ELECTION, meeting_on=MEETING, actor=operator(), now=now
    )
    assert more.term is None


def test_an_organisation_without_elections_has_none(cast: Cast, now: datetime) -> None:
    temporary = make_org(now=now, kind=OrgKind.TEMPORARY_BRANCH, parent=cast.township)
    for org in (temporary, cast.group):
        with pytest.raises(Refused, match="没有换届"):
            services.start_election(org=org, kind=ElectionKind.TERM, meeting_on=MEETING, actor=operator(), now=now)


@pytest.mark.parametrize(
    ("meeting", "more", "said", "field"),
    [
        (date(2027, 3, 1), {}, "须经上级党组织批准", "approval"),
        (date(2028, 3, 1), {"approval": BASIS}, "推迟一年以上", "meeting_on"),
        (date(2028, 3, 1), {"beyond_a_year": True}, "请写明上级批复", "approval"),
        (date(2025, 12, 1), {"approval": BASIS}, "提前一年以上", "meeting_on"),
    ],
)
def test_a_day_outside_the_term_needs_a_paper(
    cast: Cast, now: datetime, meeting: date, more: dict[str, object], said: str, field: str
) -> None:
    term(cast.branch, date(2022, 1, 10), now)
    with pytest.raises(Refused, match=said) as refusal:
        services.start_election(
            org=cast.branch,
            kind=ElectionKind.TERM,
            meeting_on=meeting,
            actor=operator(),
            now=now,
            **more,  # type: ignore[arg-type]  # words of the case
        )
    assert refusal.value.field == field


def test_a_paper_allows_it(cast: Cast, now: datetime) -> None:
    term(cast.branch, date(2022, 1, 10), now)
    made = services.start_election(
        org=cast.branch, kind=ElectionKind.TERM, meeting_on=date(2028, 3, 1), approval=BASIS, beyond_a_year=True,
        actor=operator(), now=now,
    )  # fmt: skip
    assert made.approval == BASIS


def test_steps_follow_the_meeting_unless_set_by_hand(election: Election, secretary: Actor, now: datetime) -> None:
    moved = services.move_step(
        election=election,
        code="publish",
        latest_on=date(2026, 12, 1),
        why="通知要求",
        version=1,
        actor=secretary,
        now=now,
    )
    before = {one.planned.rule.code: one.planned for one in queries.steps_for(moved, today=now.date())[0]}
    later = services.move_meeting(
        election=moved, meeting_on=MEETING + timedelta(days=7), version=2, actor=secretary, now=now
    )
    after = {one.planned.rule.code: one.planned for one in queries.steps_for(later, today=now.date())[0]}
    assert after["meeting"].latest_on == MEETING + timedelta(days=7)
    assert after["publish"].latest_on == date(2026, 12, 1)
    assert after["draft"].latest_on - before["draft"].latest_on == timedelta(days=7)
    back = services.move_step(
        election=later, code="publish", latest_on=None, why="", version=3, actor=secretary, now=now
    )
    assert not any(one.planned.moved for one in queries.steps_for(back, today=now.date())[0])
    same = services.move_meeting(
        election=back, meeting_on=MEETING + timedelta(days=7), version=4, actor=secretary, now=now
    )
    assert same.meeting_on == MEETING + timedelta(days=7)


def test_what_cannot_be_noted_says_why(election: Election, secretary: Actor, now: datetime) -> None:
    with pytest.raises(Refused, match="原因"):
        services.move_step(
            election=election, code="publish", latest_on=MEETING, why=" ", version=1, actor=secretary, now=now
        )
    with pytest.raises(Refused, match="改大会日期"):
        services.move_step(
            election=election, code="meeting", latest_on=MEETING, why="x", version=1, actor=secretary, now=now
        )
    with pytest.raises(Refused, match="没有这个步骤"):
        services.note_step(
            election=election, code="nothing", done_on=None, note="", version=1, actor=secretary, now=now
        )
    with pytest.raises(Refused, match="还没有到"):
        services.note_step(
            election=election, code="prepare", done_on=MEETING, note="", version=1, actor=secretary, now=now
        )
    with pytest.raises(EditConflict):
        services.cancel_election(election=election, why="x", version=9, actor=secretary, now=now)
    with pytest.raises(Refused, match="取消的原因"):
        services.cancel_election(election=election, why=" ", version=1, actor=secretary, now=now)


def test_the_page_notes_a_step_and_takes_it_back(election: Election, cast: Cast, sign_in: SignIn) -> None:
    browser = sign_in(cast.secretary)
    address = reverse("ballots-step", args=[election.pk, "prepare"])
    assert "成立工作班子" in browser.get(address).content.decode()
    page = browser.post(
        address, {"done_on": "2026-09-18", "note": "支委会", "version": 1}, follow=True
    ).content.decode()
    assert "已记下" in page
    assert "2026-09-18" in page or "09-18" in page
    late = browser.post(
        reverse("ballots-step", args=[election.pk, "request"]),
        {"done_on": "2026-11-01", "note": "", "version": 2},
        follow=True,
    ).content.decode()
    assert "晚于计划" in late
    browser.post(address, {"done_on": "", "note": "", "version": 3})
    assert ElectionStep.objects.get(election=election, code="prepare").done_on is None
    assert AuditLine.objects.filter(event="election.step_reopened").exists()
    day_page = reverse("ballots-step_day", args=[election.pk, "publish"])
    assert "改日期" in browser.get(day_page).content.decode()
    moved = browser.post(
        day_page, {"latest_on": "2026-12-25", "why": "节日", "version": 4}, follow=True
    ).content.decode()
    assert "晚于下一步" in moved
    assert browser.get(reverse("ballots-step", args=[election.pk, "nothing"])).status_code == 404


def test_an_election_ends_when_every_step_is_done(
    election: Election, cast: Cast, sign_in: SignIn, now: datetime
) -> None:
    with pytest.raises(Refused, match="研究换届，成立工作班子，核对党员名册”还没有办结"):
        services.finish_election(election=election, version=1, actor=operator(), now=now)
    fresh = election
    for step in STEPS:
        fresh = services.note_step(
            election=fresh,
            code=step.code,
            done_on=now.date(),
            note="",
            version=fresh.version,
            actor=operator(),
            now=now,
        )
    browser = sign_in(cast.clerk)
    assert "换届办结" in browser.get(reverse("ballots-show", args=[fresh.pk])).content.decode()
    address = reverse("ballots-finish", args=[fresh.pk])
    assert browser.get(address).status_code == 200
    page = browser.post(address, {"version": fresh.version}, follow=True).content.decode()
    assert "已办结" in page
    assert "登记新一届届次" in page
    with pytest.raises(Refused, match="已办结，不能再改"):
        services.cancel_election(election=fresh, why="x", version=fresh.version + 1, actor=operator(), now=now)


def test_a_cancelled_election_stays_on_record(election: Election, cast: Cast, sign_in: SignIn, now: datetime) -> None:
    browser = sign_in(cast.secretary)
    address = reverse("ballots-cancel", args=[election.pk])
    assert "仍留在记录里" in browser.get(address).content.decode()
    page = browser.post(address, {"version": 1, "why": "日期定错"}, follow=True).content.decode()
    assert "已取消：日期定错" in page
    again = services.start_election(
        org=cast.branch, kind=ElectionKind.TERM, meeting_on=MEETING, actor=operator(), now=now
    )
    assert "以前的选举" in browser.get(reverse("ballots-show", args=[again.pk])).content.decode()


def test_the_mark_of_a_difficult_one_is_seen_above_alone(election: Election, cast: Cast, sign_in: SignIn) -> None:
    above, own = sign_in(cast.clerk), sign_in(cast.secretary)
    address = reverse("ballots-lead", args=[election.pk])
    [(helper, _), *_] = queries.helpers_for(
        actor_named("clerk", today=date(2026, 11, 22)), cast.branch, date(2026, 11, 22)
    )
    unhelped = above.post(
        address, {"version": 1, "is_difficult": "on", "difficulty": "宗族", "helper": ""}
    ).content.decode()
    assert "要有一名联系帮助人" in unhelped
    above.post(address, {"version": 1, "is_difficult": "on", "difficulty": "宗族", "helper": helper})
    shown = reverse("ballots-show", args=[election.pk])
    assert "宗族" in above.get(shown).content.decode()
    assert "重点、难点" in above.get(reverse("ballots-index")).content.decode()
    for page in (shown, reverse("ballots-index"), reverse("ballots-export")):
        content = own.get(page).content
        assert "宗族" not in content.decode(errors="replace")
        assert "重点" not in content.decode(errors="replace")
    assert own.get(address).status_code == 403
    assert not AuditLine.objects.filter(after__icontains="宗族").exists()
    # A stage asked for by hand shows a branch nothing.
    assert not queries.all_clocks(
        actor_named("secretary", today=date(2026, 11, 22)), ClockFilters(stage="difficult"), today=date(2026, 11, 22)
    )


def test_each_stage_counts_what_it_lists(election: Election, cast: Cast, clerk: Actor, now: datetime) -> None:
    term(cast.sibling, date(2021, 3, 1), now)
    third = make_org(now=now, parent=cast.township)
    term(third, date(2022, 1, 10), now)
    counts = queries.stage_counts(clerk, q="", today=now.date())
    assert counts == {"past": 1, "soon": 1, "running": 1, "difficult": 0}
    for stage, number in counts.items():
        assert len(queries.all_clocks(clerk, ClockFilters(stage=stage), today=now.date())) == number


def test_the_list_takes_as_many_queries_for_thirty_as_for_three(
    cast: Cast, now: datetime, sign_in: SignIn, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for org in [make_org(now=now, parent=cast.township) for _ in range(30)]:
        term(org, date(2022, 1, 10), now)
        services.start_election(org=org, kind=ElectionKind.TERM, meeting_on=MEETING, actor=operator(), now=now)
    browser = sign_in(cast.clerk)
    browser.get(reverse("ballots-index"))
    with django_assert_max_num_queries(16):
        assert browser.get(reverse("ballots-index")).content.decode().count("研究换届") == 30


def test_papers_say_what_the_pages_say(election: Election, cast: Cast, sign_in: SignIn) -> None:
    browser = sign_in(cast.clerk)
    word = Document(BytesIO(browser.get(reverse("ballots-print", args=[election.pk])).content))
    assert "换届选举工作时间表" in word.paragraphs[0].text
    assert len(word.tables[0].rows) == len(STEPS) + 1
    book = browser.get(reverse("ballots-export"), {"stage": "running"}).content
    rows = CalamineWorkbook.from_filelike(BytesIO(book)).get_sheet_by_index(0).to_python()
    assert any("红旗" in str(cell) for row in rows for cell in row)
    assert "换届进度表（正在办理）" in str(rows[0])


@pytest.fixture
def order(cast: Cast, now: datetime) -> Callable[..., Wave]:
    def ordered(**more: object) -> Wave:
        words = {
            "issuer": cast.county, "title": "2026年村（社区）换届", "basis": BASIS, "sectors": ["village"],
            "meetings_by": MEETING, "actor": operator(), "now": now,
        }  # fmt: skip
        return services.order_wave(**(words | more))  # type: ignore[arg-type]  # words of the story

    return ordered


def test_one_notice_puts_all_villages_on_the_timetable(
    election: Election, cast: Cast, order: Callable[..., Wave], now: datetime
) -> None:
    wave = order(days={"publish": date(2026, 12, 2), "request": None})
    made = {e.org_id: e for e in Election.objects.filter(wave=wave).select_related("org", "wave", "term")}
    assert cast.sibling.pk in made
    assert cast.branch.pk not in made  # its own election is under way
    planned = {
        one.planned.rule.code: one.planned for one in queries.steps_for(made[cast.sibling.pk], today=now.date())[0]
    }
    assert planned["publish"].latest_on == date(2026, 12, 2)
    assert planned["publish"].moved
    assert not planned["request"].moved


def test_a_notice_that_cannot_be_is_refused(
    cast: Cast, order: Callable[..., Wave], secretary: Actor, now: datetime
) -> None:
    with pytest.raises(Refused, match="今天以后"):
        order(meetings_by=now.date())
    with pytest.raises(Refused, match="不能早于前一步"):
        order(days={"request": date(2026, 12, 9), "publish": date(2026, 12, 2)})
    with pytest.raises(Refused, match="没有这些领域"):
        order(sectors=["school"])
    with pytest.raises(NotAllowed):
        order(actor=secretary)
    number = uuid4()
    assert order(submission=number) == order(submission=number)


def test_the_county_orders_and_follows_on_its_pages(cast: Cast, sign_in: SignIn) -> None:
    browser = sign_in(cast.department)
    assert "还没有部署过" in browser.get(reverse("ballots-waves")).content.decode()
    address = reverse("ballots-order")
    assert "各步骤的最晚日期" in browser.get(address).content.decode()
    form = {
        "submission": str(uuid4()), "issuer": cast.county.pk, "title": "2026年村换届", "basis": BASIS, "sectors": ["village"],
        "meetings_by": "2026-12-20", "day_publish": "2026-12-02",
    }  # fmt: skip
    page = browser.post(address, form, follow=True).content.decode()
    assert "已部署" in page
    assert "红旗" in page
    wave = Wave.objects.get()
    assert f'href="{reverse("ballots-wave", args=[wave.pk])}"' in browser.get(reverse("ballots-waves")).content.decode()
    branch = sign_in(cast.secretary)
    shown = Election.objects.get(org=cast.branch)
    assert "2026年村换届" in branch.get(reverse("ballots-show", args=[shown.pk])).content.decode()
    assert branch.get(address).status_code == 403
    no_sector = browser.post(address, form | {"submission": str(uuid4()), "sectors": []}).content.decode()
    assert "请选择涉及的领域" in no_sector


def test_moving_the_meeting_on_its_page(election: Election, cast: Cast, sign_in: SignIn) -> None:
    browser = sign_in(cast.secretary)
    address = reverse("ballots-move", args=[election.pk])
    assert "2026-12-20" in browser.get(address).content.decode()
    refused = browser.post(address, {"version": 1, "meeting_on": "2027-03-01", "approval": ""}).content.decode()
    assert "须经上级党组织批准" in refused
    browser.post(address, {"version": 1, "meeting_on": "2027-03-01", "approval": BASIS})
    election.refresh_from_db()
    assert (election.meeting_on, election.approval) == (date(2027, 3, 1), BASIS)
    assert election.state == ElectionState.RUNNING


def test_a_helper_may_be_taken_off_again(election: Election, clerk: Actor, now: datetime) -> None:
    led = services.lead_election(
        election=election, helper_id=None, is_difficult=False, difficulty="x", version=1, actor=clerk, now=now
    )
    assert (led.helper, led.difficulty) == (None, "")


def test_what_is_found_by_name_alone(election: Election, cast: Cast, sign_in: SignIn) -> None:
    browser: Client = sign_in(cast.clerk)
    assert "没有符合这些条件" in browser.get(reverse("ballots-index"), {"q": "没有这个组织"}).content.decode()
    assert "红旗" in browser.get(reverse("ballots-index"), {"q": "红旗"}).content.decode()
