"""A list comes in, what exists is gathered, gaps stay gaps with their days, and the package holds what may be read."""

import io
import zipfile
from dataclasses import replace
from datetime import date, datetime, timedelta
from html import unescape
from pathlib import Path
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from docx import Document
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from jishi.activities import services as activities
from jishi.activities.models import Activity
from jishi.activities.rules import Kind, RecordInput
from jishi.desk.models import InspectionItem, InspectionList
from jishi.desk.queries import inspection as queries
from jishi.desk.services import inspection as services
from jishi.duties.models import Demand
from jishi.duties.services import open_periods
from jishi.files.models import Download
from jishi.files.queries import pieces_of
from jishi.kernel.actor import Act, operator
from jishi.kernel.decision import EditConflict, NotAllowed, Refused
from jishi.orgs.models import Organization
from jishi.papers.xlsx import Column, Sheet, table
from tests.builders import Cast, actor_named
from tests.conftest import SignIn


@pytest.fixture(autouse=True)
def store(tmp_path: Path, settings: Settings) -> None:
    settings.FILES_DIR = tmp_path / "files"


TEXT = "一、2026年三季度党员大会记录\n二、党员花名册\n三、2026年10月主题党日\n四、党费台账"


def take(cast: Cast, now: datetime, text: str = TEXT, **facts: object) -> InspectionList:
    given: dict[str, object] = {
        "title": "调阅清单", "asked_by": "县委组织部", "received_on": date(2026, 11, 20), "text": text,
        "actor": actor_named("secretary", today=now.date()),
    }  # fmt: skip
    return services.take_list(org=cast.branch, now=now, **given | facts)  # type: ignore[arg-type]  # words given by name


def view(row: InspectionList, username: str, now: datetime) -> queries.InspectionView:
    actor = actor_named(username, today=now.date())
    return queries.inspection_view(actor, row, queries.items_of(row), on=now.date())


@pytest.fixture
def held(cast: Cast, now: datetime) -> Activity:
    """A members' meeting of August, entered in November."""
    open_periods(now.date())
    record = RecordInput(
        org_id=cast.branch.pk, kinds=(Kind.MEMBERS_MEETING,), held_on=date(2026, 8, 14), chair_id=cast.members[0].pk,
        came=frozenset(m.pk for m in cast.members), late_reason="当时没有网络",
    )  # fmt: skip
    return activities.record(record, actor=operator(), now=now)


def test_each_line_finds_what_exists_and_what_is_missing(cast: Cast, now: datetime, held: Activity) -> None:
    shown = view(take(cast, now), "secretary", now)
    meeting, roster, party_day, dues = shown.items
    assert [(one.id, one.held_on, one.recorded_on, one.is_late) for one in meeting.records] == [
        (held.pk, date(2026, 8, 14), now.date(), True)
    ]
    assert [entry.name for entry, _ in roster.papers] == ["roster"]
    assert [(gap.title, gap.due_on) for gap in party_day.gaps] == [("10月主题党日", date(2026, 10, 31))]
    assert party_day.records == []
    assert dues.found.mark == ("na", "没有对上，请选")
    assert shown.totals == (2, 1, 1)


def test_a_list_that_names_records_alone_shows_what_was_due_as_well(cast: Cast, now: datetime, held: Activity) -> None:
    found = view(take(cast, now, text="2026年三会一课会议记录"), "secretary", now).items[0]
    assert [one.id for one in found.records] == [held.pk]
    assert "9月支委会" in [gap.title for gap in found.gaps]
    assert found.found.mark[0] == "gap"


def test_a_person_corrects_the_match_and_no_record_is_touched(cast: Cast, now: datetime, held: Activity) -> None:
    row, before = take(cast, now), list(Activity.objects.values())
    item = InspectionItem.objects.get(inspection=row, number=4)
    secretary = actor_named("secretary", today=now.date())
    facts = {"first_on": date(2026, 1, 1), "last_on": date(2026, 12, 31), "keys": ["kind:members_meeting", "nothing"]}
    found = services.match_item(item.pk, 1, actor=secretary, now=now, **facts)  # type: ignore[arg-type]  # words given by name
    assert (found.keys, found.by_hand) == (["kind:members_meeting"], True)
    with pytest.raises(EditConflict):
        services.match_item(item.pk, 1, actor=secretary, now=now, **facts)  # type: ignore[arg-type]  # words given by name
    with pytest.raises(Refused, match="早于"):
        services.match_item(item.pk, 2, actor=secretary, now=now, **facts | {"last_on": date(2025, 1, 1)})  # type: ignore[arg-type]  # words given by name
    with pytest.raises(NotAllowed):
        services.match_item(item.pk, 2, actor=actor_named("clerk", today=now.date()), now=now, **facts)  # type: ignore[arg-type]  # words given by name
    assert list(Activity.objects.values()) == before


def test_who_reads_a_list(cast: Cast, now: datetime) -> None:
    row = take(cast, now)
    sibling = actor_named("sibling_secretary", today=now.date())
    with pytest.raises(Organization.DoesNotExist):
        queries.get_inspection(sibling, Act.RECORD_VIEW, row.pk)
    assert queries.list_page(sibling).rows == []
    assert [one.pk for one in queries.list_page(actor_named("clerk", today=now.date()), find="调阅").rows] == [row.pk]
    with pytest.raises(NotAllowed):
        take(cast, now, actor=sibling)


def test_the_same_list_twice_is_one_and_an_empty_one_is_none(cast: Cast, now: datetime) -> None:
    submission = uuid4()
    assert take(cast, now, submission=submission).pk == take(cast, now, submission=submission).pk
    with pytest.raises(Refused, match="粘贴"):
        take(cast, now, text="  \n ")


def test_lists_in_word_and_excel_are_read(cast: Cast, now: datetime) -> None:
    document, stream = Document(), io.BytesIO()
    document.add_paragraph("1. 党员花名册")
    cells = document.add_table(1, 2).rows[0].cells
    cells[0].text, cells[1].text = "2", "换届材料"
    document.save(stream)
    word = SimpleUploadedFile("清单.docx", stream.getvalue())
    assert [item.text for item in queries.items_of(take(cast, now, text="", upload=word))] == ["党员花名册", "换届材料"]
    sheet = Sheet(title="调阅清单", columns=(Column(title="要什么"),), rows=[("党课记录",), ("主题党日记录",)])
    excel = SimpleUploadedFile("清单.xlsx", table(sheet))
    row = take(cast, now, text="", upload=excel)
    assert {"党课记录", "主题党日记录"} <= {item.text for item in queries.items_of(row)}
    assert queries.file_of(row).name == "清单.xlsx"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "utf-16"])
def test_a_plain_text_is_read_whatever_wrote_it(cast: Cast, now: datetime, encoding: str) -> None:
    raw = "1. 党员花名册\r\n\r\n二、换届,材料\r\n".encode(encoding)
    row = take(cast, now, text="", upload=SimpleUploadedFile("清单.txt", raw))
    assert [item.text for item in queries.items_of(row)] == ["党员花名册", "换届,材料"]
    assert queries.file_of(row).content_type == "text/plain"


def test_what_an_inspection_costs_goes_on_record(cast: Cast, now: datetime, sign_in: SignIn) -> None:
    row = take(cast, now, basis="晴组通〔2026〕40号")
    client, where = sign_in(cast.secretary), f"/inspections/{row.pk}/"
    assert "还没有记" in client.get(where).content.decode()
    InspectionList.objects.update(packed_at=now + timedelta(minutes=7))
    page = client.get(where).content.decode()
    assert "汇集用了 7 分钟" in page
    assert "7 分钟" in client.get("/inspections/").content.decode()
    address = unescape(page.split('<a href="/load/demands/note/')[1].split('"')[0])
    form = client.get(f"/load/demands/note/{address}")
    typed = {name: form.context["form"][name].value() for name in form.context["form"].fields}
    assert (typed["kind"], typed["basis"], typed["minutes"]) == ("inspection", "晴组通〔2026〕40号", "7")
    known = {name: value for name, value in typed.items() if value not in (None, "", [])}
    client.post("/load/demands/note/", known | {"org": cast.branch.pk})
    noted = Demand.objects.get()
    assert (noted.people, noted.minutes, noted.noted_by) == (1, 7, cast.branch)
    assert f"/load/demands/{noted.pk}/" in client.get(where).content.decode()


def test_grades_are_offered_only_to_those_who_may_read_them(cast: Cast, now: datetime) -> None:
    secretary = actor_named("secretary", today=now.date())
    assert "paper:review-summary" in {term.key for term in queries.terms(secretary, cast.branch)}
    without = (Act.GRADE_VIEW, Act.MEMBER_VIEW)
    less = replace(secretary, grants=tuple(grant for grant in secretary.grants if grant.act not in without))
    keys = {term.key for term in queries.terms(less, cast.branch)}
    assert "paper:review-summary" not in keys
    assert "figure:members.total" not in keys
    row = take(cast, now, text="民主评议党员情况汇总表、党员总数")
    shown = queries.inspection_view(less, row, queries.items_of(row), on=now.date()).items[0]
    assert (shown.papers, shown.numbers) == ([], [])


def test_the_whole_way_on_the_pages(
    cast: Cast,
    now: datetime,
    held: Activity,
    sign_in: SignIn,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    client = sign_in(cast.secretary)
    assert "还没有清单" in client.get("/inspections/").content.decode()
    sent = {
        "title": "调阅清单", "asked_by": "县委组织部", "received_on": "2026-11-20", "text": "", "submission": str(uuid4())
    }  # fmt: skip
    where = f"/inspections/add/{cast.branch.pk}/"
    assert "请把清单粘贴进来" in client.post(where, sent).content.decode()
    client.post(where, sent | {"text": TEXT})
    row = InspectionList.objects.get()
    page = client.get(f"/inspections/{row.pk}/").content.decode()
    for words in ("事后补记", "最晚 2026-10-31", "没有认出要什么", "打包以后显示用了几分钟"):
        assert words in page
    item = InspectionItem.objects.get(inspection=row, number=4)
    form = client.get(f"/inspections/items/{item.pk}/").content.decode()
    assert "党员花名册" in form
    changed = {"first_on": "2026-01-01", "last_on": "2026-12-31", "keys_0": ["paper:tasks"], "version": "1"}
    client.post(f"/inspections/items/{item.pk}/", changed)
    assert client.get(f"/inspections/{row.pk}/print/").status_code == 200
    assert client.get(f"/inspections/{row.pk}/file/").status_code == 404
    with django_capture_on_commit_callbacks(execute=True):
        client.post(f"/inspections/{row.pk}/package/")
    with zipfile.ZipFile(io.BytesIO(b"".join(pieces_of(Download.objects.get())))) as archive:
        names = archive.namelist()
    assert "00 索引.docx" in names
    assert "00 索引.xlsx" in names
    assert any(name.startswith("01 ") and name.endswith("会议和活动记录.docx") for name in names)
    assert any("花名册" in name for name in names)
    assert "分钟" in client.get(f"/inspections/{row.pk}/").content.decode()
    row.refresh_from_db()
    assert row.packed_at is not None
    assert "已汇齐" in client.get("/inspections/?find=调阅").content.decode()
