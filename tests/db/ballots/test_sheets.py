"""The ballot as data and on paper: its layout, its order, that no two sheets differ; the papers before the meeting."""

import zipfile
from datetime import date, datetime
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from docx import Document
from pytest_django import DjangoAssertNumQueries

from jishi.ballots import papers, queries, services
from jishi.ballots.models import BallotSheet, Candidate
from jishi.ballots.rules import ElectionKind
from jishi.ballots.rules.candidates import Office, Way
from jishi.ballots.rules.roll import Excusable
from jishi.desk import services as desk
from jishi.kernel.actor import operator
from jishi.kernel.decision import Refused
from jishi.kernel.strokes import by_strokes
from jishi.papers.docx import Paper, para
from jishi.people.models import Person
from tests.builders import Cast, actor_named
from tests.conftest import SignIn
from tests.db.ballots.story import Story, running
from tests.db.ballots.test_candidates import address, posted

LAYOUT = {
    "mark": "above", "signs": "circle", "bare_write_in": "abstention", "order": "strokes", "order_remark": "", "order_ids": (),
    "write_ins": None, "colour": "",
}  # fmt: skip
ASKED = 9


@pytest.fixture
def story(cast: Cast, now: datetime) -> Story:
    return Story(running(cast, now), now, actor_named("secretary", today=now.date()))


def laid(story: Story, office: Office = Office.COMMITTEE, **words: object) -> BallotSheet:
    made: BallotSheet = story.do(services.lay_out_ballot, office=office, **(LAYOUT | words))
    return made


def parts(content: bytes) -> dict[str, bytes]:
    """Every part of a Word file, when it was packed left aside."""
    with zipfile.ZipFile(BytesIO(content)) as parcel:
        return {name: parcel.read(name) for name in parcel.namelist()}


def text_of(content: bytes) -> str:
    document = Document(BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(p.text for p in document.paragraphs), *cells])


def test_two_ballots_are_the_same_to_the_byte_and_bear_no_number(story: Story, cast: Cast) -> None:
    story.to_the_ballot(cast)
    first, second = (papers.ballot_docx(queries.sheet_view(story.fresh(), "committee").ballot) for _ in range(2))
    assert parts(first) == parts(second)
    said = text_of(first)
    assert "编号" not in said
    assert "№" not in said
    with zipfile.ZipFile(BytesIO(first)) as parcel:
        pictures = [name for name in parcel.namelist() if "media" in name]
        body = parcel.read("word/document.xml").decode()
    assert pictures == []
    assert "PAGE" not in body
    assert "titlePg" in body


def test_names_stand_by_strokes_unless_somebody_says_why_not(story: Story, cast: Cast) -> None:
    found = story.to_the_ballot(cast)
    ballot = queries.sheet_view(story.fresh(), "committee").ballot
    assert list(ballot.names) == by_strokes(one.name for one in found)
    assert ballot.order_line == "以姓氏笔画为序"
    back = [one.pk for one in reversed(queries.sheet_view(story.fresh(), "committee").candidates)]
    with pytest.raises(Refused, match="自行排列的，请写明依据"):
        laid(story, order="manual", order_ids=back)
    laid(story, order="manual", order_ids=back, order_remark="按大会通过的顺序")
    turned = queries.sheet_view(story.fresh(), "committee").ballot
    assert (turned.names, turned.order_line) == (tuple(reversed(ballot.names)), "按大会通过的顺序")
    with pytest.raises(Refused, match="不在名单上"):
        laid(story, order="approved", order_ids=[0])
    laid(story, order="strokes", order_ids=back)
    assert BallotSheet.objects.get(office="committee").order_ids == []


@pytest.mark.parametrize("mark", ["above", "below", "left", "right"])
@pytest.mark.parametrize("signs", ["circle", "three", "three_mixed"])
def test_every_layout_prints_every_name_once_and_room_for_others(
    story: Story, cast: Cast, mark: str, signs: str
) -> None:
    found = story.to_the_ballot(cast)
    laid(story, mark=mark, signs=signs, write_ins=2)
    view = queries.sheet_view(story.fresh(), "committee")
    cells = [cell for row in view.rows for cell in row]
    assert sorted(cell.text for cell in cells if cell.kind == "name") == sorted(one.name for one in found)
    assert sum(cell.kind == "blank" for cell in cells) == 2
    assert {sum(cell.span for cell in row) for row in view.rows} == {sum(cell.span for cell in view.rows[0])}
    said = text_of(papers.ballot_docx(view.ballot)).replace("\u3000", "")
    assert all(one.name in said for one in found)
    assert view.ballot.legend[0].removesuffix("。") in said


def test_many_names_stand_on_end(story: Story, cast: Cast) -> None:
    story.to_the_ballot(cast, names=8)
    laid(story, write_ins=6)
    view = queries.sheet_view(story.fresh(), "committee")
    printed = Document(BytesIO(papers.ballot_docx(view.ballot)))
    assert "\n".join(view.ballot.names[0]) in [cell.text for cell in printed.tables[0].rows[-1].cells]


def test_a_ballot_too_early_says_what_is_missing(story: Story, cast: Cast) -> None:
    assert "还没有候选人" in "".join(queries.sheet_view(story.fresh(), "committee").warnings)
    story.plan(seats=None, candidates=None)
    assert "还没有填名额" in "".join(queries.sheet_view(story.fresh(), "committee").warnings)
    one = story.name(cast.members[0].pk)
    story.do(services.put_forward, ids=[one.pk])
    story.plan()
    said = "".join(queries.sheet_view(story.fresh(), "committee").warnings)
    assert "上级还没有批复" in said
    assert "候选人应不少于 4 人，" not in said
    assert "应不少于 4 人" in said
    with pytest.raises(BallotSheet.DoesNotExist):
        queries.sheet_view(story.fresh(), "delegate")


def test_a_name_without_a_place_is_pointed_out(story: Story, cast: Cast) -> None:
    Person.objects.filter(pk=cast.members[0].pk).update(name="王\U00020bb7")
    story.to_the_ballot(cast)
    assert "不在笔画表里" in "".join(queries.sheet_view(story.fresh(), "committee").warnings)


def test_secretary_and_deputy_have_sheets_of_their_own(story: Story, cast: Cast) -> None:
    found = story.to_the_ballot(cast)
    for one, post in zip(found, ("secretary", "deputy"), strict=False):
        services.write_candidate(
            candidate=one, post=post, employer="", worked_since="", resume="", introduction="", remark="",
            version=story.version, actor=story.actor, now=story.now,
        )  # fmt: skip
    views = queries.sheet_views(story.fresh())
    assert [(view.office, view.seats, len(view.candidates)) for view in views] == [
        (Office.COMMITTEE, 3, 4), (Office.SECRETARY, 1, 1), (Office.DEPUTY, 1, 1),
    ]  # fmt: skip
    assert views[1].ballot.heading == "红旗村党支部书记选票"


def test_the_layout_is_set_on_its_page_and_shown_beside_it(story: Story, cast: Cast, sign_in: SignIn) -> None:
    found = story.to_the_ballot(cast)
    browser: Client = sign_in(cast.secretary)
    url = address("sheet", story.election, "committee")
    assert "还不能保存" in posted(browser, url, order="manual")
    places = {f"place_{one.pk}": place for place, one in enumerate(found, 1)}
    page = posted(browser, url, order="manual", order_remark="按大会通过的顺序", mark="right", **places)
    assert "已保存" in page
    assert "按大会通过的顺序" in page
    assert BallotSheet.objects.get().order_ids == [one.pk for one in found]


def full(story: Story, cast: Cast) -> None:
    """An election with everything the papers may say."""
    found = story.to_the_ballot(cast)
    ids = [one.pk for one in found]
    story.propose(ids, agreed={ids[0]: 8})
    story.recommend(counts={found[0].pk: 6}, note="推荐票已封存。")
    story.recommend(Way.MASSES, counts={found[0].pk: 5})
    story.do(services.take_roll)
    entry = story.fresh().roll_entries.get(person=cast.members[5].pk)
    services.set_roll_entry(
        entry=entry, mark="", excused=Excusable.ABROAD, excused_note="", consented=True, version=story.version,
        actor=story.actor, now=story.now,
    )  # fmt: skip
    services.write_candidate(
        candidate=found[0], post="secretary", employer="红旗村", worked_since="1998年", resume="务农", introduction="公道", remark="",
        version=story.version, actor=story.actor, now=story.now,
    )  # fmt: skip


SAID = {
    "request": (
        "关于召开党员大会进行换届选举的请示",
        "中共和平镇委员会：",
        "委员3名，候选人4名，差额1名",
        "自费出国半年以上",
        "李秀英",
    ),
    "agreement": ("和党组〔2026〕12号", "收悉", "不计入应到会人数"),
    "recommendation": ("党员推荐（推荐票）", "发出8张", "6票", "分组酝酿", "推荐票已封存", "王建国8人"),
    "candidates": ("候选人预备人选基本情况表", "务农", "1998年", "书记"),
    "approval": ("和党组〔2026〕15号", "委员会委员候选人4名", "书记候选人1名"),
    "reports": ("党费收支情况报告", "共有党员9名"),
    "procedure": ("无记名投票", "五分之四", "不少于7名", "报上级党组织确认", "以姓氏笔画"),
    "officials": ("监票人", "不担任监票人、计票人：", "王建国"),
    "script": ("应到会有选举权的党员8名", "（通过）", "票箱"),
    "roll": ("预备党员没有表决权", "拟不计入应到会人数", "大会锁定前仍可变动"),
    "slip": ("推荐票", "不超过3人"),
    "introduction": ("主要表现", "公道"),
}


@pytest.mark.parametrize("name", list(papers.PREPARING))
def test_a_paper_says_what_the_records_know(story: Story, cast: Cast, name: str) -> None:
    full(story, cast)
    made = papers.PREPARING[name].make(queries.paper_facts(story.fresh(), today=date(2026, 11, 22)))
    said = text_of(made)
    assert [words for words in SAID[name] if words not in said] == []


@pytest.mark.parametrize("name", list(papers.PREPARING))
def test_a_paper_of_an_election_just_begun_is_a_whole_paper(story: Story, name: str) -> None:
    made = papers.PREPARING[name].make(queries.paper_facts(story.fresh(), today=date(2026, 11, 22)))
    assert "None" not in text_of(made)


def test_the_papers_of_a_direct_election_and_of_a_named_base(story: Story, cast: Cast) -> None:
    story.plan(is_direct=True, base="present", deputies=0)
    facts = queries.paper_facts(story.fresh(), today=date(2026, 11, 22))
    said = text_of(papers.PREPARING["procedure"].make(facts))
    assert "超过实到会有选举权的人数的半数" in said
    assert "书记、副书记等额选举" in said
    assert "直接选举书记1名" in text_of(papers.PREPARING["request"].make(facts))
    assert "第一次会议" not in text_of(papers.PREPARING["script"].make(facts))


def test_more_than_four_candidates_are_introduced_on_a_second_page(story: Story, cast: Cast) -> None:
    story.plan(seats=5, candidates=6)
    found = [story.name(one.pk) for one in cast.members[:6]]
    story.do(services.put_forward, ids=[one.pk for one in found])
    made = papers.PREPARING["introduction"].make(queries.paper_facts(story.fresh(), today=date(2026, 11, 22)))
    assert [len(table.columns) for table in Document(BytesIO(made)).tables] == [5, 3]


def test_papers_are_printed_from_their_page(
    story: Story, cast: Cast, sign_in: SignIn, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    story.to_the_ballot(cast)
    browser = sign_in(cast.secretary)
    url = address("papers", story.election)
    page = browser.get(url).content.decode()
    with django_assert_num_queries(ASKED):
        browser.get(url)
    for name, one in papers.PREPARING.items():
        assert one.word in page
        assert reverse("ballots-paper", args=[story.election.pk, name]) in page
    assert browser.get(address("paper", story.election, "request")).status_code == 200
    assert browser.get(address("paper", story.election, "no-such")).status_code == 404
    assert browser.get(address("ballot", story.election, "delegate")).status_code == 404
    assert Candidate.objects.count() == 4
    assert services.cancel_election(
        election=story.election, why="改期", version=story.version, actor=operator(), now=story.now
    ).ended_why
    assert "改样式" not in browser.get(url).content.decode()


def test_a_county_replaces_the_lists_of_the_election_by_its_own_layout(
    story: Story, cast: Cast, now: datetime, sign_in: SignIn
) -> None:
    browser = sign_in(cast.secretary)
    urls = [
        reverse("desk-paper", args=[cast.branch.pk, name, "2026-11", "docx"]) for name in ("candidates", "electors")
    ]
    full(story, cast)
    assert "王建国" in text_of(browser.get(urls[0]).content)
    said = text_of(browser.get(urls[1]).content)
    assert "拟不计入应到会人数" in said
    assert Excusable.ABROAD.label not in said
    paper = Paper("表样")
    paper.put(para("县里的表样：{{标题}}"))
    desk.upload_layout(
        org_id=cast.county.pk, paper="election_candidates", upload=SimpleUploadedFile("表样.docx", paper.done()),
        actor=actor_named("department", today=now.date()), now=now,
    )  # fmt: skip
    assert text_of(browser.get(urls[0]).content).startswith("县里的表样")
    services.cancel_election(election=story.election, why="改期", version=story.version, actor=operator(), now=now)
    assert "没有正在办理的换届选举" in text_of(browser.get(urls[1]).content)
    assert [queries.running_election(org) for org in (cast.branch, cast.sibling)] == [None, None]


def test_the_change_of_committee_comes_before_a_by_election(story: Story, cast: Cast, now: datetime) -> None:
    services.start_election(
        org=cast.branch, kind=ElectionKind.BY_ELECTION, meeting_on=date(2026, 12, 20), actor=operator(), now=now
    )
    assert queries.running_election(cast.branch) == story.election
