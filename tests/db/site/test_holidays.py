"""The table of days: 2026 is there, the county keeps it, a bad sheet is explained by row."""

from datetime import date, datetime
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from python_calamine import CalamineWorkbook

from jishi.audit.models import AuditLine
from jishi.kernel.actor import Actor
from jishi.kernel.decision import EditConflict, NotAllowed, Refused
from jishi.kernel.workdays import add_working_days, working_days_between
from jishi.site import services
from jishi.site.models import Holiday
from jishi.site.papers import days_workbook
from jishi.site.queries import day_table, days_of, years_with_days
from tests.builders import Cast, actor_named
from tests.conftest import SignIn

pytestmark = pytest.mark.django_db
URL = "/settings/holidays/"
BASIS = "国务院办公厅关于2027年部分节假日安排的通知"


@pytest.fixture
def county(cast: Cast, now: datetime) -> Actor:
    return actor_named("department", today=now.date())


@pytest.fixture
def department(cast: Cast, sign_in: SignIn) -> Client:
    return sign_in(cast.department)


def values(**changed: object) -> dict[str, object]:
    given = {
        "first": "2027-10-01",
        "last": "2027-10-07",
        "kind": "rest",
        "name": "国庆节",
        "basis": BASIS,
        "version": 0,
    }
    return given | changed


def sheet_of(rows: list[tuple[object, str, str, str]], name: str = "2027.xlsx") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, days_workbook(2027, rows))  # type: ignore[arg-type]


def test_2026_is_filled_in_as_the_notice_says() -> None:
    table = day_table(date(2026, 1, 1), date(2026, 12, 31))
    assert len(table.rest) == 3 + 9 + 3 + 5 + 3 + 3 + 7
    assert sorted(table.work) == [
        date(2026, 1, 4), date(2026, 2, 14), date(2026, 2, 28), date(2026, 5, 9), date(2026, 9, 20), date(2026, 10, 10),
    ]  # fmt: skip
    assert table.knows(2026)
    assert not table.knows(2027)
    assert add_working_days(date(2026, 9, 30), 5, table) == date(2026, 10, 13)
    # 261 weekdays, less 19 of them free, and six worked weekend days
    assert working_days_between(date(2025, 12, 31), date(2026, 12, 31), table) == 248
    assert years_with_days() == (2026, 2026)


def test_an_empty_table_has_no_years() -> None:
    Holiday.objects.all().delete()
    assert years_with_days() is None


def test_the_county_fills_in_a_year_and_the_warning_goes(department: Client) -> None:
    page = department.get(URL, {"year": 2027}).content.decode()
    assert "2027年的放假通知还没有填进来" in page
    assert "还没有填" in page
    assert department.post(f"{URL}?year=2027", values()).status_code == 302
    page = department.get(URL, {"year": 2027}).content.decode()
    assert "还没有填进来" not in page
    assert "已保存，7 天有变化。" in page
    assert len(days_of(2027)) == 7
    line = AuditLine.objects.get(event="holiday.set")
    assert (line.subject_name, line.note) == ("2027-10-01至2027-10-07", BASIS)
    assert line.post_id


def test_the_same_again_changes_nothing(department: Client) -> None:
    department.post(URL, values())
    assert department.post(URL, values(), follow=True).content.decode().count("没有变化") == 1
    assert AuditLine.objects.filter(event="holiday.set").count() == 1


def test_one_day_is_changed_and_taken_out(department: Client) -> None:
    row = Holiday.objects.get(day=date(2026, 1, 4))
    assert 'value="2026-01-04"' in department.get(URL, {"edit": row.pk}).content.decode()
    one = values(first="2026-01-04", last="", kind="work", name="元旦调休", version=row.version)
    department.post(f"{URL}?edit={row.pk}", one)
    row.refresh_from_db()
    assert (row.name, row.version) == ("元旦调休", 2)
    assert "刚被别人改过" in department.post(URL, one | {"name": "又改"}).content.decode()
    department.post(reverse("site-holiday_remove", args=[row.pk]))
    assert not Holiday.objects.filter(pk=row.pk).exists()
    assert AuditLine.objects.filter(event="holiday.removed").count() == 1


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"last": "2027-09-30"}, "最后一天不能早于第一天"),
        ({"last": "2027-12-31"}, "一次最多写31天"),
        ({"name": "  "}, "请写节日"),
        ({"kind": "work"}, "10-01 不是周末，本来就上班"),
        ({"first": "1990-10-01", "last": ""}, "年份要在2000至2100之间"),
        ({"first": "十月一日"}, "日期请写成"),
    ],
)
def test_days_that_cannot_be_are_explained_beside_the_field(
    department: Client, changed: dict[str, object], sentence: str
) -> None:
    page = department.post(URL, values(**changed)).content.decode()
    assert sentence in page
    assert BASIS in page
    assert not Holiday.objects.filter(day__year=2027).exists()


def test_the_verbs_refuse_what_a_form_would_not_send(county: Actor, now: datetime) -> None:
    day = date(2027, 10, 1)
    with pytest.raises(Refused, match="请写节日"):
        services.set_days(
            first=day, last=day, kind="rest", name=" ", basis="", version=0, actor=county, now=now
        )  # fmt: skip
    with pytest.raises(EditConflict):
        services.set_days(
            first=day, last=day, kind="rest", name="国庆节", basis="", version=3, actor=county, now=now
        )  # fmt: skip


def test_a_township_changes_nothing(cast: Cast, now: datetime) -> None:
    clerk = actor_named("clerk", today=now.date())
    with pytest.raises(NotAllowed, match="最上级"):
        services.remove_day(Holiday.objects.earliest("day").pk, actor=clerk, now=now)


def test_what_is_exported_can_be_imported(department: Client) -> None:
    body = department.get(reverse("site-holidays_export", args=[2026])).content
    rows = CalamineWorkbook.from_filelike(BytesIO(body)).get_sheet_by_index(0).to_python()
    assert any("国庆节" in row for row in rows)
    file = SimpleUploadedFile("2026.xlsx", body)
    page = department.post(reverse("site-holidays_import"), {"file": file}, follow=True).content.decode()
    assert "新增 0 天，变动 0 天，不变 39 天" in page


def test_a_sheet_brings_the_next_year(department: Client) -> None:
    rows = [(date(2027, 10, day), "放假休息", "国庆节", BASIS) for day in range(1, 8)]
    file = sheet_of([*rows, (date(2027, 10, 9), "调休上班", "国庆节", BASIS)])
    page = department.post(reverse("site-holidays_import"), {"file": file}, follow=True).content.decode()
    assert "已导入：新增 8 天，变动 0 天，不变 0 天。" in page
    assert "2027年节假日和调休" in page
    assert day_table().knows(2027)


def test_bad_rows_are_explained_by_row_and_nothing_is_written(department: Client) -> None:
    file = sheet_of(
        [
            (date(2027, 10, 1), "放假休息", "国庆节", ""),
            (date(2027, 10, 1), "放假休息", "国庆节", ""),
            (date(1999, 10, 1), "放假", "国庆节", ""),
            ("十月二日", "放假休息", "国庆节", ""),
        ]
    )
    page = department.post(reverse("site-holidays_import"), {"file": file}).content.decode()
    assert "有 3 行不能导入" in page
    assert "是同一天，请只留一行" in page
    assert "年份要在2000至2100之间" in page
    assert "日期“十月二日”认不出来" in page
    assert not Holiday.objects.filter(day__year=2027).exists()


def test_a_sheet_without_its_columns_is_refused(department: Client) -> None:
    csv = SimpleUploadedFile("a.csv", "日期,依据\n2027-10-01,通知\n".encode())
    page = department.post(reverse("site-holidays_import"), {"file": csv}).content.decode()
    assert "表里没有“类型”“节日”一列" in page
    empty = SimpleUploadedFile("b.csv", "日期,类型,节日\n".encode())
    assert "没有一行日期" in department.post(reverse("site-holidays_import"), {"file": empty}).content.decode()
    assert "请选择文件" in department.post(reverse("site-holidays_import")).content.decode()


def test_the_page_reads_the_same_however_long_the_table(department: Client, county: Actor, now: datetime) -> None:
    with CaptureQueriesContext(connection) as few:
        department.get(URL, {"year": 2027})
    for month in (1, 5, 10):
        services.set_days(
            first=date(2027, month, 1), last=date(2027, month, 20), kind="rest", name="节", basis="", version=0,
            actor=county, now=now,
        )  # fmt: skip
    with CaptureQueriesContext(connection) as many:
        department.get(URL, {"year": 2027})
    assert len(many) == len(few)
